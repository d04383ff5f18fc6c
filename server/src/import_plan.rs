//! `holdfast import-plan FILE`: a seating plan from the command line into the database.

use crate::serve::StartFault;
use crate::settings::{ImportPlan, Settings};
use box_office::{BoxOffice, Clock, NewVenue, OpenError, Options, StripeSettings};
use domain::Plan;

/// What was kept, and a password if this was the database's first start.
#[derive(Debug)]
pub struct Kept {
    /// A sentence.
    pub words: String,
    /// To be printed once.
    pub new_admin_password: Option<String>,
}

/// Reads the plan and keeps it as a venue.
///
/// Refuses: a file that cannot be read, a plan with a fault (with its place and reason), a zone
/// that is none, a database that cannot be used; each in a sentence.
pub async fn import(settings: &Settings, asked: &ImportPlan) -> Result<Kept, String> {
    let file = asked.file.display();
    let text = std::fs::read(&asked.file).map_err(|problem| format!("{file}: {problem}."))?;
    let imported = venues::import(&text).map_err(|fault| format!("{file}: {fault}."))?;
    if jiff::tz::TimeZone::get(&asked.time_zone).is_err() {
        return Err(format!("{} is not a time zone like Europe/Lisbon.", asked.time_zone));
    }
    let office = open(settings).await.map_err(|fault| fault.to_string())?;
    let name = asked.name.clone().unwrap_or_else(|| imported.plan.name.clone());
    let venue = new_venue(asked, name, imported.plan);
    let kept = office.add_venue(venue).await;
    let new_admin_password = office.new_admin_password().await.map(|made| made.map(str::to_owned));
    office.close().await;

    let new_admin_password = new_admin_password.map_err(|fault| fault.to_string())?;
    let venue = kept.map_err(|denial| format!("The plan was not kept: {denial}."))?;
    let words = format!(
        "{} is kept as venue {}: {} sections, {} rows, {} seats.",
        venue.name, venue.id, imported.zones, imported.rows, imported.seats
    );
    Ok(Kept { words, new_admin_password })
}

fn new_venue(asked: &ImportPlan, name: String, plan: Plan) -> NewVenue {
    NewVenue { name, city: asked.city.clone(), time_zone: asked.time_zone.clone(), plan }
}

async fn open(settings: &Settings) -> Result<std::sync::Arc<BoxOffice>, StartFault> {
    // Nobody is asked for money on the way.
    let secret_key = settings.stripe_secret_key.clone().unwrap_or_default();
    let stripe = StripeSettings::test_mode(&settings.stripe_api_url, secret_key);
    let options = Options {
        database_url: settings.database_url.clone(),
        clock: Clock::System,
        url: settings.public_url(),
        stripe,
        admin_password: settings.admin_password.clone(),
        batch_max: box_office::BATCH_MAX,
    };
    let opened: Result<_, OpenError> = BoxOffice::open(options).await;
    Ok(opened?)
}

//! The till's side: many buyers at the box office itself.

use box_office::{BoxOffice, Clock, NewEvent, NewVenue, Options, SeatsWanted, StripeSettings, ids};
use domain::{
    Category, Currency, Performance, PerformanceId, Plan, PriceTier, Row, SeatIndex, Section,
    SectionKind,
};
use secrecy::SecretString;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Buyers at a time: two full batches, one that is committed and one that waits.
pub const BUYERS: usize = 1_024;
pub const PERFORMANCES: u32 = 12;
pub const SEATS: u32 = 20_000;
/// A leg lasts at least this long, or until the house is sold out.
pub const LEG: Duration = Duration::from_millis(1_200);
const DAY_MS: i64 = 86_400_000;
const PER_SECTION: u32 = 1_000;
const PER_ROW: u32 = 50;

/// Makes the database that every leg begins with.
pub async fn furnish(file: &Path) {
    let office = open(file).await;
    let venue = NewVenue {
        name: "The Bench".to_owned(),
        city: String::new(),
        time_zone: "UTC".to_owned(),
        plan: plan(),
    };
    let venue = office.add_venue(venue).await.unwrap().id;
    let (title, tagline, description) = ("Rush".to_owned(), String::new(), String::new());
    let event = office.add_event(&NewEvent { title, tagline, description }).await.unwrap();
    let now = office.clock().now();
    for day in 1..=PERFORMANCES {
        let performance = Performance {
            id: PerformanceId(0),
            event,
            venue,
            starts_at: now + i64::from(day) * DAY_MS,
            on_sale_at: now,
            hold_ms: 600_000,
            seats_per_hold_max: 10,
            currency: Currency::Eur,
            tiers: vec![PriceTier { name: "Seat".to_owned(), amount_minor: 4500 }],
        };
        office.add_performance(&performance).await.unwrap();
    }
    office.close().await;
}

/// Holds two seats after two seats until the leg is over.
#[expect(clippy::disallowed_methods, reason = "measures; decides nothing")]
pub async fn holds_per_s(file: &Path) -> f64 {
    let office = open(file).await;
    let next = Arc::new(AtomicU32::new(0));
    let began = Instant::now();
    let mut buyers = JoinSet::new();
    for _ in 0..BUYERS {
        let (office, next) = (office.clone(), next.clone());
        buyers.spawn(async move {
            let mut held = 0_u32;
            while began.elapsed() < LEG {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(wanted) = wanted(at) else { break };
                let buyer = ids::buyer_of(&at.to_string());
                office.hold_seats(&buyer, wanted).await.unwrap();
                held += 1;
            }
            held
        });
    }
    let held: u32 = buyers.join_all().await.into_iter().sum();
    let took = began.elapsed();
    office.close().await;
    f64::from(held) / took.as_secs_f64()
}

/// The `at`th pair of seats, performance after performance; none when all are held.
fn wanted(at: u32) -> Option<SeatsWanted> {
    let performance = PerformanceId(i64::from(at % PERFORMANCES) + 1);
    let first = at / PERFORMANCES * 2;
    let seats = vec![SeatIndex(first), SeatIndex(first + 1)];
    (first + 1 < SEATS).then_some(SeatsWanted { performance, seats, places: Vec::new() })
}

async fn open(file: &Path) -> Arc<BoxOffice> {
    let options = Options {
        database_url: format!("sqlite://{}", file.display()),
        clock: Clock::System,
        url: "http://bench.test".to_owned(),
        stripe: StripeSettings::test_mode("http://127.0.0.1:9", SecretString::from("sk_test_x")),
        admin_password: None,
    };
    BoxOffice::open(options).await.unwrap()
}

fn plan() -> Plan {
    let row = |at: u32| Row {
        label: at.to_string(),
        numbers: (1..=PER_ROW).map(|number| number.to_string()).collect(),
        xs: (0..PER_ROW as i32).map(|x| x * 240).collect(),
        ys: vec![at as i32 * 240; PER_ROW as usize],
        categories: vec![0; PER_ROW as usize],
        radius: 90,
        ..Row::default()
    };
    let rows = || (0..PER_SECTION / PER_ROW).map(row).collect();
    let section = |at: u32| Section {
        name: format!("Section {at}"),
        first: 0,
        kind: SectionKind::Seated { rows: rows() },
    };
    let mut plan = Plan {
        name: "The Bench".to_owned(),
        width: 12_000,
        height: 5_000,
        categories: vec![Category { name: "Seat".to_owned(), color: "#336699".to_owned() }],
        sections: (0..SEATS / PER_SECTION).map(section).collect(),
        shapes: Vec::new(),
    };
    plan.number();
    plan
}

//! The till's side: many buyers at the box office itself.

use crate::hall::Hall;
use box_office::{BoxOffice, Clock, Options, SeatsWanted, StripeSettings, ids};
use domain::{PerformanceId, SeatIndex};
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
const PER_SECTION: u32 = 1_000;
const PER_ROW: u32 = 50;

/// Makes the database that every leg begins with.
pub async fn furnish(file: &Path) {
    let office = open(file).await;
    let hall = Hall {
        sections: SEATS / PER_SECTION,
        rows: vec![0; (PER_SECTION / PER_ROW) as usize],
        seats_per_row: PER_ROW,
        performances: PERFORMANCES,
        ..Hall::default()
    };
    hall.put_on(&office).await;
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
        database_url: format!("sqlite://{}", file.display()).into(),
        clock: Clock::System,
        url: "http://bench.test".to_owned(),
        stripe: StripeSettings::test_mode("http://127.0.0.1:9", SecretString::from("sk_test_x")),
        admin_password: None,
        batch_max: box_office::BATCH_MAX,
    };
    BoxOffice::open(options).await.unwrap()
}

//! The box office itself, without HTTP, and the databases that measures begin with.

use super::kit::Kit;
use crate::hall::Hall;
use box_office::{BoxOffice, Clock, Options, SeatsWanted, StripeSettings, ids};
use domain::{PerformanceId, SeatIndex};
use secrecy::SecretString;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A hall of so many seats, 50 in a row and 1,000 in a section at most, so many evenings.
pub fn hall(seats: u32, performances: u32) -> Hall {
    let per_section = seats.min(1_000);
    Hall {
        sections: seats / per_section,
        rows: vec![0; per_section as usize / 50],
        seats_per_row: 50,
        performances,
        ..Hall::default()
    }
}

pub async fn open(database: &str, batch_max: usize) -> Arc<BoxOffice> {
    let options = Options {
        database_url: database.to_owned().into(),
        clock: Clock::System,
        url: "http://bench.test".to_owned(),
        stripe: StripeSettings::test_mode("http://127.0.0.1:9", SecretString::from("sk_test_x")),
        admin_password: Some(SecretString::from("a password for measuring")),
        batch_max,
    };
    BoxOffice::open(options).await.unwrap()
}

/// Makes a database with this on.
pub async fn furnish(database: &str, hall: &Hall) -> PerformanceId {
    let office = open(database, box_office::BATCH_MAX).await;
    let first = hall.put_on(&office).await;
    office.close().await;
    first
}

/// Two seats each by so many buyers at a time, one hold after the other, over `performances` of
/// `seats`, from number `first` on. Answers holds a second.
pub async fn holds_per_s(
    office: &Arc<BoxOffice>,
    buyers: usize,
    (performances, seats, first): (u32, u32, u32),
    span: Duration,
) -> f64 {
    let next = Arc::new(AtomicU32::new(first));
    let began = Instant::now();
    let mut all = JoinSet::new();
    for _ in 0..buyers {
        let (office, next) = (office.clone(), next.clone());
        all.spawn(async move {
            let mut held = 0_u32;
            while began.elapsed() < span {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(wanted) = wanted(at, performances, seats) else { break };
                office.hold_seats(&ids::buyer_of(&at.to_string()), wanted).await.unwrap();
                held += 1;
            }
            held
        });
    }
    let held: u32 = all.join_all().await.into_iter().sum();
    f64::from(held) / began.elapsed().as_secs_f64()
}

/// The `at`th pair of seats, evening after evening; none when all are held.
pub fn wanted(at: u32, performances: u32, seats: u32) -> Option<SeatsWanted> {
    let performance = PerformanceId(i64::from(at % performances) + 1);
    let first = at / performances * 2;
    let pair = vec![SeatIndex(first), SeatIndex(first + 1)];
    (first + 1 < seats).then_some(SeatsWanted { performance, seats: pair, places: Vec::new() })
}

/// A database on the kit's server, made from another one or empty. Dropped if it is there.
pub async fn postgres_database(kit: &Kit, name: &str, template: Option<&str>) -> String {
    use sqlx::{AssertSqlSafe, Connection};
    let server = kit.postgres().url();
    let mut one = sqlx::PgConnection::connect(&server).await.unwrap();
    let from = template.map(|from| format!(" template {from}")).unwrap_or_default();
    for words in [
        format!("drop database if exists {name} with (force)"),
        format!("create database {name}{from}"),
    ] {
        sqlx::query(AssertSqlSafe(words)).execute(&mut one).await.unwrap();
    }
    one.close().await.unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

//! P19: whether the engine slows down as the shop grows: one hall of 1,000 seats against a thousand
//! performances of 60,000 with a million old holds. Buyers hold two seats and give them back, so
//! that both sides can go on for as long as they are measured.

use super::engine::{self, hall};
use super::kit::{Kit, folder, median};
use super::p06_deadline::{connect, unix_ms};
use super::rounds::paired;
use super::row::{Goal, Row, short};
use box_office::{BoxOffice, SeatsWanted, ids};
use domain::{PerformanceId, SeatIndex};
use sqlx::{AssertSqlSafe, Connection};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const BUYERS: u32 = 400;

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let old = kit.either(100_000, 1_000_000);
    let evenings = kit.either(200, 1_000);
    let own = folder();
    let (small, large) = (own.path().join("small.db"), own.path().join("large.db"));
    engine::furnish(&url(&small), &hall(1_000, 1)).await;
    engine::furnish(&url(&large), &hall(60_000, evenings)).await;
    grow_old(&large, old).await;
    let small = engine::open(&url(&small), box_office::BATCH_MAX).await;
    let large = engine::open(&url(&large), box_office::BATCH_MAX).await;
    let all = paired(
        kit,
        async || cycles_per_s(&large, evenings, kit.leg).await,
        async || cycles_per_s(&small, 1, kit.leg).await,
    )
    .await;
    small.close().await;
    large.close().await;
    let against = format!(
        "small {}/s, large {}/s: {evenings} × 60,000 seats, {old} old holds",
        short(median(&all.b)),
        short(median(&all.a)),
    );
    let row = Row::new("P19 a shop that has grown", "of the small", Goal::Least(0.9), all.ratios());
    vec![row.against(against).beside(&all.disk_ms)]
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// Holds that ended long ago, with a line of their log each.
async fn grow_old(file: &Path, count: u32) {
    let mut one = connect(file).await;
    let now = unix_ms() - 86_400_000;
    let numbers = format!(
        "with recursive n(at) as (select 1 union all select at + 1 from n where at < {count})"
    );
    let hold = format!(
        "{numbers} insert into hold (id, performance_id, buyer, phase, is_live, state, seats, \
         currency, amount_minor, placed_at, expires_at, changed_at, version) \
         select printf('old-%016d', at), at % 100 + 1, printf('%032x', at), 'released', 0, \
         '{{\"released\":{{\"reason\":\"time_up\",\"released_at\":{now}}}}}', \
         '[{{\"seat\":1,\"tier\":0,\"amount_minor\":4500}}]', 'eur', 4500, {now}, {now}, {now}, 2 \
         from n"
    );
    let log = format!(
        "{numbers} insert into hold_log (hold_id, version, at, phase, note) \
         select printf('old-%016d', at), 1, {now}, 'active', 'held' from n"
    );
    for words in [hold, log] {
        sqlx::query(AssertSqlSafe(words)).execute(&mut one).await.unwrap();
    }
    one.close().await.unwrap();
}

/// Each buyer holds a pair of their own and gives it back, again and again.
async fn cycles_per_s(office: &Arc<BoxOffice>, evenings: u32, span: Duration) -> f64 {
    let began = Instant::now();
    let mut all = JoinSet::new();
    for number in 0..BUYERS {
        let office = office.clone();
        all.spawn(async move {
            let buyer = ids::buyer_of(&number.to_string());
            let (mut cycles, mut at) = (0_u32, number);
            while began.elapsed() < span {
                let performance = PerformanceId(i64::from(at % evenings) + 1);
                let seats = vec![SeatIndex(2 * number), SeatIndex(2 * number + 1)];
                let wanted = SeatsWanted { performance, seats, places: Vec::new() };
                let held = office.hold_seats(&buyer, wanted).await.unwrap();
                office.release_hold(&buyer, &held.id).await.unwrap();
                cycles += 1;
                at = at.wrapping_add(BUYERS);
            }
            cycles
        });
    }
    let cycles: u32 = all.join_all().await.into_iter().sum();
    f64::from(cycles) / began.elapsed().as_secs_f64()
}

//! P7: holds end while their buyers are on the payment page, so that Stripe must be asked first:
//! how much longer than one round trip to the stand-in the seats take; and, when a hundred end at
//! once, whether the calls leave as fast as the pace allows.

use super::clients::{checkout, hold_page};
use super::engine::hall;
use super::kit::{Kit, median};
use super::p06_deadline::{connect, unix_ms};
use super::process::Shop;
use super::row::{Goal, Row, short};
use super::stage::Stage;
use super::watch::Watcher;
use crate::hall::Hall;
use holdfast_load::tally::Times;
use holdfast_load::{Connection, get};
use sqlx::Executor;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Long enough to make all sessions before the first hold ends. Units: milliseconds.
const HOLD_MS: i64 = 6_000;
/// Seats are told ten times a second at most: deadlines further apart are each told at once.
const APART: Duration = Duration::from_millis(120);
const GOAL_MS: f64 = 60.0;
/// Below what Stripe allows one endpoint, which no setting exceeds.
const PACE: &str = "20";
const BACKLOG: u64 = 100;

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let mut late = Vec::new();
    let mut trip = Vec::new();
    for _ in 0..kit.either(1, 3) {
        let (late_ms, trip_ms) = one_by_one(kit.either(20, 40)).await;
        late.push(late_ms);
        trip.push(trip_ms);
    }
    let against = format!("round trip to the stand-in {} ms", short(median(&trip)));
    let id = "P7 deadline with a session, p99 beyond a trip";
    vec![Row::new(id, "ms", Goal::Most(GOAL_MS), late).against(against), backlog(kit).await]
}

/// Units: milliseconds beyond a round trip, and the round trip.
async fn one_by_one(count: u64) -> (f64, f64) {
    let stage = Stage::with(&Hall { hold_ms: HOLD_MS, ..hall(1_000, 1) }).await;
    let shop = stage.shop_with(&[("STRIPE_CALLS_PER_SECOND", "1000")]).await;
    let mut connection = Connection::open(&shop.at).await.unwrap();
    for number in 0..count {
        let began = Instant::now();
        open_session(&shop, &mut connection, number).await;
        tokio::time::sleep(APART.saturating_sub(began.elapsed())).await;
    }
    let deadlines = deadlines(&stage).await;
    let mut watcher = Watcher::open(&shop.at, 1).await;
    let (clock, clock_ms) = (Instant::now(), unix_ms() as f64);
    assert!(clock_ms < deadlines[0] as f64, "making the sessions took too long");
    let (mut seats, mut late) = (0, Times::default());
    while seats < 2 * deadlines.len() {
        let frame = watcher.next().await;
        seats += frame.changes;
        let seen_ms = clock_ms + frame.at.duration_since(clock).as_secs_f64() * 1000.0;
        for due in deadlines.iter().take(seats / 2).skip(late.count() as usize) {
            late.add(Duration::from_secs_f64((seen_ms - *due as f64).max(0.0) / 1000.0));
        }
    }
    let trip_ms = round_trip_ms(&stage).await;
    drop(shop);
    stage.close().await;
    eprintln!("    late p50 {}, p99 {}", short(late.at_ms(0.5)), short(late.at_ms(0.99)));
    (late.at_ms(0.99) - trip_ms, trip_ms)
}

/// A buyer holds two seats and goes to the payment page.
pub async fn open_session(shop: &Shop, connection: &mut Connection, number: u64) {
    let seats = [2 * number, 2 * number + 1];
    let held = connection.ask(hold_page(&shop.at, number, 1, seats)).await.unwrap();
    let hold = held.location().trim_start_matches("/checkout/").to_owned();
    assert!(!hold.is_empty() && !hold.contains('?'), "{}", held.location());
    let sent_on = connection.ask(checkout(&shop.at, number, &hold)).await.unwrap();
    assert!(sent_on.location().contains("/c/pay/"), "{}", sent_on.location());
}

async fn deadlines(stage: &Stage) -> Vec<i64> {
    let mut beside = connect(&file(stage)).await;
    let all = sqlx::query_scalar("select expires_at from hold order by expires_at");
    all.fetch_all(&mut beside).await.unwrap()
}

async fn round_trip_ms(stage: &Stage) -> f64 {
    let (there, _) = holdfast_load::address::Address::split(stage.stripe.url()).unwrap();
    let mut connection = Connection::open(&there).await.unwrap();
    let mut times = Times::default();
    for _ in 0..50 {
        let mut request = get(&there, "/v1/checkout/sessions?limit=1", None);
        let key = http::HeaderValue::from_static("Bearer sk_test_x");
        request.headers_mut().insert(http::header::AUTHORIZATION, key);
        let began = Instant::now();
        assert_eq!(connection.ask(request).await.unwrap().status, 200);
        times.add(began.elapsed());
    }
    times.at_ms(0.5)
}

/// A hundred open sessions end at once: how fast their seats come free, of the pace.
async fn backlog(kit: &Kit) -> Row {
    let stage = Stage::with(&hall(1_000, 1)).await;
    let shop = stage.shop_with(&[("STRIPE_CALLS_PER_SECOND", "1000")]).await;
    let mut connection = Connection::open(&shop.at).await.unwrap();
    let count = kit.either(BACKLOG / 2, BACKLOG);
    for number in 0..count {
        open_session(&shop, &mut connection, number).await;
    }
    drop((connection, shop));
    let mut beside = connect(&file(&stage)).await;
    let due_ms = unix_ms() + 2_000;
    let words = format!("update hold set expires_at = {due_ms}");
    beside.execute(sqlx::AssertSqlSafe(words)).await.unwrap();
    let shop = stage.shop_with(&[("STRIPE_CALLS_PER_SECOND", PACE)]).await;
    let mut watcher = Watcher::open(&shop.at, 1).await;
    let (mut seats, mut seen) = (0, Vec::new());
    while seats < 2 * count as usize {
        let frame = watcher.next().await;
        seats += frame.changes;
        seen.push(frame.at);
    }
    let took = seen.last().unwrap().duration_since(seen[0]).as_secs_f64();
    let per_s = (count - 1) as f64 / took;
    drop(shop);
    stage.close().await;
    let pace: f64 = PACE.parse().unwrap();
    Row::new("P7 a backlog drains", "of the pace", Goal::Least(0.9), vec![per_s / pace])
        .against(format!("pace {PACE}/s; {count} sessions at {}/s", short(per_s)))
}

fn file(stage: &Stage) -> PathBuf {
    stage.folder.path().join("shop.db")
}

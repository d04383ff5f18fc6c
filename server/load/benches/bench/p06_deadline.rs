//! P6: ten thousand holds of two seats end in the same instant while others go on holding, against
//! one transaction that deletes the same rows and does nothing else.
//!
//! Watchers of every performance count the freed seats by the clock of the holds' deadline.

use super::clients::hold_these;
use super::engine::{self, hall, holds_per_s};
use super::kit::{Kit, folder, median};
use super::rounds::fdatasync_ms;
use super::row::{Goal, Row, short};
use super::stage::Stage;
use super::watch::Watcher;
use holdfast_load::address::Address;
use holdfast_load::{Pool, open};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, Executor};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::task::JoinSet;

const EVENINGS: u32 = 20;
const SEATS: u32 = 1_000;
/// All seats of all those evenings, in pairs.
const FREED: usize = (EVENINGS * SEATS) as usize;
/// The evening on which buyers go on holding.
const MEANWHILE: u64 = EVENINGS as u64 + 1;
const MEANWHILE_PER_S: f64 = 100.0;
/// From the shop's start to the deadline.
const AHEAD: Duration = Duration::from_secs(4);

struct Round {
    first_ms: f64,
    all_ms: f64,
    p99_ms: f64,
    raw_ms: f64,
    disk_ms: f64,
}

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let own = folder();
    let template = own.path().join("template.db");
    let database = format!("sqlite://{}", template.display());
    engine::furnish(&database, &hall(SEATS, EVENINGS + 1)).await;
    let office = engine::open(&database, box_office::BATCH_MAX).await;
    holds_per_s(&office, 1_024, (EVENINGS, SEATS, 0), Duration::from_secs(60)).await;
    office.close().await;
    let mut rounds = Vec::new();
    for _ in 0..kit.either(2, 5) {
        rounds.push(round(&template).await);
    }
    let all = |of: fn(&Round) -> f64| rounds.iter().map(of).collect::<Vec<f64>>();
    let disk_ms = all(|round| round.disk_ms);
    let raw = format!("raw bulk delete {} ms", short(median(&all(|round| round.raw_ms))));
    [
        ("P6 10,000 holds end, all seats seen", 300.0, all(|round| round.all_ms)),
        ("P6 10,000 holds end, first seen", 60.0, all(|round| round.first_ms)),
        ("P6 holds meanwhile, p99", 50.0, all(|round| round.p99_ms)),
    ]
    .map(|(id, goal, figures)| {
        Row::new(id, "ms", Goal::Most(goal), figures).against(raw.clone()).beside(&disk_ms)
    })
    .to_vec()
}

async fn round(template: &Path) -> Round {
    let raw_ms = raw_ms(template).await;
    let (folder, file) = copy(template);
    let (due, due_ms) = (Instant::now() + AHEAD, unix_ms() + AHEAD.as_millis() as i64);
    let mut beside = connect(&file).await;
    let late = format!("update hold set expires_at = {due_ms}");
    beside.execute(sqlx::AssertSqlSafe(late)).await.unwrap();
    beside.close().await.unwrap();
    let stage = Stage::on(folder, format!("sqlite://{}", file.display())).await;
    let shop = stage.shop().await;
    let mut watching = JoinSet::new();
    for evening in 1..=u64::from(EVENINGS) {
        let watcher = Watcher::open(&shop.at, evening).await;
        watching.spawn(watch(watcher));
    }
    let meanwhile = tokio::spawn(meanwhile(shop.at.clone(), due));
    let mut seen = Vec::new();
    while let Some(times) = watching.join_next().await {
        seen.extend(times.unwrap());
    }
    let late_ms = |at: &Instant| at.saturating_duration_since(due).as_secs_f64() * 1000.0;
    let late: Vec<f64> = seen.iter().map(late_ms).collect();
    let p99_ms = meanwhile.await.unwrap();
    drop(shop);
    stage.close().await;
    let first_ms = late.iter().copied().fold(f64::INFINITY, f64::min);
    let all_ms = late.iter().copied().fold(0.0, f64::max);
    eprintln!("    first {}, all {}, p99 {}", short(first_ms), short(all_ms), short(p99_ms));
    Round { first_ms, all_ms, p99_ms, raw_ms, disk_ms: fdatasync_ms() }
}

/// When each frame came until all seats of one evening were free.
async fn watch(mut watcher: Watcher) -> Vec<Instant> {
    let (mut free, mut seen) = (0, Vec::new());
    while free < FREED / EVENINGS as usize {
        let frame = watcher.next().await;
        free += frame.changes;
        seen.push(frame.at);
    }
    seen
}

/// Holds from a second before the deadline to a second after it. Units: milliseconds, p99.
async fn meanwhile(shop: Address, due: Instant) -> f64 {
    tokio::time::sleep_until((due - Duration::from_secs(1)).into()).await;
    let pool = Arc::new(Pool::new(64));
    let make = |at| hold_these(&shop, 500_000 + at, MEANWHILE, [2 * at, 2 * at + 1]);
    let span = (MEANWHILE_PER_S, Duration::from_secs(2));
    let answered = open::at_rate(&pool, &shop, span, make).await;
    assert_eq!(answered.statuses.keys().collect::<Vec<_>>(), [&200]);
    answered.times.at_ms(0.99)
}

/// The same rows deleted and marked in one durable transaction. Units: milliseconds.
async fn raw_ms(template: &Path) -> f64 {
    let (_folder, file) = copy(template);
    let mut connection = connect(&file).await;
    let began = Instant::now();
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
    for words in [
        "delete from claim where hold_id in (select id from hold where is_live = 1)",
        "update hold set phase = 'released', is_live = 0, version = version + 1 where is_live = 1",
    ] {
        tx.execute(words).await.unwrap();
    }
    tx.commit().await.unwrap();
    let took = began.elapsed();
    connection.close().await.unwrap();
    took.as_secs_f64() * 1000.0
}

fn copy(template: &Path) -> (tempfile::TempDir, PathBuf) {
    let folder = folder();
    let file = folder.path().join("shop.db");
    std::fs::copy(template, &file).unwrap();
    (folder, file)
}

/// A second connection to a shop's file.
pub async fn connect(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(Duration::from_secs(10))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    SqliteConnection::connect_with(&options).await.unwrap()
}

pub fn unix_ms() -> i64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis() as i64
}

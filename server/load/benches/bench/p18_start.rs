//! P18: from starting the process to its first 200, with ten halls of 60,000 seats, ten thousand
//! live holds and two thousand that ended while it was down; and when the last of those is free.

use super::engine::{self, hall, holds_per_s, postgres_database};
use super::kit::{Kit, folder};
use super::p06_deadline::{connect, unix_ms};
use super::row::{Goal, Row, short};
use super::stage::Stage;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::time::{Duration, Instant};

const EVENINGS: u32 = 10;
const SEATS: u32 = 60_000;
const HOLDS: u32 = 12_000;
const OVERDUE: u32 = 2_000;

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, goal) in [("SQLite", 60.0), ("PostgreSQL", 150.0)] {
        let is_postgres = name == "PostgreSQL";
        let own = folder();
        let template = match is_postgres {
            true => postgres_database(kit, "furnished", None).await,
            false => format!("sqlite://{}", own.path().join("template.db").display()),
        };
        furnish(&template).await;
        let (mut opened, mut freed) = (Vec::new(), Vec::new());
        for _ in 0..kit.either(3, 7) {
            let (opened_ms, freed_ms) = start(kit, &template).await;
            eprintln!("    {name}: open in {} ms, free in {}", short(opened_ms), short(freed_ms));
            opened.push(opened_ms);
            freed.push(freed_ms);
        }
        let what = format!("{HOLDS} holds, {EVENINGS} × {SEATS} seats");
        rows.push(
            Row::new(format!("P18 start, {name}"), "ms", Goal::Most(goal), opened).against(what),
        );
        let id = format!("P18 overdue holds free, {name}");
        rows.push(Row::new(id, "ms", Goal::Most(300.0), freed).against(format!("{OVERDUE} holds")));
    }
    rows
}

async fn furnish(database: &str) {
    engine::furnish(database, &hall(SEATS, EVENINGS)).await;
    let office = engine::open(database, box_office::BATCH_MAX).await;
    // so many pairs and no more: the halls have more seats than that
    let each_pairs = HOLDS / EVENINGS;
    let span = Duration::from_secs(120);
    holds_per_s(&office, 1_024, (EVENINGS, 2 * each_pairs, 0), span).await;
    office.close().await;
    let overdue = format!(
        "update hold set expires_at = {} where id in (select id from hold order by id limit {})",
        unix_ms() - 60_000,
        OVERDUE,
    );
    run(database, &overdue).await;
}

async fn run(database: &str, words: &str) {
    if database.starts_with("postgres") {
        let mut one = PgConnection::connect(database).await.unwrap();
        sqlx::query(AssertSqlSafe(words)).execute(&mut one).await.unwrap();
        return one.close().await.unwrap();
    }
    let mut one = connect(database.trim_start_matches("sqlite://").as_ref()).await;
    sqlx::query(AssertSqlSafe(words)).execute(&mut one).await.unwrap();
    one.close().await.unwrap();
}

/// Units: milliseconds to the first 200, and to the last overdue claim being gone.
async fn start(kit: &Kit, template: &str) -> (f64, f64) {
    let own = folder();
    let database = match template.strip_prefix("sqlite://") {
        Some(file) => {
            let copy = own.path().join("shop.db");
            std::fs::copy(file, &copy).unwrap();
            format!("sqlite://{}", copy.display())
        }
        None => postgres_database(kit, "leg", Some("furnished")).await,
    };
    let stage = Stage::on(own, database).await;
    let began = Instant::now();
    let shop = stage.shop().await;
    while claims(&stage.database).await > i64::from(2 * (HOLDS - OVERDUE)) {
        assert!(began.elapsed() < Duration::from_secs(30), "overdue holds stay");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let freed = began.elapsed();
    let opened = shop.opened_in;
    drop(shop);
    stage.close().await;
    (opened.as_secs_f64() * 1000.0, freed.as_secs_f64() * 1000.0)
}

async fn claims(database: &str) -> i64 {
    let words = "select count(*) from claim";
    if database.starts_with("postgres") {
        let mut one = PgConnection::connect(database).await.unwrap();
        return sqlx::query_scalar(words).fetch_one(&mut one).await.unwrap();
    }
    let mut one = connect(database.trim_start_matches("sqlite://").as_ref()).await;
    sqlx::query_scalar(words).fetch_one(&mut one).await.unwrap()
}

//! P1: holds a second of the engine, durable and without HTTP, against the same rows inserted raw.
//!
//! Four sides in each round, each on a fresh copy of one database: the engine, the engine with one
//! commit a hold, raw inserts of 512 holds a transaction, raw inserts of one. SQLite with
//! `synchronous=FULL`, PostgreSQL with `synchronous_commit=on` and `fsync=on`.

mod raw;

use super::engine::{self, postgres_database};
use super::kit::{Kit, folder, median};
use super::rounds::fdatasync_ms;
use super::row::{Goal, Row, short};
use std::path::{Path, PathBuf};

/// Buyers at a time: two full batches, one that is committed and one that waits.
const BUYERS: usize = 1_024;
pub const EVENINGS: u32 = 12;
pub const SEATS: u32 = 20_000;
/// Holds per transaction: as many as the till commits together at most.
const BATCH: usize = 512;
const GOAL: f64 = 0.5;

/// Where fresh copies come from.
enum Source {
    Sqlite(PathBuf),
    Postgres,
}

struct Sides {
    engine: Vec<f64>,
    engine_single: Vec<f64>,
    raw: Vec<f64>,
    raw_single: Vec<f64>,
    disk_ms: Vec<f64>,
}

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let folder = folder();
    let template = folder.path().join("template.db");
    let hall = engine::hall(SEATS, EVENINGS);
    engine::furnish(&format!("sqlite://{}", template.display()), &hall).await;
    let mut rows = rows("SQLite", &sides(kit, &Source::Sqlite(template)).await);
    let database = postgres_database(kit, "furnished", None).await;
    engine::furnish(&database, &hall).await;
    rows.extend(self::rows("PostgreSQL", &sides(kit, &Source::Postgres).await));
    rows
}

fn rows(name: &str, sides: &Sides) -> Vec<Row> {
    let of = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a / b).collect::<Vec<f64>>();
    let gain = of(&sides.engine, &sides.engine_single);
    let raw_gain = of(&sides.raw, &sides.raw_single);
    let rate = |rates: &[f64]| format!("{}/s", short(median(rates)));
    let to_raw = format!("raw inserts {}, engine {}", rate(&sides.raw), rate(&sides.engine));
    let to_single = format!(
        "one commit a hold {}: ×{}; raw gains ×{}",
        rate(&sides.engine_single),
        short(median(&gain)),
        short(median(&raw_gain)),
    );
    let to_raw_row = (format!("P1 holds, {name}"), of(&sides.engine, &sides.raw), to_raw);
    let gain_row = (format!("P1 gain by batches, {name}"), of(&gain, &raw_gain), to_single);
    [to_raw_row, gain_row]
        .map(|(id, ratios, against)| {
            let row = Row::new(id, "of raw", Goal::Least(GOAL), ratios);
            row.against(against).beside(&sides.disk_ms)
        })
        .to_vec()
}

async fn sides(kit: &Kit, source: &Source) -> Sides {
    let none = Vec::new;
    let mut sides = Sides {
        engine: none(),
        engine_single: none(),
        raw: none(),
        raw_single: none(),
        disk_ms: none(),
    };
    for round in 1..=kit.rounds {
        let order: [usize; 8] = [0, 1, 2, 3, 3, 2, 1, 0];
        let mut sums = [0.0; 4];
        for side in order {
            sums[side] += leg(kit, source, side).await;
        }
        let [engine, engine_single, raw, raw_single] = sums.map(|sum| sum / 2.0);
        let said = [engine, engine_single, raw, raw_single].map(short);
        eprintln!("    round {round}: engine {} {}, raw {} {}", said[0], said[1], said[2], said[3]);
        sides.engine.push(engine);
        sides.engine_single.push(engine_single);
        sides.raw.push(raw);
        sides.raw_single.push(raw_single);
        sides.disk_ms.push(fdatasync_ms());
    }
    sides
}

async fn leg(kit: &Kit, source: &Source, side: usize) -> f64 {
    let folder = folder();
    let database = fresh(kit, source, folder.path()).await;
    let span = kit.leg / 2; // two legs of each of four sides make up a round
    if side >= 2 {
        let batch = if side == 2 { BATCH } else { 1 };
        return raw::holds_per_s(&database, batch, span).await;
    }
    let office = engine::open(&database, if side == 0 { box_office::BATCH_MAX } else { 1 }).await;
    let per_s = engine::holds_per_s(&office, BUYERS, (EVENINGS, SEATS, 0), span).await;
    office.close().await;
    per_s
}

async fn fresh(kit: &Kit, source: &Source, folder: &Path) -> String {
    match source {
        Source::Sqlite(template) => {
            let file = folder.join("leg.db");
            std::fs::copy(template, &file).unwrap();
            format!("sqlite://{}", file.display())
        }
        Source::Postgres => postgres_database(kit, "leg", Some("furnished")).await,
    }
}

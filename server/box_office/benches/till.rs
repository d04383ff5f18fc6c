//! P1: holds per second of the till, durable and without HTTP, against the same rows inserted raw.
//!
//! Both sides write to a copy of the same database file: WAL, `synchronous=FULL`, one writing
//! connection. The till's side is `BoxOffice::hold_seats`, called by [`shop::BUYERS`] buyers at a
//! time, two seats each. The raw side prepares every row beforehand and inserts nothing but rows:
//! one transaction per 512 holds, one statement per table. Rounds are A-B-B-A, so that a machine
//! that slows down slows both; only the ratio counts.
//!
//! Prints the rounds to standard error and the result, as JSON, to standard output.
#![expect(clippy::unwrap_used, reason = "a benchmark says no by panicking")]
#![expect(clippy::disallowed_macros, reason = "a benchmark prints")]

#[path = "../tests/support/hall.rs"]
mod hall;
mod till {
    pub mod raw;
    pub mod shop;
}

use std::future::Future;
use till::{raw, shop};

const ROUNDS: usize = 7;
const GOAL: f64 = 0.25;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let template = folder.path().join("template.db");
    shop::furnish(&template).await;
    let leg = folder.path().join("leg.db");
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let a1 = on_copy(&template, &leg, shop::holds_per_s(&leg)).await;
        let b1 = on_copy(&template, &leg, raw::holds_per_s(&leg)).await;
        let b2 = on_copy(&template, &leg, raw::holds_per_s(&leg)).await;
        let a2 = on_copy(&template, &leg, shop::holds_per_s(&leg)).await;
        let ratio = (a1 + a2) / (b1 + b2);
        eprintln!("round {round}: till {a1:.0} {a2:.0}/s, raw {b1:.0} {b2:.0}/s: {ratio:.3}");
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    let (least, value, most) = (ratios[0], ratios[ROUNDS / 2], ratios[ROUNDS - 1]);
    let note = format!("{least:.3} to {most:.3} in {ROUNDS} rounds");
    let result = serde_json::json!({
        "id": "P1 till", "value": (value * 1000.0).round() / 1000.0, "goal": GOAL,
        "unit": "of raw inserts", "ok": value >= GOAL, "note": note,
    });
    println!("{result}");
}

/// Gives a leg a fresh copy of the template to write to.
async fn on_copy(
    template: &std::path::Path,
    leg: &std::path::Path,
    run: impl Future<Output = f64>,
) -> f64 {
    for ending in ["db", "db-wal", "db-shm"] {
        let _ = std::fs::remove_file(leg.with_extension(ending));
    }
    std::fs::copy(template, leg).unwrap();
    run.await
}

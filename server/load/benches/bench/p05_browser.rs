//! P5, P14, P15 and P16: what only a browser can say. The bench opens the shop; a script of
//! `end2end/bench` looks at it with Chromium and answers one JSON line with its figures.

use super::engine::hall;
use super::kit::Kit;
use super::row::{Goal, Row};
use super::stage::Stage;
use crate::hall::Hall;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

/// Sixty seconds are the least that a shop on sale allows; a bench need not wait for them.
const HOLD_MS: i64 = 12_000;

pub async fn deadline(kit: &Kit) -> Vec<Row> {
    let hall = Hall { hold_ms: HOLD_MS, seats_per_hold_max: 10, ..hall(20_000, 1) };
    let said = look("deadline", &hall, kit.either("20", "80")).await;
    let (p50, p99) = (numbers(&said, "p50"), numbers(&said, "p99"));
    let against = note(&said);
    vec![
        Row::new("P5 deadline to free elsewhere, p50", "ms", Goal::Most(20.0), p50)
            .against(against.clone()),
        Row::new("P5 deadline to free elsewhere, p99", "ms", Goal::Most(60.0), p99)
            .against(against),
    ]
}

pub async fn weight(_: &Kit) -> Vec<Row> {
    let said = look("weight", &hall(60_000, 1), "").await;
    vec![
        Row::new(
            "P14 the map's page, wasm + JS",
            "KB brotli",
            Goal::Most(110.0),
            numbers(&said, "map"),
        )
        .against(note(&said)),
        Row::new(
            "P14 pages without islands",
            "KB brotli",
            Goal::Most(0.0),
            numbers(&said, "still"),
        )
        .against(said["still_note"].as_str().unwrap_or_default()),
    ]
}

pub async fn frames(kit: &Kit) -> Vec<Row> {
    let said = look("frames", &hall(60_000, 1), kit.either("2000", "6000")).await;
    let row =
        Row::new("P16 pan and zoom, frame p95", "ms", Goal::Most(16.0), numbers(&said, "p95"));
    vec![row.against(note(&said))]
}

pub async fn lighthouse(kit: &Kit) -> Vec<Row> {
    let described = "A bus through the night, with a band at the back of it.";
    let hall = Hall { description: described, ..hall(60_000, 1) };
    let said = look("lighthouse", &hall, kit.either("1", "3")).await;
    let row = |id: &str, unit, goal, key: &str| {
        Row::new(format!("P15 {id}"), unit, goal, numbers(&said, key)).against(note(&said))
    };
    vec![
        row("performance", "points", Goal::Least(99.0), "performance"),
        row("accessibility", "points", Goal::Least(100.0), "accessibility"),
        row("best practices", "points", Goal::Least(100.0), "practices"),
        row("search engines", "points", Goal::Least(100.0), "seo"),
        row("total blocking time", "ms", Goal::Most(50.0), "tbt"),
        row("layout shift", "", Goal::Most(0.0), "cls"),
    ]
}

/// Lets a script look at a shop with this on.
async fn look(script: &str, hall: &Hall, word: &str) -> Value {
    let stage = Stage::with(hall).await;
    let shop = stage.shop().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../end2end");
    let mut node = Command::new("node");
    node.current_dir(folder).args([
        format!("bench/{script}.mjs"),
        shop.at.to_string(),
        word.to_owned(),
    ]);
    node.stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = tokio::task::spawn_blocking(move || node.output().unwrap()).await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{script} failed: {text}");
    drop(shop);
    stage.close().await;
    serde_json::from_str(text.trim().lines().last().unwrap_or_default()).unwrap()
}

fn numbers(said: &Value, key: &str) -> Vec<f64> {
    said[key].as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn note(said: &Value) -> String {
    said["note"].as_str().unwrap_or_default().to_owned()
}

//! Paired rounds: two sides measured A-B-B-A, so that a machine that slows down slows both, with a
//! probe of the disk beside each round. Only what one run compares with itself counts.

use super::kit::{Kit, folder, median};
use super::row::short;
use std::fs::File;
use std::io::Write;
use std::time::Instant;

/// Syncs of one probe.
const SYNCS: usize = 15;

/// What both sides did, round by round.
pub struct Paired {
    pub a: Vec<f64>,
    pub b: Vec<f64>,
    pub disk_ms: Vec<f64>,
}

impl Paired {
    /// A to B in each round.
    pub fn ratios(&self) -> Vec<f64> {
        self.a.iter().zip(&self.b).map(|(a, b)| a / b).collect()
    }
}

/// Measures two sides against each other.
pub async fn paired(
    kit: &Kit,
    mut a: impl AsyncFnMut() -> f64,
    mut b: impl AsyncFnMut() -> f64,
) -> Paired {
    let mut all = Paired { a: Vec::new(), b: Vec::new(), disk_ms: Vec::new() };
    for round in 1..=kit.rounds {
        let (a1, b1, b2, a2) = (a().await, b().await, b().await, a().await);
        all.a.push((a1 + a2) / 2.0);
        all.b.push((b1 + b2) / 2.0);
        all.disk_ms.push(fdatasync_ms());
        let [a1, b1, b2, a2] = [a1, b1, b2, a2].map(short);
        eprintln!("    round {round}: {a1} {b1} {b2} {a2}");
    }
    all
}

/// What one fdatasync of 4 KiB costs now. Units: milliseconds.
pub fn fdatasync_ms() -> f64 {
    let folder = folder();
    let mut file = File::create(folder.path().join("probe")).unwrap();
    let mut took = Vec::new();
    for _ in 0..SYNCS {
        file.write_all(&[7; 4096]).unwrap();
        let began = Instant::now();
        file.sync_data().unwrap();
        took.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    median(&took)
}

//! How much trouble is taken, and what all measures share.

use crate::cluster::Cluster;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;

pub struct Kit {
    /// Paired rounds of one figure.
    pub rounds: usize,
    /// How long one side of a round is measured.
    pub leg: Duration,
    pub is_quick: bool,
    postgres: OnceLock<Cluster>,
}

impl Kit {
    pub fn new(is_quick: bool) -> Self {
        let (rounds, leg_ms) = if is_quick { (3, 600) } else { (7, 2_000) };
        let leg = Duration::from_millis(leg_ms);
        Self { rounds, leg, is_quick, postgres: OnceLock::new() }
    }

    /// One number for a quick run, another for a whole one.
    pub fn either<T>(&self, quick: T, whole: T) -> T {
        if self.is_quick { quick } else { whole }
    }

    /// A server that commits durably, started when first asked for.
    pub fn postgres(&self) -> &Cluster {
        let settings = ["fsync=on", "full_page_writes=on", "shared_buffers=128MB"];
        self.postgres.get_or_init(|| Cluster::start(&settings))
    }
}

/// A folder on the file system that everything is measured on.
pub fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// Where builds leave their things.
pub fn target() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_owned()
}

pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

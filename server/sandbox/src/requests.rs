//! What was asked lately and what it was answered, for whoever wants to see what a seller sends.
//!
//! Written by the API once per answered request, read by the control interface and the dashboard.
//! Holds no keys of the API.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

const KEPT_MAX: usize = 500;

/// One request of the API.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) at_ms: i64,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Its form or query as a tree of texts; null if it could not be read.
    pub(crate) params: Value,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) status: u16,
    pub(crate) replayed: bool,
}

/// The last ones, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    kept: VecDeque<Asked>,
    forgotten: u64,
}

impl Requests {
    /// Writes one down and forgets the oldest beyond 500.
    pub(crate) fn add(&mut self, asked: Asked) {
        if self.kept.len() == KEPT_MAX {
            self.kept.pop_front();
            self.forgotten += 1;
        }
        self.kept.push_back(asked);
    }

    /// The newest first.
    pub(crate) fn newest(&self) -> impl Iterator<Item = &Asked> {
        self.kept.iter().rev()
    }

    /// How many are not among them any more, since they were last cleared.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Forgets them all, and that there were any.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

//! What may go wrong with a shared database for no reason of a batch's own, and how long to go on
//! trying.

use super::Store;
use crate::Fault;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::time::Instant;

/// Longest that one batch is tried. Buyers wait meanwhile, and no longer than this.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest wait between two tries. Units: milliseconds.
const WAIT_MS_MAX: u64 = 500;

/// A kind of trouble that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Another transaction was in the way: nothing was committed.
    Conflict,
    /// The server went away, starts, or takes no writes any more: what was committed is not known.
    Away,
}

/// What a failure says, if it is worth another try.
#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that may grow")]
pub(super) fn trouble(fault: &Fault) -> Option<Trouble> {
    let Fault::Store(error) = fault else { return None };
    match error {
        sqlx::Error::Database(error) => match error.code()?.as_ref() {
            // could not serialise; deadlock; the wait for a lock was too long
            "40001" | "40P01" | "55P03" => Some(Trouble::Conflict),
            // read-only; being shut down, crashed, starting; too many connections; statement ended
            "25006" | "57P01" | "57P02" | "57P03" | "53300" | "57014" => Some(Trouble::Away),
            // the connection broke
            code if code.starts_with("08") => Some(Trouble::Away),
            _ => None,
        },
        sqlx::Error::Io(error) if error.kind() == ErrorKind::InvalidInput => None,
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
            Some(Trouble::Away)
        }
        sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => Some(Trouble::Away),
        _ => None,
    }
}

/// How long to go on trying.
#[derive(Debug, Default)]
pub(super) struct Patience {
    until: Option<Instant>,
    tries: u32,
}

impl Patience {
    /// Waits before the next try, each time longer; false if it is enough.
    pub(super) async fn wait_after(&mut self, trouble: Trouble, store: &Store) -> bool {
        let until = *self.until.get_or_insert_with(|| Instant::now() + PATIENCE);
        self.tries += 1;
        metrics::counter!("holdfast_batches_tried_again_total", "trouble" => format!("{trouble:?}"))
            .increment(1);
        if trouble == Trouble::Away {
            store.find_server().await;
        }
        let longest = (1 << self.tries.min(9)).min(WAIT_MS_MAX);
        let wait = Duration::from_millis(longest / 2 + crate::ids::jitter(longest / 2 + 1));
        if Instant::now() + wait > until {
            return false;
        }
        tokio::time::sleep(wait).await;
        true
    }
}

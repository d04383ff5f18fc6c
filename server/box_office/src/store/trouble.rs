//! What may go wrong with a database, above all a shared one, for no reason of a batch's own, and
//! how long to go on trying.

use super::Store;
use crate::Fault;
use std::future::Future;
use std::time::Duration;
use tokio::time::Instant;

/// Longest that a batch is tried again, counted from its first try. A try that is under way is
/// waited for, as it may succeed.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest wait between two tries. Units: milliseconds.
const WAIT_MS_MAX: u64 = 500;

/// A kind of trouble that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Another transaction was in the way: nothing was committed.
    Conflict,
    /// A unique key was in the way: nothing was committed, and what is true must be looked at.
    Raced,
    /// The server went away, starts, or takes no writes any more: what was committed is not known.
    Away,
}

/// What a failure says, if it is worth another try.
#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that may grow")]
pub(super) fn trouble(fault: &Fault) -> Option<Trouble> {
    let Fault::Store(error) = fault else { return None };
    match error {
        sqlx::Error::Database(error) if error.is_unique_violation() => Some(Trouble::Raced),
        sqlx::Error::Database(error) => match error.code()?.as_ref() {
            // could not serialise; deadlock; the wait for a lock was too long
            "40001" | "40P01" | "55P03" => Some(Trouble::Conflict),
            // read-only; left open too long; not known; shut down, crashed, starting; too many
            // connections; statement ended
            "25006" | "25P03" | "40003" | "57P01" | "57P02" | "57P03" | "53300" | "57014" => {
                Some(Trouble::Away)
            }
            // the connection broke
            code if code.starts_with("08") => Some(Trouble::Away),
            _ => None,
        },
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed => Some(Trouble::Away),
        _ => None,
    }
}

/// How long to go on trying.
#[derive(Debug)]
pub(super) struct Patience {
    until: Instant,
    tries: u32,
}

impl Patience {
    pub(super) fn begin() -> Self {
        Self { until: Instant::now() + PATIENCE, tries: 0 }
    }

    /// Waits before the next try, each time longer; false if it is enough.
    pub(super) async fn wait_after(&mut self, trouble: Trouble) -> bool {
        self.tries += 1;
        metrics::counter!("holdfast_tried_again_total", "trouble" => format!("{trouble:?}"))
            .increment(1);
        let longest = (1 << self.tries.min(9)).min(WAIT_MS_MAX);
        let wait = Duration::from_millis(longest / 2 + crate::ids::jitter(longest / 2 + 1));
        if Instant::now() + wait > self.until {
            return false;
        }
        tokio::time::sleep(wait).await;
        true
    }
}

impl Store {
    /// If the server is away: looks for the one that takes writes, which may be another by now.
    pub(crate) async fn heal(&self, fault: &Fault) {
        if trouble(fault) == Some(Trouble::Away) {
            self.find_server().await;
        }
    }

    /// Does what another transaction may be in the way of, and does it again then.
    ///
    /// Why not when the server is away: it may have been done.
    pub(super) async fn persist<T, F>(&self, work: impl Fn() -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        let mut patience = Patience::begin();
        loop {
            match work().await {
                Err(fault) if trouble(&fault) == Some(Trouble::Conflict) => {
                    if !patience.wait_after(Trouble::Conflict).await {
                        return Err(fault);
                    }
                }
                done => return done,
            }
        }
    }
}

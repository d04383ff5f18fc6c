//! The shop's clock. Every decision about time asks it, so that a test can move it.

use domain::UnixMs;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;

/// Where the time comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until it is moved: tests and rehearsals.
    Manual(Arc<ManualClock>),
}

/// A clock that is moved by hand.
#[derive(Debug)]
pub struct ManualClock {
    now_ms: AtomicI64,
    moved: Notify,
}

impl Clock {
    /// A clock that stands at this moment.
    pub fn manual(now: UnixMs) -> Self {
        let moved = Notify::new();
        Self::Manual(Arc::new(ManualClock { now_ms: AtomicI64::new(now.0), moved }))
    }

    /// The moment it is.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    pub fn now(&self) -> UnixMs {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                UnixMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Manual(clock) => UnixMs(clock.now_ms.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock and wakes everyone who waits by it. The machine's clock stays.
    pub fn move_to(&self, now: UnixMs) {
        match self {
            Self::System => {}
            Self::Manual(clock) => {
                clock.now_ms.store(now.0, Ordering::SeqCst);
                clock.moved.notify_waiters();
            }
        }
    }

    /// Returns once this clock has reached `moment`.
    pub async fn reach(&self, moment: UnixMs) {
        match self {
            Self::System => {
                let ms = self.now().until(moment).unsigned_abs();
                tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
            }
            Self::Manual(clock) => loop {
                let moved = clock.moved.notified();
                tokio::pin!(moved);
                moved.as_mut().enable();
                if self.now() >= moment {
                    return;
                }
                moved.await;
            },
        }
    }
}

//! The clock every decision asks: the machine's, or one that a test moves.
//!
//! Called by everything that needs the time; no other file reads the machine's clock.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::Notify;

const NAP_MAX_MS: i64 = 60_000;

/// Where the time comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that is moved at run time, stopped or running.
    Manual(ManualClock),
}

/// A movable clock; clones show and move the same hands.
#[derive(Clone, Debug)]
pub struct ManualClock {
    hand: Arc<Mutex<Hand>>,
    moved: Arc<Notify>,
}

#[derive(Clone, Copy, Debug)]
enum Hand {
    Stopped { at_ms: i64 },
    Running { offset_ms: i64 },
}

/// Said when somebody tries to move the machine's clock.
#[derive(Debug, thiserror::Error)]
#[error("this clock is the machine's own and cannot be moved; start with a movable clock")]
pub struct NotMovable;

impl Clock {
    /// A clock that stands still until it is moved.
    ///
    /// Units: unix ms.
    pub fn stopped_at(at_ms: i64) -> Self {
        Self::Manual(ManualClock::new(Hand::Stopped { at_ms }))
    }

    /// A clock that runs like the machine's and can be moved.
    pub fn movable() -> Self {
        Self::Manual(ManualClock::new(Hand::Running { offset_ms: 0 }))
    }

    /// The time.
    ///
    /// Units: unix ms.
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::System => system_ms(),
            Self::Manual(manual) => manual.now_ms(),
        }
    }

    /// Sets the time.
    ///
    /// Units: unix ms.
    /// Refuses: `NotMovable` on the machine's clock.
    pub fn set_ms(&self, at_ms: i64) -> Result<(), NotMovable> {
        self.manual()?.change(|hand| match hand {
            Hand::Stopped { .. } => Hand::Stopped { at_ms },
            Hand::Running { .. } => Hand::Running { offset_ms: at_ms.saturating_sub(system_ms()) },
        });
        Ok(())
    }

    /// Moves the time forward, or back when negative.
    ///
    /// Refuses: `NotMovable` on the machine's clock.
    pub fn advance_ms(&self, by_ms: i64) -> Result<(), NotMovable> {
        let manual = self.manual()?;
        manual.change(|hand| match hand {
            Hand::Stopped { at_ms } => Hand::Stopped { at_ms: at_ms.saturating_add(by_ms) },
            Hand::Running { offset_ms } => {
                Hand::Running { offset_ms: offset_ms.saturating_add(by_ms) }
            }
        });
        Ok(())
    }

    /// Lets the hands run, or stops them where they are.
    ///
    /// Refuses: `NotMovable` on the machine's clock.
    pub fn set_running(&self, running: bool) -> Result<(), NotMovable> {
        let manual = self.manual()?;
        let now_ms = manual.now_ms();
        manual.change(|_| match running {
            true => Hand::Running { offset_ms: now_ms.saturating_sub(system_ms()) },
            false => Hand::Stopped { at_ms: now_ms },
        });
        Ok(())
    }

    /// Whether it can be moved.
    pub fn is_movable(&self) -> bool {
        matches!(self, Self::Manual(_))
    }

    /// Whether time passes by itself.
    pub fn is_running(&self) -> bool {
        match self {
            Self::System => true,
            Self::Manual(manual) => matches!(manual.hand(), Hand::Running { .. }),
        }
    }

    /// Returns when the clock shows `due_ms`, or was moved (look again then).
    ///
    /// Shape: `None` waits for a move only.
    /// Why: a nap is at most a minute, so that a machine that slept is noticed; a move is heard
    /// from before the time is read, so none is missed.
    pub(crate) async fn wait_until(&self, due_ms: Option<i64>) {
        let moved = match self {
            Self::System => None,
            Self::Manual(manual) => Some(manual.moved.notified()),
        };
        if due_ms.is_some_and(|due_ms| due_ms <= self.now_ms()) {
            return;
        }
        let moved = async {
            match moved {
                None => std::future::pending().await,
                Some(moved) => moved.await,
            }
        };
        let nap = async {
            match due_ms.filter(|_| self.is_running()) {
                None => std::future::pending().await,
                Some(due_ms) => {
                    let left_ms = due_ms.saturating_sub(self.now_ms()).clamp(0, NAP_MAX_MS);
                    tokio::time::sleep(Duration::from_millis(left_ms.unsigned_abs())).await;
                }
            }
        };
        tokio::select! { () = moved => {}, () = nap => {} }
    }

    fn manual(&self) -> Result<&ManualClock, NotMovable> {
        match self {
            Self::System => Err(NotMovable),
            Self::Manual(manual) => Ok(manual),
        }
    }
}

impl ManualClock {
    fn new(hand: Hand) -> Self {
        Self { hand: Arc::new(Mutex::new(hand)), moved: Arc::new(Notify::new()) }
    }

    fn hand(&self) -> Hand {
        *self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_ms(&self) -> i64 {
        match self.hand() {
            Hand::Stopped { at_ms } => at_ms,
            Hand::Running { offset_ms } => system_ms().saturating_add(offset_ms),
        }
    }

    fn change(&self, to: impl FnOnce(Hand) -> Hand) {
        let mut hand = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        *hand = to(*hand);
        drop(hand);
        self.moved.notify_waiters();
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
fn system_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

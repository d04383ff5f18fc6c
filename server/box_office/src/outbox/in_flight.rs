//! Which calls are being made in this process, so that two do not make the same one at once.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Calls that somebody is making now.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    calls: Mutex<HashSet<String>>,
    left: Notify,
}

/// Whoever holds it makes the call.
pub(crate) struct Making<'a> {
    in_flight: &'a InFlight,
    call: String,
}

impl InFlight {
    /// The right to make a call, unless somebody has it.
    pub(crate) fn enter(&self, call: &str) -> Option<Making<'_>> {
        let is_mine = self.lock().insert(call.to_owned());
        is_mine.then(|| Making { in_flight: self, call: call.to_owned() })
    }

    /// Returns once nobody is making the call.
    pub(crate) async fn left(&self, call: &str) {
        loop {
            let left = self.left.notified();
            tokio::pin!(left);
            left.as_mut().enable();
            if !self.lock().contains(call) {
                return;
            }
            left.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.in_flight.lock().remove(&self.call);
        self.in_flight.left.notify_waiters();
    }
}

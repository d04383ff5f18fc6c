//! Who is let in, and how many of them a second.
//!
//! Asked once per request of the API; the control interface and the pages are not counted.

use std::sync::{Mutex, PoisonError};

use crate::wire::seconds;

/// The keys that open the door, and the count of those who came through it.
#[derive(Debug)]
pub(crate) struct Admission {
    /// None means any test key.
    pub(crate) api_keys: Vec<String>,
    rate_limit: Option<u32>,
    window: Mutex<Window>,
}

/// Those let in during one second.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    second: i64,
    count: u32,
}

impl Admission {
    pub(crate) fn new(api_keys: Vec<String>, rate_limit: Option<u32>) -> Self {
        Self { api_keys, rate_limit, window: Mutex::default() }
    }

    /// Whether one more request fits into this second.
    ///
    /// Why: the second is the sandbox's own, so that a test with a stopped clock can count.
    pub(crate) fn admits(&self, now_ms: i64) -> bool {
        let Some(limit) = self.rate_limit else { return true };
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let second = seconds(now_ms);
        if window.second != second {
            *window = Window { second, count: 0 };
        }
        window.count = window.count.saturating_add(1);
        window.count <= limit
    }
}

#[cfg(test)]
mod tests {
    use super::Admission;

    #[test]
    fn a_second_takes_so_many_and_the_next_as_many_again() {
        let door = Admission::new(Vec::new(), Some(2));
        let taken = |now_ms: i64| [door.admits(now_ms), door.admits(now_ms), door.admits(now_ms)];
        assert_eq!(taken(5_000), [true, true, false]);
        assert_eq!(taken(5_999), [false, false, false]);
        assert_eq!(taken(6_000), [true, true, false]);
        assert!(Admission::new(Vec::new(), None).admits(0));
    }
}

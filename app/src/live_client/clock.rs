//! The server's clock as this page knows it: set right by every word that says what time it is.

use crate::countdown::ServerClock;
use domain::UnixMs;
use std::cell::Cell;

thread_local! {
    static CLOCK: Cell<Option<ServerClock>> = const { Cell::new(None) };
}

/// When the server was asked for something: what it answers is not older than that.
#[derive(Clone, Copy)]
pub struct Asked(f64);

impl Asked {
    /// The page itself.
    pub const PAGE: Self = Self(0.0);

    /// Just now.
    pub fn now() -> Self {
        Self(steady_now())
    }

    /// The answer says what time it is.
    pub fn answered(self, server: UnixMs) {
        set(server, |clock, steady| clock.correct_by_answer(server, self.0, steady));
    }
}

/// The server said unasked what time it is.
pub fn hear(server: UnixMs) {
    set(server, |clock, steady| clock.correct(server, steady));
}

/// The server's time now, once it said it.
pub fn server_now() -> Option<UnixMs> {
    CLOCK.get().map(|clock| clock.now(steady_now()))
}

/// Milliseconds of a clock that only goes forward, since the page was asked for. In a browser.
pub fn steady_now() -> f64 {
    #[cfg(feature = "hydrate")]
    let now = leptos::prelude::window().performance().map_or(0.0, |performance| performance.now());
    #[cfg(not(feature = "hydrate"))]
    let now = 0.0;
    now
}

fn set(server: UnixMs, correct: impl FnOnce(&mut ServerClock, f64)) {
    let steady = steady_now();
    let mut clock = CLOCK.get().unwrap_or_else(|| ServerClock::new(server, steady));
    correct(&mut clock, steady);
    CLOCK.set(Some(clock));
}

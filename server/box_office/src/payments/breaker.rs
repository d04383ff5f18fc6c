//! The circuit breaker: after a row of failures Stripe is left alone for a while, so that buyers
//! hear a no at once and a Stripe that comes back is not overrun. One call at a time tries it then.
//!
//! It loses nothing: a call that is not made stays owed. Time is real, as in [`super::pace`].

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Failures in a row before Stripe is left alone.
const ROW_MAX: u32 = 5;
/// Longest rest.
const REST_MAX: Duration = Duration::from_secs(30);
/// How long the call that tries may take before another one may; longer than any answer's wait.
const TRY_WITHIN: Duration = Duration::from_secs(30);

/// What one answer says of Stripe itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// It answers, if only with a no.
    Works,
    /// No answer, or a 5xx.
    Fails,
    /// 401 or 403: the keys are not let in, and asking on will not help.
    ShutOut,
    /// 429 and the like: neither.
    Busy,
}

/// Whether calls are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Circuit {
    /// All of them.
    Closed,
    /// One, to see whether Stripe is back.
    HalfOpen,
    /// None.
    Open,
}

/// Whoever calls asks it first, and tells it how that went.
#[derive(Debug)]
pub(super) struct Breaker {
    state: Mutex<State>,
    since: Instant,
}

/// Shape: moments are counted from the start.
#[derive(Debug)]
struct State {
    failed: u32,
    first_rest: Duration,
    open: Option<Rest>,
}

#[derive(Clone, Copy, Debug)]
struct Rest {
    until: Duration,
    length: Duration,
    is_trying: bool,
}

impl Breaker {
    pub(super) fn new(first_rest: Duration) -> Self {
        let state = Mutex::new(State { failed: 0, first_rest, open: None });
        Self { state, since: Instant::now() }
    }

    pub(super) fn circuit(&self) -> Circuit {
        self.lock().circuit(self.since.elapsed())
    }

    /// Whether this call may be made; the one that tries a resting Stripe is chosen here.
    pub(super) fn enter(&self) -> bool {
        self.lock().enter(self.since.elapsed())
    }

    /// Counts how a call went, and tells when that opens or closes the circuit.
    pub(super) fn heard(&self, health: Health, why: &str) {
        let changed = self.lock().heard(health, self.since.elapsed());
        match changed {
            Some(Circuit::Open) => {
                tracing::error!(why, ?health, "Stripe is left alone for a while");
                metrics::counter!("holdfast_stripe_circuit_opened_total").increment(1);
            }
            Some(Circuit::Closed) => tracing::warn!("Stripe answers again"),
            Some(Circuit::HalfOpen) | None => return,
        }
        let is_open = changed == Some(Circuit::Open);
        metrics::gauge!("holdfast_stripe_circuit_open").set(f64::from(u8::from(is_open)));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn circuit(&self, now: Duration) -> Circuit {
        match &self.open {
            None => Circuit::Closed,
            Some(rest) if now >= rest.until => Circuit::HalfOpen,
            Some(_) => Circuit::Open,
        }
    }

    fn enter(&mut self, now: Duration) -> bool {
        let Some(rest) = &mut self.open else { return true };
        if now < rest.until {
            return false;
        }
        // Whoever tries may be cut short and never tell: then another one may, later.
        (rest.until, rest.is_trying) = (now + TRY_WITHIN, true);
        true
    }

    /// What the circuit became, if it changed.
    fn heard(&mut self, health: Health, now: Duration) -> Option<Circuit> {
        match (health, self.open) {
            (Health::Works, Some(_)) => {
                (self.failed, self.open) = (0, None);
                Some(Circuit::Closed)
            }
            (Health::Works, None) => {
                self.failed = 0;
                None
            }
            (Health::Busy, None) => None,
            // The one that tries again learnt nothing, or nothing good.
            (Health::Busy | Health::Fails | Health::ShutOut, Some(rest)) => {
                if rest.is_trying {
                    self.rest((rest.length * 2).min(REST_MAX), now);
                }
                None
            }
            (Health::Fails, None) if self.failed + 1 < ROW_MAX => {
                self.failed += 1;
                None
            }
            (Health::Fails | Health::ShutOut, None) => {
                self.rest(self.first_rest, now);
                Some(Circuit::Open)
            }
        }
    }

    fn rest(&mut self, length: Duration, now: Duration) {
        self.open = Some(Rest { until: now + length, length, is_trying: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Duration = Duration::from_secs(2);

    fn state() -> State {
        State { failed: 0, first_rest: REST, open: None }
    }

    fn opened() -> State {
        let mut state = state();
        for _ in 1..ROW_MAX {
            assert_eq!(state.heard(Health::Fails, Duration::ZERO), None);
        }
        assert_eq!(state.heard(Health::Fails, Duration::ZERO), Some(Circuit::Open));
        state
    }

    #[test]
    fn only_failures_in_a_row_open_it_and_calls_wait_outside_then() {
        let mut state = state();
        for _ in 0..100 {
            state.heard(Health::Fails, Duration::ZERO);
            state.heard(Health::Busy, Duration::ZERO);
            state.heard(Health::Works, Duration::ZERO);
        }
        assert!(state.enter(Duration::ZERO));
        let mut state = opened();
        assert!(!state.enter(REST / 2));
        assert_eq!(state.circuit(REST), Circuit::HalfOpen);
    }

    #[test]
    fn one_call_tries_and_its_answer_decides() {
        let mut state = opened();
        assert!(state.enter(REST));
        assert!(!state.enter(REST), "one at a time");
        assert_eq!(state.heard(Health::Fails, REST), None);
        assert!(!state.enter(REST * 2), "it rests for twice as long");
        assert!(state.enter(REST * 3));
        assert_eq!(state.heard(Health::Works, REST * 3), Some(Circuit::Closed));
        assert_eq!(state.circuit(REST * 3), Circuit::Closed);
    }

    #[test]
    fn failures_of_calls_that_left_before_do_not_make_the_rest_longer() {
        let mut state = opened();
        for _ in 0..10 {
            state.heard(Health::Fails, Duration::ZERO);
        }
        assert!(state.enter(REST));
    }

    #[test]
    fn keys_that_are_not_let_in_open_it_at_once() {
        assert_eq!(state().heard(Health::ShutOut, Duration::ZERO), Some(Circuit::Open));
    }

    #[test]
    fn a_try_that_nobody_tells_of_does_not_keep_it_open_for_ever() {
        let mut state = opened();
        assert!(state.enter(REST));
        assert!(state.enter(REST + TRY_WITHIN));
    }
}

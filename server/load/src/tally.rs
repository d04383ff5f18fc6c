//! What is counted: how long each step took, and how each journey ended.

use hdrhistogram::Histogram;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Longest that is told apart. Units: microseconds.
const LONGEST_US: u64 = 120_000_000;

/// How long something took, many times.
#[derive(Clone, Debug)]
pub struct Times(Histogram<u64>);

impl Default for Times {
    fn default() -> Self {
        let histogram = Histogram::new_with_bounds(1, LONGEST_US, 3);
        Self(histogram.expect("bounds and digits that are right by themselves"))
    }
}

impl Times {
    /// Counts one.
    pub fn add(&mut self, took: Duration) {
        self.0.saturating_record(u64::try_from(took.as_micros()).unwrap_or(LONGEST_US));
    }

    /// Counts what another has counted.
    pub fn merge(&mut self, other: &Self) {
        let _ = self.0.add(&other.0); // refused only for other bounds, and all have the same
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// As long as this share of them took at most. Units: milliseconds; `share` from 0 to 1.
    pub fn at_ms(&self, share: f64) -> f64 {
        self.0.value_at_quantile(share) as f64 / 1000.0
    }

    /// The longest. Units: milliseconds.
    pub fn max_ms(&self) -> f64 {
        self.0.max() as f64 / 1000.0
    }
}

/// Everything that is counted in one run, shared by all who count.
#[derive(Debug, Default)]
pub struct Tally {
    counted: Mutex<Counted>,
}

/// What was counted.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// By step, in the order in which a buyer takes them.
    pub steps: Vec<(&'static str, Times)>,
    /// How journeys and streams ended, or what else came of them.
    pub outcomes: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a step.
    pub fn step(&self, name: &'static str, took: Duration) {
        let mut counted = self.lock();
        match counted.steps.iter_mut().find(|(known, _)| *known == name) {
            Some((_, times)) => times.add(took),
            None => {
                let mut times = Times::default();
                times.add(took);
                counted.steps.push((name, times));
            }
        }
    }

    /// Counts an outcome once.
    pub fn outcome(&self, name: impl Into<String>) {
        self.outcomes(name, 1);
    }

    /// Counts an outcome so many times.
    pub fn outcomes(&self, name: impl Into<String>, times: u64) {
        if times > 0 {
            *self.lock().outcomes.entry(name.into()).or_default() += times;
        }
    }

    /// What has been counted until now.
    pub fn counted(&self) -> Counted {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_back_within_a_thousandth() {
        let mut times = Times::default();
        for ms in 1..=1000 {
            times.add(Duration::from_millis(ms));
        }
        assert_eq!(times.count(), 1000);
        for (share, ms) in [(0.5, 500.0), (0.99, 990.0), (1.0, 1000.0)] {
            assert!((times.at_ms(share) - ms).abs() <= ms / 500.0, "{}", times.at_ms(share));
        }
    }

    #[test]
    fn steps_stand_in_the_order_in_which_they_first_came() {
        let tally = Tally::default();
        for step in ["seat map", "hold", "seat map", "paid"] {
            tally.step(step, Duration::from_millis(1));
        }
        tally.outcome("bought");
        tally.outcomes("frames", 0);
        let counted = tally.counted();
        let names: Vec<_> = counted.steps.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["seat map", "hold", "paid"]);
        assert_eq!(counted.outcomes.into_iter().collect::<Vec<_>>(), [("bought".to_owned(), 1)]);
    }
}

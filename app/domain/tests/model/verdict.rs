//! Runs a check to its end and says what was found.

use crate::shop::Shop;
use stateright::{Checker, Expectation, Model};
use std::io::Write;

const STATES_MIN: usize = 1_000;

/// What a finished check found.
pub(crate) struct Verdict {
    name: &'static str,
    /// How the first counterexample of each broken invariant went.
    broken: Vec<(&'static str, String)>,
    reached: Vec<&'static str>,
}

/// Explores every world that the shop can come into.
pub(crate) fn check(name: &'static str, shop: Shop) -> Verdict {
    let checker = shop.checker().spawn_bfs().join();
    let states = checker.unique_state_count();
    let mut verdict = Verdict { name, broken: Vec::new(), reached: Vec::new() };
    for property in shop.properties() {
        let Some(path) = checker.discovery(property.name) else { continue };
        match property.expectation {
            Expectation::Always | Expectation::Eventually => {
                verdict.broken.push((property.name, format!("{:?}", path.into_actions())));
            }
            Expectation::Sometimes => verdict.reached.push(property.name),
        }
    }

    verdict.print(states);
    assert!(states > STATES_MIN, "{name}: only {states} states");
    verdict
}

impl Verdict {
    pub(crate) fn assert_kept(&self) {
        self.assert_broken(&[]);
    }

    /// Exactly these invariants are broken: what is not named here must hold.
    pub(crate) fn assert_broken(&self, expected: &[&str]) {
        let names: Vec<_> = self.broken.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, expected, "{}: {:#?}", self.name, self.broken);
    }

    pub(crate) fn assert_reached(&self, turns: &[&str]) {
        for turn in turns {
            assert!(self.reached.contains(turn), "{}: never did: {turn}", self.name);
        }
    }

    pub(crate) fn assert_never_reached(&self, turns: &[&str]) {
        for turn in turns {
            assert!(!self.reached.contains(turn), "{}: did: {turn}", self.name);
        }
    }

    /// Straight to the stream: the count is worth seeing though the test passes.
    fn print(&self, states: usize) {
        let names: Vec<_> = self.broken.iter().map(|(name, _)| *name).collect();
        let line = format!("{}: {states} states, broken {names:?}\n", self.name);
        let written = std::io::stdout().write_all(line.as_bytes());
        assert!(written.is_ok(), "the count could not be printed");
    }
}

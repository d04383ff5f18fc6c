//! Seats that somebody asked for while another had them: what frees them is called first.
//!
//! A hint in memory, which a restart forgets: it orders calls and decides nothing.

use domain::{Hold, PerformanceId, SeatIndex};
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Seats remembered; past that all are forgotten.
const SEATS_MAX: usize = 20_000;

/// Seats that were asked for in vain.
#[derive(Debug, Default)]
pub(crate) struct Wanted(Mutex<HashSet<(PerformanceId, SeatIndex)>>);

impl Wanted {
    /// Somebody was told that these are taken.
    pub(crate) fn ask(&self, performance: PerformanceId, seats: &[SeatIndex]) {
        let mut wanted = self.lock();
        if wanted.len() + seats.len() > SEATS_MAX {
            wanted.clear();
        }
        wanted.extend(seats.iter().map(|seat| (performance, *seat)));
    }

    /// Whether somebody waits for a seat of this hold. Again: forgets that they did.
    pub(crate) fn take(&self, hold: &Hold) -> bool {
        let mut wanted = self.lock();
        let seats = hold.seats.iter().map(|held| (hold.performance, held.seat));
        seats.filter(|seat| wanted.remove(seat)).count() > 0
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<(PerformanceId, SeatIndex)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

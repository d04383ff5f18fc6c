//! A moment: unix milliseconds, UTC. Zones and words belong to the pages.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// A moment. Units: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMs(pub i64);

impl UnixMs {
    /// How long from `self` until `later`, never negative. Units: milliseconds.
    pub fn until(self, later: Self) -> i64 {
        later.0.saturating_sub(self.0).max(0)
    }

    /// Whole seconds since the epoch, rounded down, as Stripe counts.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

impl Add<i64> for UnixMs {
    type Output = Self;

    fn add(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

impl Sub<i64> for UnixMs {
    type Output = Self;

    fn sub(self, ms: i64) -> Self {
        Self(self.0.saturating_sub(ms))
    }
}

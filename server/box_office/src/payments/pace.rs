//! The pace of calls: a token bucket for all of them and one for each endpoint, so that Stripe
//! never has to say 429, and what is urgent goes first when there are too many.
//!
//! Time is an argument of the buckets and real in [`Pace`]: Stripe's seconds pass also while a
//! rehearsal's clock stands still, and nothing is decided by them but how soon a call leaves.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How many calls may be made. Units: calls per second; a second's worth may leave at once.
///
/// Source: Stripe allows 100 in live mode and 25 in test mode, and 25 for one endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallRate {
    /// Of all endpoints together.
    pub all: u32,
    /// Of one endpoint.
    pub each: u32,
}

/// How much a call matters when not all can leave at once, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Urgency {
    /// Money that must go back, or be taken.
    Money,
    /// A buyer waits for the answer.
    Buyer,
    /// Frees seats that somebody has asked for.
    Wanted,
    /// Frees seats.
    Expire,
    /// Looks for what was missed.
    Reconcile,
}

impl Urgency {
    /// The share of a bucket that it leaves for what is more urgent.
    fn leaves(self) -> f64 {
        match self {
            Self::Money => 0.0,
            Self::Buyer => 0.04,
            Self::Wanted => 0.1,
            Self::Expire => 0.2,
            Self::Reconcile => 0.4,
        }
    }
}

/// Whoever calls asks it for a turn first.
#[derive(Debug)]
pub(super) struct Pace {
    buckets: Mutex<Buckets>,
    since: Instant,
}

#[derive(Debug)]
struct Buckets {
    all: Bucket,
    each: HashMap<&'static str, Bucket>,
    rate: CallRate,
    /// Instances that call with the same keys.
    sharers: u32,
}

/// Shape: `tokens` as they were `at` a moment since the start.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    per_s: f64,
    tokens: f64,
    at: Duration,
}

impl Pace {
    pub(super) fn new(rate: CallRate) -> Self {
        let all = Bucket::full(f64::from(rate.all));
        let buckets = Mutex::new(Buckets { all, each: HashMap::new(), rate, sharers: 1 });
        Self { buckets, since: Instant::now() }
    }

    /// Returns when a call to this endpoint may leave.
    pub(super) async fn turn(&self, endpoint: &'static str, urgency: Urgency) {
        loop {
            let taken = self.lock().take(endpoint, urgency, self.since.elapsed());
            let Err(wait) = taken else { return };
            metrics::counter!("holdfast_stripe_calls_paced_total", "endpoint" => endpoint)
                .increment(1);
            tokio::time::sleep(wait).await;
        }
    }

    /// So many instances share the account's rate from here on.
    pub(super) fn share(&self, instances: u32) {
        self.lock().share(instances);
    }

    /// Stripe said 429 all the same, as when others use the account: the buckets are empty.
    pub(super) fn slow_down(&self) {
        let now = self.since.elapsed();
        let mut buckets = self.lock();
        buckets.all.empty(now);
        buckets.each.values_mut().for_each(|bucket| bucket.empty(now));
    }

    fn lock(&self) -> MutexGuard<'_, Buckets> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Buckets {
    fn share(&mut self, instances: u32) {
        self.sharers = instances.max(1);
        self.all.per_s = self.share_of(self.rate.all);
        let each = self.share_of(self.rate.each);
        self.each.values_mut().for_each(|bucket| bucket.per_s = each);
    }

    fn share_of(&self, per_s: u32) -> f64 {
        (f64::from(per_s) / f64::from(self.sharers)).max(1.0)
    }

    /// Takes a token of both buckets, or says how long there will be none.
    fn take(
        &mut self,
        endpoint: &'static str,
        urgency: Urgency,
        now: Duration,
    ) -> Result<(), Duration> {
        let each = self.share_of(self.rate.each);
        let own = self.each.entry(endpoint).or_insert_with(|| Bucket::full(each));
        let wait = self.all.wait(urgency, now).max(own.wait(urgency, now));
        if !wait.is_zero() {
            return Err(wait);
        }
        self.all.tokens -= 1.0;
        own.tokens -= 1.0;
        Ok(())
    }
}

impl Bucket {
    fn full(per_s: f64) -> Self {
        let per_s = per_s.max(1.0);
        Self { per_s, tokens: per_s, at: Duration::ZERO }
    }

    /// How long until there is a token beside those that are left for others.
    fn wait(&mut self, urgency: Urgency, now: Duration) -> Duration {
        let passed = now.saturating_sub(self.at).as_secs_f64();
        self.tokens = (self.tokens + passed * self.per_s).min(self.per_s);
        self.at = now;
        // A bucket of one token has none to leave.
        let least = (self.per_s * urgency.leaves() + 1.0).min(self.per_s);
        let missing = least - self.tokens;
        match missing > 1e-9 {
            true => Duration::from_secs_f64(missing / self.per_s).max(Duration::from_millis(1)),
            false => Duration::ZERO,
        }
    }

    fn empty(&mut self, now: Duration) {
        (self.tokens, self.at) = (0.0, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets(all: u32, each: u32) -> Buckets {
        let rate = CallRate { all, each };
        Buckets { all: Bucket::full(f64::from(all)), each: HashMap::new(), rate, sharers: 1 }
    }

    fn taken(buckets: &mut Buckets, endpoint: &'static str, urgency: Urgency, ms: u64) -> usize {
        let now = Duration::from_millis(ms);
        (0..1_000).take_while(|_| buckets.take(endpoint, urgency, now).is_ok()).count()
    }

    #[test]
    fn a_second_brings_as_many_calls_as_the_rate_says_and_no_more() {
        let mut buckets = buckets(100, 25);
        assert_eq!(taken(&mut buckets, "refund", Urgency::Money, 0), 25, "one endpoint");
        assert_eq!(taken(&mut buckets, "create", Urgency::Money, 0), 25, "another one");
        assert_eq!(taken(&mut buckets, "refund", Urgency::Money, 400), 10);
        assert_eq!(taken(&mut buckets, "refund", Urgency::Money, 3_600_000), 25, "not hoarded");
    }

    #[test]
    fn what_is_urgent_finds_tokens_that_the_rest_has_left() {
        let mut buckets = buckets(25, 25);
        assert_eq!(taken(&mut buckets, "list", Urgency::Reconcile, 0), 15);
        assert_eq!(taken(&mut buckets, "expire", Urgency::Expire, 0), 5);
        assert_eq!(taken(&mut buckets, "expire", Urgency::Wanted, 0), 2);
        assert_eq!(taken(&mut buckets, "create", Urgency::Buyer, 0), 2);
        assert_eq!(taken(&mut buckets, "refund", Urgency::Money, 0), 1);
    }

    #[test]
    fn whoever_waits_as_long_as_was_said_gets_a_turn() {
        let mut buckets = buckets(25, 25);
        for urgency in [Urgency::Money, Urgency::Reconcile] {
            let now = buckets.all.at;
            while buckets.take("refund", Urgency::Money, now).is_ok() {}
            let wait = buckets.take("list", urgency, now).expect_err("nothing is left");
            assert_eq!(buckets.take("list", urgency, now + wait), Ok(()), "{urgency:?}");
        }
    }

    #[test]
    fn instances_on_one_account_share_its_rate() {
        let mut buckets = buckets(100, 25);
        buckets.share(4);
        taken(&mut buckets, "refund", Urgency::Money, 0);
        assert_eq!(taken(&mut buckets, "refund", Urgency::Money, 2_000), 6, "of 25 a second");
        let all: usize = ["a", "b", "c", "d", "e", "f"]
            .map(|endpoint| taken(&mut buckets, endpoint, Urgency::Money, 9_000))
            .iter()
            .sum();
        assert_eq!(all, 25, "of 100 a second");
        buckets.share(1);
        assert_eq!(taken(&mut buckets, "refund", Urgency::Money, 19_000), 25, "alone again");
    }

    #[test]
    fn the_slowest_rate_still_lets_everything_through() {
        let mut buckets = buckets(1, 1);
        assert_eq!(buckets.take("list", Urgency::Reconcile, Duration::ZERO), Ok(()));
    }
}

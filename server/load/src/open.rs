//! An open loop: requests leave at their times whether or not earlier ones were answered, and each
//! one's latency counts from its time. A server that stalls cannot hide it by being asked less.

use crate::Pool;
use crate::address::Address;
use crate::tally::Times;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// When each of a stream of arrivals is due: at random, so many a second in the mean.
#[derive(Debug)]
pub struct Arrivals {
    next: Instant,
    until: Instant,
    per_s: f64,
    chance: fastrand::Rng,
}

impl Arrivals {
    /// Arrivals from now on for `span`. Units: `per_s` a second; zero is none.
    pub fn new(per_s: f64, span: Duration, seed: u64) -> Self {
        let now = Instant::now();
        Self { next: now, until: now + span, per_s, chance: fastrand::Rng::with_seed(seed) }
    }

    /// Waits for the next, and says when it was due; none when the span is over.
    pub async fn due(&mut self) -> Option<Instant> {
        if self.per_s <= 0.0 {
            return None;
        }
        let gap_s = -(1.0 - self.chance.f64()).ln() / self.per_s;
        self.next += Duration::from_secs_f64(gap_s.min(3600.0));
        if self.next >= self.until {
            return None;
        }
        sleep_until(self.next).await;
        Some(self.next)
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Answered {
    /// How many answers of each status; 0 counts requests without an answer.
    pub statuses: BTreeMap<u16, u64>,
    /// From when a request was due to the end of its answer.
    pub times: Times,
}

/// Sends `per_s` requests a second for `span`. `make` is given the number of the request.
pub async fn at_rate<M>(
    pool: &Arc<Pool>,
    of: &Address,
    (per_s, span): (f64, Duration),
    make: M,
) -> Answered
where
    M: Fn(u64) -> Request<Full<Bytes>>,
{
    let mut arrivals = Arrivals::new(per_s, span, 1);
    let (mut asked, mut answered, mut number) = (JoinSet::new(), Answered::default(), 0);
    while let Some(due) = arrivals.due().await {
        let (pool, of, request) = (pool.clone(), of.clone(), make(number));
        number += 1;
        asked.spawn(async move {
            let reply = pool.ask(&of, request).await;
            (reply.map_or(0, |reply| reply.status.as_u16()), due.elapsed())
        });
        while let Some(Ok(one)) = asked.try_join_next() {
            answered.add(one);
        }
    }
    while let Some(Ok(one)) = asked.join_next().await {
        answered.add(one);
    }
    answered
}

impl Answered {
    fn add(&mut self, (status, took): (u16, Duration)) {
        *self.statuses.entry(status).or_default() += 1;
        self.times.add(took);
    }
}

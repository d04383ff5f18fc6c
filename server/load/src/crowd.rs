//! The whole crowd for as long as it stays: buyers and bots arrive at random, viewers watch, and
//! all is counted. Bounded in count and time: who would be one too many is counted as turned away.

use crate::Pool;
use crate::address::Address;
use crate::open::Arrivals;
use crate::scout::Stage;
use crate::tally::{Counted, Tally};
use crate::viewer::Viewer;
use crate::{bot, buyer};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// How long viewers stay when everybody else has left: what was done last is told a moment later.
const LINGER: Duration = Duration::from_millis(500);

/// What everybody shares.
#[derive(Debug)]
pub struct Crowd {
    pub(crate) shop: Address,
    pub(crate) pool: Arc<Pool>,
    pub(crate) tally: Tally,
    pub(crate) stage: Stage,
    pub(crate) seats: usize,
    pub(crate) bot_seats: usize,
    pub(crate) look: Duration,
    pub(crate) hesitate: Duration,
    pub(crate) share_who_pay: f64,
    is_mine: bool,
    buyers_per_s: f64,
    bots_per_s: f64,
    viewers: usize,
    stay: Duration,
    places: Semaphore,
}

type Journey<'a> = Pin<Box<dyn Future<Output = String> + Send + 'a>>;

impl Crowd {
    /// A crowd as the flags describe it, in front of what is on.
    ///
    /// Refuses: a shop that does not answer or has nothing to be had, in a sentence.
    pub async fn before(flags: &crate::flags::Flags) -> Result<Arc<Self>, String> {
        let shop = flags.shop()?;
        let pool = Arc::new(Pool::new(flags.connections));
        let most = flags.performances_max;
        let stage = Stage::scouted(&pool, &shop, &flags.performance, most).await?;
        Ok(Arc::new(Self {
            shop,
            pool,
            tally: Tally::default(),
            stage,
            seats: flags.seats,
            bot_seats: flags.bot_seats,
            look: Duration::from_millis(flags.look_ms),
            hesitate: Duration::from_millis(flags.hesitate_ms),
            share_who_pay: flags.share_who_pay,
            is_mine: flags.yes_this_is_mine,
            buyers_per_s: flags.buyers,
            bots_per_s: flags.bots,
            viewers: flags.viewers as usize,
            stay: Duration::from_secs(flags.seconds),
            places: Semaphore::new(flags.at_once),
        }))
    }

    /// Performances and free seats that were found.
    pub fn found(&self) -> (usize, usize) {
        let seats = self.stage.free.iter().map(|(_, free)| free.len()).sum();
        (self.stage.free.len(), seats)
    }

    /// Comes, acts and leaves. Nobody new comes after the time is over; who is there finishes, and
    /// viewers are the last to go.
    pub async fn come(self: &Arc<Self>) -> Counted {
        let (is_over, over) = watch::channel(false);
        let viewers = self.viewers(&over).await;
        let until = Instant::now() + self.stay;
        let (buyers, bots) = (self.clone(), self.clone());
        let buyers = tokio::spawn(async move {
            buyers
                .arrive(buyers.buyers_per_s, 1, |crowd, due| Box::pin(buyer::buy(crowd, due)))
                .await;
        });
        let bots = tokio::spawn(async move {
            bots.arrive(bots.bots_per_s, 2, |crowd, due| Box::pin(bot::grab(crowd, due))).await;
        });
        let _ = tokio::join!(buyers, bots, tokio::time::sleep_until(until));
        is_over.send_replace(true);
        viewers.join_all().await;
        self.tally.counted()
    }

    /// Whether somebody else's page, that the shop led to, may be asked.
    pub(crate) fn may_ask(&self, there: &Address) -> bool {
        self.is_mine || there.is_loopback()
    }

    async fn arrive(
        self: &Arc<Self>,
        per_s: f64,
        seed: u64,
        act: impl for<'a> Fn(&'a Crowd, Instant) -> Journey<'a> + Copy + Send + 'static,
    ) {
        let mut arrivals = Arrivals::new(per_s, self.stay, seed);
        let mut journeys = JoinSet::new();
        while let Some(due) = arrivals.due().await {
            while journeys.try_join_next().is_some() {}
            let crowd = self.clone();
            journeys.spawn(async move {
                let Ok(_place) = crowd.places.try_acquire() else {
                    crowd.tally.outcome("turned away: too many at once");
                    return;
                };
                let ending = act(&crowd, due).await;
                crowd.tally.outcome(ending);
            });
        }
        journeys.join_all().await;
    }

    /// Opens the streams one after the other, then lets each be read until all is over.
    async fn viewers(self: &Arc<Self>, over: &watch::Receiver<bool>) -> JoinSet<()> {
        let mut open = Vec::new();
        for at in 0..self.viewers {
            let (performance, _) = self.stage.free[at % self.stage.free.len()];
            let began = Instant::now();
            match Viewer::open(&self.shop, &format!("/live?seats={performance}")).await {
                Ok(viewer) => open.push(viewer),
                Err(trouble) => self.tally.outcome(format!("viewer: failed: {trouble}")),
            }
            self.tally.step("open a stream", began.elapsed());
        }
        let mut watching = JoinSet::new();
        for viewer in open {
            watching.spawn(self.clone().watch(viewer, over.clone()));
        }
        watching
    }

    async fn watch(self: Arc<Self>, mut viewer: Viewer, mut over: watch::Receiver<bool>) {
        let everybody_left = async {
            let _ = over.wait_for(|is_over| *is_over).await;
            sleep(LINGER).await;
        };
        let watched = async {
            loop {
                if let Err(trouble) = viewer.read().await {
                    return format!("viewer: {trouble}");
                }
            }
        };
        let ending = tokio::select! {
            () = everybody_left => "viewer: watched to the end".to_owned(),
            trouble = watched => trouble,
        };
        self.tally.outcome(ending);
        self.tally.outcomes("viewers' seat frames", viewer.frames);
        self.tally.outcomes("viewers' bytes", viewer.bytes);
    }
}

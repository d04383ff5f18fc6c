//! What is told of holds: to the pages of the buyer whose hold it is, and to admins.
//!
//! Telling is best effort and after the commit: a page that missed something asks again.

use crate::{Answer, BoxOffice, Cursor, SeatWatch};
use domain::{Availability, BuyerId, Hold, HoldNews, PerformanceId, Refusal, UnixMs};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// News a slow listener may lag behind: of one buyer, and of everybody. Why so few: each listener
/// pays for its room, and whoever missed something asks again.
const LAG_MAX: usize = 8;
const LAG_MAX_OF_ALL: usize = 1024;

type Sender = broadcast::Sender<Arc<HoldNews>>;

/// Who listens for news of holds.
#[derive(Debug)]
pub(crate) struct News {
    buyers: Mutex<HashMap<BuyerId, Sender>>,
    everyone: Sender,
}

impl Default for News {
    fn default() -> Self {
        Self { buyers: Mutex::default(), everyone: broadcast::channel(LAG_MAX_OF_ALL).0 }
    }
}

impl News {
    fn listen(&self, buyer: &BuyerId) -> broadcast::Receiver<Arc<HoldNews>> {
        let mut buyers = self.lock();
        // whoever left is forgotten each time that there are twice as many
        if buyers.len().is_power_of_two() {
            buyers.retain(|_, sender| sender.receiver_count() > 0);
        }
        buyers.entry(buyer.clone()).or_insert_with(|| broadcast::channel(LAG_MAX).0).subscribe()
    }

    /// Tells what became of a hold.
    pub(crate) fn tell(&self, hold: &Hold, now: UnixMs) {
        let news = Arc::new(HoldNews {
            id: hold.id.clone(),
            performance: hold.performance,
            phase: hold.state.phase(),
            ended: crate::cards::end_reason(&hold.state),
            expires_at: hold.expires_at,
            server_now: now,
        });
        if let Some(sender) = self.lock().get(&hold.buyer) {
            let _ = sender.send(news.clone());
        }
        let _ = self.everyone.send(news);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<BuyerId, Sender>> {
        self.buyers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BoxOffice {
    /// Which seats can be had now.
    ///
    /// Refuses: `NotFound`.
    pub async fn availability(&self, performance: PerformanceId) -> Answer<Availability> {
        let seats = self.books.read(performance, |book| book.availability().clone());
        seats.ok_or_else(|| Refusal::NotFound.into())
    }

    /// A live stream of a performance's seats, from where the watcher left off.
    ///
    /// Refuses: `NotFound`.
    pub async fn watch_seats(
        &self,
        performance: PerformanceId,
        last: Option<Cursor>,
    ) -> Answer<SeatWatch> {
        let watch = self.books.read(performance, |book| book.watch(last));
        watch.ok_or_else(|| Refusal::NotFound.into())
    }

    /// News of a buyer's holds.
    pub fn watch_holds(&self, buyer: &BuyerId) -> broadcast::Receiver<Arc<HoldNews>> {
        self.news.listen(buyer)
    }

    /// News of everybody's holds, for admins.
    pub fn watch_all_holds(&self) -> broadcast::Receiver<Arc<HoldNews>> {
        self.news.everyone.subscribe()
    }

    /// Tells what became of a hold.
    pub(crate) fn tell(&self, hold: &Hold) {
        self.news.tell(hold, self.clock.now());
    }
}

//! The till: the one writer. It takes what is queued, decides in memory in arrival order, commits
//! together and answers after the commit.
//!
//! Commands hand it finished [`Change`]s. It must never answer before the commit, and it never
//! waits for time: a batch of one leaves at once, and batches grow only while the disk is busy.

mod book;
mod call;
mod change;
mod draft;
mod work;

pub(crate) use book::Books;
pub use book::{Cursor, SeatFrame, SeatWatch};
pub(crate) use call::{Call, CallKind, EXPIRE_WANTED};
pub(crate) use change::{Change, FinishedEvent, PlacesWanted, Postponed, SideRows, Stray};
pub(crate) use change::{UnknownDecision, UnknownPayment};
pub(crate) use work::Unsaved;

use crate::store::Store;
use crate::{Clock, Fault};
use domain::{Hold, PerformanceId};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use work::{Teller, Work};

/// Commands in one transaction at most.
pub const BATCH_MAX: usize = 512;
/// Commands that may wait; more are told to come back.
const QUEUE_MAX: usize = 8_192;

/// The way to the one writer.
#[derive(Debug)]
pub(crate) struct Till {
    queue: mpsc::Sender<Work>,
    stopped: CancellationToken,
}

impl Till {
    /// Starts the writer.
    pub(crate) fn start(
        store: Arc<Store>,
        books: Arc<Books>,
        clock: Clock,
        batch_max: usize,
    ) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let stopped = CancellationToken::new();
        let guard = stopped.clone().drop_guard();
        let mut teller = Teller { store, books, clock, batch_max };
        tokio::spawn(async move {
            let _guard = guard;
            teller.serve(waiting).await;
        });
        Self { queue, stopped }
    }

    /// Saves a change, or nothing of it, and answers after the commit with the hold as saved.
    ///
    /// Refuses: see [`Unsaved`].
    pub(crate) async fn save(&self, change: Change) -> Result<Hold, Unsaved> {
        let (answer, saved) = oneshot::channel();
        self.send(Work::Change(Box::new(change), answer)).await?;
        saved.await.unwrap_or_else(|_| Err(Unsaved::Failed(Fault::TillClosed)))
    }

    /// Saves rows that no hold is decided by, and answers after the commit.
    pub(crate) async fn save_side(&self, side: SideRows) -> Result<(), Fault> {
        let (answer, saved) = oneshot::channel();
        self.send(Work::Side(Box::new(side), answer)).await.map_err(|_| Fault::TillClosed)?;
        saved.await.unwrap_or(Err(Fault::TillClosed))
    }

    /// Reads a performance's claims anew, between two commits.
    pub(crate) async fn reread(&self, performance: PerformanceId) -> Result<(), Fault> {
        let (answer, done) = oneshot::channel();
        self.send(Work::Reread(performance, answer)).await.map_err(|_| Fault::TillClosed)?;
        done.await.unwrap_or(Err(Fault::TillClosed))
    }

    /// Takes no more work, finishes what is queued, and returns when the writer has stopped.
    pub(crate) async fn close(&self) {
        let _ = self.queue.send(Work::Close).await;
        self.stopped.cancelled().await;
    }

    /// Returns when the writer has stopped, for whatever reason.
    pub(crate) async fn stopped(&self) {
        self.stopped.cancelled().await;
    }

    async fn send(&self, work: Work) -> Result<(), Unsaved> {
        self.queue.try_send(work).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Unsaved::Busy,
            mpsc::error::TrySendError::Closed(_) => Unsaved::Failed(Fault::TillClosed),
        })
    }
}

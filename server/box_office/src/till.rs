//! The till: the one writer of a performance. It takes what is queued, decides in memory in arrival
//! order, commits together and answers after the commit.
//!
//! Commands hand it finished [`Change`]s. It must never answer before the commit, and it never
//! waits for time: a batch of one leaves at once, and batches grow only while the disk is busy.
//! Each has a thread of its own.
//! On a server's database there are a few, each for performances of its own, beside those of other
//! instances.

mod book;
mod brief;
mod call;
mod change;
mod draft;
mod journal;
mod others;
mod waiting;
mod work;

pub(crate) use book::Books;
pub use book::{Cursor, SeatFrame, SeatWatch};
pub(crate) use call::{Call, CallKind, EXPIRE_WANTED};
pub(crate) use change::{Change, FinishedEvent, PlacesWanted, Postponed, SideRows, Stray};
pub(crate) use change::{UnknownDecision, UnknownPayment};
pub(crate) use work::Unsaved;

use crate::live::News;
use crate::store::Store;
use crate::{Clock, Fault};
use domain::{Hold, PerformanceId};
use futures::future::{join_all, select_all};
use futures::stream::{self, StreamExt, TryStreamExt};
use journal::Journal;
use std::collections::HashSet;
use std::sync::Arc;
use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};
use work::{Teller, Work};

/// Commands in one transaction at most.
pub const BATCH_MAX: usize = 512;
/// Performances whose claims are read at the same time at the start.
const LOADED_TOGETHER: usize = 4;
/// Commands that may wait; more are told to come back.
const QUEUE_MAX: usize = 8_192;

/// The way to the writers.
#[derive(Debug)]
pub(crate) struct Till {
    tellers: Vec<Line>,
}

/// The way to one of them.
#[derive(Debug)]
struct Line {
    queue: mpsc::Sender<Work>,
    stopped: CancellationToken,
    _left: DropGuard,
}

/// What all of them work with.
#[derive(Clone, Debug)]
pub(crate) struct Counter {
    pub(crate) store: Arc<Store>,
    pub(crate) books: Arc<Books>,
    pub(crate) news: Arc<News>,
    pub(crate) clock: Clock,
    /// Commands in one transaction at most.
    pub(crate) batch_max: usize,
}

/// Which of so many tills a performance's changes go through.
fn till_of(performance: PerformanceId, tills: usize) -> usize {
    usize::try_from(performance.0.rem_euclid(tills as i64)).unwrap_or_default()
}

impl Till {
    /// Reads the claims of these performances, so many seats each, and starts the writers.
    pub(crate) async fn start(
        counter: Counter,
        performances: &[(PerformanceId, u32)],
    ) -> Result<Self, Fault> {
        let tills = counter.store.tills();
        let heads = match counter.store.is_shared() {
            true => Some(counter.store.heads().await?),
            false => None,
        };
        // after the heads, so that what is read is at least as new, and before anybody writes here
        let load = async |&(id, seats): &(PerformanceId, u32)| {
            counter.books.load(&counter.store, &counter.store.read, id, seats).await
        };
        stream::iter(performances)
            .map(load)
            .buffer_unordered(LOADED_TOGETHER)
            .try_collect::<()>()
            .await?;
        let line = |at| {
            let journal = heads.clone();
            let journal =
                journal.map(|heads| Journal::new(&counter.store.instance, at, tills, heads));
            Line::open(counter.clone(), journal)
        };
        Ok(Self { tellers: (0..tills).map(line).collect::<Result<_, _>>()? })
    }

    /// Saves a change, or nothing of it, and answers after the commit with the hold as saved.
    ///
    /// Refuses: see [`Unsaved`].
    pub(crate) async fn save(&self, change: Change) -> Result<Hold, Unsaved> {
        let (answer, saved) = oneshot::channel();
        let performance = change.hold.performance;
        self.send(performance, Work::Change(Box::new(change), answer))?;
        saved.await.unwrap_or_else(|_| Err(Unsaved::Failed(Fault::TillClosed)))
    }

    /// Saves rows that no hold is decided by, and answers after the commit.
    ///
    /// Refuses: `Spent`, `Busy`, `Failed`.
    pub(crate) async fn save_side(&self, side: SideRows) -> Result<(), Unsaved> {
        let (answer, saved) = oneshot::channel();
        self.send(PerformanceId(0), Work::Side(Box::new(side), answer))?;
        saved.await.unwrap_or(Err(Unsaved::Failed(Fault::TillClosed)))
    }

    /// Reads a performance's claims if nobody has yet.
    pub(crate) async fn load(&self, performance: PerformanceId, seats: u32) -> Result<(), Fault> {
        self.ask(performance, |answer| Work::Load(performance, seats, answer)).await
    }

    /// Reads a performance's claims anew, between two commits.
    pub(crate) async fn reread(&self, performance: PerformanceId) -> Result<(), Fault> {
        self.ask(performance, |answer| Work::Reread(performance, answer)).await
    }

    /// Takes no more work, finishes what is queued, and returns when the writers have stopped.
    pub(crate) async fn close(&self) {
        join_all(self.tellers.iter().map(async |line| {
            let _ = line.queue.send(Work::Close).await;
            line.stopped.cancelled().await;
        }))
        .await;
    }

    /// Returns when one of the writers has stopped, for whatever reason.
    pub(crate) async fn stopped(&self) {
        let stopped = self.tellers.iter().map(|line| Box::pin(line.stopped.cancelled()));
        select_all(stopped).await;
    }

    async fn ask(
        &self,
        performance: PerformanceId,
        work: impl FnOnce(oneshot::Sender<Result<(), Fault>>) -> Work,
    ) -> Result<(), Fault> {
        let (answer, done) = oneshot::channel();
        let line = &self.tellers[till_of(performance, self.tellers.len())];
        line.queue.send(work(answer)).await.map_err(|_| Fault::TillClosed)?;
        done.await.unwrap_or(Err(Fault::TillClosed))
    }

    fn send(&self, performance: PerformanceId, work: Work) -> Result<(), Unsaved> {
        let line = &self.tellers[till_of(performance, self.tellers.len())];
        line.queue.try_send(work).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Unsaved::Busy,
            mpsc::error::TrySendError::Closed(_) => Unsaved::Failed(Fault::TillClosed),
        })
    }
}

impl Line {
    /// Why a thread and a runtime of its own: a task that waits for the disk five times a batch
    /// would each time queue up behind all the requests that are ready to be answered, and so would
    /// the connection on its way back into the pool.
    fn open(counter: Counter, journal: Option<Journal>) -> Result<Self, Fault> {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let (stopped, left) = (CancellationToken::new(), CancellationToken::new());
        let (guard, is_left) = (stopped.clone().drop_guard(), left.clone());
        let mut teller = Teller { counter, journal, doubtful: HashSet::new() };
        let work = async move {
            teller.serve(waiting).await;
            drop((teller, guard));
            // What its connections are driven by goes last: the store says goodbye with them.
            is_left.cancelled().await;
        };
        let thread = std::thread::Builder::new().name("till".to_owned()).spawn(move || {
            match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime.block_on(work),
                Err(error) => tracing::error!(%error, "the till has no runtime"),
            }
        });
        match thread {
            Ok(_) => Ok(Self { queue, stopped, _left: left.drop_guard() }),
            Err(error) => Err(Fault::Bug(format!("the till has no thread: {error}"))),
        }
    }
}

//! The writer's loop: take what waits, decide, commit, answer; between two commits, take in what
//! other instances did.

use super::draft::Draft;
use super::journal::Journal;
use super::waiting::{Taken, Waiting};
use super::{Change, Counter, SideRows};
use crate::Fault;
use crate::store::{Batch, Saved};
use domain::{Hold, HoldId, PerformanceId, SeatIndex};
use std::collections::HashSet;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::MissedTickBehavior;

/// How often others' work is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Other writers that may have been in the way of one batch. After so many it is something that
/// looking around does not mend.
const RACES_MAX: u32 = 100;

/// Why a change was not saved. Nothing of it was.
#[derive(Debug)]
pub(crate) enum Unsaved {
    /// The hold was changed meanwhile: load and decide again.
    Raced,
    /// The money that it speaks of is accounted for elsewhere: another hold's, or nobody's.
    Spent,
    /// These seats are somebody else's.
    Taken(Vec<SeatIndex>),
    /// So many standing places are left.
    TooFewPlaces {
        /// Places that could still be had.
        left: u32,
    },
    /// The buyer has this live hold for the performance already.
    HasHold(HoldId),
    /// Too many commands wait.
    Busy,
    /// The store failed, or the till is closed.
    Failed(Fault),
}

/// One thing to do.
#[derive(Debug)]
pub(super) enum Work {
    Change(Box<Change>, oneshot::Sender<Result<Hold, Unsaved>>),
    Side(Box<SideRows>, oneshot::Sender<Result<(), Unsaved>>),
    Load(PerformanceId, u32, oneshot::Sender<Result<(), Fault>>),
    Reread(PerformanceId, oneshot::Sender<Result<(), Fault>>),
    Close,
}

/// Who does the writing.
#[derive(Debug)]
pub(super) struct Teller {
    pub(super) counter: Counter,
    /// Its place among others, if there can be any.
    pub(super) journal: Option<Journal>,
    /// Performances of which a commit's outcome is not known: their books are read anew first.
    pub(super) doubtful: HashSet<PerformanceId>,
}

impl Teller {
    pub(super) async fn serve(&mut self, mut queue: mpsc::Receiver<Work>) {
        let most = self.counter.batch_max;
        let mut batch = Vec::with_capacity(most);
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                _ = look.tick(), if self.journal.is_some() => {
                    if let Err(fault) = self.catch_up().await {
                        tracing::warn!(%fault, "other instances' work cannot be read");
                    }
                }
                taken = queue.recv_many(&mut batch, most) => match taken {
                    0 => return,
                    _ => self.work(&mut batch, &mut queue).await,
                },
            }
        }
    }

    async fn work(&mut self, batch: &mut Vec<Work>, queue: &mut mpsc::Receiver<Work>) {
        let mut waiting = Waiting::default();
        for work in batch.drain(..) {
            match work {
                Work::Change(change, answer) => waiting.changes.push((change, answer)),
                Work::Side(side, answer) => waiting.sides.push((side, answer)),
                Work::Load(performance, seats, answer) => {
                    let Counter { books, store, .. } = &self.counter;
                    drop(answer.send(books.load(store, &store.till, performance, seats).await));
                }
                Work::Reread(performance, answer) => {
                    drop(answer.send(self.reread_one(performance).await));
                }
                Work::Close => queue.close(),
            }
        }
        self.commit(waiting).await;
    }

    /// Decides and commits until nobody else's write is in the way, then answers everyone.
    async fn commit(&mut self, mut waiting: Waiting) {
        if let Err(fault) = self.clear_doubts().await {
            return waiting.fail(&fault);
        }
        let books = self.counter.books.clone();
        let mut races = 0;
        while !waiting.is_empty() {
            let mut draft = Draft::new(&books, self.journal.is_some());
            let taken = waiting.decide(&mut draft);
            let saved = match taken.is_empty() {
                true => Ok(Saved::All),
                false => self.save(&draft, &taken).await,
            };
            waiting = match saved {
                Ok(Saved::All) => {
                    for (performance, page) in draft.into_pages() {
                        self.counter.books.apply(performance, &page);
                    }
                    return taken.tell_saved();
                }
                Ok(Saved::Stale(stale)) => taken.without_stale(&stale),
                Ok(Saved::Spent(spent)) => taken.without_spent(&spent),
                Ok(Saved::Raced) if races == RACES_MAX => {
                    let fault = Fault::Bug("a batch is in its own way".to_owned());
                    tracing::error!(%fault, "nothing of a batch could be saved");
                    return taken.again().fail(&fault);
                }
                Ok(Saved::Raced) => {
                    races += 1;
                    match self.look_around(&taken, races).await {
                        Ok(()) => taken.again(),
                        Err(fault) => return taken.again().fail(&fault),
                    }
                }
                Err(fault) => {
                    self.doubtful.extend(taken.performances());
                    if let Some(journal) = &mut self.journal {
                        journal.begin_anew();
                    }
                    taken.again().fail(&fault);
                    if let Err(again) = self.clear_doubts().await {
                        tracing::error!(fault = %again, "the seat book cannot be read");
                    }
                    return;
                }
            };
        }
    }

    async fn save(&mut self, draft: &Draft<'_>, taken: &Taken) -> Result<Saved, Fault> {
        let touched = |journal: &Journal| journal.entry(draft.touched(taken.holds()));
        let batch = Batch {
            now: self.counter.clock.now(),
            entry: self.journal.as_ref().map(touched),
            changes: taken.changes.iter().map(|decided| &*decided.change).collect(),
            sides: taken.sides.iter().map(|(side, _)| &**side).collect(),
        };
        let saved = self.counter.store.save(&batch).await?;
        if let (Saved::All, Some(journal)) = (&saved, &mut self.journal) {
            journal.count();
        }
        Ok(saved)
    }

    /// Another writer was in the way: what did it do? Its row in the log says, unless it is none of
    /// ours; then, or if that does not help twice, the claims themselves are read.
    async fn look_around(&mut self, taken: &Taken, races: u32) -> Result<(), Fault> {
        if self.catch_up().await? && races <= 2 {
            return Ok(());
        }
        for performance in taken.performances() {
            self.reread_one(performance).await?;
        }
        Ok(())
    }

    /// Reads anew what a commit of unknown outcome may have changed.
    async fn clear_doubts(&mut self) -> Result<(), Fault> {
        for performance in self.doubtful.iter().copied().collect::<Vec<_>>() {
            self.reread_one(performance).await?;
            self.doubtful.remove(&performance);
        }
        Ok(())
    }

    pub(super) async fn reread_one(&self, performance: PerformanceId) -> Result<(), Fault> {
        let Counter { books, store, .. } = &self.counter;
        books.reload(store, performance, books.seat_count(performance)).await
    }
}

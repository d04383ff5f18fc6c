//! The writer's loop: take what waits, decide, commit, answer.

use super::draft::Draft;
use super::{Books, Change, SideRows};
use crate::store::{Batch, Saved, Store};
use crate::{Clock, Fault};
use domain::{Hold, HoldId, PerformanceId, SeatIndex};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Why a change was not saved. Nothing of it was.
#[derive(Debug)]
pub(crate) enum Unsaved {
    /// The hold was changed meanwhile: load and decide again.
    Raced,
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
    Side(Box<SideRows>, oneshot::Sender<Result<(), Fault>>),
    Reread(PerformanceId, oneshot::Sender<Result<(), Fault>>),
    Close,
}

/// The task that owns the writing.
#[derive(Debug)]
pub(super) struct Teller {
    pub(super) store: Arc<Store>,
    pub(super) books: Arc<Books>,
    pub(super) clock: Clock,
    pub(super) batch_max: usize,
}

type Waiting = (Box<Change>, oneshot::Sender<Result<Hold, Unsaved>>);
type WaitingSide = (Box<SideRows>, oneshot::Sender<Result<(), Fault>>);

impl Teller {
    pub(super) async fn serve(&mut self, mut queue: mpsc::Receiver<Work>) {
        let mut batch = Vec::with_capacity(self.batch_max);
        while queue.recv_many(&mut batch, self.batch_max).await > 0 {
            let (mut changes, mut sides, mut is_closing) = (Vec::new(), Vec::new(), false);
            for work in batch.drain(..) {
                match work {
                    Work::Change(change, answer) => changes.push((change, answer)),
                    Work::Side(side, answer) => sides.push((side, answer)),
                    Work::Reread(performance, answer) => {
                        drop(answer.send(self.reread_one(performance).await));
                    }
                    Work::Close => is_closing = true,
                }
            }
            if is_closing {
                queue.close();
            }
            self.commit(changes, sides).await;
        }
    }

    /// Decides and commits until nobody else's write is in the way, then answers everyone.
    async fn commit(&self, mut waiting: Vec<Waiting>, sides: Vec<WaitingSide>) {
        loop {
            let mut draft = Draft::new(&self.books);
            let mut taken = Vec::with_capacity(waiting.len());
            // Told after the commit: who is refused because of a batch-mate can then read its work.
            let mut refused = Vec::new();
            // A change is completed while it is taken; if it must be decided again it is decided
            // from what the command asked, so what the till added is kept apart until then.
            for (change, answer) in waiting.drain(..) {
                let asked = Asked::of(&change);
                let mut change = change;
                match draft.take(&mut change) {
                    Ok(()) => taken.push((change, answer, asked)),
                    Err(unsaved) => refused.push((answer, unsaved)),
                }
            }
            if taken.is_empty() && sides.is_empty() {
                return answer_refused(refused);
            }
            let saved = self
                .store
                .save(&Batch {
                    now: self.clock.now(),
                    changes: taken.iter().map(|(change, _, _)| &**change).collect(),
                    sides: sides.iter().map(|(side, _)| &**side).collect(),
                })
                .await;
            answer_refused(refused);
            match saved {
                Ok(Saved::All) => {
                    for (performance, page) in draft.into_pages() {
                        self.books.apply(performance, &page);
                    }
                    return answer_saved(taken, sides);
                }
                Ok(Saved::Stale(stale)) => {
                    for (change, answer, asked) in taken {
                        if stale.contains(&change.hold.id) {
                            drop(answer.send(Err(Unsaved::Raced)));
                        } else {
                            waiting.push((asked.restore(change), answer));
                        }
                    }
                }
                Ok(Saved::Raced) => match self.reread(&taken).await {
                    Ok(()) => {
                        let again = |(change, answer, asked): (_, _, Asked)| {
                            (asked.restore(change), answer)
                        };
                        waiting.extend(taken.into_iter().map(again));
                    }
                    Err(fault) => return answer_failed(&fault, taken, sides),
                },
                Err(fault) => {
                    // The outcome of a failed commit is not known: read what is true.
                    if let Err(again) = self.reread(&taken).await {
                        tracing::error!(fault = %again, "the seat book cannot be read");
                    }
                    return answer_failed(&fault, taken, sides);
                }
            }
        }
    }

    async fn reread(&self, taken: &[(Box<Change>, Answer, Asked)]) -> Result<(), Fault> {
        let of = |(change, _, _): &(Box<Change>, Answer, Asked)| change.hold.performance;
        let performances: HashSet<PerformanceId> = taken.iter().map(of).collect();
        for performance in performances {
            self.reread_one(performance).await?;
        }
        Ok(())
    }

    async fn reread_one(&self, performance: PerformanceId) -> Result<(), Fault> {
        let seats = self.books.seat_count(performance);
        self.books.reload(&self.store, performance, seats).await
    }
}

type Answer = oneshot::Sender<Result<Hold, Unsaved>>;

/// What a command asked for, before the till chose standing places for it.
#[derive(Debug)]
struct Asked {
    seats: Vec<domain::HeldSeat>,
    claim: Vec<SeatIndex>,
    places: Vec<super::PlacesWanted>,
}

impl Asked {
    fn of(change: &Change) -> Self {
        Self {
            seats: change.hold.seats.clone(),
            claim: change.claim.clone(),
            places: change.places.clone(),
        }
    }

    fn restore(self, mut change: Box<Change>) -> Box<Change> {
        change.hold.seats = self.seats;
        change.claim = self.claim;
        change.places = self.places;
        change
    }
}

fn answer_refused(refused: Vec<(Answer, Unsaved)>) {
    for (answer, unsaved) in refused {
        drop(answer.send(Err(unsaved)));
    }
}

fn answer_saved(taken: Vec<(Box<Change>, Answer, Asked)>, sides: Vec<WaitingSide>) {
    metrics::histogram!("holdfast_till_batch").record((taken.len() + sides.len()) as f64);
    for (change, answer, _) in taken {
        drop(answer.send(Ok(change.hold)));
    }
    for (_, answer) in sides {
        drop(answer.send(Ok(())));
    }
}

fn answer_failed(fault: &Fault, taken: Vec<(Box<Change>, Answer, Asked)>, sides: Vec<WaitingSide>) {
    let again = || Fault::Bug(format!("the batch was not saved: {fault}"));
    for (_, answer, _) in taken {
        drop(answer.send(Err(Unsaved::Failed(again()))));
    }
    for (_, answer) in sides {
        drop(answer.send(Err(again())));
    }
}

//! Who waits for a batch, and what they are told.

use super::draft::Draft;
use super::{Change, PlacesWanted, SideRows, Unsaved};
use crate::Fault;
use crate::store::money_of;
use domain::{HeldSeat, Hold, HoldId, PerformanceId, SeatIndex, SessionId};
use std::collections::HashSet;
use tokio::sync::oneshot;

type Answer = oneshot::Sender<Result<Hold, Unsaved>>;
type SideAnswer = oneshot::Sender<Result<(), Unsaved>>;

/// Commands that are not decided yet.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pub(super) changes: Vec<(Box<Change>, Answer)>,
    pub(super) sides: Vec<(Box<SideRows>, SideAnswer)>,
}

/// Commands that are to be committed together.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) changes: Vec<TakenChange>,
    pub(super) sides: Vec<(Box<SideRows>, SideAnswer)>,
}

/// A change as it was decided, and what was asked before that.
#[derive(Debug)]
pub(super) struct TakenChange {
    pub(super) change: Box<Change>,
    answer: Answer,
    asked: Asked,
}

/// Commands that were decided against.
#[derive(Debug, Default)]
pub(super) struct Refused {
    changes: Vec<(Answer, Unsaved)>,
    sides: Vec<(SideAnswer, Unsaved)>,
}

/// What a command asked for, before the till chose standing places for it: if it must be decided
/// again it is decided from this.
#[derive(Debug)]
struct Asked {
    seats: Vec<HeldSeat>,
    claim: Vec<SeatIndex>,
    places: Vec<PlacesWanted>,
}

impl Waiting {
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.sides.is_empty()
    }

    /// Decides each in order of arrival.
    pub(super) fn decide(self, draft: &mut Draft<'_>) -> (Taken, Refused) {
        let (mut taken, mut refused) = (Taken::default(), Refused::default());
        for (mut change, answer) in self.changes {
            let asked = Asked::of(&change);
            match draft.take(&mut change) {
                Ok(()) => taken.changes.push(TakenChange { change, answer, asked }),
                Err(unsaved) => refused.changes.push((answer, unsaved)),
            }
        }
        for (side, answer) in self.sides {
            match draft.take_side(&side) {
                Ok(()) => taken.sides.push((side, answer)),
                Err(unsaved) => refused.sides.push((answer, unsaved)),
            }
        }
        (taken, refused)
    }

    /// Tells everyone that nothing was saved.
    pub(super) fn fail(self, fault: &Fault) {
        let again = || Unsaved::Failed(Fault::Unsaved(fault.to_string()));
        for (_, answer) in self.changes {
            drop(answer.send(Err(again())));
        }
        for (_, answer) in self.sides {
            drop(answer.send(Err(again())));
        }
    }
}

impl Taken {
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.sides.is_empty()
    }

    pub(super) fn holds(&self) -> impl Iterator<Item = &Hold> {
        self.changes.iter().map(|taken| &taken.change.hold)
    }

    pub(super) fn performances(&self) -> HashSet<PerformanceId> {
        self.holds().map(|hold| hold.performance).collect()
    }

    /// As they were asked for.
    pub(super) fn again(self) -> Waiting {
        let changes = self.changes.into_iter().map(TakenChange::restore);
        Waiting { changes: changes.collect(), sides: self.sides }
    }

    /// Tells those whose hold was changed meanwhile; the others are to be decided again.
    pub(super) fn without_stale(self, stale: &HashSet<HoldId>) -> Waiting {
        let mut waiting = Waiting { sides: self.sides, ..Waiting::default() };
        for taken in self.changes {
            match stale.contains(&taken.change.hold.id) {
                true => drop(taken.answer.send(Err(Unsaved::Raced))),
                false => waiting.changes.push(taken.restore()),
            }
        }
        waiting
    }

    /// Tells those who speak of money that is accounted for elsewhere.
    pub(super) fn without_spent(self, spent: &HashSet<SessionId>) -> Waiting {
        let is_spent = |side: &SideRows| side.disowned.iter().any(|id| spent.contains(id));
        let mut waiting = Waiting::default();
        for taken in self.changes {
            let money = money_of(&taken.change.hold.state);
            let is_spent =
                is_spent(&taken.change.side) || money.is_some_and(|id| spent.contains(id));
            match is_spent {
                true => drop(taken.answer.send(Err(Unsaved::Spent))),
                false => waiting.changes.push(taken.restore()),
            }
        }
        for (side, answer) in self.sides {
            match is_spent(&side) {
                true => drop(answer.send(Err(Unsaved::Spent))),
                false => waiting.sides.push((side, answer)),
            }
        }
        waiting
    }

    pub(super) fn tell_saved(self) {
        let count = self.changes.len() + self.sides.len();
        if count > 0 {
            metrics::histogram!("holdfast_till_batch").record(count as f64);
        }
        for taken in self.changes {
            drop(taken.answer.send(Ok(taken.change.hold)));
        }
        for (_, answer) in self.sides {
            drop(answer.send(Ok(())));
        }
    }
}

impl TakenChange {
    fn restore(self) -> (Box<Change>, Answer) {
        let Self { mut change, answer, asked } = self;
        change.hold.seats = asked.seats;
        change.claim = asked.claim;
        change.places = asked.places;
        (change, answer)
    }
}

impl Refused {
    pub(super) fn tell(self) {
        for (answer, unsaved) in self.changes {
            drop(answer.send(Err(unsaved)));
        }
        for (answer, unsaved) in self.sides {
            drop(answer.send(Err(unsaved)));
        }
    }
}

impl Asked {
    fn of(change: &Change) -> Self {
        Self {
            seats: change.hold.seats.clone(),
            claim: change.claim.clone(),
            places: change.places.clone(),
        }
    }
}

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

/// Commands that are not decided yet, in order of arrival.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pub(super) changes: Vec<(Box<Change>, Answer)>,
    pub(super) sides: Vec<(Box<SideRows>, SideAnswer)>,
}

/// Commands that are to be committed together, and those that were decided against because of them
/// or of what is in the book. Nobody is told before the commit: a no that rests on somebody who was
/// not saved would be wrong.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) changes: Vec<Decided>,
    pub(super) sides: Vec<(Box<SideRows>, SideAnswer)>,
    refused: Vec<(Decided, Unsaved)>,
    refused_sides: Vec<(Box<SideRows>, SideAnswer, Unsaved)>,
}

/// A change as it was decided, and what was asked before that.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) change: Box<Change>,
    /// Its place in the order of arrival.
    at: usize,
    answer: Answer,
    asked: Option<Asked>,
}

/// What a command asked for, before the till chose standing places for it: if it must be decided
/// again it is decided from this. None where it wants no standing places: deciding then changes
/// nothing but the order of its claims.
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
    pub(super) fn decide(self, draft: &mut Draft<'_>) -> Taken {
        let mut taken = Taken::default();
        for (at, (mut change, answer)) in self.changes.into_iter().enumerate() {
            let asked = Asked::of(&change);
            let decided = draft.take(&mut change);
            let change = Decided { change, at, answer, asked };
            match decided {
                Ok(()) => taken.changes.push(change),
                Err(unsaved) => taken.refused.push((change, unsaved)),
            }
        }
        for (side, answer) in self.sides {
            match draft.take_side(&side) {
                Ok(()) => taken.sides.push((side, answer)),
                Err(unsaved) => taken.refused_sides.push((side, answer, unsaved)),
            }
        }
        taken
    }

    /// Tells everyone that nothing was saved.
    pub(super) fn fail(self, fault: &Fault) {
        let again = || {
            let words = fault.to_string();
            Unsaved::Failed(if fault.is_outage() {
                Fault::Unsaved(words)
            } else {
                Fault::Bug(words)
            })
        };
        for (_, answer) in self.changes {
            drop(answer.send(Err(again())));
        }
        for (_, answer) in self.sides {
            drop(answer.send(Err(again())));
        }
    }
}

impl Taken {
    /// Nothing is to be committed.
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.sides.is_empty()
    }

    pub(super) fn holds(&self) -> impl Iterator<Item = &Hold> {
        self.changes.iter().map(|taken| &taken.change.hold)
    }

    pub(super) fn performances(&self) -> HashSet<PerformanceId> {
        self.holds().map(|hold| hold.performance).collect()
    }

    /// All of them as they were asked for, in order of arrival.
    pub(super) fn again(self) -> Waiting {
        let refused = self.refused.into_iter().map(|(change, _)| change);
        let mut all: Vec<Decided> = self.changes.into_iter().chain(refused).collect();
        all.sort_by_key(|change| change.at);
        let refused = self.refused_sides.into_iter().map(|(side, answer, _)| (side, answer));
        Waiting {
            changes: all.into_iter().map(Decided::restore).collect(),
            sides: self.sides.into_iter().chain(refused).collect(),
        }
    }

    /// Tells those whose hold was changed meanwhile; the others are to be decided again.
    pub(super) fn without_stale(mut self, stale: &HashSet<HoldId>) -> Waiting {
        let is_stale = |taken: &mut Decided| stale.contains(&taken.change.hold.id);
        for taken in self.changes.extract_if(.., is_stale) {
            drop(taken.answer.send(Err(Unsaved::Raced)));
        }
        self.again()
    }

    /// Tells those who speak of money that is accounted for elsewhere.
    pub(super) fn without_spent(mut self, spent: &HashSet<SessionId>) -> Waiting {
        let speaks = |side: &SideRows| side.disowned.iter().any(|id| spent.contains(id));
        let is_spent = |taken: &mut Decided| {
            let money = money_of(&taken.change.hold.state);
            speaks(&taken.change.side) || money.is_some_and(|id| spent.contains(id))
        };
        for taken in self.changes.extract_if(.., is_spent) {
            drop(taken.answer.send(Err(Unsaved::Spent)));
        }
        for (_, answer) in self.sides.extract_if(.., |(side, _)| speaks(side)) {
            drop(answer.send(Err(Unsaved::Spent)));
        }
        self.again()
    }

    /// Tells everyone how it went, after the commit: who was refused because of a batch-mate can
    /// then read its work.
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
        for (refused, unsaved) in self.refused {
            drop(refused.answer.send(Err(unsaved)));
        }
        for (_, answer, unsaved) in self.refused_sides {
            drop(answer.send(Err(unsaved)));
        }
    }
}

impl Decided {
    fn restore(self) -> (Box<Change>, Answer) {
        let Self { mut change, answer, asked, .. } = self;
        if let Some(Asked { seats, claim, places }) = asked {
            change.hold.seats = seats;
            change.claim = claim;
            change.places = places;
        }
        (change, answer)
    }
}

impl Asked {
    fn of(change: &Change) -> Option<Self> {
        (!change.places.is_empty()).then(|| Self {
            seats: change.hold.seats.clone(),
            claim: change.claim.clone(),
            places: change.places.clone(),
        })
    }
}

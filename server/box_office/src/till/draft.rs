//! A batch as it would be: changes decided in arrival order over the book, before the commit.

use super::book::BookPage;
use super::brief::{Brief, Short};
use super::{Books, Change, PlacesWanted, SideRows, Unsaved};
use crate::store::{Touched, money_of};
use domain::{HeldSeat, Hold, HoldId, HoldPhase, PerformanceId, SeatIndex, SeatStatus, SessionId};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What the batch has decided so far.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    books: &'a Books,
    is_shared: bool,
    pages: HashMap<PerformanceId, BookPage>,
    touched: HashSet<Brief>,
    /// Whose the money of a session is, as far as the batch says; none: nobody's.
    money: HashMap<SessionId, Option<HoldId>>,
}

impl<'a> Draft<'a> {
    /// Shape: `is_shared` where other tills may write the same performance.
    pub(super) fn new(books: &'a Books, is_shared: bool) -> Self {
        Self {
            books,
            is_shared,
            pages: HashMap::new(),
            touched: HashSet::new(),
            money: HashMap::new(),
        }
    }

    /// Takes a change into the batch and completes it, or says why not.
    ///
    /// Refuses: `Raced` if the batch has changed this hold already, `Spent`, `HasHold`, `Taken`,
    /// `TooFewPlaces`. A refused change leaves no trace, so that it cannot refuse others.
    pub(super) fn take(&mut self, change: &mut Change) -> Result<(), Unsaved> {
        let (buyer, id) = (Short::of(&change.hold.buyer), Brief::of(&change.hold.id));
        if self.touched.contains(&id) {
            return Err(Unsaved::Raced);
        }
        let own = self.live_hold(change.hold.performance, buyer);
        if change.hold.state.phase().is_live()
            && let Some(other) = own.as_ref().filter(|own| **own != id)
        {
            // One that was over and lives again decides anew, now that another one is there.
            let is_new = change.read_version.is_none();
            return Err(if is_new { Unsaved::HasHold(other.name()) } else { Unsaved::Raced });
        }
        let money = money_of(&change.hold.state).cloned();
        if money.as_ref().is_some_and(|session| self.is_spent(session, Some(&change.hold.id))) {
            return Err(Unsaved::Spent);
        }
        self.take_side(&change.side)?;
        self.check_seats(change)?;
        self.choose_places(change)?;
        if let Some(session) = money {
            self.money.insert(session, Some(change.hold.id.clone()));
        }
        self.touched.insert(id.clone());
        self.write(change);
        let is_live = change.hold.state.phase().is_live();
        // What becomes of an ended hold says nothing of the one that its buyer has by now.
        if is_live || own.as_ref() == Some(&id) {
            let page = self.pages.entry(change.hold.performance).or_default();
            page.live.insert(buyer, is_live.then_some(id));
        }
        Ok(())
    }

    /// Takes queue rows into the batch.
    ///
    /// Refuses: `Spent` if the batch gives a hold the money that they call nobody's.
    pub(super) fn take_side(&mut self, side: &SideRows) -> Result<(), Unsaved> {
        if side.disowned.iter().any(|session| self.is_spent(session, None)) {
            return Err(Unsaved::Spent);
        }
        self.money.extend(side.disowned.iter().map(|session| (session.clone(), None)));
        Ok(())
    }

    /// What the batch touches, for whoever reads the log.
    pub(super) fn touched<'b>(&self, holds: impl Iterator<Item = &'b Hold>) -> Touched {
        let mut touched = Touched::default();
        for (performance, page) in &self.pages {
            touched.seats.insert(*performance, page.seats.keys().copied().collect());
        }
        for hold in holds {
            touched.holds.entry(hold.performance).or_default().push(hold.id.clone());
        }
        touched
    }

    fn is_spent(&self, session: &SessionId, whose: Option<&HoldId>) -> bool {
        self.money.get(session).is_some_and(|owner| owner.as_ref() != whose)
    }

    /// What the book is to be told once the batch is committed.
    pub(super) fn into_pages(self) -> HashMap<PerformanceId, BookPage> {
        self.pages
    }

    fn check_seats(&self, change: &Change) -> Result<(), Unsaved> {
        let is_taken = |seat: &SeatIndex| !self.is_free(change.hold.performance, *seat);
        let taken: Vec<_> = change.claim.iter().copied().filter(is_taken).collect();
        if taken.is_empty() { Ok(()) } else { Err(Unsaved::Taken(taken)) }
    }

    /// Picks free standing places, first ones first, and makes them seats of the hold.
    fn choose_places(&self, change: &mut Change) -> Result<(), Unsaved> {
        for wanted in std::mem::take(&mut change.places) {
            let PlacesWanted { among, count, tier, amount_minor } = wanted;
            let is_free = |seat: &SeatIndex| {
                !change.claim.contains(seat) && self.is_free(change.hold.performance, *seat)
            };
            let free = self.in_order(among, &change.hold.id).filter(is_free);
            let chosen: Vec<_> = free.take(count as usize).collect();
            if chosen.len() < count as usize {
                return Err(Unsaved::TooFewPlaces { left: chosen.len() as u32 });
            }
            let held = chosen.iter().map(|&seat| HeldSeat { seat, tier, amount_minor });
            change.hold.seats.extend(held);
            change.hold.seats.sort_by_key(|held| held.seat);
            change.claim.extend(chosen);
        }
        change.claim.sort();
        Ok(())
    }

    /// A section's places as they are given out: the first ones first; where other tills give them
    /// out too, each hold begins somewhere else, so that they rarely want the same.
    fn in_order(&self, among: Range<u32>, hold: &HoldId) -> impl Iterator<Item = SeatIndex> {
        let Range { start, end } = among;
        let first = match self.is_shared && start < end {
            true => start + crate::ids::spread(hold.as_str()) % (end - start),
            false => start,
        };
        (first..end).chain(start..first).map(SeatIndex)
    }

    fn write(&mut self, change: &Change) {
        let page = self.pages.entry(change.hold.performance).or_default();
        for seat in &change.release {
            page.seats.insert(*seat, SeatStatus::Available);
        }
        if let Some(status) = status_of(change.hold.state.phase()) {
            page.seats.extend(change.hold.seats.iter().map(|held| (held.seat, status)));
        }
    }

    fn live_hold(&self, performance: PerformanceId, buyer: Short) -> Option<Brief> {
        let page = self.pages.get(&performance);
        match page.and_then(|page| page.live.get(&buyer)) {
            Some(decided) => decided.clone(),
            None => self.books.read(performance, |book| book.brief_of(buyer).cloned()).flatten(),
        }
    }

    fn is_free(&self, performance: PerformanceId, seat: SeatIndex) -> bool {
        let page = self.pages.get(&performance);
        let decided = page.and_then(|page| page.seats.get(&seat)).copied();
        let status =
            decided.or_else(|| self.books.read(performance, |book| book.status(seat)).flatten());
        status == Some(SeatStatus::Available)
    }
}

/// What everybody sees of a hold's seats; none where the hold's claims do not change with it.
fn status_of(phase: HoldPhase) -> Option<SeatStatus> {
    match phase {
        HoldPhase::Active
        | HoldPhase::Opening
        | HoldPhase::Open
        | HoldPhase::Closing
        | HoldPhase::Pending => Some(SeatStatus::Held),
        HoldPhase::Sold => Some(SeatStatus::Sold),
        HoldPhase::Released
        | HoldPhase::RefundDue
        | HoldPhase::Refunded
        | HoldPhase::Review
        | HoldPhase::Voided => None,
    }
}

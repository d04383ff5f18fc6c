//! Taking in what other instances committed: the seats and holds that they touched are read anew,
//! between two commits of this till, so that nothing older can cover what it wrote itself.

use super::book::{Book, BookPage};
use super::brief::{Brief, Short};
use super::journal::Journal;
use super::work::Teller;
use crate::Fault;
use crate::store::{Touched, Unread};
use domain::{Hold, HoldId, PerformanceId, SeatIndex};
use std::collections::{BTreeSet, HashMap};

impl Teller {
    /// Reads what other tills committed into the books, and tells. False if there was nothing.
    pub(super) async fn catch_up(&mut self) -> Result<bool, Fault> {
        let Some(journal) = &self.journal else { return Ok(false) };
        let Some(others) = journal.others(&self.counter.store).await? else { return Ok(false) };
        match &others.unread {
            Unread::Touched(touched) => self.take_in(journal, touched).await?,
            Unread::Gap => {
                for performance in self.counter.books.loaded() {
                    if !journal.is_mine(performance) {
                        continue;
                    }
                    self.reread_one(performance).await?;
                }
            }
        }
        if let Some(journal) = &mut self.journal {
            journal.taken_in(others);
        }
        Ok(true)
    }

    async fn take_in(&self, journal: &Journal, touched: &Touched) -> Result<(), Fault> {
        let mut pages: HashMap<PerformanceId, BookPage> = HashMap::new();
        let seats = touched.seats.iter().filter(|(id, _)| journal.is_mine(**id));
        let seats: BTreeSet<(PerformanceId, SeatIndex)> =
            seats.flat_map(|(id, seats)| seats.iter().map(|seat| (*id, *seat))).collect();
        let seats: Vec<(PerformanceId, SeatIndex)> = seats.into_iter().collect();
        for (performance, seat, status) in self.counter.store.claims_of(&seats).await? {
            pages.entry(performance).or_default().seats.insert(seat, status);
        }
        let ids = touched.holds.iter().filter(|(id, _)| journal.is_mine(**id));
        let ids: BTreeSet<&HoldId> = ids.flat_map(|(_, holds)| holds).collect();
        let ids: Vec<HoldId> = ids.into_iter().cloned().collect();
        let mut holds = self.counter.store.holds_named(&ids).await?;
        // A buyer's ended hold first: the live one that came after it has the last word.
        holds.sort_by_key(|hold| hold.state.phase().is_live());
        for hold in &holds {
            self.note(hold, pages.entry(hold.performance).or_default());
        }
        for (performance, page) in &pages {
            self.counter.books.apply(*performance, page);
        }
        for hold in &holds {
            self.counter.news.tell(hold, self.counter.clock.now());
        }
        Ok(())
    }

    fn note(&self, hold: &Hold, page: &mut BookPage) {
        let (buyer, id) = (Short::of(&hold.buyer), Brief::of(&hold.id));
        if hold.state.phase().is_live() {
            page.live.insert(buyer, Some(id));
            return;
        }
        let is_current = |book: &Book| book.brief_of(buyer) == Some(&id);
        if self.counter.books.read(hold.performance, is_current) == Some(true) {
            page.live.insert(buyer, None);
        }
    }
}

//! What a buyer was told, and therefore what must be true after the shop was killed.

use domain::{HoldCard, HoldId};
use std::collections::BTreeSet;

pub type Seats = BTreeSet<u32>;

/// A hold that a buyer saw answered.
pub struct Promise {
    pub hold: HoldId,
    pub may_be: MayBe,
    /// The buyer asked for its end, or for what ends it.
    pub may_end: bool,
    /// The payment page that the buyer was sent to.
    pub session: Option<String>,
}

/// What a hold's seats may be.
#[derive(Clone, Debug)]
pub struct MayBe {
    /// One set when every act was answered, more for each act that was not.
    pub sets: BTreeSet<Seats>,
    /// Standing places were asked for and not answered: there may be more seats than that.
    has_more_places: bool,
}

impl MayBe {
    fn just(card: &HoldCard) -> Self {
        let seats = card.lines.iter().map(|line| line.seat.0).collect();
        Self { sets: BTreeSet::from([seats]), has_more_places: false }
    }
}

impl Promise {
    pub fn of(card: &HoldCard) -> Self {
        Self { hold: card.id.clone(), may_be: MayBe::just(card), may_end: false, session: None }
    }

    /// The shop answered: this is how it stands.
    pub fn now(&mut self, card: &HoldCard) {
        self.may_be = MayBe::just(card);
    }

    /// The shop said no: nothing has changed since `before` the buyer asked.
    pub fn refused(&mut self, before: MayBe) {
        self.may_be = before;
    }

    /// The buyer is about to ask for more; answers what was so before.
    pub fn asks_for(&mut self, seats: &[u32], places: u32) -> MayBe {
        let before = self.may_be.clone();
        self.may_be.sets.extend(before.sets.iter().map(|set| with(set, seats)));
        self.may_be.has_more_places |= places > 0;
        before
    }

    /// The buyer is about to give one back; answers what was so before.
    pub fn gives_back(&mut self, seat: u32) -> MayBe {
        let before = self.may_be.clone();
        // The last seat stays on a hold that ends.
        self.may_end |= before.sets.iter().any(|set| set.len() == 1);
        let more = before.sets.iter().filter(|set| set.len() > 1);
        self.may_be.sets.extend(more.map(|set| without(set, seat)));
        before
    }

    /// Whether the hold's seats are what they may be.
    pub fn allows(&self, seats: &Seats) -> bool {
        let has_more = self.may_be.has_more_places;
        self.may_be.sets.iter().any(|set| set == seats || (has_more && set.is_subset(seats)))
    }
}

fn with(set: &Seats, seats: &[u32]) -> Seats {
    set.iter().chain(seats).copied().collect()
}

fn without(set: &Seats, seat: u32) -> Seats {
    set.iter().copied().filter(|&other| other != seat).collect()
}

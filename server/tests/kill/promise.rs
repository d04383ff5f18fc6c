//! What a buyer was told, and therefore what must be true after the shop was killed.

use domain::{HoldCard, HoldId};
use std::collections::BTreeSet;

pub type Seats = BTreeSet<u32>;

/// A hold that a buyer saw answered.
pub struct Promise {
    pub hold: HoldId,
    /// What the hold's seats may be: one set when every act was answered, one more for each act
    /// that was not.
    pub may_be: Vec<Seats>,
    /// Standing places were asked for and not answered: there may be more seats than that.
    pub may_have_places: bool,
    /// The buyer asked for its end, or for what ends it.
    pub may_end: bool,
    /// The payment page that the buyer was sent to.
    pub session: Option<String>,
}

impl Promise {
    pub fn of(card: &HoldCard) -> Self {
        Self {
            hold: card.id.clone(),
            may_be: vec![seats_of(card)],
            may_have_places: false,
            may_end: false,
            session: None,
        }
    }

    /// The shop answered: this is how it stands.
    pub fn now(&mut self, card: &HoldCard) {
        self.may_be = vec![seats_of(card)];
        self.may_have_places = false;
    }

    /// The buyer is about to ask for more.
    pub fn asks_for(&mut self, seats: &[u32], places: u32) {
        let more: Vec<Seats> = self.may_be.iter().map(|set| with(set, seats)).collect();
        self.may_be.extend(more);
        self.may_have_places |= places > 0;
    }

    /// The buyer is about to give one back.
    pub fn gives_back(&mut self, seat: u32) {
        let mut fewer: Vec<Seats> = self.may_be.clone();
        for set in &mut fewer {
            // The last seat stays on a hold that ends.
            self.may_end |= set.len() == 1;
            if set.len() > 1 {
                set.remove(&seat);
            }
        }
        self.may_be.extend(fewer);
    }

    /// Whether the hold's seats are what they may be.
    pub fn allows(&self, seats: &Seats) -> bool {
        self.may_be.iter().any(|set| set == seats || (self.may_have_places && set.is_subset(seats)))
    }
}

fn seats_of(card: &HoldCard) -> Seats {
    card.lines.iter().map(|line| line.seat.0).collect()
}

fn with(set: &Seats, seats: &[u32]) -> Seats {
    set.iter().chain(seats).copied().collect()
}

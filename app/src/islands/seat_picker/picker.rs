//! What the parts of the picker share: signals that the map's engine writes and the view reads.

use crate::live_client::holds::PageHolds;
use domain::{HoldCard, Money, PerformanceId, PriceTier, SeatIndex, SeatLine, SectionIndex};
use leptos::prelude::*;

/// What does not change while the page is open.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) performance: PerformanceId,
    pub(super) tiers: Vec<PriceTier>,
    /// By tier.
    pub(super) prices: Vec<Money>,
    pub(super) seats_max: u32,
}

/// A standing section as the rail shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Floor {
    pub(super) section: SectionIndex,
    pub(super) name: String,
    pub(super) price: Option<Money>,
    pub(super) left: u32,
    pub(super) places: u32,
}

/// What is chosen and not yet held, and what could be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) chosen: Vec<SeatLine>,
    pub(super) floors: Vec<Floor>,
    /// Available seats by tier, once known.
    pub(super) left: Option<Vec<u32>>,
}

/// The picker's signals.
#[derive(Clone, Copy)]
pub(super) struct Picker {
    pub(super) terms: StoredValue<Terms>,
    pub(super) holds: StoredValue<PageHolds>,
    /// The map is drawn and answers.
    pub(super) is_ready: RwSignal<bool>,
    /// The plan could not be loaded.
    pub(super) has_failed: RwSignal<bool>,
    pub(super) is_near: RwSignal<bool>,
    /// The live stream has told how every seat stands.
    pub(super) is_live: RwSignal<bool>,
    /// An answer of the box office is awaited.
    pub(super) is_asking: RwSignal<bool>,
    pub(super) choice: RwSignal<Choice>,
    /// The seat under the mouse, in words; empty if there is none.
    pub(super) tip: RwSignal<String>,
    /// Where to say it, as a style sheet's `translate`.
    pub(super) tip_at: RwSignal<String>,
    /// For ears.
    pub(super) say: RwSignal<String>,
    /// What went wrong, for eyes and ears; empty if nothing did.
    pub(super) trouble: RwSignal<String>,
    /// On a phone, the sheet with prices is open.
    pub(super) is_up: RwSignal<bool>,
}

impl Picker {
    pub(super) fn new(terms: Terms, holds: PageHolds) -> Self {
        Self {
            terms: StoredValue::new(terms),
            holds: StoredValue::new(holds),
            is_ready: RwSignal::new(false),
            has_failed: RwSignal::new(false),
            is_near: RwSignal::new(false),
            is_live: RwSignal::new(false),
            is_asking: RwSignal::new(false),
            choice: RwSignal::new(Choice::default()),
            tip: RwSignal::new(String::new()),
            tip_at: RwSignal::new(String::new()),
            say: RwSignal::new(String::new()),
            trouble: RwSignal::new(String::new()),
            is_up: RwSignal::new(false),
        }
    }

    /// The visitor's live hold of this performance.
    pub(super) fn held(&self) -> Option<HoldCard> {
        let performance = self.terms.with_value(|terms| terms.performance);
        let is_ours = |card: &&HoldCard| card.performance == performance && card.phase.is_live();
        self.holds.get_value().with(|cards| cards.iter().find(is_ours).cloned())
    }

    /// Seats and places chosen and not yet held.
    pub(super) fn chosen_count(&self) -> u32 {
        self.choice.with(|choice| {
            let places: u32 = choice.floors.iter().map(|floor| floor.places).sum();
            choice.chosen.len() as u32 + places
        })
    }

    /// Nothing is left, as far as is known.
    pub(super) fn is_sold_out(&self) -> bool {
        let left = |choice: &Choice| choice.left.as_ref().map(|left| left.iter().sum::<u32>());
        self.choice.with(left) == Some(0)
    }

    /// What the chosen seats and places cost.
    pub(super) fn total(&self) -> Option<Money> {
        let amount_minor: i64 = self.choice.with(|choice| {
            let seats = choice.chosen.iter().map(|line| line.price.amount_minor);
            seats.chain(choice.floors.iter().map(Floor::amount_minor)).sum()
        });
        let first = self.terms.with_value(|terms| terms.prices.first().copied())?;
        Some(Money::new(amount_minor, first.currency))
    }

    /// What to ask the box office for: seats, and places by section.
    pub(super) fn wanted(&self) -> (Vec<SeatIndex>, Vec<(SectionIndex, u32)>) {
        self.choice.with_untracked(|choice| {
            let some = choice.floors.iter().filter(|floor| floor.places > 0);
            let places = some.map(|floor| (floor.section, floor.places)).collect();
            (choice.chosen.iter().map(|line| line.seat).collect(), places)
        })
    }
}

impl Floor {
    fn amount_minor(&self) -> i64 {
        self.price.map_or(0, |price| price.amount_minor) * i64::from(self.places)
    }
}

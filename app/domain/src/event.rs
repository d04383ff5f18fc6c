//! What is on: events, their performances and prices.

use crate::{Currency, EventId, Money, PaymentTerms, PerformanceId, UnixMs, VenueId};
use serde::{Deserialize, Serialize};

/// The thing that is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Row number.
    pub id: EventId,
    /// Unique, lower case, words joined by hyphens; the poster is drawn from it.
    pub slug: String,
    /// As printed.
    pub title: String,
    /// One line under the title; may be empty.
    pub tagline: String,
    /// A paragraph or two; may be empty.
    pub description: String,
    /// How its seats are paid.
    pub terms: PaymentTerms,
}

/// One dated sitting of an event at a venue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// Row number.
    pub id: PerformanceId,
    /// What is on.
    pub event: EventId,
    /// Where; its plan gives the seats.
    pub venue: VenueId,
    /// When it begins.
    pub starts_at: UnixMs,
    /// From when seats can be held.
    pub on_sale_at: UnixMs,
    /// How long a hold lasts. Units: milliseconds.
    pub hold_ms: i64,
    /// Seats in one hold at most.
    pub seats_per_hold_max: u32,
    /// What all its prices are in.
    pub currency: Currency,
    /// A price for each category of the plan, in the plan's order.
    pub tiers: Vec<PriceTier>,
}

/// A named price for some seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceTier {
    /// As printed; by default the plan's category.
    pub name: String,
    /// Units: minor units of the performance's currency.
    pub amount_minor: i64,
}

/// Whether seats can be held now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sale {
    /// It opens at this moment.
    NotYet(UnixMs),
    /// Seats can be held.
    Open,
    /// The performance has begun.
    Over,
}

impl Performance {
    /// Whether seats can be held at `now`.
    pub fn sale(&self, now: UnixMs) -> Sale {
        if now < self.on_sale_at {
            Sale::NotYet(self.on_sale_at)
        } else if now >= self.starts_at {
            Sale::Over
        } else {
            Sale::Open
        }
    }

    /// The price of a seat of this plan category, if there is one.
    pub fn price(&self, category: u16) -> Option<Money> {
        let tier = self.tiers.get(usize::from(category))?;
        Some(Money::new(tier.amount_minor, self.currency))
    }
}

//! The shop's own demo: three houses drawn by code, and what is on in them.
//!
//! The server sets them up when it starts without a catalogue. Every name is invented; days are
//! counted from the day of the demo, so that it never looks out of date.

mod arena;
mod club;
mod draw;
mod programme;
mod theatre;

use domain::{Currency, Plan, PriceTier, SeatIndex};

pub use programme::programme;

/// A house of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DemoVenue {
    /// A theatre with stalls, boxes, dress circle and balcony.
    Theatre,
    /// An arena whose blocks surround the floor.
    Arena,
    /// A club with a standing floor and a seated balcony.
    Club,
}

/// Something on in a house of the demo.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoEvent {
    /// Unique; the poster is drawn from it.
    pub slug: &'static str,
    /// As printed.
    pub title: &'static str,
    /// One line under the title.
    pub tagline: &'static str,
    /// Two sentences.
    pub description: &'static str,
    /// Where.
    pub venue: DemoVenue,
    /// What its prices are in.
    pub currency: Currency,
    /// A price for each category of the venue's plan, in the plan's order.
    pub tiers: Vec<PriceTier>,
    /// How long a hold lasts. Units: milliseconds.
    pub hold_ms: i64,
    /// Seats in one hold at most.
    pub seats_per_hold_max: u32,
    /// In the order of their days; at least one.
    pub performances: Vec<DemoPerformance>,
}

/// One dated sitting of a demo event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemoPerformance {
    /// Days after the day of the demo.
    pub day: u16,
    /// When it begins by the venue's clocks: "19:30".
    pub time: &'static str,
    /// Days until it goes on sale; 0 is now.
    pub on_sale_in_days: u16,
    /// The share of its seats that were sold before the demo, 0.0 to 1.0.
    pub sold_share: f32,
}

impl DemoVenue {
    /// Every house of the demo.
    pub const ALL: [Self; 3] = [Self::Theatre, Self::Arena, Self::Club];

    /// As printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Theatre => "Calder Street Playhouse",
            Self::Arena => "Elbkranz Arena",
            Self::Club => "The Undertow Room",
        }
    }

    /// Where it stands.
    pub fn city(self) -> &'static str {
        match self {
            Self::Theatre => "Edinburgh",
            Self::Arena => "Hamburg",
            Self::Club => "Chicago",
        }
    }

    /// The zone of its clocks, by its IANA name.
    pub fn time_zone(self) -> &'static str {
        match self {
            Self::Theatre => "Europe/London",
            Self::Arena => "Europe/Berlin",
            Self::Club => "America/Chicago",
        }
    }

    /// Its seating plan, numbered.
    pub fn plan(self) -> Plan {
        let mut plan = match self {
            Self::Theatre => theatre::plan(),
            Self::Arena => arena::plan(),
            Self::Club => club::plan(),
        };
        plan.name = self.name().to_owned();
        plan.number();
        plan
    }
}

impl DemoPerformance {
    /// Whether a seat was sold before the demo.
    ///
    /// Shape: about `sold_share` of all seats, mostly in pairs, other ones on other days.
    /// Again: the same seat of the same performance always gets the same answer.
    pub fn is_sold(&self, seat: SeatIndex) -> bool {
        let moment =
            self.time.bytes().fold(u64::from(self.day), |sum, byte| mix(sum) ^ u64::from(byte));
        let pair = mix(moment ^ u64::from(seat.0 / 2) << 32);
        let luck = (pair >> 40) as f32 / (1_u32 << 24) as f32;
        luck < self.sold_share
    }
}

/// Scatters the bits of a number. Source: the finalizer of SplitMix64.
fn mix(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

#[cfg(test)]
mod tests;

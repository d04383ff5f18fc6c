//! What was bought.

use crate::{Currency, HoldId, Money, OrderId, PerformanceId, SeatIndex, SessionId, UnixMs};
use serde::{Deserialize, Serialize};

/// A paid hold: its tickets, and who they are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Made by the box office.
    pub id: OrderId,
    /// What was paid.
    pub hold: HoldId,
    /// The session that paid: one order each at most.
    pub session: SessionId,
    /// Which performance.
    pub performance: PerformanceId,
    /// As the buyer typed it.
    pub name: String,
    /// As the buyer typed it.
    pub email: String,
    /// What the tickets cost. Units: minor units.
    pub amount_minor: i64,
    /// What the amount is in.
    pub currency: Currency,
    /// When it was settled.
    pub placed_at: UnixMs,
    /// Whether its tickets admit.
    pub state: OrderState,
    /// One per seat, in seat order.
    pub tickets: Vec<Ticket>,
}

/// Whether an order's tickets admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// They do.
    Paid,
    /// The money went back elsewhere: they do not.
    Voided,
}

/// Proof for one seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Which seat.
    pub seat: SeatIndex,
    /// Position in the performance's price tiers.
    pub tier: u16,
    /// Units: minor units.
    pub amount_minor: i64,
    /// What its QR code says; unguessable, unique.
    pub code: String,
}

impl Order {
    /// What the tickets cost.
    pub fn total(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }
}

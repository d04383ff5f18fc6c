//! Names of things, one type each, so that the compiler keeps them apart.
//!
//! Numbers are the store's row numbers; texts are opaque and made by the box office or by Stripe.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! number_id {
    ($(#[$doc:meta] $name:ident($inner:ty)),* $(,)?) => { $(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )* };
}

macro_rules! text_id {
    ($(#[$doc:meta] $name:ident),* $(,)?) => { $(
        #[$doc]
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The text as Stripe, the store and addresses spell it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )* };
}

number_id! {
    /// A place with a seating plan.
    VenueId(i64),
    /// The thing that is on.
    EventId(i64),
    /// One dated sitting of an event.
    PerformanceId(i64),
    /// A seat's position in its plan, counted from 0 over sections, rows and seats in plan order.
    SeatIndex(u32),
    /// A section's position in its plan, from 0.
    SectionIndex(u16),
}

text_id! {
    /// A hold (UUID). Stripe carries it as `client_reference_id` and in metadata.
    HoldId,
    /// An order (UUID). Never enough to read it: the link carries a key too.
    OrderId,
    /// The first half of the hash of the secret in a buyer's cookie.
    BuyerId,
    /// Stripe's Checkout Session, `cs_…`.
    SessionId,
    /// Stripe's PaymentIntent, `pi_…`.
    PaymentIntentId,
    /// Stripe's Refund, `re_…`.
    RefundId,
    /// Stripe's Dispute, `du_…`.
    DisputeId,
}

impl SessionId {
    /// Enough of the name to tell it from others in a log.
    ///
    /// Why not the whole: who knows it is led to the tickets that it paid, as from Stripe's page.
    pub fn logged(&self) -> &str {
        logged(&self.0)
    }
}

/// As much of one of Stripe's names as a log may hold.
pub fn logged(name: &str) -> &str {
    const CHARS_MAX: usize = 16;
    name.char_indices().nth(CHARS_MAX).map_or(name, |(end, _)| &name[..end])
}

impl SeatIndex {
    /// The index as a slice position.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

impl SectionIndex {
    /// The index as a slice position.
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

//! A hold: a buyer's timed, exclusive claim on seats, and everything that can become of it.

use crate::{
    BuyerId, CheckoutUi, Currency, HoldId, Money, OrderId, PayBy, PaymentIntentId, PerformanceId,
    RefundId, SeatIndex, SessionId, UnixMs,
};
use serde::{Deserialize, Serialize};

/// A buyer's claim on seats of one performance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Made by the box office.
    pub id: HoldId,
    /// Which performance.
    pub performance: PerformanceId,
    /// Whose.
    pub buyer: BuyerId,
    /// Ascending, distinct, never empty.
    pub seats: Vec<HeldSeat>,
    /// What the prices are in.
    pub currency: Currency,
    /// When it was placed.
    pub placed_at: UnixMs,
    /// When it ends unless it is paid. No change of seats moves it.
    pub expires_at: UnixMs,
    /// Who the tickets are for, once the buyer said so.
    pub contact: Option<Contact>,
    /// The shape in which its checkout was begun; none before that.
    pub checkout_ui: Option<CheckoutUi>,
    /// How the buyer pays the session it was given with; shown only while the state is `open`.
    pub pay_by: Option<PayBy>,
    /// What was paid for it, or is on its way: less than its prices after a discount.
    /// Units: minor units.
    pub paid_minor: Option<i64>,
    /// What has become of it.
    pub state: HoldState,
    /// Counts writes; every write names the version it read.
    pub version: i64,
}

/// Who the tickets are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// As the buyer typed it, trimmed; 1..=120 characters.
    pub name: String,
    /// As the buyer typed it, trimmed; at most 254 characters.
    pub email: String,
}

/// A seat of a hold with its price as it was when it was claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSeat {
    /// Which seat.
    pub seat: SeatIndex,
    /// Position in the performance's price tiers.
    pub tier: u16,
    /// Units: minor units.
    pub amount_minor: i64,
}

/// A session at Stripe.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionRef {
    /// Its name.
    pub id: SessionId,
    /// When Stripe itself expires it.
    pub expires_at: UnixMs,
}

/// What has become of a hold. Each state carries its own times and names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// Seats claimed, nothing at Stripe. `attempt` counts the sessions tried so far.
    Active {
        /// Sessions tried so far.
        attempt: u32,
    },
    /// The intent to create a session is committed; its address was never shown.
    Opening {
        /// Part of the idempotency key, from 1.
        attempt: u32,
        /// When the session will expire at Stripe: stored, and sent unchanged on a retry.
        session_expires_at: UnixMs,
    },
    /// The session's name is committed; the buyer may pay.
    Open {
        /// The session.
        session: SessionRef,
    },
    /// Ending: seats stay claimed until Stripe says that nobody can pay any more.
    Closing {
        /// The session.
        session: SessionRef,
        /// Why it ends.
        reason: EndReason,
        /// Since when.
        since: UnixMs,
    },
    /// Completed, and the money is not there: it may come, or waits for the shop to take it.
    Pending {
        /// The session.
        session: SessionRef,
        /// Since when.
        since: UnixMs,
    },
    /// Paid; the seats are the buyer's.
    Sold {
        /// The session that paid.
        session: SessionRef,
        /// The order made of it.
        order: OrderId,
        /// When it was settled.
        at: UnixMs,
    },
    /// Ended; the seats are everyone's again.
    Released {
        /// Why.
        reason: EndReason,
        /// When.
        at: UnixMs,
        /// The session that can no longer be paid, if there was one.
        session: Option<SessionRef>,
    },
    /// Paid, and it gets no tickets: the money goes back.
    RefundDue {
        /// The session that paid.
        session: SessionRef,
        /// What to refund.
        payment_intent: Option<PaymentIntentId>,
        /// Why.
        #[serde(default)]
        cause: RefundCause,
        /// Since when.
        since: UnixMs,
    },
    /// The money went back.
    Refunded {
        /// The session that paid.
        session: SessionRef,
        /// Stripe's refund, when it named one.
        refund: Option<RefundId>,
        /// Why.
        #[serde(default)]
        cause: RefundCause,
        /// When.
        at: UnixMs,
    },
    /// Facts that do not add up: a person decides. The seats stay claimed.
    Review {
        /// The session.
        session: SessionRef,
        /// What to refund, if a payment was made.
        payment_intent: Option<PaymentIntentId>,
        /// What does not add up.
        reason: ReviewReason,
        /// Since when.
        since: UnixMs,
    },
    /// Sold, then refunded or disputed elsewhere: the tickets are void.
    Voided {
        /// The session that paid.
        session: SessionRef,
        /// The order whose tickets are void.
        order: OrderId,
        /// When.
        at: UnixMs,
    },
}

/// The name of a state, as stored, filtered and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldPhase {
    /// See [`HoldState::Active`].
    Active,
    /// See [`HoldState::Opening`].
    Opening,
    /// See [`HoldState::Open`].
    Open,
    /// See [`HoldState::Closing`].
    Closing,
    /// See [`HoldState::Pending`].
    Pending,
    /// See [`HoldState::Sold`].
    Sold,
    /// See [`HoldState::Released`].
    Released,
    /// See [`HoldState::RefundDue`].
    RefundDue,
    /// See [`HoldState::Refunded`].
    Refunded,
    /// See [`HoldState::Review`].
    Review,
    /// See [`HoldState::Voided`].
    Voided,
}

/// Why a hold ended without tickets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Its time ran out.
    TimeUp,
    /// The buyer gave it up.
    GivenUp,
    /// An admin ended it, and said why.
    EndedByAdmin(String),
    /// Stripe expired the session.
    SessionExpired,
    /// A delayed payment failed.
    PaymentFailed,
}

/// What does not add up about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewReason {
    /// The session names another hold.
    OtherHold,
    /// The session is in another currency.
    OtherCurrency,
    /// The session is over another amount.
    OtherAmount,
    /// Test money for a live shop, or the reverse.
    OtherMode,
}

/// Why money goes back to a buyer who has no tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundCause {
    /// The seats had gone to somebody else when it came.
    #[default]
    TooLate,
    /// Its facts do not add up.
    DoesNotAddUp,
}

impl HoldPhase {
    /// Every phase, for filters and tests.
    pub const ALL: [Self; 11] = [
        Self::Active,
        Self::Opening,
        Self::Open,
        Self::Closing,
        Self::Pending,
        Self::Sold,
        Self::Released,
        Self::RefundDue,
        Self::Refunded,
        Self::Review,
        Self::Voided,
    ];

    /// As the store and metrics spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Opening => "opening",
            Self::Open => "open",
            Self::Closing => "closing",
            Self::Pending => "pending",
            Self::Sold => "sold",
            Self::Released => "released",
            Self::RefundDue => "refund_due",
            Self::Refunded => "refunded",
            Self::Review => "review",
            Self::Voided => "voided",
        }
    }

    /// The hold is not over: its buyer cannot place another for the same performance.
    pub fn is_live(self) -> bool {
        match self {
            Self::Active | Self::Opening | Self::Open | Self::Closing | Self::Pending => true,
            Self::Sold
            | Self::Released
            | Self::RefundDue
            | Self::Refunded
            | Self::Review
            | Self::Voided => false,
        }
    }
}

impl HoldState {
    /// Its name.
    pub fn phase(&self) -> HoldPhase {
        match self {
            Self::Active { .. } => HoldPhase::Active,
            Self::Opening { .. } => HoldPhase::Opening,
            Self::Open { .. } => HoldPhase::Open,
            Self::Closing { .. } => HoldPhase::Closing,
            Self::Pending { .. } => HoldPhase::Pending,
            Self::Sold { .. } => HoldPhase::Sold,
            Self::Released { .. } => HoldPhase::Released,
            Self::RefundDue { .. } => HoldPhase::RefundDue,
            Self::Refunded { .. } => HoldPhase::Refunded,
            Self::Review { .. } => HoldPhase::Review,
            Self::Voided { .. } => HoldPhase::Voided,
        }
    }

    /// The session it has, or had.
    pub fn session(&self) -> Option<&SessionRef> {
        match self {
            Self::Active { .. } | Self::Opening { .. } => None,
            Self::Released { session, .. } => session.as_ref(),
            Self::Open { session }
            | Self::Closing { session, .. }
            | Self::Pending { session, .. }
            | Self::Sold { session, .. }
            | Self::RefundDue { session, .. }
            | Self::Refunded { session, .. }
            | Self::Review { session, .. }
            | Self::Voided { session, .. } => Some(session),
        }
    }
}

impl Hold {
    /// The sum of its prices. Units: minor units.
    pub fn amount_minor(&self) -> i64 {
        self.seats.iter().map(|seat| seat.amount_minor).sum()
    }

    /// The sum of its prices.
    pub fn total(&self) -> Money {
        Money::new(self.amount_minor(), self.currency)
    }

    /// What was paid, which a promotion code may have lowered; what is due until then.
    pub fn paid(&self) -> Money {
        let amount_minor = self.paid_minor.unwrap_or_else(|| self.amount_minor());
        Money::new(amount_minor, self.currency)
    }

    /// Its time has run out. True by the clock, whether or not anybody has tidied up.
    pub fn is_overdue(&self, now: UnixMs) -> bool {
        now >= self.expires_at
    }
}

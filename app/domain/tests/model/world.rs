//! What is true at one moment: for each buyer the shop's records, Stripe's, and what is under way
//! between them.
//!
//! Names and times are the same for every buyer and never change, so that worlds that differ only
//! in them are one.

use domain::{
    HoldEvent, HoldPhase, HoldState, IntentStanding, OrderId, PaymentIntentId, Reading,
    ReviewReason, SessionId, SessionRef, SessionStatus, UnixMs,
};
use std::hash::{DefaultHasher, Hash, Hasher};

pub(crate) const NOW: UnixMs = UnixMs(1_000);
pub(crate) const SESSION_EXPIRES_AT: UnixMs = UnixMs(2_000);

/// One seat, and everybody who wants it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) buyers: Vec<Buyer>,
}

/// A buyer's one hold and one session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Buyer {
    /// None until the buyer comes.
    pub(crate) hold: Option<HoldState>,
    /// The seat's claim is this hold's.
    pub(crate) has_claim: bool,
    pub(crate) is_overdue: bool,
    pub(crate) is_shown: bool,
    pub(crate) owed: Owed,
    /// The answer to a call of the outbox, on its way to us.
    pub(crate) answer: Option<Answer>,
    /// What somebody read of the session, on its way to us.
    pub(crate) reading: Option<Stripe>,
    pub(crate) stripe: Stripe,
    pub(crate) sent: Sent,
    /// Counted up to 2.
    pub(crate) orders: u8,
    pub(crate) is_void: bool,
    /// Refunds that were owed, counted up to 2.
    pub(crate) refunds: u8,
    pub(crate) is_refunded: bool,
}

/// Stripe's side of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Stripe {
    #[default]
    NoSession,
    Open,
    /// Complete; the money is under way.
    Processing,
    /// Complete; the money waits for the shop to take it.
    Held,
    /// Expired, but the money is under way all the same.
    Lingering,
    Paid,
    /// Paid, but not what we asked.
    PaidOddly,
    Expired,
    /// Complete; the money did not come.
    Failed,
}

/// Calls in the outbox: committed, so that a crash does not lose them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Owed {
    pub(crate) create: bool,
    pub(crate) expire: bool,
    pub(crate) refund: bool,
    pub(crate) capture: bool,
    pub(crate) cancel: bool,
}

/// What Stripe answered to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Answer {
    Created,
    CreateRefused,
    ExpireAccepted(IntentStanding),
    /// Refused; this is what a read of the session said then.
    ExpireRefused(Stripe),
    Refunded,
    /// Taken, or refused to be; this is what a read of the session said then.
    Captured(Stripe),
    /// Let go, or refused to be; this is what a read of the session said then.
    Cancelled(Stripe),
}

/// A webhook event of Stripe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Webhook {
    Completed,
    AsyncSucceeded,
    AsyncFailed,
    Expired,
}

/// The webhook events that Stripe has sent: each arrives late, often, or never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Sent(u8);

impl World {
    pub(crate) fn of(buyers: usize) -> Self {
        Self { buyers: vec![Buyer::default(); buyers] }
    }

    pub(crate) fn is_seat_free(&self) -> bool {
        self.buyers.iter().all(|buyer| !buyer.has_claim)
    }

    /// The same world with the buyers in an order that does not depend on who came first.
    pub(crate) fn sorted(mut self) -> Self {
        self.buyers.sort_by_cached_key(|buyer| {
            let mut hasher = DefaultHasher::new();
            buyer.hash(&mut hasher);
            hasher.finish()
        });
        self
    }
}

impl Buyer {
    pub(crate) fn phase(&self) -> Option<HoldPhase> {
        self.hold.as_ref().map(HoldState::phase)
    }

    /// Twice at most, so that there is an end to the worlds.
    pub(crate) fn can_check_out(&self) -> bool {
        !self.is_overdue && matches!(self.hold, Some(HoldState::Active { attempt: ..=1 }))
    }

    /// Stripe moves on and says so.
    pub(crate) fn stripe_says(&mut self, stripe: Stripe, webhook: Webhook) {
        self.stripe = stripe;
        self.sent = self.sent.and(webhook);
    }
}

impl Stripe {
    pub(crate) fn is_final(self) -> bool {
        match self {
            Self::Paid | Self::PaidOddly | Self::Expired | Self::Failed => true,
            Self::NoSession | Self::Open | Self::Processing | Self::Held | Self::Lingering => false,
        }
    }

    /// What a read of the session in this state means to its hold.
    pub(crate) fn as_event(self, are_seats_free: bool) -> Option<HoldEvent> {
        let (status, is_paid, intent) = match self {
            Self::NoSession => return None,
            Self::PaidOddly => {
                return Some(HoldEvent::Disagreed {
                    session: session(),
                    payment_intent: Some(PaymentIntentId::from("pi")),
                    reason: ReviewReason::OtherAmount,
                });
            }
            Self::Open => (SessionStatus::Open, false, IntentStanding::Dead),
            Self::Processing => (SessionStatus::Complete, false, IntentStanding::Alive),
            Self::Held => (SessionStatus::Complete, false, IntentStanding::Authorized),
            Self::Lingering => (SessionStatus::Expired, false, IntentStanding::Alive),
            Self::Paid => (SessionStatus::Complete, true, IntentStanding::Succeeded),
            Self::Expired => (SessionStatus::Expired, false, IntentStanding::Dead),
            Self::Failed => (SessionStatus::Complete, false, IntentStanding::Dead),
        };
        let payment_intent = Some(PaymentIntentId::from("pi"));
        let (session, order) = (session(), OrderId::from("order"));
        Some(HoldEvent::SessionRead(Reading {
            session,
            status,
            is_paid,
            intent,
            payment_intent,
            order,
            are_seats_free,
            may_capture: true,
        }))
    }
}

impl Answer {
    /// What the answer means to the hold.
    pub(crate) fn as_event(self, is_overdue: bool, are_seats_free: bool) -> Option<HoldEvent> {
        match self {
            Self::Created => Some(HoldEvent::SessionCreated { session: session(), is_overdue }),
            Self::CreateRefused => Some(HoldEvent::CreateRefused),
            Self::ExpireAccepted(intent) => Some(HoldEvent::ExpireAccepted(intent)),
            Self::ExpireRefused(read) | Self::Captured(read) | Self::Cancelled(read) => {
                read.as_event(are_seats_free)
            }
            Self::Refunded => Some(HoldEvent::RefundMade(None)),
        }
    }
}

impl Sent {
    pub(crate) fn iter(self) -> impl Iterator<Item = Webhook> {
        Webhook::ALL.into_iter().filter(move |webhook| self.0 & webhook.bit() != 0)
    }

    fn and(self, webhook: Webhook) -> Self {
        Self(self.0 | webhook.bit())
    }
}

impl Webhook {
    const ALL: [Self; 4] =
        [Self::Completed, Self::AsyncSucceeded, Self::AsyncFailed, Self::Expired];

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

pub(crate) fn session() -> SessionRef {
    SessionRef { id: SessionId::from("cs"), expires_at: SESSION_EXPIRES_AT }
}

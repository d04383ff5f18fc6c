//! A call owed to Stripe, kept with the very bytes and key that will be sent.

use crate::payments::Urgency;
use domain::{HoldId, PaymentIntentId, SessionId, UnixMs};
use serde::Serialize;

/// The priority of an expiry whose seats somebody waits for.
pub(crate) const EXPIRE_WANTED: i64 = 2;
/// The priority of any other.
const EXPIRE: i64 = 3;

/// A call owed to Stripe.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) kind: CallKind,
    pub(crate) hold: HoldId,
    /// None for a call that creates one.
    pub(crate) session: Option<SessionId>,
    /// What it takes, lets go or returns; none for the other kinds.
    pub(crate) payment_intent: Option<PaymentIntentId>,
    /// Sent with every try of create and refund; an expire makes a fresh one of it each time.
    pub(crate) idempotency_key: String,
    /// The form to post.
    pub(crate) body: String,
    /// After this moment an answer is of no use: nobody can pay what it would make.
    pub(crate) give_up_at: Option<UnixMs>,
    /// Lower goes first.
    pub(crate) priority: i64,
    #[serde(skip)]
    pub(crate) attempts: i64,
    pub(crate) next_at: UnixMs,
    pub(crate) created_at: UnixMs,
}

/// What a call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CallKind {
    Create,
    Expire,
    Refund,
    Capture,
    Cancel,
}

impl CallKind {
    const ALL: [Self; 5] = [Self::Create, Self::Expire, Self::Refund, Self::Capture, Self::Cancel];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Expire => "expire",
            Self::Refund => "refund",
            Self::Capture => "capture",
            Self::Cancel => "cancel",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Money before sessions that a buyer waits for, before expiries.
    pub(crate) fn priority(self) -> i64 {
        match self {
            Self::Refund | Self::Capture | Self::Cancel => 0,
            Self::Create => 1,
            Self::Expire => EXPIRE,
        }
    }
}

impl Call {
    /// How much it matters when not all calls can leave at once.
    pub(crate) fn urgency(&self) -> Urgency {
        match self.kind {
            CallKind::Refund | CallKind::Capture | CallKind::Cancel => Urgency::Money,
            CallKind::Create => Urgency::Buyer,
            CallKind::Expire if self.priority < EXPIRE => Urgency::Wanted,
            CallKind::Expire => Urgency::Expire,
        }
    }
}

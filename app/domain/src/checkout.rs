//! What Stripe says of a Checkout Session, reduced to what decides.
//!
//! Unknown values are kept as `Other`: a newer Stripe must not stop the shop.

use crate::{Currency, Hold, HoldId, PaymentIntentId, ReviewReason, SessionId, SessionRef};
use serde::{Deserialize, Serialize};

/// A session's own state. `Complete` and `Expired` are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// It can still be paid.
    Open,
    /// The buyer finished it; see the payment status.
    Complete,
    /// Nobody can pay it any more.
    Expired,
    /// A value this version does not know.
    #[serde(other)]
    Other,
}

/// Whether a session's money has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// Not, or not yet.
    Unpaid,
    /// It has.
    Paid,
    /// Nothing is due, whether or not the buyer has finished.
    NoPaymentRequired,
    /// A value this version does not know.
    #[serde(other)]
    Other,
}

/// Whether a session's PaymentIntent can still bring money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum IntentStanding {
    /// There is none, or it failed or was cancelled.
    Dead,
    /// `processing`, or a state this version does not know.
    Alive,
    /// `requires_capture`: the money is the shop's to take, or to let go.
    Authorized,
    /// `succeeded`.
    Succeeded,
}

/// One reading of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFacts {
    /// Which session, and until when Stripe keeps it open.
    pub session: SessionRef,
    /// Its state.
    pub status: SessionStatus,
    /// Its money.
    pub payment: PaymentStatus,
    /// Its PaymentIntent's standing.
    pub intent: IntentStanding,
    /// Its PaymentIntent, once the buyer confirmed one.
    pub payment_intent: Option<PaymentIntentId>,
    /// Before tax and discounts. Units: minor units.
    pub amount_subtotal_minor: i64,
    /// What the buyer paid. Units: minor units.
    pub amount_total_minor: i64,
    /// None if the shop does not know it.
    pub currency: Option<Currency>,
    /// Real money or test money.
    pub livemode: bool,
    /// The hold in its metadata.
    pub hold: Option<HoldId>,
    /// The mark of the shop that made it, in its metadata.
    pub shop: Option<String>,
    /// The expired session that Stripe made it a copy of.
    pub recovered_from: Option<SessionId>,
}

impl SessionFacts {
    /// Which session.
    pub fn id(&self) -> &SessionId {
        &self.session.id
    }

    /// Money has come, or none was due and the buyer has finished.
    ///
    /// Why the second needs a finished session: one over nothing says from its beginning that no
    /// payment is required, and goes on saying so when it expires.
    pub fn is_paid(&self) -> bool {
        let is_settled = match self.payment {
            PaymentStatus::Paid => true,
            PaymentStatus::NoPaymentRequired => self.status == SessionStatus::Complete,
            PaymentStatus::Unpaid | PaymentStatus::Other => false,
        };
        is_settled || self.intent == IntentStanding::Succeeded
    }

    /// The money waits for the shop to take it.
    pub fn is_authorized(&self) -> bool {
        !self.is_paid() && self.intent == IntentStanding::Authorized
    }

    /// Checks that these facts belong to this hold, whatever it has gone through since.
    ///
    /// Refuses: the first fact that does not add up.
    pub fn agree_with(&self, hold: &Hold, livemode: bool) -> Result<(), ReviewReason> {
        if self.hold.as_ref().is_some_and(|id| *id != hold.id) {
            Err(ReviewReason::OtherHold)
        } else if self.currency != Some(hold.currency) {
            Err(ReviewReason::OtherCurrency)
        } else if self.amount_subtotal_minor != hold.amount_minor() {
            Err(ReviewReason::OtherAmount)
        } else if self.livemode != livemode {
            Err(ReviewReason::OtherMode)
        } else {
            Ok(())
        }
    }
}

//! Money on its way: PaymentIntents, Charges, Refunds and Disputes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CardFailure, Means, Stored};

/// Where a PaymentIntent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub(crate) enum IntentState {
    RequiresPaymentMethod,
    RequiresAction,
    Processing { until: Settlement },
    RequiresCapture,
    Succeeded,
    Canceled { at_ms: i64 },
}

/// When a delayed payment is known, and how it will end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settlement {
    pub(crate) at_ms: i64,
    pub(crate) succeeds: bool,
}

impl IntentState {
    /// Stripe's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresAction => "requires_action",
            Self::Processing { .. } => "processing",
            Self::RequiresCapture => "requires_capture",
            Self::Succeeded => "succeeded",
            Self::Canceled { .. } => "canceled",
        }
    }
}

/// A PaymentIntent; made when the buyer confirms for the first time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) session: String,
    pub(crate) client_secret: String,
    pub(crate) amount: i64,
    pub(crate) amount_received: i64,
    pub(crate) currency: String,
    pub(crate) state: IntentState,
    pub(crate) capture_manually: bool,
    pub(crate) cancellation_reason: Option<String>,
    pub(crate) means: Option<Means>,
    pub(crate) last_failure: Option<CardFailure>,
    pub(crate) latest_charge: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) description: Option<String>,
    pub(crate) receipt_email: Option<String>,
    /// Until then money that was only authorised can be taken.
    #[serde(default)]
    pub(crate) capture_before_ms: Option<i64>,
}

impl Stored for Intent {
    const KIND: &'static str = "payment_intent";

    fn id(&self) -> &str {
        &self.id
    }

    fn due_ms(&self) -> Option<i64> {
        match self.state {
            IntentState::Processing { until } => Some(until.at_ms),
            IntentState::RequiresCapture => self.capture_before_ms,
            IntentState::RequiresPaymentMethod
            | IntentState::RequiresAction
            | IntentState::Succeeded
            | IntentState::Canceled { .. } => None,
        }
    }
}

/// Where a Charge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub(crate) enum ChargeState {
    Pending,
    Authorized,
    Succeeded,
    Released,
    Failed { why: CardFailure },
}

impl ChargeState {
    /// Stripe's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Authorized | Self::Succeeded | Self::Released => "succeeded",
            Self::Failed { .. } => "failed",
        }
    }
}

/// A Charge: one try to take the money.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Charge {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) intent: String,
    pub(crate) amount: i64,
    pub(crate) amount_captured: i64,
    pub(crate) amount_refunded: i64,
    pub(crate) currency: String,
    pub(crate) state: ChargeState,
    pub(crate) means: Means,
    pub(crate) payer_email: Option<String>,
    pub(crate) payer_name: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) dispute: Option<String>,
    /// Until then it can be captured, if it was only authorised.
    #[serde(default)]
    pub(crate) capture_before_ms: Option<i64>,
    /// When the bank will dispute it.
    pub(crate) disputed_at_ms: Option<i64>,
}

impl Stored for Charge {
    const KIND: &'static str = "charge";

    fn id(&self) -> &str {
        &self.id
    }

    fn due_ms(&self) -> Option<i64> {
        let is_back = self.amount_refunded >= self.amount_captured;
        self.disputed_at_ms.filter(|_| self.dispute.is_none() && !is_back)
    }
}

/// Where a Refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundState {
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
}

impl RefundState {
    /// The money is with the seller again.
    pub(crate) fn came_back(self) -> bool {
        match self {
            Self::Failed | Self::Canceled => true,
            Self::Pending | Self::RequiresAction | Self::Succeeded => false,
        }
    }

    /// Stripe's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }
}

/// A Refund: money that went back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) charge: String,
    pub(crate) intent: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) state: RefundState,
    pub(crate) reason: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
    /// When and how it will end by itself.
    #[serde(default)]
    pub(crate) until: Option<Settlement>,
}

impl Stored for Refund {
    const KIND: &'static str = "refund";

    fn id(&self) -> &str {
        &self.id
    }

    fn due_ms(&self) -> Option<i64> {
        self.until.map(|until| until.at_ms)
    }
}

/// Where a Dispute stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DisputeState {
    #[default]
    NeedsResponse,
    Won,
    Lost,
}

impl DisputeState {
    /// Stripe's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NeedsResponse => "needs_response",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

/// A Dispute: the bank took the money back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Dispute {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) charge: String,
    pub(crate) intent: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    #[serde(default)]
    pub(crate) state: DisputeState,
}

impl Stored for Dispute {
    const KIND: &'static str = "dispute";

    fn id(&self) -> &str {
        &self.id
    }

    fn due_ms(&self) -> Option<i64> {
        None
    }
}

//! Money on its way back: refunds and disputes, as Stripe last told of them.
//!
//! Unknown values are kept as `Other`, and count as money that is going back.

use crate::{DisputeId, HoldId, Money, RefundId, SessionId, UnixMs};
use serde::{Deserialize, Serialize};

/// How far a refund has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// The bank has not taken it yet.
    Pending,
    /// The buyer must do something for it.
    RequiresAction,
    /// It is at the bank.
    Succeeded,
    /// The bank sent it back, perhaps days later: the money is with the shop again.
    Failed,
    /// It was called off.
    Canceled,
    /// A value this version does not know.
    Other,
}

/// A refund of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Stripe's name.
    pub id: RefundId,
    /// The hold whose payment it returns; none for a payment without one.
    pub hold: Option<HoldId>,
    /// The session that paid.
    pub session: SessionId,
    /// How much of the payment.
    pub amount: Money,
    /// How far it has come.
    pub status: RefundStatus,
    /// The shop ordered it; else somebody at Stripe's own pages.
    pub is_ours: bool,
    /// Stripe's word for why it failed.
    pub failure: Option<String>,
    /// When it was made.
    pub created_at: UnixMs,
}

/// How a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// It waits for the shop's answer, or for the bank.
    Open,
    /// The money stays with the buyer.
    Lost,
    /// It is over, and the money stays with the shop.
    Kept,
}

/// A buyer's bank takes a payment back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// Stripe's name.
    pub id: DisputeId,
    /// The hold whose payment it is about; none for a payment without one.
    pub hold: Option<HoldId>,
    /// The session that paid.
    pub session: SessionId,
    /// How much of the payment.
    pub amount: Money,
    /// How it stands.
    pub status: DisputeStatus,
    /// Stripe's word for what it is about.
    pub reason: String,
    /// Until when the shop can answer.
    pub answer_by: Option<UnixMs>,
    /// When it was raised.
    pub created_at: UnixMs,
}

impl RefundStatus {
    const KNOWN: [Self; 5] =
        [Self::Pending, Self::RequiresAction, Self::Succeeded, Self::Failed, Self::Canceled];

    /// As Stripe and the store spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Other => "other",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Self {
        Self::KNOWN.into_iter().find(|status| status.name() == name).unwrap_or(Self::Other)
    }

    /// The money is with the buyer, or on its way.
    pub fn counts(self) -> bool {
        match self {
            Self::Pending | Self::RequiresAction | Self::Succeeded | Self::Other => true,
            Self::Failed | Self::Canceled => false,
        }
    }
}

impl DisputeStatus {
    /// As the store spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Lost => "lost",
            Self::Kept => "kept",
        }
    }

    /// The status of this name, in the store's words or in Stripe's.
    pub fn from_name(name: &str) -> Self {
        match name {
            "lost" => Self::Lost,
            "kept" | "won" | "warning_closed" | "prevented" => Self::Kept,
            _ => Self::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_back_from_its_name_and_a_new_one_stops_nobody() {
        for status in RefundStatus::KNOWN {
            assert_eq!(RefundStatus::from_name(status.name()), status);
        }
        assert_eq!(RefundStatus::from_name("paused"), RefundStatus::Other);
        for status in [DisputeStatus::Open, DisputeStatus::Lost, DisputeStatus::Kept] {
            assert_eq!(DisputeStatus::from_name(status.name()), status);
        }
        assert_eq!(DisputeStatus::from_name("needs_response"), DisputeStatus::Open);
        assert_eq!(DisputeStatus::from_name("won"), DisputeStatus::Kept);
    }
}

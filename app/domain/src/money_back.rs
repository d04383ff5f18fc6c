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

/// A payment of which money came back to the shop, as far as it decides what is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidSession {
    /// What was paid. Units: minor units.
    pub paid_minor: i64,
    /// What lost disputes took of it. Units: minor units.
    pub lost_minor: i64,
    /// Its tickets admit: only a part was meant to go back.
    pub has_tickets: bool,
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

impl PaidSession {
    /// How much is to be sent once more, after a refund came back; none while enough of the payment
    /// went back, or is on its way.
    ///
    /// Shape: every refund of this session. Units: minor units.
    /// Why: an earlier part that went back well says nothing of the rest. Where tickets admit, only
    /// the part that came back goes again, unless somebody has sent one since.
    pub fn owed_again_minor(&self, refunds: &[Refund]) -> Option<i64> {
        let failed = refunds.iter().filter(|refund| !refund.status.counts());
        let failed = failed.max_by_key(|refund| refund.created_at)?;
        let counted = |refund: &Refund| refund.status.counts();
        let is_since = |refund: &Refund| refund.created_at >= failed.created_at;
        let left = self.left_minor(refunds);
        let owed = match self.has_tickets {
            false => left,
            true if refunds.iter().any(|refund| counted(refund) && is_since(refund)) => 0,
            true => failed.amount.amount_minor.min(left),
        };
        (owed > 0).then_some(owed)
    }

    /// How much of the payment is with the shop. Units: minor units.
    pub fn left_minor(&self, refunds: &[Refund]) -> i64 {
        let counted = refunds.iter().filter(|refund| refund.status.counts());
        let back: i64 = counted.map(|refund| refund.amount.amount_minor).sum();
        self.paid_minor - self.lost_minor - back
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
    use crate::Currency;

    fn refund(minor: i64, status: RefundStatus, at: i64) -> Refund {
        Refund {
            id: RefundId(format!("re_{at}")),
            hold: None,
            session: SessionId::from("cs_1"),
            amount: Money::new(minor, Currency::Eur),
            status,
            is_ours: true,
            failure: None,
            created_at: UnixMs(at),
        }
    }

    #[test]
    fn what_came_back_is_owed_again_but_for_what_is_with_the_buyer() {
        use RefundStatus::*;
        let gone = PaidSession { paid_minor: 9_000, lost_minor: 0, has_tickets: false };
        let sold = PaidSession { has_tickets: true, ..gone };
        let part = refund(1_000, Succeeded, 1);
        let rest = refund(8_000, Failed, 2);
        let again = refund(8_000, Pending, 3);
        let cases: [(PaidSession, &[&Refund], Option<i64>); 7] = [
            (gone, &[&part], None),
            (gone, &[&part, &rest], Some(8_000)),
            (gone, &[&part, &rest, &again], None),
            (PaidSession { lost_minor: 8_000, ..gone }, &[&part, &rest], None),
            (sold, &[&refund(500, Failed, 2)], Some(500)),
            (sold, &[&part, &refund(500, Failed, 2)], Some(500)),
            (sold, &[&refund(500, Failed, 2), &refund(500, Succeeded, 2)], None),
        ];
        for (paid, refunds, owed) in cases {
            let refunds: Vec<Refund> = refunds.iter().copied().cloned().collect();
            assert_eq!(paid.owed_again_minor(&refunds), owed, "{paid:?} {refunds:?}");
        }
    }

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

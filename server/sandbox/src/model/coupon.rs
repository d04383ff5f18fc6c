//! Coupons, and the codes by which buyers name them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Stored;

/// How much a coupon takes off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub(crate) enum Off {
    Percent { hundredths: i64 },
    Amount { amount: i64, currency: String },
}

/// A Coupon.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Coupon {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) name: Option<String>,
    pub(crate) off: Off,
    pub(crate) duration: String,
    pub(crate) max_redemptions: Option<i64>,
    pub(crate) redeem_by_ms: Option<i64>,
    pub(crate) times_redeemed: i64,
    pub(crate) metadata: BTreeMap<String, String>,
}

impl Coupon {
    /// Whether it can still be redeemed.
    pub(crate) fn is_valid(&self, now_ms: i64) -> bool {
        is_left(self.max_redemptions, self.times_redeemed) && is_before(self.redeem_by_ms, now_ms)
    }

    /// Whether it lowers bills of a currency.
    pub(crate) fn suits(&self, currency: &str) -> bool {
        match &self.off {
            Off::Percent { .. } => true,
            Off::Amount { currency: its, .. } => its == currency,
        }
    }

    /// What it takes off a sum, never more than the sum.
    ///
    /// Units: minor units; half a unit counts as one.
    pub(crate) fn off(&self, sum: i64) -> i64 {
        match self.off {
            Off::Percent { hundredths } => (sum.saturating_mul(hundredths) + 5_000) / 10_000,
            Off::Amount { amount, .. } => amount.min(sum),
        }
    }
}

impl Stored for Coupon {
    const KIND: &'static str = "coupon";

    fn id(&self) -> &str {
        &self.id
    }

    fn due_ms(&self) -> Option<i64> {
        None
    }
}

/// A PromotionCode.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PromotionCode {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) code: String,
    pub(crate) coupon: String,
    pub(crate) is_active: bool,
    pub(crate) max_redemptions: Option<i64>,
    pub(crate) expires_at_ms: Option<i64>,
    pub(crate) times_redeemed: i64,
    pub(crate) metadata: BTreeMap<String, String>,
}

impl PromotionCode {
    /// Whether it can still be redeemed, its coupon aside.
    pub(crate) fn is_redeemable(&self, now_ms: i64) -> bool {
        self.is_active
            && is_left(self.max_redemptions, self.times_redeemed)
            && is_before(self.expires_at_ms, now_ms)
    }
}

impl Stored for PromotionCode {
    const KIND: &'static str = "promotion_code";

    fn id(&self) -> &str {
        &self.id
    }

    fn due_ms(&self) -> Option<i64> {
        None
    }
}

fn is_left(max: Option<i64>, used: i64) -> bool {
    max.is_none_or(|max| used < max)
}

fn is_before(end_ms: Option<i64>, now_ms: i64) -> bool {
    end_ms.is_none_or(|end_ms| now_ms < end_ms)
}

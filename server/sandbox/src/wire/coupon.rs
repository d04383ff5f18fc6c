//! Coupons and promotion codes, as Stripe shows them.

use serde_json::{Value, json};

use super::seconds;
use crate::books::Books;
use crate::model::{Coupon, Off, PromotionCode};

/// `coupon`
pub(crate) fn coupon(coupon: &Coupon, now_ms: i64) -> Value {
    let (percent, amount, currency) = match &coupon.off {
        Off::Percent { hundredths } => (Some(percent(*hundredths)), None, None),
        Off::Amount { amount, currency } => (None, Some(amount), Some(currency)),
    };
    json!({
        "id": coupon.id,
        "object": "coupon",
        "amount_off": amount,
        "created": seconds(coupon.created_ms),
        "currency": currency,
        "duration": coupon.duration,
        "duration_in_months": null,
        "livemode": false,
        "max_redemptions": coupon.max_redemptions,
        "metadata": coupon.metadata,
        "name": coupon.name,
        "percent_off": percent,
        "redeem_by": coupon.redeem_by_ms.map(seconds),
        "times_redeemed": coupon.times_redeemed,
        "valid": coupon.is_valid(now_ms),
    })
}

/// Whole percentages are whole numbers.
fn percent(hundredths: i64) -> Value {
    match hundredths % 100 {
        0 => json!(hundredths / 100),
        _ => format!("{}.{:02}", hundredths / 100, hundredths % 100)
            .parse::<f64>()
            .map_or(Value::Null, |percent| json!(percent)),
    }
}

/// `promotion_code`
pub(crate) fn promotion_code(code: &PromotionCode, books: &Books, now_ms: i64) -> Value {
    let is_valid = books.coupons.get(&code.coupon).is_some_and(|coupon| coupon.is_valid(now_ms));
    json!({
        "id": code.id,
        "object": "promotion_code",
        "active": is_valid && code.is_redeemable(now_ms),
        "code": code.code,
        "created": seconds(code.created_ms),
        "customer": null,
        "customer_account": null,
        "expires_at": code.expires_at_ms.map(seconds),
        "livemode": false,
        "max_redemptions": code.max_redemptions,
        "metadata": code.metadata,
        "promotion": { "coupon": code.coupon, "type": "coupon" },
        "restrictions": {
            "first_time_transaction": false,
            "minimum_amount": null,
            "minimum_amount_currency": null,
        },
        "times_redeemed": code.times_redeemed,
    })
}

//! A Checkout Session as Stripe.js shows it to a page: words to display, and no expiry time.
//!
//! Source: the published types of Stripe.js, train endive.

use serde_json::{Value, json};

use crate::books::Books;
use crate::model::{LineItem, Off, PaymentStatus, Session, SessionState, TaxBehavior};
use crate::pages::{decimals, money};

/// The session of the `elements` SDK. What is typed but not sent yet, the script adds itself.
pub(super) fn client_session(books: &Books, session: &Session) -> Value {
    let currency = &session.totals.currency;
    let email = session.payer_email.as_ref().or(session.customer_email.as_ref());
    let intent = session.intent.as_ref().and_then(|id| books.intents.get(id));
    let failure = intent.and_then(|intent| intent.last_failure);
    json!({
        "id": session.id,
        "billingAddress": null,
        "businessName": null,
        "canConfirm": false,
        "currency": currency,
        "currencyOptions": null,
        "discountAmounts": discounts(books, session),
        "email": email,
        "lastPaymentError": failure.map(|why| json!({ "message": why.message() })),
        "lineItems": lines(session),
        "livemode": false,
        "minorUnitsAmountDivisor": 10_u64.pow(decimals(currency)),
        "phoneNumber": null,
        "recurring": null,
        "savedPaymentMethods": null,
        "shipping": null,
        "shippingAddress": null,
        "shippingOptions": [],
        "status": status(session),
        "tax": { "status": "ready" },
        "taxAmounts": null,
        "total": total(session),
        "uiMode": session.ui_mode.as_str(),
    })
}

fn status(session: &Session) -> Value {
    match session.state {
        SessionState::Open => json!({ "type": "open" }),
        SessionState::Expired { .. } => json!({ "type": "expired" }),
        SessionState::Complete { .. } => {
            let paid: PaymentStatus = session.payment_status;
            json!({ "type": "complete", "paymentStatus": paid.as_str() })
        }
    }
}

fn total(session: &Session) -> Value {
    let totals = &session.totals;
    let amount = |minor: i64| amount(minor, &totals.currency);
    json!({
        "appliedBalance": amount(0),
        "balanceAppliedToNextInvoice": false,
        "discount": amount(totals.discounted()),
        "shippingRate": amount(0),
        "subtotal": amount(totals.subtotal()),
        "surcharge": amount(0),
        "taxExclusive": amount(totals.tax_of(false)),
        "taxInclusive": amount(totals.tax_of(true)),
        "total": amount(totals.amount),
    })
}

/// The discount and its code, if the bill is lowered.
fn discounts(books: &Books, session: &Session) -> Value {
    let Some(discount) = &session.totals.discount else { return Value::Null };
    let code = discount.promotion_code.as_ref().and_then(|id| books.codes.get(id));
    let coupon = books.coupons.get(&discount.coupon);
    let mut told = amount(session.totals.discounted(), &session.totals.currency);
    told["displayName"] = coupon.and_then(|coupon| coupon.name.clone()).into();
    told["percentOff"] = coupon.and_then(|coupon| percent(&coupon.off)).into();
    told["promotionCode"] = code.map(|code| code.code.clone()).into();
    told["recurring"] = Value::Null;
    json!([told])
}

fn percent(off: &Off) -> Option<f64> {
    match off {
        Off::Percent { hundredths } => Some(*hundredths as f64 / 100.0),
        Off::Amount { .. } => None,
    }
}

fn lines(session: &Session) -> Vec<Value> {
    let amount = |minor: i64| amount(minor, &session.totals.currency);
    let line = |item: &LineItem| {
        let is_inclusive = item.tax_behavior == TaxBehavior::Inclusive;
        let (inclusive, exclusive) = if is_inclusive { (item.tax, 0) } else { (0, item.tax) };
        json!({
            "id": item.id,
            "name": item.name,
            "description": item.description,
            "quantity": item.quantity,
            "unitAmount": amount(item.unit_amount),
            "subtotal": amount(item.amount()),
            "discount": amount(item.discount),
            "taxExclusive": amount(exclusive),
            "taxInclusive": amount(inclusive),
            "total": amount(item.total()),
            "adjustableQuantity": null,
            "images": [],
            "priceId": item.price_id,
            "recurring": null,
        })
    };
    session.totals.items.iter().map(line).collect()
}

/// `{minorUnitsAmount: 9000, amount: "€90.00"}`
fn amount(minor: i64, currency: &str) -> Value {
    json!({ "minorUnitsAmount": minor, "amount": money(minor, currency) })
}

//! A Checkout Session as Stripe.js shows it to a page: words to display, and no expiry time.
//!
//! Source: the published types of Stripe.js, train endive.

use serde_json::{Value, json};

use crate::books::Books;
use crate::model::{LineItem, PaymentStatus, Session, SessionState};
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
        "discountAmounts": null,
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
    let amount = |minor: i64| amount(minor, &session.totals.currency);
    json!({
        "appliedBalance": amount(0),
        "balanceAppliedToNextInvoice": false,
        "discount": amount(0),
        "shippingRate": amount(0),
        "subtotal": amount(session.totals.amount),
        "surcharge": amount(0),
        "taxExclusive": amount(0),
        "taxInclusive": amount(0),
        "total": amount(session.totals.amount),
    })
}

fn lines(session: &Session) -> Vec<Value> {
    let amount = |minor: i64| amount(minor, &session.totals.currency);
    let line = |item: &LineItem| {
        json!({
            "id": item.id,
            "name": item.name,
            "description": item.description,
            "quantity": item.quantity,
            "unitAmount": amount(item.unit_amount),
            "subtotal": amount(item.amount()),
            "discount": amount(0),
            "taxExclusive": amount(0),
            "taxInclusive": amount(0),
            "total": amount(item.amount()),
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

//! `/sandbox/ledger`: all money, summed per currency, for whoever checks the books.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};

use super::answer::{Answer, done};
use crate::books::Books;
use crate::core::Core;
use crate::model::{Charge, ChargeState, RefundState};

/// Sums of one currency, in minor units.
#[derive(Debug, Default, Serialize)]
struct Sums {
    paid: i64,
    refunded: i64,
    pending: i64,
    authorized: i64,
    disputed: i64,
}

pub(crate) async fn show(State(core): State<Arc<Core>>) -> Answer {
    done(core.act(|books, _| Ok(ledger(books))).await?)
}

fn ledger(books: &Books) -> Value {
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    let mut payments = Vec::new();
    for charge in books.charges.newest() {
        let sum = sums.entry(charge.currency.clone()).or_default();
        match charge.state {
            ChargeState::Succeeded => sum.paid += charge.amount_captured,
            ChargeState::Pending => sum.pending += charge.amount,
            ChargeState::Authorized => sum.authorized += charge.amount,
            ChargeState::Released | ChargeState::Failed { .. } => continue,
        }
        payments.push(payment(charge, books));
    }
    for refund in books.refunds.newest().filter(|refund| refund.state == RefundState::Succeeded) {
        sums.entry(refund.currency.clone()).or_default().refunded += refund.amount;
    }
    for dispute in books.disputes.newest() {
        sums.entry(dispute.currency.clone()).or_default().disputed += dispute.amount;
    }
    let refunds: Vec<Value> = books
        .refunds
        .newest()
        .map(|refund| {
            json!({
                "refund": refund.id,
                "charge": refund.charge,
                "payment_intent": refund.intent,
                "amount": refund.amount,
                "currency": refund.currency,
                "status": refund.state.as_str(),
                "metadata": refund.metadata,
            })
        })
        .collect();
    json!({ "currencies": sums, "payments": payments, "refunds": refunds })
}

fn payment(charge: &Charge, books: &Books) -> Value {
    let session = books.intents.get(&charge.intent).and_then(|i| books.sessions.get(&i.session));
    json!({
        "charge": charge.id,
        "payment_intent": charge.intent,
        "session": session.map(|session| &session.id),
        "client_reference_id": session.and_then(|session| session.client_reference_id.as_ref()),
        "amount": charge.amount,
        "amount_refunded": charge.amount_refunded,
        "currency": charge.currency,
        "state": state(charge.state),
        "metadata": charge.metadata,
    })
}

fn state(state: ChargeState) -> &'static str {
    match state {
        ChargeState::Pending => "pending",
        ChargeState::Authorized => "authorized",
        ChargeState::Succeeded => "paid",
        ChargeState::Released => "released",
        ChargeState::Failed { .. } => "failed",
    }
}

//! `/sandbox/ledger`: all money, summed per currency, for whoever checks the books.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};

use super::answer::{Answer, done};
use crate::books::Books;
use crate::core::Core;
use crate::model::{Charge, ChargeState, DisputeState, RefundState};

/// Sums of one currency, in minor units.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Sums {
    pub(crate) paid: i64,
    pub(crate) refunded: i64,
    pub(crate) pending: i64,
    pub(crate) authorized: i64,
    pub(crate) disputed: i64,
    pub(crate) lost: i64,
}

pub(crate) async fn show(State(core): State<Arc<Core>>) -> Answer {
    done(core.act(|books, _| Ok(ledger(books))).await?)
}

/// All money, per currency; the dashboard shows it too.
pub(crate) fn sums(books: &Books) -> BTreeMap<String, Sums> {
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for charge in books.charges.newest() {
        let sum = sums.entry(charge.currency.clone()).or_default();
        match charge.state {
            ChargeState::Succeeded => sum.paid += charge.amount_captured,
            ChargeState::Pending => sum.pending += charge.amount,
            ChargeState::Authorized => sum.authorized += charge.amount,
            ChargeState::Released | ChargeState::Failed { .. } => {}
        }
    }
    for refund in books.refunds.newest().filter(|refund| refund.state == RefundState::Succeeded) {
        sums.entry(refund.currency.clone()).or_default().refunded += refund.amount;
    }
    for dispute in books.disputes.newest().filter(|dispute| dispute.state != DisputeState::Won) {
        let sum = sums.entry(dispute.currency.clone()).or_default();
        sum.disputed += dispute.amount;
        if dispute.state == DisputeState::Lost {
            sum.lost += dispute.amount;
        }
    }
    sums
}

fn ledger(books: &Books) -> Value {
    let holds_money = |charge: &&Arc<Charge>| match charge.state {
        ChargeState::Succeeded | ChargeState::Pending | ChargeState::Authorized => true,
        ChargeState::Released | ChargeState::Failed { .. } => false,
    };
    let paid = books.charges.newest().filter(holds_money);
    let payments: Vec<Value> = paid.map(|charge| payment(charge, books)).collect();
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
    json!({ "currencies": sums(books), "payments": payments, "refunds": refunds })
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

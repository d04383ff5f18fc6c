//! PaymentIntents, Charges, Refunds and Disputes, as Stripe shows them.

use serde_json::{Value, json};

use super::seconds;
use crate::model::{
    CardFailure, Charge, ChargeState, Dispute, DisputeState, Intent, IntentState, Means, Refund,
    RefundState,
};

/// A bank waits this long for evidence.
const EVIDENCE_WITHIN_S: i64 = 7 * 24 * 60 * 60;

/// `payment_intent`
pub(crate) fn intent(intent: &Intent) -> Value {
    let method = intent.means.as_ref().map_or("card", Means::as_str);
    let waits_for_capture = intent.state == IntentState::RequiresCapture;
    json!({
        "id": intent.id,
        "object": "payment_intent",
        "amount": intent.amount,
        "amount_capturable": if waits_for_capture { intent.amount } else { 0 },
        "amount_details": { "tip": {} },
        "amount_received": intent.amount_received,
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": null,
        "canceled_at": canceled_at(intent.state),
        "cancellation_reason": intent.cancellation_reason,
        "capture_method": if intent.capture_manually { "manual" } else { "automatic_async" },
        "client_secret": intent.client_secret,
        "confirmation_method": "automatic",
        "created": seconds(intent.created_ms),
        "currency": intent.currency,
        "customer": null,
        "customer_account": null,
        "description": intent.description,
        "last_payment_error": intent.last_failure.map(|why| payment_error(why, intent)),
        "latest_charge": intent.latest_charge,
        "livemode": false,
        "metadata": intent.metadata,
        "next_action": next_action(intent.state),
        "on_behalf_of": null,
        "payment_method": null,
        "payment_method_options": {},
        "payment_method_types": [method],
        "processing": null,
        "receipt_email": intent.receipt_email,
        "review": null,
        "setup_future_usage": null,
        "shipping": null,
        "source": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": intent.state.as_str(),
        "transfer_data": null,
        "transfer_group": null,
    })
}

fn canceled_at(state: IntentState) -> Option<i64> {
    match state {
        IntentState::Canceled { at_ms } => Some(seconds(at_ms)),
        IntentState::RequiresPaymentMethod
        | IntentState::RequiresAction
        | IntentState::Processing { .. }
        | IntentState::RequiresCapture
        | IntentState::Succeeded => None,
    }
}

fn next_action(state: IntentState) -> Value {
    match state {
        IntentState::RequiresAction => json!({ "type": "use_stripe_sdk", "use_stripe_sdk": {} }),
        IntentState::RequiresPaymentMethod
        | IntentState::Processing { .. }
        | IntentState::RequiresCapture
        | IntentState::Succeeded
        | IntentState::Canceled { .. } => Value::Null,
    }
}

fn payment_error(why: CardFailure, intent: &Intent) -> Value {
    let mut error = json!({
        "type": "card_error",
        "code": why.code(),
        "message": why.message(),
        "doc_url": format!("https://stripe.com/docs/error-codes/{}", why.code()),
    });
    if let Some(code) = why.decline_code() {
        error["decline_code"] = code.into();
    }
    if let Some(charge) = &intent.latest_charge {
        error["charge"] = charge.as_str().into();
    }
    error
}

/// `charge`
pub(crate) fn charge(charge: &Charge) -> Value {
    let failure = match charge.state {
        ChargeState::Failed { why } => Some(why),
        ChargeState::Pending
        | ChargeState::Authorized
        | ChargeState::Succeeded
        | ChargeState::Released => None,
    };
    json!({
        "id": charge.id,
        "object": "charge",
        "amount": charge.amount,
        "amount_captured": charge.amount_captured,
        "amount_refunded": charge.amount_refunded,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": null,
        "billing_details": {
            "address": null,
            "email": charge.payer_email,
            "name": charge.payer_name,
            "phone": null,
            "tax_id": null,
        },
        "captured": charge.state == ChargeState::Succeeded,
        "created": seconds(charge.created_ms),
        "currency": charge.currency,
        "customer": null,
        "description": null,
        "disputed": charge.dispute.is_some(),
        "failure_code": failure.map(CardFailure::code),
        "failure_message": failure.map(CardFailure::message),
        "fraud_details": {},
        "livemode": false,
        "metadata": charge.metadata,
        "outcome": null,
        "paid": failure.is_none() && charge.state != ChargeState::Pending,
        "payment_intent": charge.intent,
        "payment_method": null,
        "payment_method_details": means(charge),
        "receipt_email": null,
        "receipt_url": null,
        "refunded": is_refunded(charge),
        "review": null,
        "shipping": null,
        "source": null,
        "status": charge.state.as_str(),
        "transfer_data": null,
        "transfer_group": null,
    })
}

fn is_refunded(charge: &Charge) -> bool {
    charge.state == ChargeState::Released
        || (charge.amount_refunded > 0 && charge.amount_refunded == charge.amount_captured)
}

fn means(charge: &Charge) -> Value {
    match &charge.means {
        Means::Card { last4, brand, outcome: _ } => card(charge, last4, brand),
        Means::DebitThatSucceeds | Means::DebitThatFails => json!({
            "type": "us_bank_account",
            "us_bank_account": { "bank_name": "STRIPE TEST BANK", "last4": "6789" },
        }),
    }
}

fn card(charge: &Charge, last4: &str, brand: &str) -> Value {
    let mut value = json!({
        "type": "card",
        "card": {
            "brand": brand,
            "country": "US",
            "exp_month": 12,
            "exp_year": 2040,
            "funding": "credit",
            "last4": last4,
            "network": brand,
            "three_d_secure": null,
            "wallet": null,
        },
    });
    if let Some(until_ms) = charge.capture_before_ms {
        value["card"]["capture_before"] = seconds(until_ms).into();
    }
    value
}

/// `refund`
pub(crate) fn refund(refund: &Refund) -> Value {
    let mut value = json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": null,
        "charge": refund.charge,
        "created": seconds(refund.created_ms),
        "currency": refund.currency,
        "destination_details": { "type": "card", "card": { "type": "refund" } },
        "metadata": refund.metadata,
        "payment_intent": refund.intent,
        "reason": refund.reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": refund.state.as_str(),
        "transfer_reversal": null,
    });
    match refund.state {
        RefundState::Pending => value["pending_reason"] = "processing".into(),
        RefundState::RequiresAction | RefundState::Succeeded | RefundState::Canceled => {}
        RefundState::Failed => value["failure_reason"] = "unknown".into(),
    }
    value
}

/// `dispute`
pub(crate) fn dispute(dispute: &Dispute) -> Value {
    json!({
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.amount,
        "balance_transactions": [],
        "charge": dispute.charge,
        "created": seconds(dispute.created_ms),
        "currency": dispute.currency,
        "enhanced_eligibility_types": [],
        "evidence": { "enhanced_evidence": {} },
        "evidence_details": {
            "due_by": seconds(dispute.created_ms) + EVIDENCE_WITHIN_S,
            "enhanced_eligibility": {},
            "has_evidence": false,
            "past_due": false,
            "submission_count": 0,
        },
        "is_charge_refundable": dispute.state == DisputeState::Won,
        "livemode": false,
        "metadata": {},
        "payment_intent": dispute.intent,
        "reason": "fraudulent",
        "status": dispute.state.as_str(),
    })
}

//! The parts of Stripe's objects that the shop reads. Unknown fields and values are tolerated.

use domain::{
    CheckoutUi, ClientSecret, Currency, DisputeId, HoldId, IntentStanding, PayBy, PaymentIntentId,
    PaymentStatus, RefundId, SessionFacts, SessionId, SessionRef, SessionStatus, UnixMs,
};
use serde::Deserialize;
use std::collections::HashMap;

/// A Checkout Session.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SessionPart {
    pub(crate) id: SessionId,
    pub(crate) status: Option<SessionStatus>,
    payment_status: PaymentStatus,
    payment_intent: Option<Expandable>,
    amount_subtotal: Option<i64>,
    pub(crate) amount_total: Option<i64>,
    pub(crate) currency: Option<String>,
    livemode: bool,
    #[serde(default)]
    metadata: Option<HashMap<String, String>>,
    client_reference_id: Option<String>,
    recovered_from: Option<SessionId>,
    expires_at: i64,
    url: Option<String>,
    client_secret: Option<ClientSecret>,
    ui_mode: Option<String>,
}

/// A field that is an id, or the object itself where it was asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Expandable {
    Id(PaymentIntentId),
    Object { id: PaymentIntentId, status: String },
}

/// A PaymentIntent.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct IntentPart {
    pub(crate) status: String,
}

/// A dispute.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DisputePart {
    pub(crate) id: DisputeId,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    payment_intent: Option<serde_json::Value>,
    evidence_details: Option<EvidenceDetails>,
    #[serde(default)]
    created: i64,
}

#[derive(Clone, Debug, Deserialize)]
struct EvidenceDetails {
    due_by: Option<i64>,
}

/// A refund.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RefundPart {
    pub(crate) id: RefundId,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) status: Option<String>,
    pub(crate) failure_reason: Option<String>,
    metadata: Option<HashMap<String, String>>,
    payment_intent: Option<serde_json::Value>,
    #[serde(default)]
    created: i64,
}

/// A webhook event, or one from the list of events.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct EventPart {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) livemode: bool,
    pub(crate) data: EventData,
}

/// What an event is about.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct EventData {
    pub(crate) object: EventObject,
}

/// The ids that an event is read for; everything else is asked anew.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct EventObject {
    /// None for what has no name, as a balance.
    pub(crate) id: Option<String>,
    payment_intent: Option<serde_json::Value>,
}

impl EventObject {
    /// The payment it belongs to.
    pub(crate) fn intent(&self) -> Option<String> {
        intent_name(self.payment_intent.as_ref())
    }
}

impl DisputePart {
    /// The payment it is about.
    pub(crate) fn intent(&self) -> Option<String> {
        intent_name(self.payment_intent.as_ref())
    }

    /// Until when the shop can answer.
    pub(crate) fn answer_by(&self) -> Option<UnixMs> {
        let due_by = self.evidence_details.as_ref()?.due_by?;
        Some(UnixMs(due_by.saturating_mul(1000)))
    }

    /// When it was raised.
    pub(crate) fn created_at(&self) -> UnixMs {
        UnixMs(self.created.saturating_mul(1000))
    }
}

impl SessionPart {
    /// The facts that decide.
    pub(crate) fn facts(&self) -> SessionFacts {
        let in_metadata = |key: &str| self.metadata.as_ref()?.get(key).cloned();
        let intent = match &self.payment_intent {
            None => IntentStanding::Dead,
            // Not asked for in full: whatever it is, it is not known to be dead.
            Some(Expandable::Id(_)) => IntentStanding::Alive,
            Some(Expandable::Object { status, .. }) => standing(status),
        };
        let total = self.amount_total.unwrap_or_default();
        SessionFacts {
            session: self.reference(),
            status: self.status.unwrap_or(SessionStatus::Other),
            payment: self.payment_status,
            intent,
            payment_intent: self.payment_intent.as_ref().map(|intent| match intent {
                Expandable::Id(id) | Expandable::Object { id, .. } => id.clone(),
            }),
            amount_subtotal_minor: self.amount_subtotal.unwrap_or(total),
            amount_total_minor: total,
            currency: self.currency.as_deref().and_then(Currency::from_code),
            livemode: self.livemode,
            hold: in_metadata("hold_id").or_else(|| self.client_reference_id.clone()).map(HoldId),
            shop: in_metadata("shop"),
            recovered_from: self.recovered_from.clone(),
        }
    }

    /// Money came, as far as a list can say.
    pub(crate) fn was_paid(&self) -> bool {
        self.status == Some(SessionStatus::Complete) && self.payment_status == PaymentStatus::Paid
    }

    /// How it is paid, in the shape that Stripe made it in; none once it cannot be.
    pub(crate) fn pay_by(&self) -> Option<PayBy> {
        let ui = self.ui_mode.as_deref().map_or(Some(CheckoutUi::default()), CheckoutUi::from_name);
        pay_by(ui?, self.url.clone(), self.client_secret.clone())
    }

    /// It is over, and paid or free of charge, as far as a list can say.
    pub(crate) fn is_settled(&self) -> bool {
        let is_free = self.payment_status == PaymentStatus::NoPaymentRequired;
        self.was_paid() || (self.status == Some(SessionStatus::Complete) && is_free)
    }

    /// Its name, and until when Stripe keeps it open.
    pub(crate) fn reference(&self) -> SessionRef {
        let expires_at = UnixMs(self.expires_at.saturating_mul(1000));
        SessionRef { id: self.id.clone(), expires_at }
    }
}

impl RefundPart {
    /// The money went back, or is on its way.
    pub(crate) fn counts(&self) -> bool {
        !matches!(self.status.as_deref(), Some("failed" | "canceled"))
    }

    /// The shop ordered it.
    pub(crate) fn is_ours(&self) -> bool {
        self.metadata.as_ref().is_some_and(|data| data.contains_key("session_id"))
    }

    /// The payment that it gives back.
    pub(crate) fn intent(&self) -> Option<String> {
        intent_name(self.payment_intent.as_ref())
    }

    /// When it was made.
    pub(crate) fn created_at(&self) -> UnixMs {
        UnixMs(self.created.saturating_mul(1000))
    }
}

/// How a session of this shape is paid, if what it takes is there.
pub(crate) fn pay_by(
    ui: CheckoutUi,
    url: Option<String>,
    client_secret: Option<ClientSecret>,
) -> Option<PayBy> {
    match ui {
        CheckoutUi::HostedPage => Some(PayBy::Page { url: url? }),
        CheckoutUi::EmbeddedPage => Some(PayBy::EmbeddedPage { client_secret: client_secret? }),
        CheckoutUi::Elements => Some(PayBy::Elements { client_secret: client_secret? }),
    }
}

/// The name of a payment, given as an id or as the object itself.
fn intent_name(value: Option<&serde_json::Value>) -> Option<String> {
    let value = value?;
    let name = value.as_str().or_else(|| value.get("id")?.as_str())?;
    Some(name.to_owned())
}

/// What a PaymentIntent's status means for a session that is over.
fn standing(status: &str) -> IntentStanding {
    match status {
        "succeeded" => IntentStanding::Succeeded,
        "requires_capture" => IntentStanding::Authorized,
        "canceled" | "requires_payment_method" | "requires_confirmation" | "requires_action" => {
            IntentStanding::Dead
        }
        _ => IntentStanding::Alive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_newer_stripe_says_is_tolerated_and_counts_as_not_known() {
        let session = json!({
            "id": "cs_1", "status": "abandoned", "payment_status": "half_paid",
            "payment_intent": { "id": "pi_1", "status": "dreaming", "is": "new" },
            "amount_subtotal": 4_500, "amount_total": 4_500, "currency": "xau",
            "livemode": false, "expires_at": 1, "ui_mode": "hologram", "url": "https://x.test/",
            "a_field_of_tomorrow": { "is": ["no", "trouble"] },
        });
        let session: SessionPart = serde_json::from_value(session).expect("a session");

        let facts = session.facts();

        assert_eq!((facts.status, facts.payment), (SessionStatus::Other, PaymentStatus::Other));
        assert_eq!(facts.intent, IntentStanding::Alive, "money may come of it");
        assert_eq!((facts.currency, facts.is_paid()), (None, false));
        assert_eq!(session.pay_by(), None, "a shape that no page of ours can show");
        assert!(!session.was_paid() && !session.is_settled());

        let refund =
            json!({ "id": "re_1", "amount": 1, "currency": "eur", "status": "teleported" });
        let refund: RefundPart = serde_json::from_value(refund).expect("a refund");
        assert!(refund.counts(), "money may be on its way");
    }
}

//! The calls that the shop makes, one function each.

use super::check::EVENTS;
use super::client::{Asked, Page, Payments, Reply};
use super::pace::Urgency;
use super::wire::{DisputePart, IntentPart, RefundPart, SessionPart};
use domain::{PaymentIntentId, SessionId};

impl Payments {
    /// Creates the session whose form was stored.
    pub(crate) async fn create_session(&self, key: &str, form: &str) -> Reply<SessionPart> {
        let asked = Asked::new("create_session", Urgency::Buyer);
        self.post("/v1/checkout/sessions", key, form, asked).await
    }

    /// Expires a session; the answer says how its PaymentIntent stands.
    pub(crate) async fn expire_session(
        &self,
        id: &SessionId,
        key: &str,
        urgency: Urgency,
    ) -> Reply<SessionPart> {
        let path = format!("/v1/checkout/sessions/{id}/expire");
        let asked = Asked::new("expire_session", urgency);
        self.post(&path, key, "expand[0]=payment_intent", asked).await
    }

    /// Reads a session with its PaymentIntent.
    pub(crate) async fn session(&self, id: &SessionId, urgency: Urgency) -> Reply<SessionPart> {
        let path = format!("/v1/checkout/sessions/{id}?expand[0]=payment_intent");
        self.get(&path, Asked::new("read_session", urgency)).await
    }

    /// Reads a page of sessions, newest first. Units of `created_from`: unix seconds.
    pub(crate) async fn sessions(
        &self,
        created_from: i64,
        after: Option<&str>,
        urgency: Urgency,
    ) -> Reply<Page<SessionPart>> {
        let path = format!(
            "/v1/checkout/sessions?limit=100&created[gte]={created_from}{}",
            starting(after)
        );
        self.get(&path, Asked::new("list_sessions", urgency)).await
    }

    /// The sessions of a PaymentIntent: at most one.
    pub(crate) async fn sessions_of_intent(&self, intent: &str) -> Reply<Page<SessionPart>> {
        let path = format!("/v1/checkout/sessions?limit=1&payment_intent={intent}");
        self.get(&path, Asked::new("list_sessions", Urgency::Buyer)).await
    }

    /// Takes the money of an authorised payment.
    pub(crate) async fn capture(&self, intent: &PaymentIntentId, key: &str) -> Reply<IntentPart> {
        let path = format!("/v1/payment_intents/{intent}/capture");
        self.post(&path, key, "", Asked::new("capture", Urgency::Money)).await
    }

    /// Lets an authorised payment go: nothing is taken.
    pub(crate) async fn cancel(&self, intent: &PaymentIntentId, key: &str) -> Reply<IntentPart> {
        let path = format!("/v1/payment_intents/{intent}/cancel");
        self.post(&path, key, "", Asked::new("cancel", Urgency::Money)).await
    }

    /// Gives the money of a payment back.
    pub(crate) async fn refund(&self, key: &str, form: &str) -> Reply<RefundPart> {
        self.post("/v1/refunds", key, form, Asked::new("refund", Urgency::Money)).await
    }

    /// Reads a page of refunds, newest first. Units of `created_from`: unix seconds.
    pub(crate) async fn refunds(
        &self,
        created_from: i64,
        after: Option<&str>,
    ) -> Reply<Page<RefundPart>> {
        let path = format!("/v1/refunds?limit=100&created[gte]={created_from}{}", starting(after));
        self.get(&path, Asked::new("list_refunds", Urgency::Reconcile)).await
    }

    /// The refunds of a PaymentIntent.
    pub(crate) async fn refunds_of_intent(&self, intent: &str) -> Reply<Page<RefundPart>> {
        let path = format!("/v1/refunds?limit=100&payment_intent={intent}");
        self.get(&path, Asked::new("list_refunds", Urgency::Expire)).await
    }

    /// Reads a dispute.
    pub(crate) async fn dispute(&self, id: &str) -> Reply<DisputePart> {
        let asked = Asked::new("read_dispute", Urgency::Expire).spared();
        self.get(&format!("/v1/disputes/{id}"), asked).await
    }

    /// Reads a page of disputes, newest first. Units of `created_from`: unix seconds.
    pub(crate) async fn disputes(
        &self,
        created_from: i64,
        after: Option<&str>,
    ) -> Reply<Page<DisputePart>> {
        let path = format!("/v1/disputes?limit=100&created[gte]={created_from}{}", starting(after));
        self.get(&path, Asked::new("list_disputes", Urgency::Reconcile).spared()).await
    }

    /// Reads a page of events of the shop's types that reached nobody, newest first.
    pub(crate) async fn undelivered_events(
        &self,
        after: Option<&str>,
    ) -> Reply<Page<serde_json::Value>> {
        let types: String = EVENTS.iter().map(|kind| format!("&types[]={kind}")).collect();
        let path = format!("/v1/events?limit=100&delivery_success=false{types}{}", starting(after));
        self.get(&path, Asked::new("list_events", Urgency::Reconcile).spared()).await
    }
}

fn starting(after: Option<&str>) -> String {
    after.map(|id| format!("&starting_after={id}")).unwrap_or_default()
}

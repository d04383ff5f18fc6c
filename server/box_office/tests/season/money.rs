//! Money that goes back in a season, or that was never the shop's: refunds that fail, refunds and
//! disputes at Stripe, another shop on the same account.

use super::acts::{Season, expected};
use domain::{ToDo, ToDoKind};
use serde_json::{Value, json};

const SHIRT: &str = "mode=payment&success_url=http://x.test/&line_items[0][quantity]=1\
    &line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=2500\
    &line_items[0][price_data][product_data][name]=Shirt";

impl Season {
    /// A refund comes back days later, or is called off, and the admin sends the money again.
    pub(super) async fn refund_fails(&mut self) {
        let refunds = self.listed("/v1/refunds?limit=20").await;
        if refunds.is_empty() {
            return;
        }
        let id = self.chance.one_of(&refunds)["id"].as_str().expect("a name").to_owned();
        let status = *self.chance.one_of(&["failed", "failed", "requires_action", "canceled"]);
        self.house.control(&format!("refunds/{id}/settle"), json!({ "status": status })).await;
        self.house.work().await;
        for session in self.to_do(ToDoKind::RefundFailed).await.into_iter().filter_map(session) {
            expected(self.house.office.refund_again(&session).await);
        }
    }

    /// The organiser gives money back at Stripe, not here.
    pub(super) async fn refunded_at_stripe(&mut self) {
        let mut paid = self.listed("/v1/payment_intents?limit=50").await;
        paid.retain(|one| one["status"] == "succeeded" && is_ours(one));
        if !paid.is_empty() {
            let intent = self.chance.one_of(&paid)["id"].as_str().expect("a name").to_owned();
            self.house.stripe_if_up("/v1/refunds", Some(&format!("payment_intent={intent}"))).await;
        }
    }

    /// A buyer's bank takes a payment back, whatever has become of it here.
    pub(super) async fn bank_disputes(&mut self) {
        let mut paid = self.listed("/v1/charges?limit=50").await;
        paid.retain(|one| one["paid"] == true && one["refunded"] == false && is_ours(one));
        if !paid.is_empty() {
            let charge = self.chance.one_of(&paid)["id"].as_str().expect("a name").to_owned();
            self.house.control(&format!("charges/{charge}/dispute"), json!({})).await;
        }
    }

    /// The oldest dispute is decided.
    pub(super) async fn dispute_ends(&mut self) {
        let mut open = self.listed("/v1/disputes?limit=100").await;
        open.retain(|one| one["status"] == "needs_response");
        if let Some(dispute) = open.last() {
            let id = dispute["id"].as_str().expect("a name");
            let win = self.chance.below(2) == 0;
            self.house.control(&format!("disputes/{id}/settle"), json!({ "win": win })).await;
        }
    }

    /// Another shop on the account sells something, and the admin may say so.
    pub(super) async fn somebody_sells_elsewhere(&mut self) {
        if let Some(made) = self.house.stripe_if_up("/v1/checkout/sessions", Some(SHIRT)).await
            && let Some(id) = made["id"].as_str()
        {
            self.house.control(&format!("pay/{id}"), json!({})).await;
        }
        self.house.work().await;
        for session in self.to_do(ToDoKind::PaymentUnknown).await.into_iter().filter_map(session) {
            match self.chance.below(3) {
                0 => expected(self.house.office.refund_unknown(&session).await),
                1 => expected(self.house.office.disown_unknown(&session).await),
                _ => None,
            };
        }
    }

    /// Every dispute is decided, and the shop hears of it.
    pub(super) async fn disputes_end(&mut self) {
        for _ in 0..self.listed("/v1/disputes?limit=100").await.len() {
            self.dispute_ends().await;
        }
        self.house.office.audit().await.expect("audited");
    }

    async fn to_do(&self, kind: ToDoKind) -> Vec<ToDo> {
        let mut all = self.house.office.to_do().await.expect("a list");
        all.retain(|to_do| to_do.kind == kind);
        all
    }

    /// What Stripe lists; nothing while it is down.
    async fn listed(&self, path: &str) -> Vec<Value> {
        let list = self.house.stripe_if_up(path, None).await;
        list.and_then(|list| list["data"].as_array().cloned()).unwrap_or_default()
    }
}

/// It was paid for a hold of the shop's.
fn is_ours(paid: &Value) -> bool {
    paid["metadata"]["hold_id"].is_string()
}

fn session(to_do: ToDo) -> Option<domain::SessionId> {
    to_do.session
}

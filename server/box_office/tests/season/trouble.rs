//! What goes wrong in a season: the network, Stripe itself, the shop's own machine.

use super::acts::Season;
use serde_json::json;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

impl Season {
    pub(super) async fn network_fails(&mut self) {
        let paths = ["/v1/checkout/sessions", "/v1/checkout/sessions/*/expire", "/v1/refunds"];
        let answers = ["drop_before", "drop_after", "rate_limited", "error_before", "error_after"];
        let fault = json!({
            "method": "POST",
            "path": self.chance.one_of(&paths),
            "times": 1 + self.chance.below(2),
            "answer": self.chance.one_of(&answers),
        });
        self.house.control("faults", fault).await;
    }

    /// Stripe is out of reach for a while, across deadlines.
    pub(super) async fn stripe_is_down(&mut self) {
        let how = *self.chance.one_of(&["drop_before", "drop_after", "error_before"]);
        for method in ["GET", "POST"] {
            let fault = json!({ "method": method, "path": "/v1/**", "times": 500, "answer": how });
            self.house.control("faults", fault).await;
        }
        for _ in 0..1 + self.chance.below(6) {
            Box::pin(self.some_act()).await;
            self.house.work().await;
        }
        self.house.mend().await;
    }

    pub(super) async fn webhooks_go_astray(&mut self) {
        match self.chance.below(5) {
            0 => self.house.control("webhooks/faults", json!({ "drop_next": 2 })).await,
            1 => self.house.control("webhooks/faults", json!({ "double_next": 2 })).await,
            2 => self.house.control("webhooks/faults", json!({ "wrong_signature_next": 1 })).await,
            3 => self.house.control("webhooks/pause", json!({})).await,
            _ => self.house.control("webhooks/resume", json!({ "order": "reversed" })).await,
        };
    }

    /// The shop ends between two lines of an act, and is opened again.
    pub(super) async fn crash(&mut self, when: &str) {
        let mut turns = 1 + self.chance.below(60);
        {
            let mut act = pin!(self.some_act());
            poll_fn(|context| {
                turns -= 1;
                match act.as_mut().poll(context) {
                    Poll::Pending if turns > 0 => Poll::Pending,
                    Poll::Pending | Poll::Ready(()) => Poll::Ready(()),
                }
            })
            .await;
        }
        self.restart(when).await;
    }

    /// Closed and opened again, with books that balance.
    pub(super) async fn restart(&mut self, when: &str) {
        self.house.restart().await;
        self.house.mend().await;
        self.house.balances(when).await;
    }
}

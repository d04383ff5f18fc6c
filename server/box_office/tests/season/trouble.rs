//! What goes wrong in a season: the network, Stripe itself, the shop's own machine.

use super::acts::{Season, expected};
use crate::support::{HOLD_MS, contact};
use box_office::Denial;
use serde_json::json;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Past the end of any session, and the wait of the setting.
const LONG_MS: i64 = 40 * 60_000;

impl Season {
    pub(super) async fn network_fails(&mut self) {
        let paths = [
            "/v1/checkout/sessions",
            "/v1/checkout/sessions/*/expire",
            "/v1/refunds",
            "/v1/payment_intents/*/capture",
            "/v1/payment_intents/*/cancel",
        ];
        let answers = ["drop_before", "drop_after", "rate_limited", "error_before", "error_after"];
        let fault = json!({
            "method": "POST",
            "path": self.chance.one_of(&paths),
            "times": 1 + self.chance.below(2),
            "answer": self.chance.one_of(&answers),
        });
        self.house.control("faults", fault).await;
    }

    /// The address of the payment page is lost on its way, the time runs out, and the buyer pays
    /// all the same; perhaps after somebody else took the seats.
    pub(super) async fn somebody_pays_too_late(&mut self) {
        let Some((who, card)) = self.some_hold().await else { return };
        let lost = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": 1,
            "answer": "drop_after" });
        self.house.control("faults", lost).await;
        expected(self.house.office.start_checkout(&who, &card.id, contact()).await);
        self.house.move_clocks(HOLD_MS).await;
        self.house.office.release_expired_holds().await.expect("a clerk's round");
        if self.chance.below(2) == 0 {
            let seats: Vec<u32> = card.lines.iter().map(|line| line.seat.0).collect();
            let rival = self.someone();
            expected(self.house.office.hold_seats(&rival, self.house.seats(&seats)).await);
        }
        if let Some(session) = self.session_of(&card.id).await {
            self.house.control(&format!("pay/{session}"), json!({})).await;
        }
    }

    /// Somebody at the organiser's closes a session by hand, at Stripe.
    pub(super) async fn closed_at_stripe(&mut self) {
        if let Some(session) = self.session_at_stripe("open").await {
            let path = format!("/v1/checkout/sessions/{session}/expire");
            self.house.stripe_if_up(&path, Some("")).await;
        }
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

    /// Stripe is out of reach until long past the end of every session. Some shops free the seats
    /// then; somebody may have paid all the same, and somebody else may want them.
    pub(super) async fn stripe_is_down_for_long(&mut self) {
        let Some((who, card)) = self.some_hold().await else { return };
        expected(self.house.office.start_checkout(&who, &card.id, contact()).await);
        if self.chance.below(2) == 0
            && let Some(session) = self.session_of(&card.id).await
        {
            self.house.control("webhooks/faults", json!({ "drop_next": 9 })).await;
            self.house.control(&format!("pay/{session}"), json!({})).await;
        }
        self.house.cut_off().await;
        for ms in [HOLD_MS, LONG_MS] {
            self.house.advance(ms).await;
            expected(self.house.office.reconcile().await.map_err(Denial::Failed));
        }
        if self.chance.below(2) == 0 {
            let seats: Vec<u32> = card.lines.iter().map(|line| line.seat.0).collect();
            let rival = self.someone();
            expected(self.house.office.hold_seats(&rival, self.house.seats(&seats)).await);
        }
        self.house.mend().await;
    }

    /// Stripe says that too much is asked, of readings too.
    pub(super) async fn reads_are_limited(&mut self) {
        let times = 1 + self.chance.below(3) as i64;
        let fault = json!({ "method": "GET", "path": "/v1/checkout/sessions/*", "times": times,
            "answer": "rate_limited" });
        self.house.control("faults", fault).await;
        self.come_back().await;
        expected(self.house.office.reconcile().await.map_err(Denial::Failed));
        let left = self.house.control_get("faults").await;
        let left = left["faults"].as_array().expect("faults").iter();
        let left: i64 = left
            .filter(|fault| fault["method"] == "GET" && fault["answer"] == "rate_limited")
            .filter_map(|fault| fault["times"].as_i64())
            .sum();
        self.limited_reads += (times - left).max(0);
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

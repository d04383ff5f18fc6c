//! What people, clocks and networks do in a season.

use super::books;
use super::chance::Chance;
use crate::support::{HOLD_MS, House, STANDING, buyer, contact, session_of};
use box_office::Denial;
use domain::{BuyerId, HoldCard, HoldPhase, SeatIndex, SessionId};
use serde_json::json;
use sqlx::sqlite::SqlitePool;

const BUYERS: usize = 5;
const SEATS: usize = 40;

pub struct Season {
    house: House,
    books: SqlitePool,
    chance: Chance,
    sessions: Vec<SessionId>,
}

impl Season {
    pub async fn open(chance: Chance) -> Self {
        let house = House::open().await;
        let books = books::open(&house).await;
        Self { house, books, chance, sessions: Vec::new() }
    }

    /// One act of anybody.
    pub async fn act(&mut self) {
        match self.chance.below(40) {
            0..=8 => self.hold().await,
            9..=11 => self.drop_seat().await,
            12..=13 => self.give_up().await,
            14..=20 => self.check_out().await,
            21..=26 => self.pay().await,
            27..=29 => self.come_back().await,
            30..=33 => self.time_passes().await,
            34 => self.admin_ends_one().await,
            35..=36 => self.network_fails().await,
            37..=38 => self.webhooks_go_astray().await,
            _ => self.house.restart().await,
        }
        self.house.work().await;
    }

    pub async fn check(&self, when: &str) {
        books::check(&self.house, &self.books, when).await;
    }

    /// Everything heals, all time passes, and the books balance.
    pub async fn close(self, when: &str) {
        self.house.control("webhooks/resume", json!({ "order": "reversed" })).await;
        for _ in 0..12 {
            self.house.advance(HOLD_MS).await;
            self.house.office.reconcile().await.expect("reconciled");
            self.house.work().await;
        }
        self.house.deliver().await;
        books::check(&self.house, &self.books, when).await;
        books::check_end(&self.books, when).await;
        let sold = self.house.office.orders().await.expect("orders").len();
        assert!(sold > 3, "{when}: only {sold} orders: the season proves nothing");
        self.books.close().await;
        self.house.close().await;
    }

    async fn hold(&mut self) {
        let who = self.someone();
        let wanted = if self.chance.below(5) == 0 {
            self.house.places(1 + self.chance.below(STANDING as usize) as u32)
        } else {
            let first = self.chance.below(SEATS);
            let count = 1 + self.chance.below(3);
            let seats: Vec<u32> =
                (first..first + count).map(|seat| (seat % SEATS) as u32).collect();
            self.house.seats(&seats)
        };
        expected(self.house.office.hold_seats(&who, wanted).await);
    }

    async fn drop_seat(&mut self) {
        if let Some((who, card)) = self.some_hold().await {
            let seat = self.chance.one_of(&card.lines).seat;
            expected(self.house.office.drop_seat(&who, &card.id, seat).await);
            let other = SeatIndex(self.chance.below(SEATS) as u32);
            expected(self.house.office.drop_seat(&who, &card.id, other).await);
        }
    }

    async fn give_up(&mut self) {
        if let Some((who, card)) = self.some_hold().await {
            let ended = expected(self.house.office.release_hold(&who, &card.id).await);
            if ended.is_some_and(|card| card.phase == HoldPhase::Released) {
                expected(self.house.office.hold_again(&who, &card.id).await);
            }
        }
    }

    async fn check_out(&mut self) {
        if let Some((who, card)) = self.some_hold().await
            && let Some(pay_by) =
                expected(self.house.office.start_checkout(&who, &card.id, contact()).await)
        {
            self.sessions.push(session_of(&pay_by));
        }
    }

    async fn pay(&mut self) {
        if !self.sessions.is_empty() {
            let session = self.chance.one_of(&self.sessions).clone();
            let card = *self.chance.one_of(&["4242424242424242", "4242424242424242", DECLINED]);
            self.house.control(&format!("pay/{session}"), json!({ "card": card })).await;
        }
    }

    async fn come_back(&mut self) {
        if !self.sessions.is_empty() {
            let session = self.chance.one_of(&self.sessions).clone();
            expected(self.house.office.settle(&session).await);
        }
    }

    async fn time_passes(&mut self) {
        let ms = *self.chance.one_of(&[1_000, 30_000, 200_000, HOLD_MS, 3 * HOLD_MS]);
        self.house.advance(ms).await;
        if self.chance.below(2) == 0 {
            expected(self.house.office.reconcile().await.map_err(Denial::Failed));
        }
    }

    async fn admin_ends_one(&mut self) {
        let holds = self.house.office.holds(None).await.expect("live holds");
        if !holds.is_empty() {
            let row = self.chance.one_of(&holds);
            expected(self.house.office.expire_hold(&row.card.id, "a wet seat").await);
        }
    }

    async fn network_fails(&mut self) {
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

    async fn webhooks_go_astray(&mut self) {
        match self.chance.below(5) {
            0 => self.house.control("webhooks/faults", json!({ "drop_next": 2 })).await,
            1 => self.house.control("webhooks/faults", json!({ "double_next": 2 })).await,
            2 => self.house.control("webhooks/faults", json!({ "wrong_signature_next": 1 })).await,
            3 => self.house.control("webhooks/pause", json!({})).await,
            _ => self.house.control("webhooks/resume", json!({ "order": "reversed" })).await,
        };
    }

    fn someone(&mut self) -> BuyerId {
        buyer(&format!("buyer {}", self.chance.below(BUYERS)))
    }

    async fn some_hold(&mut self) -> Option<(BuyerId, HoldCard)> {
        let who = self.someone();
        let holds = self.house.office.live_holds(&who).await.expect("live holds");
        (!holds.is_empty()).then(|| (who, self.chance.one_of(&holds).clone()))
    }
}

const DECLINED: &str = "4000000000000002";

/// A refusal, or a Stripe that does not answer, is part of a season; anything else is not.
fn expected<T>(answer: Result<T, Denial>) -> Option<T> {
    match answer {
        Ok(value) => Some(value),
        Err(Denial::Refused(_) | Denial::Failed(box_office::Fault::Payments(_))) => None,
        Err(Denial::Failed(fault)) => panic!("{fault}"),
    }
}

//! What people, clocks and networks do in a season.

use super::books;
use super::chance::Chance;
use super::rare::Rare;
use crate::support::{Beside, HOLD_MS, Hall, House, STANDING, buyer, contact, hall, session_of};
use box_office::{Account, Denial, OnUnreachable, StripeSettings};
use domain::{
    BuyerId, Capture, CheckoutUi, HoldCard, HoldId, HoldPhase, PaymentTerms, SeatIndex, SessionId,
};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

const BUYERS: usize = 5;
const SEATS: usize = 40;

pub struct Season {
    pub(super) house: House,
    pub(super) chance: Chance,
    books: Beside,
    sessions: Vec<SessionId>,
    recovered: i64,
    pub(super) limited_reads: i64,
}

impl Season {
    pub async fn open(mut chance: Chance) -> Self {
        let terms = PaymentTerms {
            checkout_ui: Some(*chance.one_of(&CheckoutUi::ALL)),
            capture: *chance.one_of(&[Capture::Automatic, Capture::Automatic, Capture::Manual]),
            delayed_methods: chance.below(2) == 0,
        };
        let unasked = match chance.below(3) {
            0 => OnUnreachable::ReleaseAfter { ms: 60_000 },
            _ => OnUnreachable::Keep,
        };
        let account = *chance.one_of(&[Account::Shared, Account::Shared, Account::Own]);
        let hall = Hall { terms, ..hall() };
        let adapt = |stripe: &mut StripeSettings| {
            stripe.on_unreachable = unasked;
            stripe.account = account;
        };
        let house = House::furnish_in(folder(), hall, adapt).await;
        // What Stripe does not document, either way.
        let behaviour = json!({
            "expire_during_3ds": chance.one_of(&["accepted", "refused"]),
            "expired_intent": chance.one_of(&["canceled", "left_alone"]),
        });
        house.control("behaviour", behaviour).await;
        let books = house.database().beside().await;
        Self { house, chance, books, sessions: Vec::new(), recovered: 0, limited_reads: 0 }
    }

    /// One act of anybody, and what the shop does then.
    pub async fn act(&mut self, when: &str) {
        match self.chance.below(200) {
            0..=1 => self.restart(when).await,
            2..=3 => self.crash(when).await,
            4..=5 => self.stripe_is_down().await,
            6..=7 => self.somebody_pays_too_late().await,
            8..=9 => self.refund_fails().await,
            10 => self.refunded_at_stripe().await,
            11 => self.bank_disputes().await,
            12 => self.dispute_ends().await,
            13 => self.somebody_sells_elsewhere().await,
            14 => self.stripe_is_down_for_long().await,
            15 => self.reads_are_limited().await,
            _ => self.some_act().await,
        }
        self.house.work().await;
    }

    pub(super) async fn some_act(&mut self) {
        match self.chance.below(44) {
            0..=8 => self.hold().await,
            9..=11 => self.drop_seat().await,
            12..=13 => self.give_up().await,
            14..=20 => self.check_out().await,
            21..=25 => self.pay().await,
            26..=27 => self.pay_what_nobody_was_shown().await,
            28..=30 => self.come_back().await,
            31..=34 => self.time_passes().await,
            35 => self.admin_ends_one().await,
            36 => self.recover_one().await,
            37 => self.closed_at_stripe().await,
            38..=40 => self.network_fails().await,
            41 => self.bank_answers().await,
            _ => self.webhooks_go_astray().await,
        }
    }

    pub async fn check(&self, when: &str) {
        books::check(&self.house, &self.books, when).await;
    }

    /// Everything heals, all time passes, and the books balance.
    pub async fn close(mut self, when: &str) -> Rare {
        self.house.mend().await;
        self.house.control("webhooks/resume", json!({ "order": "reversed" })).await;
        self.disputes_end().await;
        for _ in 0..12 {
            self.house.advance(HOLD_MS).await;
            self.house.office.reconcile().await.expect("reconciled");
            self.house.work().await;
        }
        self.house.deliver().await;
        // The shop's own books first, as they are: nothing is looked up or repaired for this.
        let own = self.house.office.ledger().await.expect("a ledger");
        self.house.agrees(&own, when).await;
        self.house.balances(when).await;
        books::check(&self.house, &self.books, when).await;
        books::check_end(&self.books, when).await;
        let sold = self.house.office.orders().await.expect("orders").len();
        assert!(sold > 3, "{when}: only {sold} orders: the season proves nothing");
        let rare = Rare::read(&self.books).await;
        let rare = rare.and("recovered session paid", self.recovered);
        let rare = rare.and("reading limited", self.limited_reads);
        self.books.close().await;
        self.house.close().await;
        rare
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
            let by = match self.chance.below(9) {
                0..=3 => json!({ "card": GOOD }),
                4 => json!({ "card": DECLINED }),
                5 => json!({ "card": ASKS_THE_BANK, "authenticate": self.chance.below(2) == 0 }),
                6 => json!({ "card": ASKS_THE_BANK }),
                _ => json!({ "method": self.chance.one_of(&["debit_succeeds", "debit_fails"]) }),
            };
            self.house.control(&format!("pay/{session}"), by).await;
        }
    }

    /// The bank's question is answered at last, whatever the shop has done meanwhile.
    async fn bank_answers(&mut self) {
        if !self.sessions.is_empty() {
            let session = self.chance.one_of(&self.sessions).clone();
            let succeed = self.chance.below(3) > 0;
            let path = format!("authenticate/{session}");
            self.house.control(&path, json!({ "succeed": succeed })).await;
        }
    }

    /// Somebody pays a session that is open at Stripe, though the shop may never have shown it, or
    /// not any more.
    async fn pay_what_nobody_was_shown(&mut self) {
        if let Some(session) = self.session_at_stripe("open").await {
            self.house.control(&format!("pay/{session}"), json!({})).await;
        }
    }

    /// Stripe offers a buyer an expired session anew, and they pay that copy.
    async fn recover_one(&mut self) {
        if let Some(old) = self.session_at_stripe("expired").await {
            let copy = self.house.control(&format!("sessions/{old}/recover"), json!({})).await;
            let copy = copy["session"]["id"].as_str().expect("a copy").to_owned();
            let paid = self.house.control(&format!("pay/{copy}"), json!({})).await;
            self.recovered += i64::from(paid["outcome"] == "completed");
        }
    }

    /// One of the sessions in this state, whatever the shop knows; none while Stripe is down.
    pub(super) async fn session_at_stripe(&mut self, status: &str) -> Option<String> {
        let path = format!("/v1/checkout/sessions?status={status}&limit=100");
        let list = self.house.stripe_if_up(&path, None).await?;
        let sessions = list["data"].as_array()?;
        (!sessions.is_empty()).then(|| name_of(self.chance.one_of(sessions)))
    }

    /// The open session that was made for a hold, if there is one and Stripe is up.
    pub(super) async fn session_of(&self, hold: &HoldId) -> Option<String> {
        let path = "/v1/checkout/sessions?status=open&limit=100";
        let list = self.house.stripe_if_up(path, None).await?;
        let mut sessions = list["data"].as_array()?.iter();
        sessions.find(|session| session["metadata"]["hold_id"] == hold.0).map(name_of)
    }

    pub(super) async fn come_back(&mut self) {
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

    pub(super) fn someone(&mut self) -> BuyerId {
        buyer(&format!("buyer {}", self.chance.below(BUYERS)))
    }

    pub(super) async fn some_hold(&mut self) -> Option<(BuyerId, HoldCard)> {
        let who = self.someone();
        let holds = self.house.office.live_holds(&who).await.expect("live holds");
        (!holds.is_empty()).then(|| (who, self.chance.one_of(&holds).clone()))
    }
}

const GOOD: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const ASKS_THE_BANK: &str = "4000002500003155";

fn name_of(session: &Value) -> String {
    session["id"].as_str().expect("a name").to_owned()
}

/// In memory where the machine has such a place: a season is about crashes of the shop, and a
/// crash of the machine is not among them.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => TempDir::new_in(memory).expect("a folder"),
        false => TempDir::new().expect("a folder"),
    }
}

/// A refusal, or a Stripe that does not answer, is part of a season; anything else is not.
pub(super) fn expected<T>(answer: Result<T, Denial>) -> Option<T> {
    match answer {
        Ok(value) => Some(value),
        Err(Denial::Refused(_) | Denial::Failed(box_office::Fault::Payments(_))) => None,
        Err(Denial::Failed(fault)) => panic!("{fault}"),
    }
}

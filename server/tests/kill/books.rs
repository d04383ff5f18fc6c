//! What must be true after each restart, read from the store itself and from the stand-in.

use super::buyer::Buyer;
use super::promise::{Promise, Seats};
use super::stage::Stage;
use crate::stripe;
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

const SETTLED_WITHIN: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);

pub struct Books<'a> {
    stage: &'a Stage,
    shop: SqlitePool,
}

/// A hold as the store has it.
#[derive(Debug, sqlx::FromRow)]
struct HoldRow {
    id: String,
    phase: String,
    seats: String,
    session_id: Option<String>,
    amount_minor: i64,
    expires_at: i64,
    changed_at: i64,
}

/// Everything at one moment.
struct Moment {
    holds: HashMap<String, HoldRow>,
    orders: Vec<(String, i64, String)>,
    /// Payments by session, as the stand-in has them: amount, and what was given back of it.
    paid: BTreeMap<String, (i64, i64)>,
}

impl<'a> Books<'a> {
    pub async fn open(stage: &'a Stage) -> Self {
        let file = stage.folder.path().join("shop.db");
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options);
        Self { stage, shop: pool.await.unwrap() }
    }

    /// Nothing is half-done, nothing that was answered is lost, and money in = orders + refunds +
    /// what is still claimed.
    pub async fn check(&self, buyers: &[Buyer], when: &str) {
        self.check_claims(when).await;
        let moment = self.moment().await;
        for promise in buyers.iter().flat_map(|buyer| &buyer.promises) {
            kept(promise, &moment, when);
        }
        for (session, amount_minor, state) in &moment.orders {
            let paid = moment.paid.get(session);
            assert!(paid.is_some(), "{when}: an order without money: {session}");
            if state == "paid" {
                assert_eq!(paid, Some(&(*amount_minor, 0)), "{when}: order of {session}");
            }
        }
        for (session, &(amount_minor, refunded)) in &moment.paid {
            let orders = moment.orders.iter().filter(|order| order.0 == *session).count();
            let hold = moment.holds.values().find(|hold| hold.session_id.as_ref() == Some(session));
            let hold = hold.unwrap_or_else(|| panic!("{when}: {session} paid, and no hold knows"));
            let is_waiting = matches!(
                hold.phase.as_str(),
                "opening" | "open" | "closing" | "pending" | "refund_due"
            );
            let ends = orders + usize::from(refunded == amount_minor) + usize::from(is_waiting);
            assert_eq!(
                ends, 1,
                "{when}: {session} of {hold:?} has {orders} orders, {refunded} back"
            );
            assert_eq!(hold.amount_minor, amount_minor, "{when}: {hold:?} paid another sum");
        }
    }

    /// Returns once every hold has ended and nothing is owed to anybody.
    pub async fn wait_until_settled(&self, when: &str) {
        let settled = async {
            let mut looks = tokio::time::interval(LOOK_EVERY);
            while !self.find(UNSETTLED).await.is_empty() {
                looks.tick().await;
            }
        };
        if tokio::time::timeout(SETTLED_WITHIN, settled).await.is_err() {
            panic!("{when}: never settled: {:?}", self.find(UNSETTLED).await);
        }
    }

    /// Every payment has its one end, nobody can pay any more, and the test has proved something.
    pub async fn check_end(&self, buyers: &[Buyer], when: &str) {
        self.check(buyers, when).await;
        let moment = self.moment().await;
        let sold: i64 = moment.orders.iter().filter(|order| order.2 == "paid").map(|o| o.1).sum();
        let (paid, back) =
            moment.paid.values().fold((0, 0), |sum, paid| (sum.0 + paid.0, sum.1 + paid.1));
        assert_eq!(paid - back, sold, "{when}: {paid} came in, {back} went back, {sold} sold");
        let (http, stand_in) = (&self.stage.http, self.stage.sandbox.url());
        for session in stripe::list(http, stand_in, "checkout/sessions").await {
            assert_ne!(session["status"], "open", "{when}: still payable: {session}");
        }
        let promises: usize = buyers.iter().map(|buyer| buyer.promises.len()).sum();
        let in_phase = |phase| moment.holds.values().filter(|hold| hold.phase == phase).count();
        let (sold, released) = (in_phase("sold"), in_phase("released"));
        assert!(
            promises >= 50 && sold >= 10 && released >= 20,
            "{when}: {promises} promises, {sold} sold, {released} released prove nothing"
        );
        said(promises, sold, released);
    }

    async fn check_claims(&self, when: &str) {
        for (what, query) in RULES {
            let found = self.find(query).await;
            assert!(found.is_empty(), "{when}: {what}: {found:?}");
        }
    }

    async fn find(&self, query: &'static str) -> Vec<String> {
        sqlx::query_scalar(query).fetch_all(&self.shop).await.unwrap()
    }

    /// Payments first: what was paid before the store is read, the store must know.
    async fn moment(&self) -> Moment {
        let paid = stripe::payments(&self.stage.http, self.stage.sandbox.url()).await;
        let mut tx = self.shop.begin().await.unwrap();
        let holds: Vec<HoldRow> = sqlx::query_as(HOLDS).fetch_all(&mut *tx).await.unwrap();
        let orders = sqlx::query_as(ORDERS).fetch_all(&mut *tx).await.unwrap();
        tx.rollback().await.unwrap();
        Moment {
            holds: holds.into_iter().map(|hold| (hold.id.clone(), hold)).collect(),
            orders,
            paid,
        }
    }
}

/// What a buyer was told is still so, or was ended by the buyer or by its time.
fn kept(promise: &Promise, moment: &Moment, when: &str) {
    let hold = moment.holds.get(promise.hold.as_str());
    let hold = hold.unwrap_or_else(|| panic!("{when}: hold {} is lost", promise.hold));
    let seats: Value = serde_json::from_str(&hold.seats).unwrap();
    let seats: Seats = seats
        .as_array()
        .unwrap()
        .iter()
        .map(|held| held["seat"].as_u64().unwrap() as u32)
        .collect();
    assert!(promise.allows(&seats), "{when}: {hold:?} may be {:?}", promise.may_be);
    if matches!(hold.phase.as_str(), "released" | "closing") {
        let is_over = hold.changed_at >= hold.expires_at;
        assert!(promise.may_end || is_over, "{when}: nobody ended {hold:?}");
    }
    assert!(!matches!(hold.phase.as_str(), "review" | "voided"), "{when}: {hold:?}");
    if let Some(session) = &promise.session
        && hold.phase != "active"
    {
        assert_eq!(hold.session_id.as_ref(), Some(session), "{when}: {hold:?} forgot its session");
    }
}

#[expect(clippy::disallowed_macros, reason = "says what was proved")]
fn said(promises: usize, sold: usize, released: usize) {
    println!("{promises} promises kept; {sold} holds sold, {released} released");
}

const HOLDS: &str =
    "select id, phase, seats, session_id, amount_minor, expires_at, changed_at from hold";

const ORDERS: &str = "select session_id, amount_minor, state from ticket_order";

const UNSETTLED: &str = "select 'hold ' || id || ' ' || phase from hold where is_live = 1 \
    or phase = 'refund_due' \
    union all select 'call ' || id from outbox where done_at is null \
    union all select 'event ' || id from inbox where done_at is null";

const RULES: [(&str, &str); 6] = [
    (
        "a seat with two admitting tickets",
        "select cast(ticket.seat as text) from ticket \
         join ticket_order on ticket_order.id = ticket.order_id and ticket_order.state = 'paid' \
         group by ticket_order.performance_id, ticket.seat having count(*) > 1",
    ),
    (
        "a live or sold hold without its claims",
        "select hold.id from hold, json_each(hold.seats) as held \
         left join claim on claim.hold_id = hold.id \
         and claim.seat = cast(held.value ->> 'seat' as bigint) \
         where (hold.is_live = 1 or hold.phase = 'sold') and claim.seat is null",
    ),
    (
        "a claim that no live or sold hold has",
        "select claim.hold_id || ' ' || claim.seat from claim \
         left join hold on hold.id = claim.hold_id and (hold.is_live = 1 or hold.phase = 'sold') \
         where hold.id is null or not exists (select 1 from json_each(hold.seats) as held \
         where cast(held.value ->> 'seat' as bigint) = claim.seat)",
    ),
    (
        "a hold with a gap in its log",
        "select id from hold where version <> \
         (select count(*) from hold_log where hold_log.hold_id = hold.id)",
    ),
    (
        "an order of a hold that is not sold",
        "select ticket_order.id from ticket_order join hold on hold.id = ticket_order.hold_id \
         where hold.phase <> 'sold'",
    ),
    (
        "a sold hold without one order of all its seats",
        "select hold.id from hold where hold.phase = 'sold' and json_array_length(hold.seats) <> \
         (select count(*) from ticket_order join ticket on ticket.order_id = ticket_order.id \
         where ticket_order.hold_id = hold.id)",
    ),
];

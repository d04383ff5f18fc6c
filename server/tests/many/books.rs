//! What must be true once it is over, read from the database and from the stand-in.

use super::buyer::Bought;
use super::stage::Stage;
use crate::stripe;
use sqlx::postgres::{PgPool, PgPoolOptions};
use std::collections::BTreeSet;
use std::time::Duration;

const SETTLED_WITHIN: Duration = Duration::from_secs(180);
const LOOK_EVERY: Duration = Duration::from_millis(100);

pub struct Books<'a> {
    stage: &'a Stage,
    shop: PgPool,
}

impl<'a> Books<'a> {
    pub async fn open(stage: &'a Stage, url: &str) -> Self {
        let shop = PgPoolOptions::new().max_connections(1).connect(url).await.unwrap();
        Self { stage, shop }
    }

    /// Returns once every hold has ended and nothing is owed to anybody.
    pub async fn wait_until_settled(&self) {
        let settled = async {
            let mut looks = tokio::time::interval(LOOK_EVERY);
            while !self.find(UNSETTLED).await.is_empty() {
                looks.tick().await;
            }
        };
        if tokio::time::timeout(SETTLED_WITHIN, settled).await.is_err() {
            panic!("never settled: {:?}", self.find(UNSETTLED).await);
        }
    }

    /// No seat is sold twice, every payment has its one end, nothing acknowledged is lost.
    pub async fn check(&self, bought: &[Bought]) {
        for (what, query) in RULES {
            let found = self.find(query).await;
            assert!(found.is_empty(), "{what}: {found:?}");
        }
        let holds = self.set("select id from hold").await;
        let orders = self.set("select session_id from ticket_order where state = 'paid'").await;
        let paid = stripe::payments(&self.stage.http, self.stage.sandbox.url()).await;
        for bought in bought {
            if let Some(hold) = &bought.hold {
                assert!(holds.contains(hold.as_str()), "an acknowledged hold is lost: {bought:?}");
            }
            if let (Some(session), Some(_)) = (&bought.session, &bought.order) {
                assert!(orders.contains(session), "an acknowledged order is lost: {bought:?}");
            }
        }
        for (session, (amount_minor, back)) in &paid {
            let is_sold = orders.contains(session);
            assert_eq!(is_sold, *back == 0, "{session}: sold and given back, or neither");
            assert!(is_sold || back == amount_minor, "{session}: {back} of {amount_minor} back");
        }
        for session in &orders {
            assert!(paid.contains_key(session), "an order without money: {session}");
        }
    }

    /// Tickets that admit.
    pub async fn tickets(&self) -> usize {
        self.find("select code from ticket").await.len()
    }

    async fn set(&self, query: &'static str) -> BTreeSet<String> {
        self.find(query).await.into_iter().collect()
    }

    async fn find(&self, query: &'static str) -> Vec<String> {
        sqlx::query_scalar(query).fetch_all(&self.shop).await.unwrap()
    }
}

const UNSETTLED: &str = "select 'hold ' || id || ' ' || phase from hold where is_live = 1 \
    or phase = 'refund_due' \
    union all select 'call ' || id || coalesce(outcome, '') from outbox where done_at is null \
    union all select 'event ' || id from inbox where done_at is null";

const RULES: [(&str, &str); 4] = [
    (
        "a seat with two admitting tickets",
        "select cast(ticket.seat as text) from ticket \
         join ticket_order on ticket_order.id = ticket.order_id and ticket_order.state = 'paid' \
         group by ticket_order.performance_id, ticket.seat having count(*) > 1",
    ),
    (
        "a sold hold without its claims",
        "select hold.id from hold cross join jsonb_each(hold.seats) as held \
         left join claim on claim.hold_id = hold.id \
         and claim.seat = cast(held.value ->> 'seat' as bigint) \
         where hold.phase = 'sold' and claim.seat is null",
    ),
    (
        "a claim that no sold hold has",
        "select claim.hold_id || ' ' || claim.seat from claim \
         left join hold on hold.id = claim.hold_id and hold.phase = 'sold' where hold.id is null",
    ),
    (
        "an order of a hold that is not sold",
        "select ticket_order.id from ticket_order join hold on hold.id = ticket_order.hold_id \
         where hold.phase <> 'sold'",
    ),
];

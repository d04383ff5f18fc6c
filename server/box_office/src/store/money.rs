//! Reads of orders and sums.

use super::Store;
use super::rows::{OrderRow, TicketRow, currency};
use crate::Fault;
use domain::{Currency, HoldPhase, Order, OrderId};

/// What holds of one phase and currency add up to.
#[derive(Debug)]
pub(crate) struct PhaseSum {
    pub(crate) phase: HoldPhase,
    pub(crate) currency: Currency,
    pub(crate) amount_minor: i64,
}

/// What stray payments of one currency add up to.
#[derive(Debug)]
pub(crate) struct StraySum {
    pub(crate) currency: Currency,
    pub(crate) amount_minor: i64,
    pub(crate) is_refunded: bool,
}

macro_rules! order_query {
    ($rest:literal) => {
        sqlx::query_as::<_, OrderRow>(concat!(
            "select id, hold_id, session_id, performance_id, name, email, amount_minor, currency, ",
            "placed_at, state from ticket_order ",
            $rest
        ))
    };
}

impl Store {
    /// One order with its tickets.
    pub(crate) async fn order(&self, id: &OrderId) -> Result<Option<Order>, Fault> {
        let query = order_query!("where id = $1").bind(id.as_str());
        self.complete(query.fetch_optional(&self.read).await?).await
    }

    async fn complete(&self, order: Option<OrderRow>) -> Result<Option<Order>, Fault> {
        let Some(order) = order else { return Ok(None) };
        let tickets: Vec<TicketRow> = sqlx::query_as(
            "select seat, tier, amount_minor, code from ticket where order_id = $1 order by seat",
        )
        .bind(&order.id)
        .fetch_all(&self.read)
        .await?;
        order.with(tickets).map(Some)
    }

    /// What the paid phases add up to.
    pub(crate) async fn phase_sums(&self) -> Result<Vec<PhaseSum>, Fault> {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "select phase, currency, cast(sum(amount_minor) as bigint) from hold \
             where phase in ('sold', 'voided', 'refund_due', 'refunded', 'review') \
             group by phase, currency order by currency, phase",
        )
        .fetch_all(&self.read)
        .await?;
        let sum = |(name, code, amount_minor): (String, String, i64)| {
            let phase = super::rows::phase(&name)?;
            Ok(PhaseSum { phase, currency: currency(&code)?, amount_minor })
        };
        rows.into_iter().map(sum).collect()
    }

    /// What stray payments add up to.
    pub(crate) async fn stray_sums(&self) -> Result<Vec<StraySum>, Fault> {
        let rows: Vec<(String, i64, i64)> = sqlx::query_as(
            "select currency, cast(sum(amount_minor) as bigint), \
             cast(refunded_at is not null as bigint) from stray_payment \
             group by currency, refunded_at is not null order by currency",
        )
        .fetch_all(&self.read)
        .await?;
        let sum = |(code, amount_minor, refunded): (String, i64, i64)| {
            Ok(StraySum { currency: currency(&code)?, amount_minor, is_refunded: refunded == 1 })
        };
        rows.into_iter().map(sum).collect()
    }
}

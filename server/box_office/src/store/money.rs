//! Reads of orders and sums.

use super::Store;
use super::pool::with;
use super::rows::{OrderRow, TicketRow, currency};
use crate::Fault;
use domain::{Currency, HoldId, HoldPhase, Order, OrderId, SessionId, UnixMs};

/// What holds of one phase and currency add up to.
#[derive(Debug)]
pub(crate) struct PhaseSum {
    pub(crate) phase: HoldPhase,
    pub(crate) currency: Currency,
    pub(crate) amount_minor: i64,
    /// How much of it went back.
    pub(crate) back_minor: i64,
}

/// What stray payments of one currency add up to.
#[derive(Debug)]
pub(crate) struct StraySum {
    pub(crate) currency: Currency,
    pub(crate) amount_minor: i64,
    pub(crate) is_refunded: bool,
}

/// What was paid, and what of it went back: by refunds that have not failed and disputes that were
/// lost; whole where a refund was made before refunds were followed.
const PHASE_SUMS: &str = "select phase, currency, cast(sum(paid) as bigint), \
    cast(sum(case when refunds is null and phase in ('refunded', 'voided') then paid \
    when coalesce(back, 0) + coalesce(lost, 0) > paid then paid \
    else coalesce(back, 0) + coalesce(lost, 0) end) as bigint) \
    from (select hold.phase, hold.currency, coalesce(paid_minor, amount_minor) as paid, \
    (select count(*) from refund where refund.hold_id = hold.id having count(*) > 0) as refunds, \
    (select sum(amount_minor) from refund where refund.hold_id = hold.id \
    and status not in ('failed', 'canceled')) as back, \
    (select sum(amount_minor) from dispute where dispute.hold_id = hold.id \
    and status = 'lost') as lost \
    from hold where phase in ('sold', 'voided', 'refund_due', 'refunded', 'review')) as paid_hold \
    group by phase, currency order by currency, phase";

const STRAY_SUMS: &str = "select currency, cast(sum(amount_minor) as bigint), \
    cast(is_refunded as bigint) from (select currency, amount_minor, \
    case when refunded_at is null then 0 \
    when exists (select 1 from refund where refund.session_id = stray_payment.session_id \
    and status not in ('failed', 'canceled')) then 1 \
    when exists (select 1 from dispute where dispute.session_id = stray_payment.session_id \
    and status = 'lost') then 1 \
    when exists (select 1 from refund where refund.session_id = stray_payment.session_id) then 0 \
    else 1 end as is_refunded from stray_payment) as stray \
    group by currency, is_refunded order by currency";

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
        self.complete(with!(self.read, |db| order_query!("where id = $1")
            .bind(id.as_str())
            .fetch_optional(db)
            .await)?)
            .await
    }

    async fn complete(&self, order: Option<OrderRow>) -> Result<Option<Order>, Fault> {
        let Some(order) = order else { return Ok(None) };
        let tickets: Vec<TicketRow> = with!(self.read, |db| {
            sqlx::query_as(
            "select seat, tier, amount_minor, code from ticket where order_id = $1 order by seat",
        )
        .bind(&order.id)
        .fetch_all(db).await
        })?;
        order.with(tickets).map(Some)
    }

    /// Orders that admit, placed between two moments, with the session that paid each.
    pub(crate) async fn orders_between(
        &self,
        from: UnixMs,
        until: UnixMs,
    ) -> Result<Vec<(HoldId, SessionId)>, Fault> {
        let rows: Vec<(String, String)> = with!(self.read, |db| sqlx::query_as(
            "select hold_id, session_id from ticket_order \
             where state = 'paid' and placed_at >= $1 and placed_at < $2 order by placed_at",
        )
        .bind(from.0)
        .bind(until.0)
        .fetch_all(db)
        .await)?;
        Ok(rows.into_iter().map(|(hold, session)| (HoldId(hold), SessionId(session))).collect())
    }

    /// What the paid phases add up to.
    pub(crate) async fn phase_sums(&self) -> Result<Vec<PhaseSum>, Fault> {
        let rows: Vec<(String, String, i64, i64)> =
            with!(self.read, |db| sqlx::query_as(PHASE_SUMS).fetch_all(db).await)?;
        let sum = |(name, code, amount_minor, back_minor): (String, String, i64, i64)| {
            let phase = super::rows::phase(&name)?;
            Ok(PhaseSum { phase, currency: currency(&code)?, amount_minor, back_minor })
        };
        rows.into_iter().map(sum).collect()
    }

    /// This session's payment was nobody's, and goes back.
    pub(crate) async fn is_stray(&self, session: &SessionId) -> Result<bool, Fault> {
        Ok(self.stray_paid(session).await?.is_some())
    }

    /// What a session paid that was nobody's. Units: minor units.
    pub(crate) async fn stray_paid(&self, session: &SessionId) -> Result<Option<i64>, Fault> {
        Ok(with!(self.read, |db| sqlx::query_scalar(
            "select amount_minor from stray_payment where session_id = $1"
        )
        .bind(session.as_str())
        .fetch_optional(db)
        .await)?)
    }

    /// What stray payments add up to.
    pub(crate) async fn stray_sums(&self) -> Result<Vec<StraySum>, Fault> {
        let rows: Vec<(String, i64, i64)> =
            with!(self.read, |db| sqlx::query_as(STRAY_SUMS).fetch_all(db).await)?;
        let sum = |(code, amount_minor, refunded): (String, i64, i64)| {
            Ok(StraySum { currency: currency(&code)?, amount_minor, is_refunded: refunded == 1 })
        };
        rows.into_iter().map(sum).collect()
    }
}

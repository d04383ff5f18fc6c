//! Reads of refunds and disputes.

use super::Store;
use super::pool::with;
use super::rows::currency;
use crate::Fault;
use domain::{
    Dispute, DisputeId, DisputeStatus, HoldId, Money, Refund, RefundId, RefundStatus, SessionId,
    UnixMs,
};

#[derive(Debug, sqlx::FromRow)]
struct RefundRow {
    id: String,
    hold_id: Option<String>,
    session_id: String,
    amount_minor: i64,
    currency: String,
    status: String,
    is_ours: i64,
    failure: Option<String>,
    created_at: i64,
}

#[derive(Debug, sqlx::FromRow)]
struct DisputeRow {
    id: String,
    hold_id: Option<String>,
    session_id: String,
    amount_minor: i64,
    currency: String,
    status: String,
    reason: String,
    answer_by: Option<i64>,
    created_at: i64,
}

macro_rules! refund_query {
    ($rest:literal) => {
        sqlx::query_as::<_, RefundRow>(concat!(
            "select id, hold_id, session_id, amount_minor, currency, status, is_ours, failure, ",
            "created_at from refund ",
            $rest
        ))
    };
}

macro_rules! dispute_query {
    ($rest:literal) => {
        sqlx::query_as::<_, DisputeRow>(concat!(
            "select id, hold_id, session_id, amount_minor, currency, status, reason, answer_by, ",
            "created_at from dispute ",
            $rest
        ))
    };
}

impl Store {
    /// A hold's refunds, oldest first.
    pub(crate) async fn refunds_of(&self, hold: &HoldId) -> Result<Vec<Refund>, Fault> {
        refunds(with!(self.read, |db| refund_query!(
            "where hold_id = $1 order by created_at, changed_at, id"
        )
        .bind(hold.as_str())
        .fetch_all(db)
        .await)?)
    }

    /// The refunds of a session, whosever it was, oldest first.
    pub(crate) async fn refunds_of_session(
        &self,
        session: &SessionId,
    ) -> Result<Vec<Refund>, Fault> {
        refunds(with!(self.read, |db| refund_query!(
            "where session_id = $1 order by created_at, changed_at, id"
        )
        .bind(session.as_str())
        .fetch_all(db)
        .await)?)
    }

    /// What lost disputes took of a session's payment. Units: minor units.
    pub(crate) async fn lost_of_session(&self, session: &SessionId) -> Result<i64, Fault> {
        Ok(with!(self.read, |db| sqlx::query_scalar(
            "select cast(coalesce(sum(amount_minor), 0) as bigint) from dispute \
             where session_id = $1 and status = 'lost'"
        )
        .bind(session.as_str())
        .fetch_one(db)
        .await)?)
    }

    /// A bank has yet to decide about a session's payment.
    pub(crate) async fn is_disputed(&self, session: &SessionId) -> Result<bool, Fault> {
        let query = "select id from dispute where session_id = $1 and status = 'open' limit 1";
        let open: Option<String> = with!(self.read, |db| sqlx::query_scalar(query)
            .bind(session.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(open.is_some())
    }

    /// How a refund stood when Stripe last told of it; none if it never did.
    pub(crate) async fn refund_status(&self, id: &RefundId) -> Result<Option<RefundStatus>, Fault> {
        let name: Option<String> =
            with!(self.read, |db| sqlx::query_scalar("select status from refund where id = $1")
                .bind(&id.0)
                .fetch_optional(db)
                .await)?;
        Ok(name.as_deref().map(RefundStatus::from_name))
    }

    /// How a dispute stood when Stripe last told of it; none if it never did.
    pub(crate) async fn dispute_status(
        &self,
        id: &DisputeId,
    ) -> Result<Option<DisputeStatus>, Fault> {
        let name: Option<String> =
            with!(self.read, |db| sqlx::query_scalar("select status from dispute where id = $1")
                .bind(&id.0)
                .fetch_optional(db)
                .await)?;
        Ok(name.as_deref().map(DisputeStatus::from_name))
    }

    /// A hold's disputes, oldest first.
    pub(crate) async fn disputes_of(&self, hold: &HoldId) -> Result<Vec<Dispute>, Fault> {
        let rows =
            with!(self.read, |db| dispute_query!("where hold_id = $1 order by created_at, id")
                .bind(hold.as_str())
                .fetch_all(db)
                .await)?;
        rows.into_iter().map(Dispute::try_from).collect()
    }

    /// Of each session the last refund that came back; and refunds that wait for the buyer. Oldest
    /// first, at most 200 of the newest.
    pub(crate) async fn refunds_to_see_to(&self) -> Result<Vec<Refund>, Fault> {
        refunds(with!(self.read, |db| refund_query!(
            "where status = 'requires_action' or (status in ('failed', 'canceled') \
             and not exists (select 1 from refund as other \
             where other.session_id = refund.session_id \
             and other.status in ('failed', 'canceled') \
             and (other.created_at, other.id) > (refund.created_at, refund.id))) \
             order by created_at desc limit 200"
        )
        .fetch_all(db)
        .await)?)
        .map(|mut newest| {
            newest.reverse();
            newest
        })
    }

    /// Disputes that are not over, oldest first, at most 200.
    pub(crate) async fn open_disputes(&self) -> Result<Vec<Dispute>, Fault> {
        let rows = with!(self.read, |db| dispute_query!(
            "where status = 'open' order by created_at limit 200"
        )
        .fetch_all(db)
        .await)?;
        rows.into_iter().map(Dispute::try_from).collect()
    }
}

fn refunds(rows: Vec<RefundRow>) -> Result<Vec<Refund>, Fault> {
    rows.into_iter().map(Refund::try_from).collect()
}

impl TryFrom<RefundRow> for Refund {
    type Error = Fault;

    fn try_from(row: RefundRow) -> Result<Self, Fault> {
        Ok(Self {
            id: RefundId(row.id),
            hold: row.hold_id.map(HoldId),
            session: SessionId(row.session_id),
            amount: Money::new(row.amount_minor, currency(&row.currency)?),
            status: RefundStatus::from_name(&row.status),
            is_ours: row.is_ours == 1,
            failure: row.failure,
            created_at: UnixMs(row.created_at),
        })
    }
}

impl TryFrom<DisputeRow> for Dispute {
    type Error = Fault;

    fn try_from(row: DisputeRow) -> Result<Self, Fault> {
        Ok(Self {
            id: DisputeId(row.id),
            hold: row.hold_id.map(HoldId),
            session: SessionId(row.session_id),
            amount: Money::new(row.amount_minor, currency(&row.currency)?),
            status: DisputeStatus::from_name(&row.status),
            reason: row.reason,
            answer_by: row.answer_by.map(UnixMs),
            created_at: UnixMs(row.created_at),
        })
    }
}

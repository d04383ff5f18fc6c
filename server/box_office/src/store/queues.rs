//! Reads of the outbox and the inbox.

use super::Store;
use super::pool::with;
use crate::Fault;
use crate::till::{Call, CallKind};
use domain::{HoldId, PaymentIntentId, SessionId, UnixMs};
use serde::Serialize;

/// A webhook event as it is kept.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub(crate) struct InboxRow {
    /// Stripe's `evt_…`.
    pub(crate) id: String,
    /// Its type, as in `checkout.session.completed`.
    pub(crate) kind: String,
    /// The id of the object it is about.
    pub(crate) object_id: String,
    /// As it came.
    pub(crate) body: String,
    /// Unix milliseconds.
    pub(crate) received_at: i64,
    /// Tries so far.
    #[serde(skip)]
    pub(crate) attempts: i64,
}

#[derive(Debug, sqlx::FromRow)]
struct CallRow {
    id: String,
    kind: String,
    hold_id: String,
    session_id: Option<String>,
    idempotency_key: String,
    body: String,
    give_up_at: Option<i64>,
    priority: i64,
    attempts: i64,
    next_at: i64,
    created_at: i64,
    payment_intent: Option<String>,
}

macro_rules! call_query {
    ($rest:literal) => {
        sqlx::query_as::<_, CallRow>(concat!(
            "select id, kind, hold_id, session_id, idempotency_key, body, give_up_at, priority, ",
            "attempts, next_at, created_at, payment_intent from outbox where done_at is null ",
            $rest
        ))
    };
}

impl Store {
    /// Calls that this instance keeps and that are due, most urgent first.
    pub(crate) async fn due_calls(&self, now: UnixMs, most: u32) -> Result<Vec<Call>, Fault> {
        let rows = with!(self.read, |db| call_query!(
            "and next_at <= $1 and kept_by = $3 order by priority, next_at limit $2"
        )
        .bind(now.0)
        .bind(i64::from(most))
        .bind(&self.instance)
        .fetch_all(db)
        .await)?;
        rows.into_iter().map(Call::try_from).collect()
    }

    /// The unfinished call of a kind for a hold.
    pub(crate) async fn call_of(
        &self,
        hold: &HoldId,
        kind: CallKind,
    ) -> Result<Option<Call>, Fault> {
        let row = with!(self.read, |db| call_query!(
            "and hold_id = $1 and kind = $2 order by created_at desc limit 1"
        )
        .bind(hold.as_str())
        .bind(kind.name())
        .fetch_optional(db)
        .await)?;
        row.map(Call::try_from).transpose()
    }

    /// The refund of this session that is still to be asked for.
    pub(crate) async fn refund_owed(&self, session: &SessionId) -> Result<Option<Call>, Fault> {
        let row = with!(self.read, |db| call_query!("and session_id = $1 and kind = $2 limit 1")
            .bind(session.as_str())
            .bind(CallKind::Refund.name())
            .fetch_optional(db)
            .await)?;
        row.map(Call::try_from).transpose()
    }

    /// When the next call is due.
    pub(crate) async fn next_call_at(&self) -> Result<Option<UnixMs>, Fault> {
        let next: Option<i64> = with!(self.read, |db| sqlx::query_scalar(
            "select min(next_at) from outbox where done_at is null and kept_by = $1"
        )
        .bind(&self.instance)
        .fetch_one(db)
        .await)?;
        Ok(next.map(UnixMs))
    }

    /// Events that this instance keeps and that wait, oldest first.
    pub(crate) async fn due_events(&self, now: UnixMs, most: u32) -> Result<Vec<InboxRow>, Fault> {
        Ok(with!(self.read, |db| sqlx::query_as(
            "select id, kind, object_id, body, received_at, attempts from inbox \
             where done_at is null and next_at <= $1 and kept_by = $3 \
             order by next_at, received_at limit $2",
        )
        .bind(now.0)
        .bind(i64::from(most))
        .bind(&self.instance)
        .fetch_all(db)
        .await)?)
    }

    /// Another event of the same type and object that was handled: it said the same.
    pub(crate) async fn twin_of(&self, event: &InboxRow) -> Result<Option<String>, Fault> {
        Ok(with!(self.read, |db| sqlx::query_scalar(
            "select id from inbox where object_id = $1 and kind = $2 and id <> $3 \
             and done_at is not null order by done_at limit 1",
        )
        .bind(&event.object_id)
        .bind(&event.kind)
        .bind(&event.id)
        .fetch_optional(db)
        .await)?)
    }

    /// Forgets handled events that came before this moment, and says how many.
    pub(crate) async fn prune_events(&self, before: UnixMs) -> Result<u64, Fault> {
        let query = "delete from inbox where done_at is not null and received_at < $1";
        let done = with!(self.till, |db| sqlx::query(query)
            .bind(before.0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(done)
    }

    /// When the next event is to be tried.
    pub(crate) async fn next_event_at(&self) -> Result<Option<UnixMs>, Fault> {
        let next: Option<i64> = with!(self.read, |db| sqlx::query_scalar(
            "select min(next_at) from inbox where done_at is null and kept_by = $1"
        )
        .bind(&self.instance)
        .fetch_one(db)
        .await)?;
        Ok(next.map(UnixMs))
    }
}

impl TryFrom<CallRow> for Call {
    type Error = Fault;

    fn try_from(row: CallRow) -> Result<Self, Fault> {
        let kind = CallKind::from_name(&row.kind)
            .ok_or_else(|| super::rows::unreadable("outbox.kind", &row.kind))?;
        Ok(Self {
            id: row.id,
            kind,
            hold: HoldId(row.hold_id),
            session: row.session_id.map(SessionId),
            payment_intent: row.payment_intent.map(PaymentIntentId),
            idempotency_key: row.idempotency_key,
            body: row.body,
            give_up_at: row.give_up_at.map(UnixMs),
            priority: row.priority,
            attempts: row.attempts,
            next_at: UnixMs(row.next_at),
            created_at: UnixMs(row.created_at),
        })
    }
}

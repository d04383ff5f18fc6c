//! Reads of a hold's story and of the two queues, for admins.

use super::Store;
use super::pool::with;
use crate::Fault;
use domain::{CallRow, EventRow, HoldId, SessionId, StoryKind, StoryLine, UnixMs};

/// Everything that was written down about a hold. `what` is a state, a kind or a type. Lines of one
/// millisecond and one way stand by version, by number of the try, or by name.
const STORY: &str = "select at, cast(0 as bigint) as kind, phase as what, note as detail, \
    version as nth, '' as name from hold_log where hold_id = $1 \
    union all select created_at, cast(1 as bigint), kind, '', cast(0 as bigint), id \
    from outbox where hold_id = $1 \
    union all select call_try.at, cast(2 as bigint), outbox.kind, call_try.outcome, number, \
    outbox.id from call_try join outbox on outbox.id = call_try.call_id \
    where outbox.hold_id = $1 \
    union all select received_at, cast(3 as bigint), kind, \
    id || ': ' || coalesce(outcome, 'waits'), cast(0 as bigint), id from inbox \
    where hold_id = $1 or object_id = $2 \
    order by 1, 2, 5, 6 limit 1000";

#[derive(Debug, sqlx::FromRow)]
struct QueueRow {
    id: String,
    kind: String,
    object: String,
    hold_id: Option<String>,
    attempts: i64,
    began_at: i64,
    next_at: i64,
    done_at: Option<i64>,
    outcome: Option<String>,
}

impl Store {
    /// What happened to a hold, oldest first.
    pub(crate) async fn story_lines(
        &self,
        hold: &HoldId,
        session: Option<&SessionId>,
    ) -> Result<Vec<StoryLine>, Fault> {
        let rows: Vec<(i64, i64, String, String, i64, String)> =
            with!(self.read, |db| sqlx::query_as(STORY)
                .bind(hold.as_str())
                .bind(session.map(SessionId::as_str))
                .fetch_all(db)
                .await)?;
        let kind = |number| match number {
            0 => StoryKind::State,
            1 => StoryKind::Owed,
            2 => StoryKind::Call,
            _ => StoryKind::Event,
        };
        let line = |(at, number, what, detail, _, _)| StoryLine {
            at: UnixMs(at),
            kind: kind(number),
            what,
            detail,
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// The outbox, what is still owed first.
    pub(crate) async fn call_rows(&self) -> Result<Vec<CallRow>, Fault> {
        let rows: Vec<QueueRow> = with!(self.read, |db| sqlx::query_as(
            "select id, kind, coalesce(session_id, '') as object, hold_id, attempts, \
             created_at as began_at, next_at, done_at, outcome from outbox \
             order by done_at is not null, created_at desc limit 200",
        )
        .fetch_all(db)
        .await)?;
        Ok(rows.into_iter().map(CallRow::from).collect())
    }

    /// The inbox, what still waits first.
    pub(crate) async fn event_rows(&self) -> Result<Vec<EventRow>, Fault> {
        let rows: Vec<QueueRow> = with!(self.read, |db| sqlx::query_as(
            "select id, kind, object_id as object, hold_id, attempts, received_at as began_at, \
             next_at, done_at, outcome from inbox \
             order by done_at is not null, received_at desc limit 200",
        )
        .fetch_all(db)
        .await)?;
        Ok(rows.into_iter().map(EventRow::from).collect())
    }
}

impl QueueRow {
    fn hold(&self) -> Option<HoldId> {
        self.hold_id.clone().filter(|id| !id.is_empty()).map(HoldId)
    }

    /// Failed tries, and the one that ended it.
    fn tries(&self) -> i64 {
        self.attempts + i64::from(self.done_at.is_some())
    }

    fn next(&self) -> Option<UnixMs> {
        self.done_at.is_none().then_some(UnixMs(self.next_at))
    }
}

impl From<QueueRow> for CallRow {
    fn from(row: QueueRow) -> Self {
        Self {
            hold: row.hold(),
            next_at: row.next(),
            attempts: row.tries(),
            id: row.id,
            kind: row.kind,
            created_at: UnixMs(row.began_at),
            outcome: row.outcome.unwrap_or_default(),
        }
    }
}

impl From<QueueRow> for EventRow {
    fn from(row: QueueRow) -> Self {
        Self {
            hold: row.hold(),
            next_at: row.next(),
            attempts: row.tries(),
            id: row.id,
            kind: row.kind,
            object: row.object,
            received_at: UnixMs(row.began_at),
            outcome: row.outcome.unwrap_or_default(),
        }
    }
}

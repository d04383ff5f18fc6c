//! The log of what each till committed: how instances on one database hear of each other's work.
//!
//! A till numbers its own batches, so its rows come in order and without gaps, whoever else writes.
//! A row says what was touched, not what became of it: readers look at the claims themselves, and
//! the order between tills does not matter.

use super::Store;
use super::pool::{Tx, with};
use super::rows::{HoldRow, read, write};
use crate::Fault;
use domain::{Hold, HoldId, PerformanceId, SeatIndex, SeatStatus, UnixMs};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// How long rows are kept: a reader that is further behind reads everything anew.
const KEPT_MS: i64 = 10 * 60_000;

/// What a batch touched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Touched {
    pub(crate) seats: BTreeMap<PerformanceId, Vec<SeatIndex>>,
    pub(crate) holds: BTreeMap<PerformanceId, Vec<HoldId>>,
}

/// The row of one batch.
#[derive(Clone, Debug)]
pub(crate) struct LogEntry {
    pub(crate) till: String,
    /// From 1, without gaps.
    pub(crate) seq: i64,
    pub(crate) touched: Touched,
}

/// How far a reader is in each till's log.
pub(crate) type Heads = HashMap<String, i64>;

/// What a reader has not seen yet.
#[derive(Debug)]
pub(crate) enum Unread {
    /// These batches' touches, together.
    Touched(Touched),
    /// Some rows are gone already: everything must be read anew.
    Gap,
}

const INSERT_ENTRY: &str = "insert into till_log (till, seq, at, touched) \
    select value ->> 'till', cast(value ->> 'seq' as bigint), cast(value ->> 'at' as bigint), \
    value ->> 'touched' from jsonb_each($1) where true on conflict do nothing";

const RAISE_HEAD: &str = "insert into till_head (till, seq) \
    select value ->> 'till', cast(value ->> 'seq' as bigint) from jsonb_each($1) where true \
    on conflict (till) do update set seq = excluded.seq";

const CLAIMS_OF: &str = "select cast(wanted.value ->> 's' as bigint), claim.hold_id, hold.phase \
    from jsonb_each($1) as wanted \
    left join claim on claim.performance_id = cast(wanted.value ->> 'p' as bigint) \
    and claim.seat = cast(wanted.value ->> 's' as bigint) \
    left join hold on hold.id = claim.hold_id";

const FORGET_HEADS: &str = "delete from till_head where not exists \
    (select 1 from till_log where till_log.till = till_head.till)";

impl LogEntry {
    /// Writes the row as a batch's first. False if it is there already: the batch was committed, and
    /// only its answer was lost.
    pub(super) async fn write(&self, tx: &mut Tx, now: UnixMs) -> Result<bool, Fault> {
        let touched = write(&self.touched)?;
        let row = [json!({ "till": self.till, "seq": self.seq, "at": now, "touched": touched })];
        if tx.run(INSERT_ENTRY, &row).await? == 0 {
            return Ok(false);
        }
        tx.run(RAISE_HEAD, &row).await?;
        Ok(true)
    }
}

impl Touched {
    pub(crate) fn add(&mut self, more: Self) {
        for (performance, seats) in more.seats {
            self.seats.entry(performance).or_default().extend(seats);
        }
        for (performance, holds) in more.holds {
            self.holds.entry(performance).or_default().extend(holds);
        }
    }
}

impl Store {
    /// How far every till is.
    pub(crate) async fn heads(&self) -> Result<Heads, Fault> {
        let rows: Vec<(String, i64)> =
            with!(self.read, |db| sqlx::query_as("select till, seq from till_head")
                .fetch_all(db)
                .await)?;
        Ok(rows.into_iter().collect())
    }

    /// What one till committed after `known` and up to `head`.
    pub(crate) async fn unread(&self, till: &str, known: i64, head: i64) -> Result<Unread, Fault> {
        let rows: Vec<String> = with!(self.read, |db| {
            sqlx::query_scalar(
            "select touched from till_log where till = $1 and seq > $2 and seq <= $3 order by seq"
        )
        .bind(till)
        .bind(known)
        .bind(head)
        .fetch_all(db)
        .await
        })?;
        if (rows.len() as i64) < head - known {
            return Ok(Unread::Gap);
        }
        let mut touched = Touched::default();
        for row in rows {
            touched.add(read("till_log.touched", &row)?);
        }
        Ok(Unread::Touched(touched))
    }

    /// Who has these seats of a performance now.
    pub(crate) async fn claims_of(
        &self,
        performance: PerformanceId,
        seats: &[SeatIndex],
    ) -> Result<Vec<(SeatIndex, SeatStatus)>, Fault> {
        let docs: Vec<_> = seats.iter().map(|s| json!({ "p": performance, "s": s })).collect();
        let text = write(&docs)?;
        let rows: Vec<(i64, Option<String>, Option<String>)> =
            with!(self.read, |db| sqlx::query_as(CLAIMS_OF).bind(text).fetch_all(db).await)?;
        let status = |(at, holder, phase): (i64, Option<String>, Option<String>)| match holder {
            Some(holder) => super::holds::claimed(at, &holder, phase),
            None => Ok((super::rows::seat(at)?, SeatStatus::Available)),
        };
        rows.into_iter().map(status).collect()
    }

    /// These holds as they are now.
    pub(crate) async fn holds_named(&self, ids: &[HoldId]) -> Result<Vec<Hold>, Fault> {
        let docs: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        let text = write(&docs)?;
        let rows: Vec<HoldRow> = with!(self.read, |db| super::holds::hold_query!(
            "where id in (select value ->> 'id' from jsonb_each($1))"
        )
        .bind(text)
        .fetch_all(db)
        .await)?;
        rows.into_iter().map(Hold::try_from).collect()
    }

    /// Forgets rows that every reader has had time for.
    pub(crate) async fn prune_log(&self, now: UnixMs) -> Result<(), Fault> {
        let before = now + -KEPT_MS;
        with!(self.till, |db| {
            let query = sqlx::query("delete from till_log where at < $1");
            query.bind(before.0).execute(db).await?;
            sqlx::query(FORGET_HEADS).execute(db).await?;
        });
        Ok(())
    }
}

//! The log of what each till committed: how instances on one database hear of each other's work.
//!
//! A till numbers its own batches, so its rows come in order and without gaps, whoever else writes.
//! A row says what was touched, not what became of it: readers look at the claims themselves, and
//! the order between tills does not matter. The reader is a till: it uses the connections of tills,
//! so that pages that are busy reading cannot keep it waiting.

use super::Store;
use super::pool::{Tx, with};
use super::rows::{HoldRow, read, write};
use crate::Fault;
use domain::{Hold, HoldId, PerformanceId, SeatIndex, SeatStatus, UnixMs};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// How long rows are kept: a reader that is further behind reads everything anew.
const LOG_KEPT_MS: i64 = 10 * 60_000;
/// How long a till that commits nothing is remembered: so much longer that every reader knew of it.
const HEADS_KEPT_MS: i64 = 24 * 3_600_000;

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

const RAISE_HEAD: &str = "insert into till_head (till, seq, at) \
    select value ->> 'till', cast(value ->> 'seq' as bigint), cast(value ->> 'at' as bigint) \
    from jsonb_each($1) where true \
    on conflict (till) do update set seq = excluded.seq, at = excluded.at";

const UNREAD: &str = "select touched from jsonb_each($1) as wanted \
    join till_log on till = wanted.value ->> 0 and seq > cast(wanted.value ->> 1 as bigint) \
    and seq <= cast(wanted.value ->> 2 as bigint)";

const CLAIMS_OF: &str = "select cast(wanted.value ->> 0 as bigint), \
    cast(wanted.value ->> 1 as bigint), claim.hold_id, hold.phase from jsonb_each($1) as wanted \
    left join claim on claim.performance_id = cast(wanted.value ->> 0 as bigint) \
    and claim.seat = cast(wanted.value ->> 1 as bigint) \
    left join hold on hold.id = claim.hold_id";

const HOLDS_NAMED: &str =
    super::holds::hold_rows!("where id in (select value ->> 'id' from jsonb_each($1))");

/// What a till asks by key alone.
#[cfg(test)]
pub(super) const BY_KEY: [&str; 3] = [UNREAD, CLAIMS_OF, HOLDS_NAMED];

const FORGET_LOG: &str = "delete from till_log where at < $1";

/// By the row's own time: one that is being raised at this moment is looked at again, and stays.
const FORGET_HEADS: &str = "delete from till_head where at < $1";

impl LogEntry {
    /// Writes the row as a batch's first. False if it is there already: the batch was committed,
    /// and only its answer was lost.
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
            with!(self.till, |db| sqlx::query_as("select till, seq from till_head order by till")
                .fetch_all(db)
                .await)?;
        Ok(rows.into_iter().collect())
    }

    /// What these tills committed: of each what came after the first number and up to the second.
    pub(crate) async fn unread(&self, wanted: &[(&str, i64, i64)]) -> Result<Unread, Fault> {
        let text = write(&wanted)?;
        let rows: Vec<String> =
            with!(self.till, |db| sqlx::query_scalar(UNREAD).bind(text).fetch_all(db).await)?;
        let count: i64 = wanted.iter().map(|(_, known, head)| head - known).sum();
        if (rows.len() as i64) < count {
            return Ok(Unread::Gap);
        }
        let mut touched = Touched::default();
        for row in rows {
            touched.add(read("till_log.touched", &row)?);
        }
        Ok(Unread::Touched(touched))
    }

    /// Who has these seats now.
    pub(crate) async fn claims_of(
        &self,
        seats: &[(PerformanceId, SeatIndex)],
    ) -> Result<Vec<(PerformanceId, SeatIndex, SeatStatus)>, Fault> {
        if seats.is_empty() {
            return Ok(Vec::new());
        }
        let text = write(&seats)?;
        let rows: Vec<(i64, i64, Option<String>, Option<String>)> =
            with!(self.till, |db| sqlx::query_as(CLAIMS_OF).bind(text).fetch_all(db).await)?;
        let status = |(performance, at, holder, phase): (_, _, Option<String>, _)| {
            let (seat, status) = match holder {
                Some(holder) => super::holds::claimed(at, &holder, phase)?,
                None => (super::rows::seat(at)?, SeatStatus::Available),
            };
            Ok((PerformanceId(performance), seat, status))
        };
        rows.into_iter().map(status).collect()
    }

    /// These holds as they are now.
    pub(crate) async fn holds_named(&self, ids: &[HoldId]) -> Result<Vec<Hold>, Fault> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let docs: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        let text = write(&docs)?;
        let rows: Vec<HoldRow> =
            with!(self.till, |db| sqlx::query_as(HOLDS_NAMED).bind(text).fetch_all(db).await)?;
        rows.into_iter().map(Hold::try_from).collect()
    }

    /// Forgets rows that every reader has had time for.
    pub(crate) async fn prune_log(&self, now: UnixMs) -> Result<(), Fault> {
        for (query, kept_ms) in [(FORGET_LOG, LOG_KEPT_MS), (FORGET_HEADS, HEADS_KEPT_MS)] {
            let before = now + -kept_ms;
            with!(self.till, |db| sqlx::query(query).bind(before.0).execute(db).await.map(drop))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Batch, Saved};
    use crate::till::{SideRows, Stray};
    use domain::{Currency, SessionId};

    fn side(session: &str) -> SideRows {
        let stray = Stray {
            session: SessionId::from(session),
            payment_intent: None,
            amount_minor: 100,
            currency: Currency::Eur,
            seen_at: UnixMs(1),
        };
        SideRows { strays: vec![stray], ..SideRows::default() }
    }

    async fn save(store: &Store, till: &str, seq: i64, session: &str) -> Saved {
        let seats = BTreeMap::from([(PerformanceId(1), vec![SeatIndex(seq as u32)])]);
        let touched = Touched { seats, ..Touched::default() };
        let entry = LogEntry { till: till.to_owned(), seq, touched };
        let side = side(session);
        let batch =
            Batch { now: UnixMs(1), entry: Some(entry), changes: Vec::new(), sides: vec![&side] };
        store.save(&batch).await.expect("saved")
    }

    async fn store(folder: &tempfile::TempDir) -> Store {
        let url = format!("sqlite://{}", folder.path().join("shop.db").display());
        Store::open(&url).await.expect("a store")
    }

    #[tokio::test]
    async fn a_batch_whose_answer_was_lost_is_not_written_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder).await;

        assert_eq!(save(&store, "a-0of1-0", 1, "cs_1").await, Saved::All);
        assert_eq!(save(&store, "a-0of1-0", 1, "cs_2").await, Saved::All, "it had been committed");
        assert_eq!(save(&store, "a-0of1-0", 2, "cs_3").await, Saved::All);

        for (session, is_kept) in [("cs_1", true), ("cs_2", false), ("cs_3", true)] {
            let found = store.is_stray(&SessionId::from(session)).await.expect("a look");
            assert_eq!(found, is_kept, "{session}");
        }
        assert_eq!(store.heads().await.expect("heads"), Heads::from([("a-0of1-0".to_owned(), 2)]));
    }

    #[tokio::test]
    async fn what_several_tills_committed_is_read_together_and_a_row_that_is_gone_is_a_gap() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder).await;
        for (till, seq, session) in [("a", 1, "cs_1"), ("a", 2, "cs_2"), ("b", 1, "cs_3")] {
            assert_eq!(save(&store, till, seq, session).await, Saved::All);
        }

        let unread = store.unread(&[("a", 1, 2), ("b", 0, 1)]).await.expect("rows");
        let Unread::Touched(touched) = unread else { panic!("nothing is gone: {unread:?}") };
        let mut seats = touched.seats[&PerformanceId(1)].clone();
        seats.sort();
        assert_eq!(seats, [SeatIndex(1), SeatIndex(2)]);

        let unread = store.unread(&[("a", 1, 2), ("b", 0, 2)]).await.expect("rows");
        assert!(matches!(unread, Unread::Gap), "{unread:?}");
    }
}

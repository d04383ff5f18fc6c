//! One transaction of the till: many commands' writes, each a statement over one JSON document.
//! The rows that every hold writes are arrays in it and not objects: half as much to read.

mod side;

use super::log::LogEntry;
use super::pool::{Document, Tx};
use super::rows::{HoldDoc, NewHoldDoc, StateDoc, order_state_name};
use super::trouble::{Patience, Trouble, trouble};
use super::{NOBODY, Store};
use crate::Fault;
use crate::till::{Change, SideRows};
use domain::{Hold, HoldId, HoldState, PerformanceId, SeatIndex, SessionId, UnixMs};
use futures::join;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

/// Everything that is to be committed together.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    pub(crate) now: UnixMs,
    /// The batch's row in the log, if others read it.
    pub(crate) entry: Option<LogEntry>,
    pub(crate) changes: Vec<&'a Change>,
    pub(crate) sides: Vec<&'a SideRows>,
}

/// What came of a batch.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Saved {
    /// Committed.
    All,
    /// Nothing was saved: these holds were changed by somebody else meanwhile.
    Stale(HashSet<HoldId>),
    /// Nothing was saved: these sessions' money is accounted for elsewhere.
    Spent(HashSet<SessionId>),
    /// Nothing was saved: another writer claimed a seat, or placed a buyer's hold, meanwhile.
    Raced,
}

const INSERT_HOLDS: &str = "insert into hold (id, performance_id, buyer, phase, is_live, state, \
    seats, currency, amount_minor, placed_at, expires_at, changed_at, version, kept_by) \
    select value ->> 0, cast(value ->> 1 as bigint), value ->> 2, value ->> 3, \
    cast(value ->> 4 as bigint), value ->> 5, value ->> 6, value ->> 7, \
    cast(value ->> 8 as bigint), cast(value ->> 9 as bigint), cast(value ->> 10 as bigint), \
    cast(value ->> 11 as bigint), cast(value ->> 12 as bigint), $2 from jsonb_each($1)";

const UPDATE_HOLDS: &str = "update hold set phase = doc.value ->> 'phase', \
    is_live = cast(doc.value ->> 'is_live' as bigint), state = doc.value ->> 'state', \
    seats = doc.value ->> 'seats', amount_minor = cast(doc.value ->> 'amount' as bigint), \
    contact = doc.value ->> 'contact', checkout_url = doc.value ->> 'checkout_url', \
    checkout_ui = doc.value ->> 'checkout_ui', client_secret = doc.value ->> 'client_secret', \
    paid_minor = cast(doc.value ->> 'paid' as bigint), \
    session_id = doc.value ->> 'session', \
    changed_at = cast(doc.value ->> 'changed_at' as bigint), \
    version = cast(doc.value ->> 'version' as bigint) \
    from jsonb_each($1) as doc \
    where hold.id = doc.value ->> 'id' \
    and hold.version = cast(doc.value ->> 'read_version' as bigint)";

const UPDATE_STATES: &str = "update hold set phase = doc.value ->> 1, \
    is_live = cast(doc.value ->> 2 as bigint), state = doc.value ->> 3, \
    changed_at = cast(doc.value ->> 4 as bigint), version = cast(doc.value ->> 5 as bigint) \
    from jsonb_each($1) as doc \
    where hold.id = doc.value ->> 0 and hold.version = cast(doc.value ->> 6 as bigint)";

/// Which of these holds are not as they were read.
const STALE_HOLDS: &str = "select value ->> 'id' from jsonb_each($1) where not exists \
    (select 1 from hold where hold.id = value ->> 'id' \
    and hold.version = cast(value ->> 'version' as bigint))";

const DELETE_CLAIMS: &str = "delete from claim where (performance_id, seat, hold_id) in \
    (select cast(value ->> 0 as bigint), cast(value ->> 1 as bigint), value ->> 2 \
    from jsonb_each($1))";

const INSERT_CLAIMS: &str = "insert into claim (performance_id, seat, hold_id) \
    select cast(value ->> 0 as bigint), cast(value ->> 1 as bigint), value ->> 2 \
    from jsonb_each($1)";

const INSERT_LOG: &str = "insert into hold_log (hold_id, version, at, phase, note) \
    select value ->> 0, cast(value ->> 1 as bigint), cast(value ->> 2 as bigint), \
    value ->> 3, value ->> 4 from jsonb_each($1)";

const INSERT_ORDERS: &str = "insert into ticket_order (id, hold_id, session_id, performance_id, \
    name, email, amount_minor, currency, placed_at, state) \
    select value ->> 'id', value ->> 'hold', value ->> 'session', \
    cast(value ->> 'performance' as bigint), value ->> 'name', value ->> 'email', \
    cast(value ->> 'amount_minor' as bigint), value ->> 'currency', \
    cast(value ->> 'placed_at' as bigint), value ->> 'state' from jsonb_each($1)";

const INSERT_TICKETS: &str = "insert into ticket (order_id, seat, tier, amount_minor, code) \
    select value ->> 'order', cast(value ->> 'seat' as bigint), cast(value ->> 'tier' as bigint), \
    cast(value ->> 'amount' as bigint), value ->> 'code' from jsonb_each($1)";

const VOID_ORDERS: &str = "update ticket_order set state = 'voided' where id in \
    (select value ->> 'id' from jsonb_each($1))";

/// A row that another owner has is neither written nor returned.
const OWN_MONEY: &str = "insert into session_money (session_id, whose) \
    select value ->> 'session', value ->> 'whose' from jsonb_each($1) where true \
    on conflict (session_id) do update set whose = excluded.whose \
    where session_money.whose = excluded.whose returning session_id";

/// What a till asks by key alone.
#[cfg(test)]
pub(super) const BY_KEY: [&str; 5] =
    [UPDATE_HOLDS, UPDATE_STATES, STALE_HOLDS, DELETE_CLAIMS, VOID_ORDERS];

impl Store {
    /// Commits a batch, or nothing of it.
    ///
    /// Refuses: `Stale`, `Spent` and `Raced` roll everything back; the till then decides again.
    /// Again: on a shared database a batch that failed for no reason of its own is tried again for
    /// a while. Whether an attempt whose answer was lost had been committed is told by the batch's
    /// row in the log: the unique key lets it in once.
    pub(crate) async fn save(&self, batch: &Batch<'_>) -> Result<Saved, Fault> {
        let mut patience = Patience::begin();
        loop {
            match self.try_to_save(batch).await {
                Err(fault) if self.is_shared() => {
                    let Some(trouble) = trouble(&fault) else { return Err(fault) };
                    if trouble == Trouble::Raced {
                        return Ok(Saved::Raced);
                    }
                    self.heal(&fault).await;
                    if !patience.wait_after(trouble).await {
                        return Err(fault);
                    }
                }
                saved => return saved,
            }
        }
    }

    async fn try_to_save(&self, batch: &Batch<'_>) -> Result<Saved, Fault> {
        let (tx, holds) = join!(self.till.begin(), async { batch.holds() });
        let (mut tx, holds) = (tx?, holds?);
        if let Some(entry) = &batch.entry
            && !entry.write(&mut tx, batch.now).await?
        {
            return Ok(Saved::All);
        }
        match batch.write(&mut tx, &holds, &self.instance).await? {
            Written::All => {
                tx.commit().await?;
                self.grew();
                Ok(Saved::All)
            }
            Written::Stale => {
                tx.rollback().await?;
                self.stale(batch).await.map(Saved::Stale)
            }
            Written::Spent(spent) => {
                tx.rollback().await?;
                Ok(Saved::Spent(spent))
            }
            Written::Raced => {
                tx.rollback().await?;
                Ok(Saved::Raced)
            }
        }
    }

    /// Which holds of a batch that was rolled back are not as they were read.
    ///
    /// Why not told by the update itself: that would be a row for each of them, in every batch, for
    /// what hardly ever happens.
    async fn stale(&self, batch: &Batch<'_>) -> Result<HashSet<HoldId>, Fault> {
        let known = batch.changes.iter().filter_map(|change| {
            let version = change.read_version?;
            Some((&change.hold.id, json!({ "id": change.hold.id, "version": version })))
        });
        let (ids, docs): (Vec<&HoldId>, Vec<Value>) = known.unzip();
        let mut tx = self.till.begin().await?;
        let stale = tx.names(STALE_HOLDS, &docs).await?;
        tx.rollback().await?;
        Ok(match stale.is_empty() {
            true => ids.into_iter().cloned().collect(),
            false => stale.into_iter().map(HoldId).collect(),
        })
    }
}

/// What came of writing, before it is committed or rolled back.
enum Written {
    All,
    Stale,
    Spent(HashSet<SessionId>),
    Raced,
}

/// The documents of the holds, with how many rows must be touched.
struct Holds {
    new: Document,
    states: (Document, u64),
    wholes: (Document, u64),
}

/// The documents of what goes with every hold: written out while the database is busy with the
/// holds, which takes it longer.
struct Rest {
    released: Document,
    claimed: Document,
    log: Document,
}

impl Batch<'_> {
    async fn write(&self, tx: &mut Tx, holds: &Holds, kept_by: &str) -> Result<Written, Fault> {
        let spent = self.own_money(tx).await?;
        if !spent.is_empty() {
            return Ok(Written::Spent(spent));
        }
        let (written, rest) = join!(write_holds(tx, holds, kept_by), async { self.what_follows() });
        match written? {
            Written::All => {}
            not @ (Written::Stale | Written::Spent(_) | Written::Raced) => return Ok(not),
        }
        let rest = rest?;
        tx.run_over(DELETE_CLAIMS, &rest.released).await?;
        if !went_in(tx.run_over(INSERT_CLAIMS, &rest.claimed).await)? {
            return Ok(Written::Raced);
        }
        tx.run_over(INSERT_LOG, &rest.log).await?;
        self.write_orders(tx).await?;
        side::write(tx, self.all_sides().collect(), self.now, kept_by).await?;
        Ok(Written::All)
    }

    /// Settles whose the money is that the batch speaks of; answers what is somebody else's.
    async fn own_money(&self, tx: &mut Tx) -> Result<HashSet<SessionId>, Fault> {
        let kept = self.changes.iter().filter_map(|change| {
            let session = money_of(&change.hold.state)?;
            Some((session.clone(), change.hold.id.as_str()))
        });
        let disowned = self.all_sides().flat_map(|side| &side.disowned);
        let owners: BTreeMap<SessionId, &str> =
            kept.chain(disowned.map(|session| (session.clone(), NOBODY))).collect();
        let doc = |(session, whose)| json!({ "session": session, "whose": whose });
        let docs: Vec<Value> = owners.iter().map(doc).collect();
        let owned: HashSet<String> = tx.names(OWN_MONEY, &docs).await?.into_iter().collect();
        Ok(owners.into_keys().filter(|session| !owned.contains(session.as_str())).collect())
    }

    /// The holds themselves, to be written first: each kind in an order that is the same whoever
    /// asked first.
    fn holds(&self) -> Result<Holds, Fault> {
        let (mut new, mut states, mut wholes) = (Vec::new(), Vec::new(), Vec::new());
        for Change { hold, read_version, is_state_alone, .. } in &self.changes {
            match read_version {
                None => new.push(NewHoldDoc::new(hold, self.now)?),
                Some(read) if *is_state_alone => states.push(StateDoc::new(hold, *read, self.now)?),
                Some(read) => wholes.push(HoldDoc::new(hold, *read, self.now)?),
            }
        }
        new.sort_by(|one, other| one.place().cmp(&other.place()));
        states.sort_by(|one, other| one.id().cmp(other.id()));
        wholes.sort_by(|one, other| one.id().cmp(other.id()));
        Ok(Holds {
            new: Document::of(&new)?,
            states: (Document::of(&states)?, states.len() as u64),
            wholes: (Document::of(&wholes)?, wholes.len() as u64),
        })
    }

    /// What is written once the holds are.
    fn what_follows(&self) -> Result<Rest, Fault> {
        let log: Vec<_> = self.changes.iter().map(|change| self.log(change)).collect();
        Ok(Rest {
            released: Document::of(&self.claims(|change| &change.release))?,
            claimed: Document::of(&self.claims(|change| &change.claim))?,
            log: Document::of(&log)?,
        })
    }

    async fn write_orders(&self, tx: &mut Tx) -> Result<(), Fault> {
        let orders: Vec<Value> = self.orders().map(order_doc).collect();
        tx.run(INSERT_ORDERS, &orders).await?;
        let tickets: Vec<Value> = self.orders().flat_map(ticket_docs).collect();
        tx.run(INSERT_TICKETS, &tickets).await?;
        let void = self.changes.iter().filter_map(|change| change.void.as_ref());
        let void: Vec<Value> = void.map(|order| json!({ "id": order })).collect();
        tx.run(VOID_ORDERS, &void).await?;
        Ok(())
    }

    /// Claims in one order, whoever asked first: two instances that want the same seats then wait
    /// for each other in a line and not in a circle.
    fn claims<'b>(
        &'b self,
        seats: impl Fn(&Change) -> &Vec<SeatIndex>,
    ) -> Vec<(PerformanceId, SeatIndex, &'b HoldId)> {
        let of = |change: &&'b Change| {
            let hold = &change.hold;
            let claim = |seat: &SeatIndex| (hold.performance, *seat, &hold.id);
            seats(change).iter().map(claim).collect::<Vec<_>>()
        };
        let mut claims: Vec<_> = self.changes.iter().flat_map(of).collect();
        claims.sort();
        claims
    }

    fn log<'b>(&self, change: &'b Change) -> (&'b HoldId, i64, UnixMs, &'static str, &'b str) {
        let Hold { id, version, state, .. } = &change.hold;
        (id, *version, self.now, state.phase().name(), &change.note)
    }

    fn orders(&self) -> impl Iterator<Item = &domain::Order> {
        self.changes.iter().filter_map(|change| change.order.as_ref())
    }

    fn all_sides(&self) -> impl Iterator<Item = &SideRows> {
        self.changes.iter().map(|change| &change.side).chain(self.sides.iter().copied())
    }
}

/// Whether all holds were as they had been read, and no buyer has another live one.
async fn write_holds(tx: &mut Tx, holds: &Holds, kept_by: &str) -> Result<Written, Fault> {
    for (sql, (rows, count)) in [(UPDATE_HOLDS, &holds.wholes), (UPDATE_STATES, &holds.states)] {
        if tx.run_over(sql, rows).await? != *count {
            return Ok(Written::Stale);
        }
    }
    let is_in = went_in(tx.run_kept(INSERT_HOLDS, &holds.new, kept_by).await)?;
    Ok(if is_in { Written::All } else { Written::Raced })
}

/// Whether rows went in: one whose key somebody else has keeps all of them out.
///
/// Why no `on conflict do nothing`: it makes each row half as dear again on PostgreSQL, for what
/// hardly ever happens.
fn went_in(done: Result<u64, Fault>) -> Result<bool, Fault> {
    match done {
        Ok(_) => Ok(true),
        Err(fault) if trouble(&fault) == Some(Trouble::Raced) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// The session whose money a hold in this state answers for.
pub(crate) fn money_of(state: &HoldState) -> Option<&SessionId> {
    match state {
        HoldState::Pending { session, .. }
        | HoldState::Sold { session, .. }
        | HoldState::RefundDue { session, .. }
        | HoldState::Refunded { session, .. }
        | HoldState::Review { session, .. }
        | HoldState::Voided { session, .. } => Some(&session.id),
        HoldState::Active { .. }
        | HoldState::Opening { .. }
        | HoldState::Open { .. }
        | HoldState::Closing { .. }
        | HoldState::Released { .. } => None,
    }
}

fn order_doc(order: &domain::Order) -> Value {
    json!({
        "id": order.id, "hold": order.hold, "session": order.session,
        "performance": order.performance, "name": order.name, "email": order.email,
        "amount_minor": order.amount_minor, "currency": order.currency,
        "placed_at": order.placed_at, "state": order_state_name(order.state),
    })
}

fn ticket_docs(order: &domain::Order) -> Vec<Value> {
    let doc = |ticket: &domain::Ticket| {
        json!({
            "order": order.id, "seat": ticket.seat, "tier": ticket.tier,
            "amount": ticket.amount_minor, "code": ticket.code,
        })
    };
    order.tickets.iter().map(doc).collect()
}

//! One transaction of the till: many commands' writes, each a statement over one JSON document.
//! The rows that every hold writes are arrays in it and not objects: half as much to read.

mod side;

use super::log::LogEntry;
use super::pool::Tx;
use super::rows::{HoldDoc, NewHoldDoc, StateDoc, order_state_name};
use super::trouble::{Patience, Trouble, trouble};
use super::{NOBODY, Store};
use crate::Fault;
use crate::till::{Change, SideRows};
use domain::{Hold, HoldId, HoldState, PerformanceId, SeatIndex, SessionId, UnixMs};
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
        let mut tx = self.till.begin().await?;
        if let Some(entry) = &batch.entry
            && !entry.write(&mut tx, batch.now).await?
        {
            return Ok(Saved::All);
        }
        match batch.write(&mut tx, &self.instance).await? {
            Written::All => {
                tx.commit().await?;
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

impl Batch<'_> {
    async fn write(&self, tx: &mut Tx, kept_by: &str) -> Result<Written, Fault> {
        let spent = self.own_money(tx).await?;
        if !spent.is_empty() {
            return Ok(Written::Spent(spent));
        }
        if !self.update_holds(tx).await? {
            return Ok(Written::Stale);
        }
        if !self.insert_holds_and_claims(tx, kept_by).await? {
            return Ok(Written::Raced);
        }
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

    /// Whether all of them were as they had been read.
    async fn update_holds(&self, tx: &mut Tx) -> Result<bool, Fault> {
        let known = self.changes.iter().copied().filter(|change| change.read_version.is_some());
        let (states, wholes): (Vec<&Change>, Vec<&Change>) =
            known.partition(|change| change.is_state_alone);
        let mut docs = wholes
            .into_iter()
            .map(|change| {
                HoldDoc::new(&change.hold, change.read_version.unwrap_or_default(), self.now)
            })
            .collect::<Result<Vec<_>, _>>()?;
        docs.sort_by(|one, other| one.id().cmp(other.id()));
        let mut states = states
            .into_iter()
            .map(|change| {
                let read_version = change.read_version.unwrap_or_default();
                StateDoc::new(&change.hold, read_version, self.now)
            })
            .collect::<Result<Vec<_>, _>>()?;
        states.sort_by(|one, other| one.id().cmp(other.id()));
        Ok(tx.run(UPDATE_HOLDS, &docs).await? == docs.len() as u64
            && tx.run(UPDATE_STATES, &states).await? == states.len() as u64)
    }

    /// Whether nobody else has the claims, and no buyer another live hold.
    async fn insert_holds_and_claims(&self, tx: &mut Tx, kept_by: &str) -> Result<bool, Fault> {
        let released = self.claims(|change| &change.release);
        tx.run(DELETE_CLAIMS, &released).await?;
        let new = self.changes.iter().filter(|change| change.read_version.is_none());
        let new = new.map(|change| NewHoldDoc::new(&change.hold, self.now));
        let mut holds = new.collect::<Result<Vec<_>, _>>()?;
        holds.sort_by(|one, other| one.place().cmp(&other.place()));
        let claims = self.claims(|change| &change.claim);
        Ok(went_in(tx.run_kept(INSERT_HOLDS, &holds, kept_by).await)?
            && went_in(tx.run(INSERT_CLAIMS, &claims).await)?)
    }

    async fn write_orders(&self, tx: &mut Tx) -> Result<(), Fault> {
        let log: Vec<_> = self.changes.iter().map(|change| self.log(change)).collect();
        tx.run(INSERT_LOG, &log).await?;
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

//! The queue rows of a batch: what is owed to Stripe, what came from it, and money on its way back.

use super::super::pool::{Document, Tx};
use crate::Fault;
use crate::till::SideRows;
use domain::{Dispute, Refund, UnixMs};
use serde::Serialize;
use serde_json::{Value, json};

const INSERT_CALLS: &str = "insert into outbox (id, kind, hold_id, session_id, idempotency_key, \
    body, give_up_at, priority, attempts, next_at, created_at, payment_intent, \
    kept_by) \
    select value ->> 'id', value ->> 'kind', value ->> 'hold', value ->> 'session', \
    value ->> 'idempotency_key', value ->> 'body', cast(value ->> 'give_up_at' as bigint), \
    cast(value ->> 'priority' as bigint), 0, cast(value ->> 'next_at' as bigint), \
    cast(value ->> 'created_at' as bigint), value ->> 'payment_intent', $2 \
    from jsonb_each($1) where true on conflict do nothing";

const FINISH_CALLS: &str = "update outbox set done_at = $2, outcome = doc.value ->> 'outcome' \
    from jsonb_each($1) as doc where outbox.id = doc.value ->> 'id' and done_at is null";

const POSTPONE_CALLS: &str = "update outbox set attempts = attempts + 1, \
    next_at = cast(doc.value ->> 'next_at' as bigint), outcome = doc.value ->> 'outcome' \
    from jsonb_each($1) as doc where outbox.id = doc.value ->> 'id' and done_at is null";

const INSERT_TRIES: &str = "insert into call_try (call_id, number, at, outcome) \
    select value ->> 'id', cast(value ->> 'number' as bigint), $2, value ->> 'outcome' \
    from jsonb_each($1) where true on conflict do nothing";

const INSERT_EVENTS: &str = "insert into inbox (id, kind, object_id, body, received_at, attempts, \
    next_at, kept_by) \
    select value ->> 'id', value ->> 'kind', value ->> 'object_id', value ->> 'body', \
    cast(value ->> 'received_at' as bigint), 0, cast(value ->> 'received_at' as bigint), $2 \
    from jsonb_each($1) where true on conflict do nothing";

const FINISH_EVENTS: &str = "update inbox set done_at = $2, outcome = doc.value ->> 'outcome', \
    hold_id = doc.value ->> 'hold' \
    from jsonb_each($1) as doc where inbox.id = doc.value ->> 'id' and done_at is null";

const POSTPONE_EVENTS: &str = "update inbox set attempts = attempts + 1, \
    next_at = cast(doc.value ->> 'next_at' as bigint), outcome = doc.value ->> 'outcome' \
    from jsonb_each($1) as doc where inbox.id = doc.value ->> 'id' and done_at is null";

const INSERT_STRAYS: &str = "insert into stray_payment (session_id, payment_intent, amount_minor, \
    currency, seen_at) \
    select value ->> 'session', value ->> 'payment_intent', \
    cast(value ->> 'amount_minor' as bigint), value ->> 'currency', \
    cast(value ->> 'seen_at' as bigint) \
    from jsonb_each($1) where true on conflict do nothing";

const REFUND_STRAYS: &str = "update stray_payment set refunded_at = $2 where session_id in \
    (select value ->> 'id' from jsonb_each($1))";

const INSERT_UNKNOWNS: &str = "insert into unknown_payment (session_id, payment_intent, \
    amount_minor, currency, why, seen_at) \
    select value ->> 'session', value ->> 'payment_intent', \
    cast(value ->> 'amount_minor' as bigint), value ->> 'currency', value ->> 'why', \
    cast(value ->> 'seen_at' as bigint) from jsonb_each($1) where true on conflict do nothing";

const DECIDE_UNKNOWNS: &str = "update unknown_payment set decided_at = $2, \
    decision = doc.value ->> 'decision' from jsonb_each($1) as doc \
    where unknown_payment.session_id = doc.value ->> 'id' and decided_at is null";

const HURRY_CALLS: &str = "update outbox set next_at = $2 where done_at is null and id in \
    (select value ->> 'id' from jsonb_each($1))";

/// It was tried before: only the first try may be spared because a twin was handled.
const REPLAY_EVENTS: &str = "update inbox set done_at = null, next_at = $2, attempts = 1 \
    where id in (select value ->> 'id' from jsonb_each($1))";

const KEEP_REFUNDS: &str = "insert into refund (id, hold_id, session_id, amount_minor, currency, \
    status, is_ours, failure, created_at, changed_at) \
    select value ->> 'id', value ->> 'hold', value ->> 'session', \
    cast(value ->> 'amount' as bigint), value ->> 'currency', value ->> 'status', \
    cast(value ->> 'is_ours' as bigint), value ->> 'failure', \
    cast(value ->> 'created_at' as bigint), $2 from jsonb_each($1) where true \
    on conflict (id) do update set status = excluded.status, failure = excluded.failure, \
    changed_at = excluded.changed_at";

const KEEP_DISPUTES: &str = "insert into dispute (id, hold_id, session_id, amount_minor, currency, \
    status, reason, answer_by, created_at, changed_at) \
    select value ->> 'id', value ->> 'hold', value ->> 'session', \
    cast(value ->> 'amount' as bigint), value ->> 'currency', value ->> 'status', \
    value ->> 'reason', cast(value ->> 'answer_by' as bigint), \
    cast(value ->> 'created_at' as bigint), $2 from jsonb_each($1) where true \
    on conflict (id) do update set status = excluded.status, reason = excluded.reason, \
    answer_by = excluded.answer_by, changed_at = excluded.changed_at";

/// Writes the queue rows of everybody in the batch.
pub(super) async fn write(
    tx: &mut Tx,
    sides: Vec<&SideRows>,
    now: UnixMs,
    kept_by: &str,
) -> Result<(), Fault> {
    write_calls(tx, &sides, now, kept_by).await?;
    write_events(tx, &sides, now, kept_by).await?;
    let strays: Vec<_> = sides.iter().flat_map(|side| &side.strays).collect();
    tx.run(INSERT_STRAYS, &strays).await?;
    let refunded = names(sides.iter().flat_map(|side| &side.refunded_strays));
    tx.run_at(REFUND_STRAYS, &refunded, now).await?;
    let unknowns: Vec<_> = sides.iter().flat_map(|side| &side.unknowns).collect();
    tx.run(INSERT_UNKNOWNS, &unknowns).await?;
    let decisions: Vec<_> = sides.iter().flat_map(|side| &side.decisions).collect();
    tx.run_at(DECIDE_UNKNOWNS, &decisions, now).await?;
    let refunds: Vec<_> = sides.iter().flat_map(|side| &side.refunds).map(refund).collect();
    tx.run_at(KEEP_REFUNDS, &refunds, now).await?;
    let disputes: Vec<_> = sides.iter().flat_map(|side| &side.disputes).map(dispute).collect();
    tx.run_at(KEEP_DISPUTES, &disputes, now).await?;
    Ok(())
}

async fn write_calls(
    tx: &mut Tx,
    sides: &[&SideRows],
    now: UnixMs,
    kept_by: &str,
) -> Result<(), Fault> {
    let calls: Vec<_> = sides.iter().flat_map(|side| &side.calls).collect();
    tx.run_kept(INSERT_CALLS, &Document::of(&calls)?, kept_by).await?;
    let done: Vec<_> = sides.iter().flat_map(|side| &side.finished_calls).collect();
    tx.run_at(FINISH_CALLS, &done, now).await?;
    tx.run_at(INSERT_TRIES, &done, now).await?;
    let later: Vec<_> = sides.iter().flat_map(|side| &side.postponed_calls).collect();
    tx.run(POSTPONE_CALLS, &later).await?;
    tx.run_at(INSERT_TRIES, &later, now).await?;
    let hurried = names(sides.iter().flat_map(|side| &side.hurried_calls));
    tx.run_at(HURRY_CALLS, &hurried, now).await?;
    Ok(())
}

async fn write_events(
    tx: &mut Tx,
    sides: &[&SideRows],
    now: UnixMs,
    kept_by: &str,
) -> Result<(), Fault> {
    let events: Vec<_> = sides.iter().flat_map(|side| &side.events).collect();
    tx.run_kept(INSERT_EVENTS, &Document::of(&events)?, kept_by).await?;
    let done: Vec<_> = sides.iter().flat_map(|side| &side.finished_events).collect();
    tx.run_at(FINISH_EVENTS, &done, now).await?;
    let later: Vec<_> = sides.iter().flat_map(|side| &side.postponed_events).collect();
    tx.run(POSTPONE_EVENTS, &later).await?;
    let replayed = names(sides.iter().flat_map(|side| &side.replayed_events));
    tx.run_at(REPLAY_EVENTS, &replayed, now).await?;
    Ok(())
}

fn names<'a, T: Serialize + 'a>(ids: impl Iterator<Item = &'a T>) -> Vec<Value> {
    ids.map(|id| json!({ "id": id })).collect()
}

fn refund(refund: &Refund) -> Value {
    json!({
        "id": refund.id, "hold": refund.hold, "session": refund.session,
        "amount": refund.amount.amount_minor, "currency": refund.amount.currency.code(),
        "status": refund.status.name(), "is_ours": u8::from(refund.is_ours),
        "failure": refund.failure, "created_at": refund.created_at,
    })
}

fn dispute(dispute: &Dispute) -> Value {
    json!({
        "id": dispute.id, "hold": dispute.hold, "session": dispute.session,
        "amount": dispute.amount.amount_minor, "currency": dispute.amount.currency.code(),
        "status": dispute.status.name(), "reason": dispute.reason,
        "answer_by": dispute.answer_by, "created_at": dispute.created_at,
    })
}

//! The outbox: calls owed to Stripe, made outside every transaction, with stored bytes and keys.
//!
//! A call is committed before it is made, and stays until its answer is committed: a crash after
//! any line repeats it with the same key. Expiring is the exception: a stored failure would be
//! replayed for a day, so each try has a fresh key, and a second expire is refused harmlessly.

mod answers;
mod in_flight;
mod taking;

pub(crate) use in_flight::InFlight;

use crate::payments::{Circuit, Form};
use crate::till::{Call, CallKind, Postponed, SideRows};
use crate::{Answer, BoxOffice, Denial, Fault};
use domain::{Hold, HoldId, HoldState, PaymentIntentId, SessionId, UnixMs};
use futures::stream::{self, StreamExt};

/// Calls made at the same time.
const TOGETHER_MAX: usize = 8;
/// Calls looked at in one round.
const ROUND_MAX: u32 = 64;
/// First wait after a failed try; doubles up to the longest. Units: milliseconds.
const BACKOFF_MS: u64 = 500;
/// Longest wait between two tries. Units: milliseconds.
const BACKOFF_MS_MAX: u64 = 60_000;
/// Longest wait after a refund that Stripe refused for now, as while a bank decides: whatever ends
/// that hurries it. Units: milliseconds.
const REFUSED_MS_MAX: u64 = 3_600_000;

/// What became of a call that Stripe answered.
#[derive(Debug)]
enum Tried {
    /// Its answer is committed.
    Done,
    /// Not now, for this reason; the call stays owed.
    Refused(String),
}

impl BoxOffice {
    /// Makes the calls that are due, most urgent first, and answers when the next is.
    ///
    /// Again: a call that somebody else is making is left to them.
    pub async fn work_outbox(&self) -> Result<Option<UnixMs>, Fault> {
        loop {
            let most = match self.payments.circuit() {
                Circuit::Closed => ROUND_MAX,
                Circuit::HalfOpen => 1,
                Circuit::Open => return Ok(Some(self.clock.now() + BACKOFF_MS as i64)),
            };
            let due = self.store.due_calls(self.clock.now(), most).await?;
            if due.is_empty() {
                return self.store.next_call_at().await;
            }
            let made = stream::iter(due)
                .map(|call| async move { self.make_call(&call).await })
                .buffer_unordered(TOGETHER_MAX)
                .collect::<Vec<_>>()
                .await;
            let made: Vec<bool> = made.into_iter().collect::<Result<_, Fault>>()?;
            if made.iter().all(|made| !made) {
                // All of them are being made by others, who will say how it went; or Stripe rests.
                return Ok(Some(self.clock.now() + BACKOFF_MS as i64));
            }
        }
    }

    /// Makes a hold's call of a kind now, or waits for whoever is making it.
    pub(crate) async fn make_call_of(&self, hold: &HoldId, kind: CallKind) -> Answer<()> {
        let Some(call) = self.store.call_of(hold, kind).await? else { return Ok(()) };
        if !self.make_call(&call).await? {
            self.in_flight.left(&call.id).await;
        }
        Ok(())
    }

    /// Makes one call and commits its answer. False if somebody else is making it, or nobody may.
    async fn make_call(&self, call: &Call) -> Result<bool, Fault> {
        if self.payments.circuit() == Circuit::Open {
            return Ok(false);
        }
        let Some(_guard) = self.in_flight.enter(&call.id) else { return Ok(false) };
        if call.give_up_at.is_some_and(|end| self.clock.now() >= end) {
            // What it would create has expired unseen: nobody can pay it.
            self.save_side(SideRows::finish(call, "given up: too late")).await?;
            return Ok(true);
        }
        let answered = match call.kind {
            CallKind::Create => self.make_create(call).await.map(|()| Tried::Done),
            CallKind::Expire => self.make_expire(call).await.map(|()| Tried::Done),
            CallKind::Refund => self.make_refund(call).await,
            CallKind::Capture | CallKind::Cancel => {
                self.make_taking(call).await.map(|()| Tried::Done)
            }
        };
        let (why, longest_ms) = match answered {
            Ok(Tried::Done) => return Ok(true),
            Ok(Tried::Refused(why)) => (why, REFUSED_MS_MAX),
            Err(Denial::Refused(refusal)) => (refusal.to_string(), BACKOFF_MS_MAX),
            Err(Denial::Failed(Fault::Payments(why))) => (why, BACKOFF_MS_MAX),
            Err(Denial::Failed(fault)) => return Err(fault),
        };
        self.postpone(call, &why, longest_ms).await?;
        Ok(true)
    }

    async fn postpone(&self, call: &Call, why: &str, longest_ms: u64) -> Result<(), Fault> {
        let next_at = self.clock.now() + wait_ms(call.attempts, longest_ms);
        tracing::warn!(
            call = %call.id, kind = call.kind.name(), hold = %call.hold, attempts = call.attempts,
            next_at = next_at.0, why, "a call to Stripe will be tried again"
        );
        metrics::counter!("holdfast_calls_postponed_total", "kind" => call.kind.name())
            .increment(1);
        let postponed = Postponed {
            id: call.id.clone(),
            number: call.attempts,
            next_at,
            outcome: why.to_owned(),
        };
        let side = SideRows { postponed_calls: vec![postponed], ..SideRows::default() };
        self.save_side(side).await
    }
}

/// What a hold's refund returns.
pub(crate) fn refunded_intent(hold: &Hold) -> Option<PaymentIntentId> {
    match &hold.state {
        HoldState::RefundDue { payment_intent, .. } => payment_intent.clone(),
        HoldState::Active { .. }
        | HoldState::Opening { .. }
        | HoldState::Open { .. }
        | HoldState::Closing { .. }
        | HoldState::Pending { .. }
        | HoldState::Sold { .. }
        | HoldState::Released { .. }
        | HoldState::Refunded { .. }
        | HoldState::Review { .. }
        | HoldState::Voided { .. } => None,
    }
}

/// The form of a session's refund; empty if nothing was paid.
pub(crate) fn refund_form_of(session: &SessionId, intent: Option<&PaymentIntentId>) -> String {
    let Some(intent) = intent else { return String::new() };
    Form::default()
        .with("payment_intent", intent.as_str())
        .with("metadata[session_id]", session.as_str())
        .into_text()
}

/// How long to wait before the next try: doubling, with jitter. Units: milliseconds.
pub(crate) fn backoff_ms(attempts: i64) -> i64 {
    wait_ms(attempts, BACKOFF_MS_MAX)
}

fn wait_ms(attempts: i64, longest_ms: u64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(0, 16)).unwrap_or_default();
    let longest = BACKOFF_MS.saturating_mul(1 << doublings).min(longest_ms);
    (longest / 2 + crate::ids::jitter(longest / 2 + 1)) as i64
}

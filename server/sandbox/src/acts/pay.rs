//! Paying on the hosted page: what each way to pay does to an open session.
//!
//! Called by the page and by the control interface. Source: the order of Stripe's events.

use super::{coupon, settle};
use crate::books::Books;
use crate::model::{
    CardFailure, CardOutcome, Charge, ChargeState, Intent, IntentState, Means, PaymentStatus,
    Session, SessionState, Settlement,
};
use crate::{ids, wire};

/// Who pays, as typed on the page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payer {
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
}

/// How a try to pay ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PayOutcome {
    /// The session is complete; this event tells so.
    Completed {
        event: String,
    },
    Declined(CardFailure),
    NeedsAuthentication,
    /// Somebody or the clock was first.
    NotOpen(SessionState),
}

/// Tries to pay an open session.
///
/// Again: a session ends once; later tries are told how it stands.
pub(crate) fn pay(
    books: &mut Books,
    now_ms: i64,
    session: &Session,
    payer: Payer,
    means: Option<Means>,
) -> PayOutcome {
    match session.state {
        SessionState::Open => {}
        SessionState::Complete { .. } | SessionState::Expired { .. } => {
            return PayOutcome::NotOpen(session.state);
        }
    }
    let mut session = session.clone();
    session.payer_email = payer.email.or(session.customer_email.clone());
    session.payer_name = payer.name;

    let Some(means) = means.filter(|_| session.totals.amount > 0) else {
        // A card that was declined before the bill was lowered left one behind.
        let left = session.intent.take().and_then(|id| books.intents.get(&id).cloned());
        if let Some(intent) = left {
            settle::abandon(books, now_ms, &intent);
        }
        return complete(books, now_ms, session, PaymentStatus::NoPaymentRequired);
    };
    let mut intent = confirmed(books, now_ms, &mut session);
    intent.means = Some(means.clone());
    intent.last_failure = None;
    match means {
        Means::DebitThatSucceeds => delay(books, now_ms, session, intent, true),
        Means::DebitThatFails => delay(books, now_ms, session, intent, false),
        Means::Card { outcome, .. } => match outcome {
            CardOutcome::Declined(why) => decline(books, now_ms, session, intent, why),
            CardOutcome::AsksFirst | CardOutcome::AsksAway | CardOutcome::AsksThenDeclines => {
                intent.state = IntentState::RequiresAction;
                keep(books, now_ms, session, intent, "payment_intent.requires_action");
                PayOutcome::NeedsAuthentication
            }
            CardOutcome::Succeeds
            | CardOutcome::DisputedLater
            | CardOutcome::RefundedLate
            | CardOutcome::RefundFailsLater => take(books, now_ms, session, intent),
        },
    }
}

/// Ends the 3-D Secure step.
///
/// Again: a session that is not open, or not asked to authenticate, is left as it is.
pub(crate) fn authenticate(
    books: &mut Books,
    now_ms: i64,
    session: &Session,
    succeeds: bool,
) -> PayOutcome {
    let intent = session.intent.as_ref().and_then(|id| books.intents.get(id)).cloned();
    let asked = intent.filter(|intent| intent.state == IntentState::RequiresAction);
    let Some(intent) = asked.filter(|_| session.state == SessionState::Open) else {
        return PayOutcome::NotOpen(session.state);
    };
    let (session, intent) = (session.clone(), intent.as_ref().clone());
    let declines =
        matches!(intent.means, Some(Means::Card { outcome: CardOutcome::AsksThenDeclines, .. }));
    match (succeeds, declines) {
        (false, _) => decline(books, now_ms, session, intent, CardFailure::Authentication),
        (true, true) => decline(books, now_ms, session, intent, CardFailure::Generic),
        (true, false) => take(books, now_ms, session, intent),
    }
}

/// The session's PaymentIntent, made when the buyer confirms for the first time.
fn confirmed(books: &mut Books, now_ms: i64, session: &mut Session) -> Intent {
    let known = session.intent.as_ref().and_then(|id| books.intents.get(id));
    if let Some(intent) = known {
        // A promotion code may have lowered the bill since the last try.
        return Intent { amount: session.totals.amount, ..intent.as_ref().clone() };
    }
    let id = ids::intent();
    let intent = Intent {
        client_secret: format!("{id}_secret_{}", ids::secret()),
        id,
        created_ms: now_ms,
        session: session.id.clone(),
        amount: session.totals.amount,
        amount_received: 0,
        currency: session.totals.currency.clone(),
        state: IntentState::RequiresPaymentMethod,
        capture_manually: session.when_paid.capture_manually,
        cancellation_reason: None,
        means: None,
        last_failure: None,
        latest_charge: None,
        metadata: session.when_paid.metadata.clone(),
        description: session.when_paid.description.clone(),
        receipt_email: session.when_paid.receipt_email.clone(),
        capture_before_ms: None,
    };
    session.intent = Some(intent.id.clone());
    books.emit(now_ms, "payment_intent.created", wire::intent(&intent));
    intent
}

fn take(books: &mut Books, now_ms: i64, session: Session, mut intent: Intent) -> PayOutcome {
    let (state, told) = match intent.capture_manually {
        true => (ChargeState::Authorized, "payment_intent.amount_capturable_updated"),
        false => (ChargeState::Succeeded, "payment_intent.succeeded"),
    };
    intent.capture_before_ms =
        intent.capture_manually.then(|| now_ms.saturating_add(books.behaviour.authorization_ms));
    let charge = charge(books, now_ms, &session, &mut intent, state);
    let paid = match intent.capture_manually {
        true => {
            intent.state = IntentState::RequiresCapture;
            PaymentStatus::Unpaid
        }
        false => {
            intent.state = IntentState::Succeeded;
            intent.amount_received = intent.amount;
            PaymentStatus::Paid
        }
    };
    keep(books, now_ms, session.clone(), intent, told);
    books.emit(now_ms, "charge.succeeded", wire::charge(&charge));
    complete(books, now_ms, session, paid)
}

fn delay(
    books: &mut Books,
    now_ms: i64,
    session: Session,
    mut intent: Intent,
    succeeds: bool,
) -> PayOutcome {
    let charge = charge(books, now_ms, &session, &mut intent, ChargeState::Pending);
    let at_ms = now_ms.saturating_add(books.behaviour.delayed_payment_ms);
    let until = Settlement { at_ms, succeeds };
    intent.state = IntentState::Processing { until };
    keep(books, now_ms, session.clone(), intent, "payment_intent.processing");
    books.emit(now_ms, "charge.pending", wire::charge(&charge));
    complete(books, now_ms, session, PaymentStatus::Unpaid)
}

fn decline(
    books: &mut Books,
    now_ms: i64,
    session: Session,
    mut intent: Intent,
    why: CardFailure,
) -> PayOutcome {
    let charge = charge(books, now_ms, &session, &mut intent, ChargeState::Failed { why });
    intent.state = IntentState::RequiresPaymentMethod;
    intent.last_failure = Some(why);
    keep(books, now_ms, session, intent, "payment_intent.payment_failed");
    books.emit(now_ms, "charge.failed", wire::charge(&charge));
    PayOutcome::Declined(why)
}

fn charge(
    books: &mut Books,
    now_ms: i64,
    session: &Session,
    intent: &mut Intent,
    state: ChargeState,
) -> Charge {
    let means = intent.means.clone().unwrap_or(Means::DebitThatSucceeds);
    let disputed_at_ms = match state {
        ChargeState::Succeeded => disputed_at_ms(books, now_ms, &means),
        ChargeState::Pending
        | ChargeState::Authorized
        | ChargeState::Released
        | ChargeState::Failed { .. } => None,
    };
    let charge = Charge {
        id: ids::charge(),
        created_ms: now_ms,
        intent: intent.id.clone(),
        amount: intent.amount,
        amount_captured: if state == ChargeState::Succeeded { intent.amount } else { 0 },
        amount_refunded: 0,
        currency: intent.currency.clone(),
        state,
        means,
        payer_email: session.payer_email.clone(),
        payer_name: session.payer_name.clone(),
        metadata: intent.metadata.clone(),
        dispute: None,
        capture_before_ms: intent.capture_before_ms,
        disputed_at_ms,
    };
    intent.latest_charge = Some(charge.id.clone());
    books.charges.put(charge.clone());
    charge
}

/// When a bank will dispute money that is taken now, if this card's does.
pub(crate) fn disputed_at_ms(books: &Books, now_ms: i64, means: &Means) -> Option<i64> {
    let is_disputed = matches!(means, Means::Card { outcome: CardOutcome::DisputedLater, .. });
    is_disputed.then(|| now_ms.saturating_add(books.behaviour.dispute_ms))
}

fn keep(books: &mut Books, now_ms: i64, session: Session, intent: Intent, told: &str) {
    books.sessions.put(session);
    books.emit(now_ms, told, wire::intent(&intent));
    books.intents.put(intent);
}

fn complete(
    books: &mut Books,
    now_ms: i64,
    session: Session,
    payment_status: PaymentStatus,
) -> PayOutcome {
    let state = SessionState::Complete { at_ms: now_ms };
    let session = Session { state, payment_status, ..session };
    if let Some(discount) = &session.totals.discount {
        coupon::redeem(books, discount);
    }
    let picture = wire::session(&session);
    books.sessions.put(session);
    PayOutcome::Completed { event: books.emit(now_ms, "checkout.session.completed", picture) }
}

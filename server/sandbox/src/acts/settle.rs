//! How money that waited is settled: delayed payments, captures, cancellations.

use super::pay;
use crate::books::Books;
use crate::error::ApiError;
use crate::model::{
    CardFailure, Charge, ChargeState, Intent, IntentState, PaymentStatus, Session, SessionState,
    Settlement,
};
use crate::wire;

/// Ends what waited for its time: a delayed payment, or an authorisation that nobody captured.
pub(crate) fn due(books: &mut Books, now_ms: i64, intent: &Intent) {
    match intent.state {
        IntentState::Processing { until } => delayed(books, now_ms, intent, until),
        IntentState::RequiresCapture => let_go(books, now_ms, intent, Some("automatic".to_owned())),
        IntentState::RequiresPaymentMethod
        | IntentState::RequiresAction
        | IntentState::Succeeded
        | IntentState::Canceled { .. } => {}
    }
}

/// Ends a delayed payment, as was chosen on the page.
fn delayed(books: &mut Books, now_ms: i64, intent: &Intent, until: Settlement) {
    let succeeds = until.succeeds;
    match succeeds {
        true => arrive(books, now_ms, intent, intent.amount),
        false => fail(books, now_ms, intent),
    }
    let told = match succeeds {
        true => "checkout.session.async_payment_succeeded",
        false => "checkout.session.async_payment_failed",
    };
    if let Some(session) = books.sessions.get(&intent.session) {
        let picture = wire::session(session);
        books.emit(now_ms, told, picture);
    }
}

/// Takes money that was only authorised.
///
/// Refuses: an intent that does not wait for it, and more than was authorised.
pub(crate) fn capture(
    books: &mut Books,
    now_ms: i64,
    intent: &Intent,
    amount: Option<i64>,
) -> Result<(), ApiError> {
    if intent.state != IntentState::RequiresCapture {
        return Err(unexpected(
            intent,
            "This PaymentIntent could not be captured",
            "captured: requires_capture",
        ));
    }
    let amount = amount.unwrap_or(intent.amount);
    if !(1..=intent.amount).contains(&amount) {
        let message = "The amount to capture must be at least 1 and no more than was authorized.";
        let refusal = ApiError { begun: true, ..ApiError::param("amount_to_capture", message) };
        let code = if amount < 1 { "amount_too_small" } else { "amount_too_large" };
        return Err(refusal.code(code));
    }
    arrive(books, now_ms, intent, amount);
    Ok(())
}

/// Cancels an intent before any money came.
///
/// Refuses: one that has succeeded, is under way or is cancelled already, and one whose session
/// is open: that is expired instead.
pub(crate) fn cancel(
    books: &mut Books,
    now_ms: i64,
    intent: &Intent,
    reason: Option<String>,
) -> Result<(), ApiError> {
    let session = books.sessions.get(&intent.session);
    if session.is_some_and(|session| session.state == SessionState::Open) {
        let message = "You cannot cancel PaymentIntents that were created by an open Checkout \
                       Session. Expire the Checkout Session instead.";
        return Err(ApiError::state(message).code("payment_intent_unexpected_state"));
    }
    match intent.state {
        IntentState::RequiresCapture => {}
        IntentState::RequiresPaymentMethod
        | IntentState::RequiresAction
        | IntentState::Processing { .. }
        | IntentState::Succeeded
        | IntentState::Canceled { .. } => {
            return Err(unexpected(
                intent,
                "You cannot cancel this PaymentIntent",
                "canceled: requires_payment_method, requires_capture, requires_confirmation, \
                 requires_action, processing",
            ));
        }
    }
    let_go(books, now_ms, intent, reason);
    Ok(())
}

fn let_go(books: &mut Books, now_ms: i64, intent: &Intent, reason: Option<String>) {
    if let Some(charge) = latest_charge(books, intent) {
        let charge = Charge { state: ChargeState::Released, ..charge };
        let picture = wire::charge(&charge);
        books.charges.put(charge);
        books.emit(now_ms, "charge.refunded", picture);
    }
    end(books, now_ms, intent, reason);
}

/// Cancels an intent that nobody will confirm any more: its session is over, or costs nothing.
pub(crate) fn abandon(books: &mut Books, now_ms: i64, intent: &Intent) {
    end(books, now_ms, intent, Some("automatic".to_owned()));
}

fn end(books: &mut Books, now_ms: i64, intent: &Intent, reason: Option<String>) {
    let canceled = Intent {
        state: IntentState::Canceled { at_ms: now_ms },
        cancellation_reason: reason,
        ..intent.clone()
    };
    let picture = wire::intent(&canceled);
    books.intents.put(canceled);
    books.emit(now_ms, "payment_intent.canceled", picture);
}

fn unexpected(intent: &Intent, what: &str, wanted: &str) -> ApiError {
    ApiError::state(format!(
        "{what} because it has a status of {}. Only a PaymentIntent with one of the following \
         statuses may be {wanted}.",
        intent.state.as_str()
    ))
    .code("payment_intent_unexpected_state")
}

fn latest_charge(books: &Books, intent: &Intent) -> Option<Charge> {
    let charge = intent.latest_charge.as_ref().and_then(|id| books.charges.get(id))?;
    Some(charge.as_ref().clone())
}

fn arrive(books: &mut Books, now_ms: i64, intent: &Intent, amount: i64) {
    let paid = Intent { state: IntentState::Succeeded, amount_received: amount, ..intent.clone() };
    let picture = wire::intent(&paid);
    books.intents.put(paid);
    books.emit(now_ms, "payment_intent.succeeded", picture);

    if let Some(charge) = latest_charge(books, intent) {
        let told = match charge.state {
            ChargeState::Authorized => "charge.captured",
            ChargeState::Pending
            | ChargeState::Succeeded
            | ChargeState::Released
            | ChargeState::Failed { .. } => "charge.succeeded",
        };
        let charge = Charge {
            state: ChargeState::Succeeded,
            amount_captured: amount,
            disputed_at_ms: pay::disputed_at_ms(books, now_ms, &charge.means),
            ..charge
        };
        let picture = wire::charge(&charge);
        books.charges.put(charge);
        books.emit(now_ms, told, picture);
    }

    if let Some(session) = books.sessions.get(&intent.session).cloned() {
        let payment_status = PaymentStatus::Paid;
        books.sessions.put(Session { payment_status, ..session.as_ref().clone() });
    }
}

fn fail(books: &mut Books, now_ms: i64, intent: &Intent) {
    let why = CardFailure::Generic;
    let failed = Intent {
        state: IntentState::RequiresPaymentMethod,
        last_failure: Some(why),
        ..intent.clone()
    };
    let picture = wire::intent(&failed);
    books.intents.put(failed);
    books.emit(now_ms, "payment_intent.payment_failed", picture);

    if let Some(charge) = latest_charge(books, intent) {
        let charge = Charge { state: ChargeState::Failed { why }, ..charge };
        let picture = wire::charge(&charge);
        books.charges.put(charge);
        books.emit(now_ms, "charge.failed", picture);
    }
}

//! What the clock does by itself: expiry, delayed payments, disputes, forgotten answers.
//!
//! Runs before every other act, so expiry is true by the clock, never by a timer.

use super::{dispute, odd, settle};
use crate::books::Books;
use crate::error::ApiError;
use crate::model::{
    ExpireDuring3ds, ExpiredIntent, IntentState, RefundState, Session, SessionState, Settlement,
};
use crate::wire;

/// Does everything that is due.
///
/// Again: a second call at the same time does nothing.
pub(crate) fn tidy(books: &mut Books, now_ms: i64) {
    for id in books.sessions.due_by(now_ms) {
        if let Some(session) = books.sessions.get(&id).cloned() {
            close(books, now_ms, &session);
        }
    }
    for id in books.intents.due_by(now_ms) {
        if let Some(intent) = books.intents.get(&id).cloned() {
            settle::due(books, now_ms, &intent);
        }
    }
    for id in books.charges.due_by(now_ms) {
        if let Some(charge) = books.charges.get(&id).cloned() {
            // A charge is due only while its money is here and not disputed.
            let _ = dispute::raise(books, now_ms, &charge);
        }
    }
    for id in books.refunds.due_by(now_ms) {
        let until = books.refunds.get(&id).and_then(|refund| refund.until);
        if let Some(Settlement { succeeds, .. }) = until {
            let state = if succeeds { RefundState::Succeeded } else { RefundState::Failed };
            // A refund is due only until it has ended.
            let _ = odd::settle_refund(books, now_ms, &id, state);
        }
    }
    for key in books.replies.due_by(now_ms) {
        books.replies.remove(&key);
    }
}

/// Expires an open session.
///
/// Refuses: a session that is complete or expired already, in Stripe's words; one at the 3-D
/// Secure step if that behaviour is chosen.
pub(crate) fn expire(books: &mut Books, now_ms: i64, session: &Session) -> Result<(), ApiError> {
    match session.state {
        SessionState::Open if is_held_by_bank(books, session) => {
            Err(ApiError::state("This Checkout Session is being paid and cannot be expired now."))
        }
        SessionState::Open => {
            close(books, now_ms, session);
            Ok(())
        }
        SessionState::Complete { .. } | SessionState::Expired { .. } => {
            Err(ApiError::state(format!(
                "Only Checkout Sessions with a status in [\"open\"] can be expired. This \
                 Checkout Session has a status of `{}`.",
                session.state.as_str()
            )))
        }
    }
}

/// Whether the buyer is at the 3-D Secure step, and that is chosen to matter.
fn is_held_by_bank(books: &Books, session: &Session) -> bool {
    let intent = session.intent.as_ref().and_then(|id| books.intents.get(id));
    books.behaviour.expire_during_3ds == ExpireDuring3ds::Refused
        && intent.is_some_and(|intent| intent.state == IntentState::RequiresAction)
}

fn close(books: &mut Books, now_ms: i64, session: &Session) {
    let expired = Session { state: SessionState::Expired { at_ms: now_ms }, ..session.clone() };
    let picture = wire::session(&expired);
    let intent = expired.intent.as_ref().and_then(|id| books.intents.get(id)).cloned();
    books.sessions.put(expired);
    books.emit(now_ms, "checkout.session.expired", picture);

    let is_left = books.behaviour.expired_intent == ExpiredIntent::LeftAlone;
    if let Some(intent) = intent.filter(|_| !is_left) {
        settle::abandon(books, now_ms, &intent);
    }
}

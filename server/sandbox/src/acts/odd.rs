//! Rare things that Stripe does by itself and a seller must survive; ordered by tests.

use crate::books::Books;
use crate::error::ApiError;
use crate::model::{Charge, PaymentStatus, Refund, RefundState, Session, SessionState, Urls};
use crate::{ids, wire};

const LIFE_MS: i64 = 24 * 60 * 60 * 1_000;

/// Makes the copy that a buyer gets who recovers an expired session: same bill, same metadata.
///
/// Refuses: a session that has not expired.
pub(crate) fn recover(
    books: &mut Books,
    now_ms: i64,
    public_url: &str,
    id: &str,
) -> Result<String, ApiError> {
    let old = books.sessions.get(id).cloned();
    let old = old.ok_or_else(|| ApiError::not_found("checkout.session", id))?;
    match old.state {
        SessionState::Expired { .. } => {}
        SessionState::Open | SessionState::Complete { .. } => {
            return Err(ApiError::state("Only an expired session can be recovered."));
        }
    }
    let new = ids::session();
    let page = old.urls.page.as_ref().map(|_| format!("{public_url}/c/pay/{new}"));
    let payment_status = match old.totals.amount {
        0 => PaymentStatus::NoPaymentRequired,
        _ => PaymentStatus::Unpaid,
    };
    books.sessions.put(Session {
        id: new.clone(),
        created_ms: now_ms,
        expires_at_ms: now_ms.saturating_add(LIFE_MS),
        state: SessionState::Open,
        payment_status,
        urls: Urls { page, ..old.urls.clone() },
        client_secret: Some(format!("{new}_secret_{}", ids::secret())),
        intent: None,
        recovered_from: Some(old.id.clone()),
        ..old.as_ref().clone()
    });
    Ok(new)
}

/// Tells the same thing again as a different event.
pub(crate) fn twin(books: &mut Books, now_ms: i64, id: &str) -> Result<String, ApiError> {
    let event = books.events.get(id).cloned();
    let event = event.ok_or_else(|| ApiError::not_found("event", id))?;
    Ok(books.emit(now_ms, &event.kind, event.object.clone()))
}

/// Ends a refund that waited, or lets one fail that had seemed to succeed.
///
/// Refuses: a refund that has failed, and the success of one that has succeeded.
pub(crate) fn settle_refund(
    books: &mut Books,
    now_ms: i64,
    id: &str,
    succeeds: bool,
) -> Result<(), ApiError> {
    let refund = books.refunds.get(id).cloned();
    let refund = refund.ok_or_else(|| ApiError::not_found("refund", id))?;
    let state = match (refund.state, succeeds) {
        (RefundState::Pending, true) => RefundState::Succeeded,
        (RefundState::Pending | RefundState::Succeeded, false) => RefundState::Failed,
        (RefundState::Succeeded, true) | (RefundState::Failed, _) => {
            return Err(ApiError::state("This refund has ended already."));
        }
    };
    let settled = Refund { state, ..refund.as_ref().clone() };
    let picture = wire::refund(&settled);
    books.refunds.put(settled);
    if let (RefundState::Failed, Some(charge)) = (state, books.charges.get(&refund.charge)) {
        let amount_refunded = charge.amount_refunded - refund.amount;
        let charge = Charge { amount_refunded, ..charge.as_ref().clone() };
        books.charges.put(charge);
    }
    books.emit(now_ms, "refund.updated", picture.clone());
    if state == RefundState::Failed {
        books.emit(now_ms, "refund.failed", picture);
    }
    Ok(())
}

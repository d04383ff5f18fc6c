//! Rare things that Stripe does by itself and a seller must survive; ordered by tests.

use crate::books::Books;
use crate::error::ApiError;
use crate::model::{
    Charge, Delivery, DeliveryState, PaymentStatus, Recovery, Refund, RefundState, Session,
    SessionState, UiMode, Urls,
};
use crate::{ids, wire};

const LIFE_MS: i64 = 24 * 60 * 60 * 1_000;

/// Makes the copy that a buyer gets who recovers an expired session: same bill, same metadata, on
/// a hosted page.
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
    let urls = Urls {
        page: Some(format!("{public_url}/c/pay/{new}")),
        success: old.urls.success.clone().or(old.urls.back.clone()),
        cancel: old.urls.cancel.clone(),
        ..Urls::default()
    };
    let recovery = old.recovery.clone().map(|recovery| {
        let url = format!("{public_url}/c/recover/{new}");
        Recovery { url, ..recovery }
    });
    let allow_promotion_codes = match &old.recovery {
        Some(recovery) if recovery.allows_codes => Some(true),
        Some(_) | None => old.allow_promotion_codes,
    };
    books.sessions.put(Session {
        id: new.clone(),
        created_ms: now_ms,
        expires_at_ms: now_ms.saturating_add(LIFE_MS),
        state: SessionState::Open,
        payment_status: PaymentStatus::before(old.totals.amount),
        ui_mode: UiMode::HostedPage,
        urls,
        client_secret: None,
        intent: None,
        recovered_from: Some(old.id.clone()),
        recovery,
        allow_promotion_codes,
        ..old.as_ref().clone()
    });
    Ok(new)
}

/// Owes one event to the endpoint again, whatever became of it.
pub(crate) fn resend(books: &mut Books, now_ms: i64, id: &str) -> Result<(), ApiError> {
    if books.events.get(id).is_none() {
        return Err(ApiError::not_found("event", id));
    }
    let before = books.deliveries.get(id);
    let attempts = before.map(|delivery| delivery.attempts.clone()).unwrap_or_default();
    let state = DeliveryState::Pending { next_at_ms: now_ms };
    books.deliveries.put(Delivery { event: id.to_owned(), since_ms: now_ms, state, attempts });
    Ok(())
}

/// Tells the same thing again as a different event.
pub(crate) fn twin(books: &mut Books, now_ms: i64, id: &str) -> Result<String, ApiError> {
    let event = books.events.get(id).cloned();
    let event = event.ok_or_else(|| ApiError::not_found("event", id))?;
    Ok(books.emit(now_ms, &event.kind, event.object.clone()))
}

/// Moves a refund on: it waits for the buyer, ends, or comes back though it had seemed to succeed.
///
/// Refuses: a refund that has come back, and what it is already.
pub(crate) fn settle_refund(
    books: &mut Books,
    now_ms: i64,
    id: &str,
    state: RefundState,
) -> Result<(), ApiError> {
    let refund = books.refunds.get(id).cloned();
    let refund = refund.ok_or_else(|| ApiError::not_found("refund", id))?;
    let may = match (refund.state, state) {
        (RefundState::Failed | RefundState::Canceled, _) | (_, RefundState::Pending) => false,
        (RefundState::Succeeded, next) => next == RefundState::Failed,
        (RefundState::RequiresAction, next) => next != RefundState::RequiresAction,
        (RefundState::Pending, _) => true,
    };
    if !may {
        let (is, next) = (refund.state.as_str(), state.as_str());
        return Err(ApiError::state(format!("This refund is {is} and cannot become {next}.")));
    }
    let settled = Refund { state, until: None, ..refund.as_ref().clone() };
    let picture = wire::refund(&settled);
    books.refunds.put(settled);
    if let (true, Some(charge)) = (state.came_back(), books.charges.get(&refund.charge)) {
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

//! A buyer's bank takes the money back, and how that ends.

use crate::books::Books;
use crate::error::ApiError;
use crate::model::{Charge, ChargeState, Dispute, DisputeState};
use crate::{ids, wire};

/// Disputes a charge.
///
/// Refuses: a charge without money or whose money is back, or one that is disputed already.
pub(crate) fn raise(books: &mut Books, now_ms: i64, charge: &Charge) -> Result<String, ApiError> {
    let left = charge.amount_captured - charge.amount_refunded;
    if charge.state != ChargeState::Succeeded || charge.dispute.is_some() || left == 0 {
        return Err(ApiError::state("Only a paid charge can be disputed, and only once."));
    }
    let dispute = Dispute {
        id: ids::dispute(),
        created_ms: now_ms,
        charge: charge.id.clone(),
        intent: charge.intent.clone(),
        amount: left,
        currency: charge.currency.clone(),
        state: DisputeState::NeedsResponse,
    };
    let id = dispute.id.clone();
    books.charges.put(Charge { dispute: Some(id.clone()), ..charge.clone() });
    let picture = wire::dispute(&dispute);
    books.disputes.put(dispute);
    books.emit(now_ms, "charge.dispute.created", picture);
    Ok(id)
}

/// Ends a dispute: won, or lost, as by who accepts it.
///
/// Refuses: one that has ended.
pub(crate) fn close(
    books: &mut Books,
    now_ms: i64,
    id: &str,
    is_won: bool,
) -> Result<(), ApiError> {
    let dispute = books.disputes.get(id).cloned();
    let dispute = dispute.ok_or_else(|| ApiError::not_found("dispute", id))?;
    if dispute.state != DisputeState::NeedsResponse {
        return Err(ApiError::state("This dispute is already closed."));
    }
    let state = if is_won { DisputeState::Won } else { DisputeState::Lost };
    let closed = Dispute { state, ..dispute.as_ref().clone() };
    let picture = wire::dispute(&closed);
    books.disputes.put(closed);
    books.emit(now_ms, "charge.dispute.closed", picture);
    Ok(())
}

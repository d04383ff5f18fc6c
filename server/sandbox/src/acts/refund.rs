//! Giving money back, in whole or in part.

use std::collections::BTreeMap;

use crate::books::Books;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::{
    CardOutcome, Charge, ChargeState, DisputeState, Means, Refund, RefundState, Settlement,
};
use crate::pages::money;
use crate::{ids, wire};

const REASONS: [(&str, &str); 3] = [
    ("duplicate", "duplicate"),
    ("fraudulent", "fraudulent"),
    ("requested_by_customer", "requested_by_customer"),
];

struct Wanted {
    amount: Option<i64>,
    reason: Option<String>,
    metadata: BTreeMap<String, String>,
}

/// Refunds a charge, named by itself or by its PaymentIntent.
///
/// Refuses: money that never came, more than is left, and a charge that was refunded in full
/// (`charge_already_refunded`).
pub(crate) fn refund(
    books: &mut Books,
    now_ms: i64,
    mut fields: Fields,
) -> Result<Refund, ApiError> {
    let (charge, intent) = (fields.text("charge")?, fields.text("payment_intent")?);
    let wanted = Wanted {
        amount: fields.within("amount", 1, 99_999_999)?,
        reason: fields.one_of("reason", &REASONS)?.map(str::to_owned),
        metadata: fields.metadata_or_none("metadata")?.unwrap_or_default(),
    };
    fields.finish()?;

    let charge = find(books, charge, intent)?;
    let amount = allowed(books, &charge, wanted.amount)?;

    Ok(give_back(books, now_ms, charge, amount, wanted))
}

fn find(books: &Books, charge: Option<String>, intent: Option<String>) -> Result<Charge, ApiError> {
    let id = match (charge, intent) {
        (Some(charge), None) => charge,
        (None, Some(intent)) => {
            let missing = || ApiError::no_such("payment_intent", "payment_intent", &intent);
            let found = books.intents.get(&intent).ok_or_else(missing)?;
            found.latest_charge.clone().ok_or_else(|| no_money(&intent))?
        }
        (Some(_), Some(_)) => return Err(ApiError::only_one(["payment_intent", "charge"])),
        (None, None) => {
            let message = "One of the following params should be provided for this request: \
                           payment_intent or charge.";
            return Err(ApiError::invalid(message).code("parameter_missing"));
        }
    };
    let missing = || ApiError::no_such("charge", "charge", &id);
    let found = books.charges.get(&id).ok_or_else(missing)?;
    Ok(found.as_ref().clone())
}

fn no_money(id: &str) -> ApiError {
    ApiError::state(format!("{id} does not have a successful charge to refund."))
}

fn allowed(books: &Books, charge: &Charge, amount: Option<i64>) -> Result<i64, ApiError> {
    match charge.state {
        ChargeState::Succeeded => {}
        ChargeState::Pending
        | ChargeState::Authorized
        | ChargeState::Released
        | ChargeState::Failed { .. } => return Err(no_money(&charge.intent)),
    }
    let dispute = charge.dispute.as_ref().and_then(|id| books.disputes.get(id));
    if dispute.is_some_and(|dispute| dispute.state != DisputeState::Won) {
        let message = format!("Charge {} has been charged back; it cannot be refunded.", charge.id);
        return Err(ApiError::state(message).code("charge_disputed"));
    }
    let left = charge.amount_captured - charge.amount_refunded;
    if left <= 0 {
        let message = format!("Charge {} has already been refunded.", charge.id);
        return Err(ApiError::state(message).code("charge_already_refunded"));
    }
    match amount {
        Some(amount) if amount > left => {
            let (wanted, left) = (money(amount, &charge.currency), money(left, &charge.currency));
            let message = format!(
                "Refund amount ({wanted}) is greater than unrefunded amount on charge ({left})"
            );
            Err(ApiError { param: Some("amount".to_owned()), ..ApiError::state(message) })
        }
        Some(amount) => Ok(amount),
        None => Ok(left),
    }
}

fn give_back(
    books: &mut Books,
    now_ms: i64,
    charge: Charge,
    amount: i64,
    wanted: Wanted,
) -> Refund {
    let (state, until) = beginning(books, now_ms, &charge);
    let refund = Refund {
        id: ids::refund(),
        created_ms: now_ms,
        charge: charge.id.clone(),
        intent: charge.intent.clone(),
        amount,
        currency: charge.currency.clone(),
        state,
        reason: wanted.reason,
        metadata: wanted.metadata,
        until,
    };
    let charge = Charge { amount_refunded: charge.amount_refunded + amount, ..charge };
    let pictures = (wire::refund(&refund), wire::charge(&charge));
    books.refunds.put(refund.clone());
    books.charges.put(charge);
    books.emit(now_ms, "refund.created", pictures.0.clone());
    books.emit(now_ms, "charge.refunded", pictures.1);
    if state == RefundState::Succeeded {
        books.emit(now_ms, "refund.updated", pictures.0);
    }
    refund
}

/// How a refund begins, and how it ends by itself if it does.
fn beginning(books: &Books, now_ms: i64, charge: &Charge) -> (RefundState, Option<Settlement>) {
    if books.behaviour.refunds_stay_pending {
        return (RefundState::Pending, None);
    }
    let at_ms = now_ms.saturating_add(books.behaviour.refund_ms);
    let outcome = match &charge.means {
        Means::Card { outcome, .. } => *outcome,
        Means::DebitThatSucceeds | Means::DebitThatFails => CardOutcome::Succeeds,
    };
    match outcome {
        CardOutcome::RefundedLate => {
            (RefundState::Pending, Some(Settlement { at_ms, succeeds: true }))
        }
        CardOutcome::RefundFailsLater => {
            (RefundState::Succeeded, Some(Settlement { at_ms, succeeds: false }))
        }
        CardOutcome::Succeeds
        | CardOutcome::AsksFirst
        | CardOutcome::AsksAway
        | CardOutcome::AsksThenDeclines
        | CardOutcome::DisputedLater
        | CardOutcome::Declined(_) => (RefundState::Succeeded, None),
    }
}

//! PaymentIntents and Charges: to read, to capture, to cancel.

use std::sync::Arc;

use serde_json::Value;

use super::paging::{Created, Paging};
use super::work::Desk;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::{Charge, Intent};
use crate::{acts, wire};

const REASONS: [(&str, &str); 4] = [
    ("abandoned", "abandoned"),
    ("duplicate", "duplicate"),
    ("fraudulent", "fraudulent"),
    ("requested_by_customer", "requested_by_customer"),
];

fn find_intent(desk: &Desk<'_>, id: &str) -> Result<Arc<Intent>, ApiError> {
    let found = desk.books.intents.get(id);
    found.cloned().ok_or_else(|| ApiError::not_found("payment_intent", id))
}

pub(crate) fn retrieve_intent(
    desk: &mut Desk<'_>,
    id: &str,
    fields: Fields,
) -> Result<Value, ApiError> {
    fields.finish()?;
    Ok(wire::intent(&*find_intent(desk, id)?))
}

pub(crate) fn list_intents(
    desk: &mut Desk<'_>,
    _: &str,
    mut fields: Fields,
) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    let created = Created::read(&mut fields)?;
    fields.finish()?;
    let wanted = |intent: &Intent| created.holds(intent.created_ms);
    paging.list("/v1/payment_intents", &desk.books.intents, wanted, wire::intent)
}

pub(crate) fn capture(
    desk: &mut Desk<'_>,
    id: &str,
    mut fields: Fields,
) -> Result<Value, ApiError> {
    let amount = fields.integer("amount_to_capture")?;
    fields.finish()?;
    let intent = find_intent(desk, id)?;
    acts::capture(desk.books, desk.now_ms, &intent, amount)?;
    Ok(wire::intent(&*find_intent(desk, id)?))
}

pub(crate) fn cancel(desk: &mut Desk<'_>, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let reason = fields.one_of("cancellation_reason", &REASONS)?.map(str::to_owned);
    fields.finish()?;
    let intent = find_intent(desk, id)?;
    acts::cancel(desk.books, desk.now_ms, &intent, reason)?;
    Ok(wire::intent(&*find_intent(desk, id)?))
}

pub(crate) fn retrieve_charge(
    desk: &mut Desk<'_>,
    id: &str,
    fields: Fields,
) -> Result<Value, ApiError> {
    fields.finish()?;
    let found = desk.books.charges.get(id).ok_or_else(|| ApiError::not_found("charge", id))?;
    Ok(wire::charge(found))
}

pub(crate) fn list_charges(
    desk: &mut Desk<'_>,
    _: &str,
    mut fields: Fields,
) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    let created = Created::read(&mut fields)?;
    let intent = fields.text("payment_intent")?;
    fields.finish()?;
    let wanted = |charge: &Charge| {
        created.holds(charge.created_ms)
            && intent.as_ref().is_none_or(|intent| charge.intent == *intent)
    };
    paging.list("/v1/charges", &desk.books.charges, wanted, wire::charge)
}

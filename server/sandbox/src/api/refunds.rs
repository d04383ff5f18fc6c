//! Refunds: create, retrieve, list.

use serde_json::Value;

use super::paging::{Created, Paging};
use super::work::Desk;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::Refund;
use crate::{acts, wire};

pub(crate) fn create(desk: &mut Desk<'_>, _: &str, fields: Fields) -> Result<Value, ApiError> {
    Ok(wire::refund(&acts::refund(desk.books, desk.now_ms, fields)?))
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str, fields: Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    let found = desk.books.refunds.get(id).ok_or_else(|| ApiError::not_found("refund", id))?;
    Ok(wire::refund(found))
}

pub(crate) fn list(desk: &mut Desk<'_>, _: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    let created = Created::read(&mut fields)?;
    let (charge, intent) = (fields.text("charge")?, fields.text("payment_intent")?);
    fields.finish()?;
    let wanted = |refund: &Refund| {
        created.holds(refund.created_ms)
            && charge.as_ref().is_none_or(|charge| refund.charge == *charge)
            && intent.as_ref().is_none_or(|intent| refund.intent == *intent)
    };
    paging.list("/v1/refunds", &desk.books.refunds, wanted, wire::refund)
}

//! Disputes: retrieve, list, and close, which accepts that they are lost.

use serde_json::Value;

use super::paging::{Created, Paging};
use super::work::Desk;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::Dispute;
use crate::{acts, wire};

fn show(desk: &Desk<'_>, id: &str) -> Result<Value, ApiError> {
    let found = desk.books.disputes.get(id).ok_or_else(|| ApiError::not_found("dispute", id))?;
    Ok(wire::dispute(found))
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str, fields: Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    show(desk, id)
}

pub(crate) fn close(desk: &mut Desk<'_>, id: &str, fields: Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    acts::close_dispute(desk.books, desk.now_ms, id, false)?;
    show(desk, id)
}

pub(crate) fn list(desk: &mut Desk<'_>, _: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    let created = Created::read(&mut fields)?;
    let (charge, intent) = (fields.text("charge")?, fields.text("payment_intent")?);
    fields.finish()?;
    let wanted = |dispute: &Dispute| {
        created.holds(dispute.created_ms)
            && charge.as_ref().is_none_or(|charge| dispute.charge == *charge)
            && intent.as_ref().is_none_or(|intent| dispute.intent == *intent)
    };
    paging.list("/v1/disputes", &desk.books.disputes, wanted, wire::dispute)
}

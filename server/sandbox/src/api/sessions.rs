//! Checkout Sessions: create, retrieve, list, update, line items, expire.

use std::sync::Arc;

use serde_json::Value;

use super::paging::{Created, Paging};
use super::work::Desk;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::Session;
use crate::{acts, wire};

const STATES: [(&str, &str); 3] =
    [("open", "open"), ("complete", "complete"), ("expired", "expired")];
const METADATA_KEYS_MAX: usize = 50;

fn find(desk: &Desk<'_>, id: &str) -> Result<Arc<Session>, ApiError> {
    let found = desk.books.sessions.get(id);
    found.cloned().ok_or_else(|| ApiError::not_found("checkout.session", id))
}

fn show(desk: &Desk<'_>, id: &str) -> Result<Value, ApiError> {
    Ok(wire::session(&*find(desk, id)?))
}

pub(crate) fn create(desk: &mut Desk<'_>, _: &str, fields: Fields) -> Result<Value, ApiError> {
    let id = acts::create(desk.books, desk.now_ms, desk.public_url, fields)?;
    show(desk, &id)
}

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str, fields: Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    show(desk, id)
}

/// Only metadata can change; an empty value removes its key, an empty text in its place all.
pub(crate) fn update(desk: &mut Desk<'_>, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let changes = fields.metadata_or_none("metadata")?;
    fields.finish()?;
    let mut session = find(desk, id)?.as_ref().clone();

    if changes.is_none() {
        session.metadata.clear();
    }
    for (key, value) in changes.into_iter().flatten() {
        match value.is_empty() {
            true => session.metadata.remove(&key),
            false => session.metadata.insert(key, value),
        };
    }
    if session.metadata.len() > METADATA_KEYS_MAX {
        let message = format!("Metadata can hold {METADATA_KEYS_MAX} keys.");
        return Err(ApiError::param("metadata", message));
    }

    desk.books.sessions.put(session);
    show(desk, id)
}

pub(crate) fn expire(desk: &mut Desk<'_>, id: &str, fields: Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    let session = find(desk, id)?;
    acts::expire(desk.books, desk.now_ms, &session)?;
    show(desk, id)
}

pub(crate) fn line_items(
    desk: &mut Desk<'_>,
    id: &str,
    mut fields: Fields,
) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    fields.finish()?;
    let all = wire::line_items(&*find(desk, id)?);
    paging.slice(&format!("/v1/checkout/sessions/{id}/line_items"), &all, "item")
}

pub(crate) fn list(desk: &mut Desk<'_>, _: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    let created = Created::read(&mut fields)?;
    let state = fields.one_of("status", &STATES)?;
    let intent = fields.text("payment_intent")?;
    let mut details = fields.object("customer_details");
    let email = details.text("email")?;
    details.finish()?;
    fields.finish()?;

    let wanted = |session: &Session| {
        created.holds(session.created_ms)
            && state.is_none_or(|state| session.state.as_str() == state)
            && (intent.is_none() || session.intent == intent)
            && (email.is_none() || session.payer_email == email)
    };
    paging.list("/v1/checkout/sessions", &desk.books.sessions, wanted, wire::session)
}

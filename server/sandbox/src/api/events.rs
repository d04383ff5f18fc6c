//! Events: retrieve and list, the way to find what webhooks missed.

use serde_json::Value;

use super::paging::{Created, Paging};
use super::work::Desk;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::Event;
use crate::wire;

const TYPES_MAX: usize = 20;
/// Events older than this are not listed.
const LISTED_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str, fields: Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    let found = desk.books.events.get(id).ok_or_else(|| ApiError::not_found("event", id))?;
    Ok(wire::event(found, desk.books))
}

pub(crate) fn list(desk: &mut Desk<'_>, _: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    let created = Created::read(&mut fields)?;
    let kind = fields.text("type")?;
    let kinds = fields.texts("types")?;
    let succeeded = fields.boolean("delivery_success")?;
    fields.finish()?;
    if kinds.len() > TYPES_MAX || (kind.is_some() && !kinds.is_empty()) {
        let message = format!("Use either `type`, or `types` with at most {TYPES_MAX} names.");
        return Err(ApiError::param("types", message));
    }

    let (books, now_ms) = (&*desk.books, desk.now_ms);
    let is_named = |name: &str| {
        kind.iter().chain(&kinds).any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == pattern,
        })
    };
    let wanted = |event: &Event| {
        now_ms - event.created_ms <= LISTED_MS
            && created.holds(event.created_ms)
            && ((kind.is_none() && kinds.is_empty()) || is_named(&event.kind))
            && succeeded.is_none_or(|want| wire::delivery_succeeded(event, books) == want)
    };
    paging.list("/v1/events", &books.events, wanted, |event| wire::event(event, books))
}

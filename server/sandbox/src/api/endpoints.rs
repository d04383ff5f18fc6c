//! Webhook endpoints, to read only: one at most, registered when the sandbox starts or through the
//! control interface.

use serde_json::{Value, json};

use super::paging::Paging;
use super::work::Desk;
use crate::books::Endpoint;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::wire;

pub(crate) fn retrieve(desk: &mut Desk<'_>, id: &str, fields: Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    let found = desk.books.endpoint.as_ref().filter(|endpoint| endpoint.id == id);
    found.map(show).ok_or_else(|| ApiError::not_found("webhook_endpoint", id))
}

pub(crate) fn list(desk: &mut Desk<'_>, _: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    fields.finish()?;
    let all: Vec<Value> = desk.books.endpoint.iter().map(show).collect();
    paging.slice("/v1/webhook_endpoints", &all, "webhook_endpoint")
}

/// `webhook_endpoint`: told of everything, in the version that the sandbox speaks.
fn show(endpoint: &Endpoint) -> Value {
    json!({
        "id": endpoint.id,
        "object": "webhook_endpoint",
        "api_version": wire::API_VERSION,
        "application": null,
        "created": wire::seconds(endpoint.created_ms),
        "description": null,
        "enabled_events": ["*"],
        "livemode": false,
        "metadata": {},
        "status": "enabled",
        "url": endpoint.url,
    })
}

//! An event, as Stripe shows it and as the endpoint gets it.

use serde_json::{Value, json};

use super::{API_VERSION, seconds};
use crate::books::Books;
use crate::model::Event;

/// `event`
pub(crate) fn event(event: &Event, books: &Books) -> Value {
    let is_pending = books.deliveries.get(&event.id).is_some_and(|told| told.is_pending());
    json!({
        "id": event.id,
        "object": "event",
        "api_version": API_VERSION,
        "created": seconds(event.created_ms),
        "data": { "object": event.object },
        "livemode": false,
        "pending_webhooks": i32::from(is_pending),
        "request": { "id": event.request, "idempotency_key": event.idempotency_key },
        "type": event.kind,
    })
}

/// Whether everybody who wanted to know was told.
pub(crate) fn delivery_succeeded(event: &Event, books: &Books) -> bool {
    books.deliveries.get(&event.id).is_none_or(|told| told.is_delivered())
}

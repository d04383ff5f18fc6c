//! The webhook door: takes Stripe's signed messages, keeps them, answers. No business here.
//!
//! 200 only after the event is durable; 400 for a message that is not Stripe's or cannot be read;
//! 500 when it could not be kept, so that Stripe sends it again. It must never work on a body that
//! was parsed and written anew: the signature is over the raw bytes.

use crate::shop::Shop;
use axum::body::Bytes;
use axum::extract::State;
use box_office::WebhookRefusal;
use http::{HeaderMap, StatusCode};

/// A message. Units: bytes.
pub(crate) const BODY_BYTES_MAX: usize = 256 * 1024;

/// POST /webhooks/stripe.
pub(crate) async fn receive(
    State(shop): State<Shop>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let signature = headers.get("stripe-signature").and_then(|text| text.to_str().ok());
    let received = shop.office.receive_webhook_event(&body, signature.unwrap_or_default()).await;
    match received {
        Ok(()) => (StatusCode::OK, String::new()),
        Err(WebhookRefusal::Failed(fault)) => {
            tracing::error!(%fault, "a webhook event was not recorded");
            (StatusCode::INTERNAL_SERVER_ERROR, "not recorded".to_owned())
        }
        Err(
            refusal @ (WebhookRefusal::BadSignature
            | WebhookRefusal::Stale
            | WebhookRefusal::NotAnEvent(_)
            | WebhookRefusal::Thin
            | WebhookRefusal::OtherMode),
        ) => {
            tracing::warn!(%refusal, "a webhook message was refused");
            (StatusCode::BAD_REQUEST, refusal.to_string())
        }
    }
}

//! Stripe's API: one door for every request below `/v1`.
//!
//! Here: reading a request, faults on order, and the headers of the answer. What a request does
//! is in the files below; `work` runs it under the lock and minds idempotency keys.

mod auth;
mod coupons;
mod disputes;
mod endpoints;
mod events;
mod paging;
mod payments;
mod refunds;
mod routes;
mod sessions;
mod work;

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use crate::core::Core;
use crate::error::ApiError;
use crate::faults::FaultAnswer;
use crate::form::Node;
use crate::requests::Asked;
use crate::{form, ids};
use work::{Reply, Work};

const BODY_BYTES_MAX: usize = 256 * 1024;
const KEY_CHARS_MAX: usize = 255;

/// Why there is no ordinary answer.
enum Halt {
    Refused(ApiError),
    /// The connection closes without a word.
    Dropped,
}

impl From<ApiError> for Halt {
    fn from(refusal: ApiError) -> Self {
        Self::Refused(refusal)
    }
}

/// Answers any request below `/v1`.
pub(crate) async fn entry(State(core): State<Arc<Core>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let request_id = ids::request();
    let mut params = Value::Null;
    let reply = match answer(&core, &parts, body, &request_id, &mut params).await {
        Ok(reply) => reply,
        Err(Halt::Refused(refusal)) => Reply::refusal(&refusal),
        Err(Halt::Dropped) => return dropped(),
    };
    core.requests().add(Asked {
        id: request_id.clone(),
        at_ms: core.clock.now_ms(),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        params,
        idempotency_key: idempotency_key(&parts).ok().flatten(),
        status: reply.status.as_u16(),
        replayed: reply.is_replayed,
    });
    tracing::debug!(
        method = %parts.method, path = parts.uri.path(), status = reply.status.as_u16(),
        request = request_id, "answered"
    );
    respond(reply, &parts.headers, &request_id)
}

async fn answer(
    core: &Arc<Core>,
    parts: &Parts,
    body: Body,
    request_id: &str,
    params: &mut Value,
) -> Result<Reply, Halt> {
    auth::check(&core.admission.api_keys, &parts.headers)?;
    if !core.admission.admits(core.clock.now_ms()) {
        return Err(ApiError::rate_limited().into());
    }
    let _version = version(&parts.headers)?;
    let path = parts.uri.path();
    let (handler, id) = routes::find(&parts.method, path)?;
    let (form, bytes) = read(parts, body).await?;
    *params = form.to_json();
    let key = idempotency_key(parts)?;
    let _claim = key.as_deref().map(|key| core.claim_key(key)).transpose()?;

    let fault = core.faults().take(&parts.method, path);
    let fate = fault.as_ref().map_or(FaultAnswer::Normal, |fault| fault.answer);
    if let Some(fault) = &fault {
        tokio::time::sleep(fault.delay()).await;
    }
    match fate {
        FaultAnswer::DropBefore => return Err(Halt::Dropped),
        FaultAnswer::RateLimited => return Err(ApiError::rate_limited().into()),
        FaultAnswer::Forbidden => return Err(ApiError::forbidden().into()),
        FaultAnswer::Normal
        | FaultAnswer::DropAfter
        | FaultAnswer::ErrorBefore
        | FaultAnswer::ErrorAfter => {}
    }

    let fingerprint = work::fingerprint(path, &bytes)?;
    let work = Work {
        handler,
        id,
        form,
        key,
        fingerprint,
        fate,
        request: request_id.to_owned(),
        public_url: core.public_url.clone(),
    };
    let reply = core.act(move |books, now_ms| work.run(books, now_ms)).await?;

    if let Some(fault) = &fault {
        tokio::time::sleep(fault.delay_after()).await;
    }
    match fate {
        FaultAnswer::DropAfter => Err(Halt::Dropped),
        FaultAnswer::Normal
        | FaultAnswer::DropBefore
        | FaultAnswer::RateLimited
        | FaultAnswer::Forbidden
        | FaultAnswer::ErrorBefore
        | FaultAnswer::ErrorAfter => Ok(reply),
    }
}

/// The parameters: the query of a GET, the form of a POST.
async fn read(parts: &Parts, body: Body) -> Result<(Node, Bytes), ApiError> {
    let bytes = to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| {
        ApiError::invalid(format!("A request body may have {BODY_BYTES_MAX} bytes."))
    })?;
    let bytes = match parts.method {
        Method::POST => bytes,
        _ => Bytes::from(parts.uri.query().unwrap_or_default().to_owned()),
    };
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_form = kind.is_none_or(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if parts.method == Method::POST && !bytes.is_empty() && !is_form {
        let message = "Send parameters as application/x-www-form-urlencoded, not as JSON.";
        return Err(ApiError::invalid(message));
    }
    Ok((form::parse(&bytes)?, bytes))
}

fn idempotency_key(parts: &Parts) -> Result<Option<String>, ApiError> {
    let Some(key) = parts.headers.get("idempotency-key").filter(|_| parts.method == Method::POST)
    else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if (1..=KEY_CHARS_MAX).contains(&key.len()) => Ok(Some(key.to_owned())),
        Ok(_) | Err(_) => Err(ApiError::invalid(format!(
            "Idempotent key length is {}, which is outside accepted lengths. Idempotent Keys must \
             be 1-{KEY_CHARS_MAX} characters long. If you're looking for a decent generator, try \
             using a UUID defined by IETF RFC 4122.",
            key.len()
        ))),
    }
}

/// The version asked for, which is echoed; `2026-10-28.endive` when none is.
fn version(headers: &HeaderMap) -> Result<HeaderValue, ApiError> {
    let Some(version) = headers.get("stripe-version") else {
        return Ok(HeaderValue::from_static(crate::wire::API_VERSION));
    };
    let text = version.to_str().unwrap_or_default();
    let date = text.split('.').next().unwrap_or_default();
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    match is_date {
        true => Ok(version.clone()),
        false => Err(ApiError::invalid(format!("Invalid Stripe API version: {text}"))),
    }
}

fn respond(reply: Reply, asked: &HeaderMap, request_id: &str) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert("request-id", id);
    }
    if let Ok(version) = version(asked) {
        headers.insert("stripe-version", version);
    }
    if let Some(key) = asked.get("idempotency-key") {
        headers.insert("idempotency-key", key.clone());
    }
    if reply.is_replayed {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    if reply.status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert("stripe-rate-limited-reason", HeaderValue::from_static("global-rate"));
    }
    if reply.status == StatusCode::UNAUTHORIZED {
        let realm = HeaderValue::from_static("Basic realm=\"Stripe\"");
        headers.insert(header::WWW_AUTHENTICATE, realm);
    }
    response
}

/// A body that breaks before its first byte: the connection closes, nothing is sent.
fn dropped() -> Response {
    let broken = std::io::Error::other("dropped on order");
    let first = futures::stream::once(async { Err::<Bytes, _>(broken) });
    Response::new(Body::from_stream(first))
}

//! A script's call for seats, with nothing of the framework around it: the same form, the same
//! answer, the same statuses as the server function of that name gives.

use crate::pages;
use crate::router::{ANSWER_WITHIN, in_time};
use crate::shop::Shop;
use crate::telemetry::Counted;
use crate::visitor;
use app::api::ShopError;
use app::api::desk::{retry_after_s, status};
use app::api::seats::{HoldSeats, wanted_by};
use app::context::refusal;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use domain::{BuyerId, HoldCard, Refusal};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use leptos::server_fn::codec::{Postcard, PostcardEncoding};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};
use leptos::server_fn::{ContentType, Encodes, ServerFn};

/// A longer form is the router's to refuse. Units: bytes.
const FORM_BYTES_MAX: usize = 16 * 1024;

/// The buyer of a script's call for seats that comes from a page of ours, or from no page at all.
pub(super) fn plain_caller(shop: &Shop, request: &Request) -> Option<BuyerId> {
    let headers = request.headers();
    let is_call = request.method() == Method::POST
        && request.uri().path() == HoldSeats::PATH
        && is_short_form(headers)
        && is_script(headers)
        && is_surely_ours(headers)
        && shop.office.is_ready();
    if is_call { visitor::known(headers, shop.is_https) } else { None }
}

/// Holds the seats of a form.
///
/// Refuses: as the server function does. Hands the request back if the form cannot be read.
pub(super) async fn hold(
    shop: &Shop,
    buyer: &BuyerId,
    request: Request,
) -> Result<Response, Box<Request>> {
    let counted = Counted::begin();
    let answered = async {
        let (head, body) = request.into_parts();
        let Ok(form) = to_bytes(body, FORM_BYTES_MAX).await else {
            return Ok(pages::page(StatusCode::PAYLOAD_TOO_LARGE));
        };
        let Some(asked) = std::str::from_utf8(&form).ok().and_then(wanted_by) else {
            return Err(Box::new(Request::from_parts(head, Body::from(form))));
        };
        Ok(match shop.office.hold_seats(buyer, asked).await {
            Ok(card) => accepted(&card),
            Err(denial) => refused(refusal(denial)),
        })
    };
    let answer = in_time(ANSWER_WITHIN, answered).await.unwrap_or_else(Ok)?;
    counted.end(HoldSeats::PATH, answer.status());
    Ok(answer)
}

fn accepted(card: &HoldCard) -> Response {
    match <PostcardEncoding as Encodes<HoldCard>>::encode(card) {
        Ok(body) => ([(header::CONTENT_TYPE, Postcard::CONTENT_TYPE)], body).into_response(),
        Err(problem) => {
            tracing::error!(%problem, "a hold cannot be written");
            refused(Refusal::Broken)
        }
    }
}

fn refused(refusal: Refusal) -> Response {
    let (status, retry_after_s) = (status(&refusal), retry_after_s(&refusal));
    let kind = <ShopError as FromServerFnError>::Encoder::CONTENT_TYPE;
    let mut headers = HeaderMap::new();
    let is_error = HeaderName::from_static(SERVER_FN_ERROR_HEADER);
    headers.insert(is_error, HeaderValue::from_static(HoldSeats::PATH));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(retry_after_s) = retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
    }
    (status, headers, ShopError::Refused(refusal).ser()).into_response()
}

fn is_short_form(headers: &HeaderMap) -> bool {
    let length = text(headers, header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    let kind = text(headers, header::CONTENT_TYPE).unwrap_or_default();
    length.is_some_and(|length: usize| length <= FORM_BYTES_MAX)
        && kind.starts_with("application/x-www-form-urlencoded")
}

/// A page without scripts asks for a page; it is led on by redirects.
fn is_script(headers: &HeaderMap) -> bool {
    text(headers, header::ACCEPT).is_some_and(|accept| !accept.contains("text/html"))
}

/// In any doubt the router's guard decides.
fn is_surely_ours(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => !headers.contains_key(header::ORIGIN),
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

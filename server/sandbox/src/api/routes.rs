//! Which request does what: the table of the API.

use axum::http::{Method, StatusCode};

use super::work::Handler;
use super::{coupons, disputes, endpoints, events, payments, refunds, sessions};
use crate::error::ApiError;

/// Finds what a request does, and the id in its path.
///
/// Refuses: paths that Stripe has not, or this sandbox has not.
pub(crate) fn find(method: &Method, path: &str) -> Result<(Handler, String), ApiError> {
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let found = match *method {
        Method::GET => get(&segments),
        Method::POST => post(&segments),
        _ => None,
    };
    found.map(|(handler, id)| (handler, id.to_owned())).ok_or_else(|| ApiError {
        status: StatusCode::NOT_FOUND,
        ..ApiError::invalid(format!("Unrecognized request URL ({method}: {path})."))
    })
}

fn get<'a>(segments: &[&'a str]) -> Option<(Handler, &'a str)> {
    let found: (Handler, &str) = match *segments {
        ["v1", "checkout", "sessions"] => (sessions::list, ""),
        ["v1", "checkout", "sessions", id] => (sessions::retrieve, id),
        ["v1", "checkout", "sessions", id, "line_items"] => (sessions::line_items, id),
        ["v1", "payment_intents"] => (payments::list_intents, ""),
        ["v1", "payment_intents", id] => (payments::retrieve_intent, id),
        ["v1", "charges"] => (payments::list_charges, ""),
        ["v1", "charges", id] => (payments::retrieve_charge, id),
        ["v1", "refunds"] => (refunds::list, ""),
        ["v1", "refunds", id] => (refunds::retrieve, id),
        ["v1", "disputes"] => (disputes::list, ""),
        ["v1", "disputes", id] => (disputes::retrieve, id),
        ["v1", "coupons"] => (coupons::list_coupons, ""),
        ["v1", "coupons", id] => (coupons::retrieve_coupon, id),
        ["v1", "promotion_codes"] => (coupons::list_codes, ""),
        ["v1", "promotion_codes", id] => (coupons::retrieve_code, id),
        ["v1", "events"] => (events::list, ""),
        ["v1", "events", id] => (events::retrieve, id),
        ["v1", "webhook_endpoints"] => (endpoints::list, ""),
        ["v1", "webhook_endpoints", id] => (endpoints::retrieve, id),
        _ => return None,
    };
    Some(found)
}

fn post<'a>(segments: &[&'a str]) -> Option<(Handler, &'a str)> {
    let found: (Handler, &str) = match *segments {
        ["v1", "checkout", "sessions"] => (sessions::create, ""),
        ["v1", "checkout", "sessions", id] => (sessions::update, id),
        ["v1", "checkout", "sessions", id, "expire"] => (sessions::expire, id),
        ["v1", "payment_intents", id, "capture"] => (payments::capture, id),
        ["v1", "payment_intents", id, "cancel"] => (payments::cancel, id),
        ["v1", "refunds"] => (refunds::create, ""),
        ["v1", "disputes", id, "close"] => (disputes::close, id),
        ["v1", "coupons"] => (coupons::create_coupon, ""),
        ["v1", "promotion_codes"] => (coupons::create_code, ""),
        ["v1", "promotion_codes", id] => (coupons::update_code, id),
        _ => return None,
    };
    Some(found)
}

//! Shows what is remembered in Stripe's JSON, and fills in what a request wants expanded.
//!
//! Called by the API and when an event takes its picture of an object; changes nothing.

mod coupon;
mod event;
mod expand;
mod payment;
mod session;

pub(crate) use coupon::{coupon, promotion_code};
pub(crate) use event::{delivery_succeeded, event};
pub(crate) use expand::expand;
pub(crate) use payment::{charge, dispute, intent, refund};
pub(crate) use session::{line_items, session};

/// The API's version, when a request names none.
pub(crate) const API_VERSION: &str = "2026-10-28.endive";

/// Stripe counts in seconds.
pub(crate) fn seconds(ms: i64) -> i64 {
    ms.div_euclid(1_000)
}

//! The shop's addresses, each spelt in one place.

use crate::packed::PLAN_FORM;
use domain::{HoldId, PayBy, PerformanceId, SectionIndex, SessionId};

/// An event's page.
pub fn event(slug: &str) -> String {
    format!("/events/{slug}")
}

/// An event's poster. Shape: `size` is `card`, `thumb` or `social`.
pub fn poster(slug: &str, size: &str) -> String {
    format!("/posters/{slug}.svg?size={size}")
}

/// A performance's seat map.
pub fn performance(id: PerformanceId) -> String {
    format!("/performances/{id}")
}

/// The seating plan of a performance, for the map. Shape: `tag` changes when the plan does.
pub fn plan(id: PerformanceId, tag: &str) -> String {
    format!("/performances/{id}/plan/{tag}.{PLAN_FORM}.plan")
}

/// The list of one section's seats.
pub fn section(id: PerformanceId, section: SectionIndex) -> String {
    format!("/performances/{id}/sections/{section}")
}

/// Where a hold is paid.
pub fn checkout(hold: &HoldId) -> String {
    format!("/checkout/{hold}")
}

/// Where a hold with an open session is paid: Stripe's page, or the checkout page with its form.
pub fn pay(hold: &HoldId, pay_by: &PayBy) -> String {
    pay_by.url().map_or_else(|| checkout(hold), str::to_owned)
}

/// What became of a session's payment: settles, and goes on to the tickets.
pub fn checkout_return(session: &SessionId) -> String {
    format!("/checkout/return?session_id={session}")
}

/// What became of a hold.
pub fn hold(hold: &HoldId) -> String {
    format!("/holds/{hold}")
}

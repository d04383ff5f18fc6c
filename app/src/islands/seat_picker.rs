//! The seat map of one performance.

use domain::{Currency, HoldCard, PriceTier};
use leptos::prelude::*;

/// The seat map, its legend and the button that holds what was chosen.
#[island]
pub fn SeatPicker(
    performance: i64,
    plan_url: String,
    tiers: Vec<PriceTier>,
    currency: Currency,
    seats_max: u32,
    hold: Option<HoldCard>,
    sale_open: bool,
    title: String,
) -> impl IntoView {
    let _ = (performance, plan_url, tiers, currency, seats_max, hold, sale_open);
    view! { <div id="seat-picker" aria-label=title></div> }
}

//! The seat map of one performance: the map itself, and beside it prices, what is chosen and the
//! button that holds it.
//!
//! The server draws prices and words; the browser adds the map. The list of seats on the same page
//! does all of this without the map.

mod act;
mod ask;
#[cfg(feature = "hydrate")]
mod engine;
#[cfg(feature = "hydrate")]
mod hear;
mod legend;
mod picker;
mod rail;
mod stage;

use crate::live_client::holds::page_holds;
use domain::{Currency, HoldCard, Money, PerformanceId, PriceTier};
use leptos::html::Canvas;
use leptos::prelude::*;
use picker::{Picker, Terms};
use rail::Rail;
use stage::Stage;

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
    let prices: Vec<Money> =
        tiers.iter().map(|tier| Money::new(tier.amount_minor, currency)).collect();
    let terms = Terms { performance: PerformanceId(performance), tiers, prices, seats_max };
    let picker = Picker::new(terms, page_holds(hold.as_slice()), sale_open);
    let canvas = NodeRef::<Canvas>::new();
    wake(picker, canvas, plan_url);

    view! {
        <section
            id="seat-picker"
            class="seat-picker"
            aria-label=format!("Seats for {title}")
            data-ready=move || picker.is_ready.get().then_some("")
            data-view=move || if picker.is_near.get() { "near" } else { "far" }
            data-chosen=move || picker.chosen_count().to_string()
            data-live=move || picker.is_live.get().then_some("")
        >
            <Stage picker canvas />
            <Rail picker />
        </section>
    }
}

/// In the browser: loads the plan, starts the map and follows the visitor's holds.
fn wake(picker: Picker, canvas: NodeRef<Canvas>, plan_url: String) {
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        if let Some(canvas) = canvas.get() {
            engine::start(picker, canvas, plan_url.clone());
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (canvas, &plan_url);
    });
    Effect::new(move |_| {
        let own = picker.held().iter().flat_map(|card| card.lines.iter().map(|l| l.seat)).collect();
        act::act(act::Act::Own(own));
    });
}

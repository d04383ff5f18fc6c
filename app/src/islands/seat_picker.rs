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

use super::reactive::reactive;
use super::told::{tell, told};
use crate::live_client::holds::page_holds;
use domain::{Currency, HoldCard, Money, PerformanceId, PriceTier};
use leptos::prelude::*;
use picker::{Picker, Terms};
use rail::Rail;
use serde::{Deserialize, Serialize};
use stage::Stage;

const ID: &str = "seat-picker";

/// What the server tells the picker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PickerData {
    /// Which performance.
    pub performance: PerformanceId,
    /// Where its plan is.
    pub plan_url: String,
    /// What seats cost.
    pub tiers: Vec<PriceTier>,
    /// What the prices are in.
    pub currency: Currency,
    /// Seats in one hold at most.
    pub seats_max: u32,
    /// The visitor's live hold of this performance.
    pub hold: Option<HoldCard>,
    /// Seats can be held now.
    pub is_open: bool,
    /// What is on.
    pub title: String,
}

/// The seat map, its legend and the button that holds what was chosen.
#[island]
pub fn SeatPicker() -> impl IntoView {
    let data: PickerData = told(ID);
    let is_told = tell(&data);
    let PickerData { performance, plan_url, tiers, currency, seats_max, hold, is_open, title } =
        data;
    let prices: Vec<Money> =
        tiers.iter().map(|tier| Money::new(tier.amount_minor, currency)).collect();
    let terms = Terms { performance, tiers, prices, seats_max };
    let picker = Picker::new(terms, page_holds(hold.as_slice()), is_open);
    wake(picker, plan_url);

    view! {
        <section
            id=ID
            data-told=is_told
            class="seat-picker"
            aria-label=format!("Seats for {title}")
            data-ready=reactive(move || picker.is_ready.get().then_some(""))
            data-view=reactive(move || if picker.is_near.get() { "near" } else { "far" })
            data-chosen=reactive(move || picker.chosen_count().to_string())
            data-live=reactive(move || picker.is_live.get().then_some(""))
        >
            <Stage picker />
            <Rail picker />
        </section>
    }
}

/// In the browser: loads the plan, starts the map and follows the visitor's holds.
fn wake(picker: Picker, plan_url: String) {
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        engine::start(picker, plan_url.clone());
        #[cfg(not(feature = "hydrate"))]
        let _ = &plan_url;
    });
    Effect::new(move |_| {
        let own = picker.held().iter().flat_map(|card| card.lines.iter().map(|l| l.seat)).collect();
        act::act(act::Act::Own(own));
    });
}

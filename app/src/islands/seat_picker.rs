//! The seat map of one performance: the map itself, and beside it prices, what is chosen and the
//! button that holds it.
//!
//! The server draws everything but the map; the browser adds the map and changes what moves. The
//! list of seats on the same page does all of this without the map.

#[cfg(feature = "hydrate")]
mod act;
#[cfg(feature = "hydrate")]
mod ask;
#[cfg(feature = "hydrate")]
mod engine;
#[cfg(feature = "hydrate")]
mod follow;
#[cfg(feature = "hydrate")]
mod hear;
#[cfg(feature = "ssr")]
mod legend;
mod parts;
#[cfg(feature = "hydrate")]
mod picker;
#[cfg(feature = "hydrate")]
mod press;
#[cfg(feature = "ssr")]
mod rail;
#[cfg(feature = "ssr")]
mod stage;

use super::told::{tell, told};
use domain::{Currency, HoldCard, PerformanceId, PriceTier};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

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

/// The seat map, its legend and the button that holds what was chosen. `a_seat` is one of the
/// house's, as people would type it.
#[cfg(feature = "ssr")]
#[component]
pub fn SeatPicker(data: PickerData, a_seat: Option<String>) -> impl IntoView {
    provide_context(data.clone());
    let label = format!("Seats for {}", data.title);
    view! {
        <section
            id=parts::PICKER
            class="seat-picker"
            aria-label=label
            data-view="far"
            data-chosen="0"
        >
            <stage::Stage a_seat />
            <rail::Rail data />
        </section>
        <PickerAwake />
    }
}

/// Wakes what the server drew.
#[island]
pub fn PickerAwake() -> impl IntoView {
    let data: PickerData = told(parts::TOLD);
    let is_told = tell(&data);
    #[cfg(feature = "hydrate")]
    wake(data);
    view! { <span id=parts::TOLD data-told=is_told hidden></span> }
}

/// Loads the plan, starts the map, and follows its signals and the visitor's holds.
#[cfg(feature = "hydrate")]
fn wake(data: PickerData) {
    use super::drawn::{Drawn, always};
    use crate::live_client::holds::page_holds;
    use domain::Money;

    let PickerData { performance, plan_url, tiers, currency, seats_max, hold, .. } = data;
    let prices = tiers.iter().map(|tier| Money::new(tier.amount_minor, currency)).collect();
    let terms = picker::Terms { performance, tiers, prices, seats_max };
    let picker = picker::Picker::new(terms, page_holds(hold.as_slice()));
    let Some(section) = Drawn::find(parts::PICKER) else { return };
    follow::follow(picker, &section);
    press::hear(picker, section.element());
    engine::start(picker, plan_url);
    let holds = page_holds(&[]);
    always(move || {
        if holds.with(|holds| !holds.is_empty()) {
            super::hold_bar::bring_out();
        }
    });
    always(move || {
        let own = picker.held().iter().flat_map(|card| card.lines.iter().map(|l| l.seat)).collect();
        act::act(act::Act::Own(own));
    });
}

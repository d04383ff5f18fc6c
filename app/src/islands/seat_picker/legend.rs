//! What the map's marks mean: prices with their letter and what is left, and how seats stand.

use super::act::{Act, act, typed};
use super::picker::Picker;
use crate::islands::reactive::{heard, reactive};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Prices and marks.
#[component]
pub(super) fn Legend(picker: Picker) -> impl IntoView {
    let tiers = picker.terms.with_value(|terms| {
        let lines = terms.tiers.iter().zip(&terms.prices).enumerate();
        lines.map(|(at, (tier, price))| (at, tier.name.clone(), *price)).collect::<Vec<_>>()
    });
    let left = move |at: usize| {
        picker.choice.with(|choice| {
            match choice.left.as_ref().and_then(|left| left.get(at).copied()) {
                None => String::new(),
                Some(0) => "sold out".to_owned(),
                Some(left) => format!("{left} left"),
            }
        })
    };
    view! {
        <ul class="legend" aria-label="Prices">
            {tiers
                .into_iter()
                .map(|(at, name, price)| {
                    view! {
                        <li class="legend__tier">
                            <span
                                class="legend__mark"
                                data-tier=(at % 8 + 1).to_string()
                                data-shape=(at % 6).to_string()
                                aria-hidden="true"
                            >
                                {letter(at)}
                            </span>
                            <span class="legend__name">{name}</span>
                            <span class="legend__price">{price.to_string()}</span>
                            <span class="legend__left">{reactive(move || left(at))}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
        <ul class="legend legend--marks" aria-label="What the marks mean">
            <li>
                <span class="legend__mark" data-mark="chosen" aria-hidden="true"></span>
                "Chosen"
            </li>
            <li>
                <span class="legend__mark" data-mark="yours" aria-hidden="true"></span>
                "Held for you"
            </li>
            <li>
                <span class="legend__mark" data-mark="held" aria-hidden="true"></span>
                "Held by others"
            </li>
            <li>
                <span class="legend__mark" data-mark="sold" aria-hidden="true"></span>
                "Sold"
            </li>
        </ul>
    }
}

fn letter(tier: usize) -> String {
    char::from(b'A' + (tier % 26) as u8).to_string()
}

/// So many seats side by side, the best there are.
#[component]
pub(super) fn BestAvailable(picker: Picker) -> impl IntoView {
    let max = picker.terms.with_value(|terms| terms.seats_max);
    let names: Vec<String> =
        picker.terms.with_value(|terms| terms.tiers.iter().map(|tier| tier.name.clone()).collect());
    let go = heard(move |event: SubmitEvent| {
        event.prevent_default();
        let count: u32 = typed(&event, "count").parse().unwrap_or(1);
        let tier = typed(&event, "tier").parse().ok();
        act(Act::Best { tier, count: count.clamp(1, max.max(1)) });
    });
    view! {
        <form class="best" on:submit=go>
            <label class="best__field">
                <span>"Seats together"</span>
                <input
                    type="number"
                    name="count"
                    min="1"
                    max=max.to_string()
                    value="2"
                    inputmode="numeric"
                />
            </label>
            <label class="best__field">
                <span>"Price"</span>
                <select name="tier">
                    <option value="">"Any"</option>
                    {names
                        .into_iter()
                        .enumerate()
                        .map(|(at, name)| view! { <option value=at.to_string()>{name}</option> })
                        .collect_view()}
                </select>
            </label>
            <button type="submit" class="button button--quiet">
                "Best available"
            </button>
        </form>
    }
}

//! What the map's marks mean, as the server draws it: prices with their letter and what is left,
//! and how seats stand.

use super::parts::{self, Deed};
use domain::{Currency, Money, PriceTier};
use leptos::prelude::*;

/// Prices and marks.
#[component]
pub(super) fn Legend(tiers: Vec<PriceTier>, currency: Currency) -> impl IntoView {
    let line = |(at, tier): (usize, PriceTier)| {
        let price = Money::new(tier.amount_minor, currency);
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
                <span class="legend__name">{tier.name}</span>
                <span class="legend__price">{price.to_string()}</span>
                <span class="legend__left" data-part=parts::left(at)></span>
            </li>
        }
    };
    let mark = |(name, words): (&'static str, &'static str)| {
        view! {
            <li>
                <span class="legend__mark" data-mark=name aria-hidden="true"></span>
                {words}
            </li>
        }
    };
    view! {
        <ul class="legend" aria-label="Prices">
            {tiers.into_iter().enumerate().map(line).collect_view()}
        </ul>
        <ul class="legend legend--marks" aria-label="What the marks mean">
            {MARKS.map(mark).collect_view()}
        </ul>
    }
}

const MARKS: [(&str, &str); 4] =
    [("chosen", "Chosen"), ("yours", "Held for you"), ("held", "Held by others"), ("sold", "Sold")];

fn letter(tier: usize) -> String {
    char::from(b'A' + (tier % 26) as u8).to_string()
}

/// So many seats side by side, the best there are.
#[component]
pub(super) fn BestAvailable(max: u32, names: Vec<String>) -> impl IntoView {
    view! {
        <form class="best" data-act=Deed::Best.name()>
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

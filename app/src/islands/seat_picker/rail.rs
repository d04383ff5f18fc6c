//! The rail beside the map, on a phone a sheet under it, as the server draws it: prices, what is
//! chosen, what is held. Lists are empty until the map is there.

use super::PickerData;
use super::legend::{BestAvailable, Legend};
use super::parts::{
    CHOSEN, Deed, FLOORS, GRIP, HELD, HELD_HEADING, HELD_LINES, HOLD, RAIL, SOLD_OUT, SUM, TOTAL,
    TROUBLE,
};
use leptos::either::Either;
use leptos::prelude::*;

/// Everything beside the map.
#[component]
pub(super) fn Rail(data: PickerData) -> impl IntoView {
    let is_open = data.is_open;
    let names = data.tiers.iter().map(|tier| tier.name.clone()).collect();
    view! {
        <section class="rail" aria-label="Your choice" data-part=RAIL>
            <button
                type="button"
                class="rail__grip"
                aria-expanded="false"
                data-part=GRIP
                data-act=Deed::Grip.name()
            >
                "Prices and best seats"
            </button>
            {is_open
                .then(|| {
                    view! {
                        <Floors />
                        <ul class="chosen" aria-label="Chosen seats" hidden data-part=CHOSEN></ul>
                        <Line deed=Deed::Remove />
                        <Held />
                    }
                })}
            <div class="rail__more">
                <Legend tiers=data.tiers currency=data.currency />
                {is_open.then(|| view! { <BestAvailable max=data.seats_max names /> })}
            </div>
            {if is_open {
                Either::Left(view! { <HoldButton /> })
            } else {
                Either::Right(
                    view! { <p class="rail__closed">"Seats cannot be chosen just now."</p> },
                )
            }}
        </section>
    }
}

/// Standing sections: how many people.
#[component]
fn Floors() -> impl IntoView {
    view! {
        <ul class="floors" hidden data-part=FLOORS></ul>
        <template>
            <li class="floor">
                <span class="floor__name" data-part="name"></span>
                <span class="floor__left" data-part="left"></span>
                <span class="floor__stepper">
                    <button type="button" data-part="fewer" data-act=Deed::Fewer.name()>
                        "−"
                    </button>
                    <output data-part="places"></output>
                    <button type="button" data-part="more" data-act=Deed::More.name()>
                        "+"
                    </button>
                </span>
            </li>
        </template>
    }
}

/// Seats this visitor holds, each with a way to give it back.
#[component]
fn Held() -> impl IntoView {
    view! {
        <section class="rail__held" hidden data-part=HELD>
            <h2 data-part=HELD_HEADING></h2>
            <ul class="chosen" aria-label="Held seats" data-part=HELD_LINES></ul>
            <Line deed=Deed::GiveBack />
        </section>
    }
}

/// One seat, its price and a button that takes it away: what the list before it is made of.
#[component]
fn Line(deed: Deed) -> impl IntoView {
    view! {
        <template>
            <li class="chosen__line">
                <span class="chosen__seat" data-part="seat"></span>
                <span class="chosen__price" data-part="price"></span>
                <button
                    type="button"
                    class="chosen__remove"
                    data-part="remove"
                    data-act=deed.name()
                >
                    "×"
                </button>
            </li>
        </template>
    }
}

/// The one button, and what went wrong.
#[component]
fn HoldButton() -> impl IntoView {
    view! {
        <div class="rail__foot">
            <p class="rail__closed" hidden data-part=SOLD_OUT>
                "Everything is held or sold. When a hold ends, its seats come back here."
            </p>
            <p class="rail__trouble" role="alert" data-part=TROUBLE></p>
            <p class="rail__total" hidden data-part=TOTAL>
                <span>"Total"</span>
                <output data-part=SUM></output>
            </p>
            <button
                type="button"
                class="button button--primary rail__hold"
                disabled
                data-part=HOLD
                data-act=Deed::Hold.name()
            >
                "Choose seats on the map"
            </button>
        </div>
    }
}

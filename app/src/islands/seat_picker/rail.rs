//! The rail beside the map, on a phone a sheet under it: prices, what is chosen, what is held.

use super::act::{Act, act};
use super::ask;
use super::legend::{BestAvailable, Legend};
use super::picker::{Floor, Picker};
use crate::map::words::seats_counted;
use domain::SeatLine;
use leptos::prelude::*;

/// Everything beside the map.
#[component]
pub(super) fn Rail(picker: Picker) -> impl IntoView {
    let is_up = RwSignal::new(false);
    let summary = move || match (picker.chosen_count(), picker.total()) {
        (0, _) | (_, None) => "Prices and best seats".to_owned(),
        (count, Some(total)) => format!("{} · {total}", seats_counted(count)),
    };
    view! {
        <section
            class="rail"
            aria-label="Your choice"
            data-open=move || is_up.get().then_some("")
        >
            <button
                type="button"
                class="rail__grip"
                aria-expanded=move || is_up.get().to_string()
                on:click=move |_| is_up.update(|up| *up = !*up)
            >
                {summary}
            </button>
            {picker
                .is_open
                .then(|| {
                    view! {
                        <Floors picker />
                        <Chosen picker />
                        <Held picker />
                    }
                })}
            <div class="rail__more">
                <Legend picker />
                {picker.is_open.then(|| view! { <BestAvailable picker /> })}
            </div>
            {if picker.is_open {
                view! { <HoldButton picker /> }
                    .into_any()
            } else {
                view! { <p class="rail__closed">"Seats cannot be chosen just now."</p> }.into_any()
            }}
        </section>
    }
}

/// Standing sections: how many people.
#[component]
fn Floors(picker: Picker) -> impl IntoView {
    let stepper = move |floor: Floor| {
        let Floor { section, name, price, left, places } = floor;
        let price = price.map(|price| format!("{price} · ")).unwrap_or_default();
        let (is_least, is_most) = (places == 0, left <= places);
        let fewer = format!("One place fewer in {name}");
        let more = format!("One place more in {name}");
        view! {
            <li class="floor" data-places=places.to_string()>
                <span class="floor__name">{name} ", standing"</span>
                <span class="floor__left">{price} {format!("{left} left")}</span>
                <span class="floor__stepper">
                    <button
                        type="button"
                        aria-label=fewer
                        disabled=is_least
                        on:click=move |_| act(Act::Places(section, places.saturating_sub(1)))
                    >
                        "−"
                    </button>
                    <output>{places}</output>
                    <button
                        type="button"
                        aria-label=more
                        disabled=is_most
                        on:click=move |_| act(Act::Places(section, places + 1))
                    >
                        "+"
                    </button>
                </span>
            </li>
        }
    };
    view! {
        <ul class="floors" hidden=move || picker.floors.with(Vec::is_empty)>
            {move || picker.floors.get().into_iter().map(stepper).collect_view()}
        </ul>
    }
}

/// Seats chosen on the map and not yet held.
#[component]
fn Chosen(picker: Picker) -> impl IntoView {
    view! {
        <ul
            class="chosen"
            aria-label="Chosen seats"
            hidden=move || picker.chosen.with(Vec::is_empty)
        >
            {move || {
                let line = |line: SeatLine| {
                    let seat = line.seat;
                    view! { <Line line on_remove=move || act(Act::Toggle(seat)) /> }
                };
                picker.chosen.get().into_iter().map(line).collect_view()
            }}
        </ul>
    }
}

/// Seats this visitor holds, each with a way to give it back.
#[component]
fn Held(picker: Picker) -> impl IntoView {
    move || {
        let card = picker.held().filter(|_| picker.is_ready.get())?;
        let heading = format!("{} held for you", seats_counted(card.lines.len() as u32));
        let lines = card.lines.clone();
        let line = move |line: SeatLine| {
            let (card, seat) = (card.clone(), line.seat);
            view! { <Line line on_remove=move || ask::give_back(picker, &card, seat) /> }
        };
        Some(view! {
            <section class="rail__held">
                <h2>{heading}</h2>
                <ul class="chosen" aria-label="Held seats">
                    {lines.into_iter().map(line).collect_view()}
                </ul>
            </section>
        })
    }
}

/// One seat, its price and a button that takes it away.
#[component]
fn Line(line: SeatLine, on_remove: impl Fn() + Send + 'static) -> impl IntoView {
    let words = line.address.to_string();
    let remove = format!("Remove {words}");
    view! {
        <li class="chosen__line">
            <span class="chosen__seat">{words}</span>
            <span class="chosen__price">{line.price.to_string()}</span>
            <button
                type="button"
                class="chosen__remove"
                aria-label=remove
                on:click=move |_| on_remove()
            >
                "×"
            </button>
        </li>
    }
}

/// The one button, and what went wrong.
#[component]
fn HoldButton(picker: Picker) -> impl IntoView {
    let words = move || match (picker.chosen_count(), picker.held().is_some()) {
        (0, _) => "Choose seats on the map".to_owned(),
        (count, false) => format!("Hold {}", seats_counted(count)),
        (count, true) => format!("Add {}", seats_counted(count)),
    };
    let is_idle =
        move || !picker.is_ready.get() || picker.chosen_count() == 0 || picker.is_asking.get();
    view! {
        <div class="rail__foot">
            <p class="rail__trouble" role="alert">
                {move || picker.trouble.get()}
            </p>
            <p class="rail__total" hidden=move || picker.chosen_count() == 0>
                <span>"Total"</span>
                <output>{move || picker.total().map(|total| total.to_string())}</output>
            </p>
            <button
                type="button"
                class="button button--primary rail__hold"
                disabled=is_idle
                data-asking=move || picker.is_asking.get().then_some("")
                on:click=move |_| ask::hold(picker)
            >
                {words}
            </button>
        </div>
    }
}

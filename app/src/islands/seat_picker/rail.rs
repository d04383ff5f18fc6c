//! The rail beside the map, on a phone a sheet under it: prices, what is chosen, what is held.

use super::act::{Act, act};
use super::ask;
use super::legend::{BestAvailable, Legend};
use super::picker::{Floor, Picker};
use crate::islands::reactive::{heard, reactive};
use crate::map::words::seats_counted;
use domain::SeatLine;
use leptos::either::Either;
use leptos::prelude::*;

/// Everything beside the map.
#[component]
pub(super) fn Rail(picker: Picker) -> impl IntoView {
    let is_up = RwSignal::new(false);
    let summary = reactive(move || match (picker.chosen_count(), picker.total()) {
        (0, _) | (_, None) => "Prices and best seats".to_owned(),
        (count, Some(total)) => format!("{} · {total}", seats_counted(count)),
    });
    view! {
        <section
            class="rail"
            aria-label="Your choice"
            data-open=reactive(move || is_up.get().then_some(""))
        >
            <button
                type="button"
                class="rail__grip"
                aria-expanded=reactive(move || is_up.get().to_string())
                on:click=heard(move |_| is_up.update(|up| *up = !*up))
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
                Either::Left(view! { <HoldButton picker /> })
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
                        on:click=heard(move |_| act(Act::Places(section, places.saturating_sub(1))))
                    >
                        "−"
                    </button>
                    <output>{places}</output>
                    <button
                        type="button"
                        aria-label=more
                        disabled=is_most
                        on:click=heard(move |_| act(Act::Places(section, places + 1)))
                    >
                        "+"
                    </button>
                </span>
            </li>
        }
    };
    view! {
        <ul
            class="floors"
            hidden=reactive(move || picker.choice.with(|choice| choice.floors.is_empty()))
        >
            {reactive(move || picker.choice.get().floors.into_iter().map(stepper).collect_view())}
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
            hidden=reactive(move || picker.choice.with(|choice| choice.chosen.is_empty()))
        >
            {reactive(move || {
                let line = |line: SeatLine| {
                    let seat = line.seat;
                    line_view(line, move || act(Act::Toggle(seat)))
                };
                picker.choice.get().chosen.into_iter().map(line).collect_view()
            })}
        </ul>
    }
}

/// Seats this visitor holds, each with a way to give it back.
#[component]
fn Held(picker: Picker) -> impl IntoView {
    reactive(move || {
        let card = picker.held().filter(|_| picker.is_ready.get())?;
        let heading = format!("{} held for you", seats_counted(card.lines.len() as u32));
        let lines = card.lines.clone();
        let line = move |line: SeatLine| {
            let (card, seat) = (card.clone(), line.seat);
            line_view(line, move || ask::give_back(picker, &card, seat))
        };
        Some(view! {
            <section class="rail__held">
                <h2>{heading}</h2>
                <ul class="chosen" aria-label="Held seats">
                    {lines.into_iter().map(line).collect_view()}
                </ul>
            </section>
        })
    })
}

/// One seat, its price and a button that takes it away.
fn line_view(line: SeatLine, on_remove: impl Fn() + 'static) -> impl IntoView {
    let remove_it = heard(move |_| on_remove());
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
                on:click=remove_it
            >
                "×"
            </button>
        </li>
    }
}

/// The one button, and what went wrong.
#[component]
fn HoldButton(picker: Picker) -> impl IntoView {
    let is_sold_out = move || {
        picker
            .choice
            .with(|choice| choice.left.as_ref().is_some_and(|left| left.iter().sum::<u32>() == 0))
    };
    let words = reactive(move || match (picker.chosen_count(), picker.held().is_some()) {
        (0, _) if is_sold_out() => "Nothing left just now".to_owned(),
        (0, _) => "Choose seats on the map".to_owned(),
        (count, false) => format!("Hold {}", seats_counted(count)),
        (count, true) => format!("Add {}", seats_counted(count)),
    });
    let is_idle = reactive(move || {
        !picker.is_ready.get() || picker.chosen_count() == 0 || picker.is_asking.get()
    });
    view! {
        <div class="rail__foot">
            <p class="rail__closed" hidden=reactive(move || !is_sold_out())>
                "Everything is held or sold. When a hold ends, its seats come back here by themselves."
            </p>
            <p
                class="rail__trouble"
                role="alert"
                data-said=reactive(move || picker.trouble.with(|words| {
                    (!words.is_empty()).then_some("")
                }))
            >
                {reactive(move || picker.trouble.get())}
            </p>
            <p class="rail__total" hidden=reactive(move || picker.chosen_count() == 0)>
                <span>"Total"</span>
                <output>{reactive(move || picker.total().map(|total| total.to_string()))}</output>
            </p>
            <button
                type="button"
                class="button button--primary rail__hold"
                disabled=is_idle
                data-asking=reactive(move || picker.is_asking.get().then_some(""))
                on:click=heard(move |_| ask::hold(picker))
            >
                {words}
            </button>
        </div>
    }
}

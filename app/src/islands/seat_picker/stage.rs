//! The map's side of the picker: canvas, buttons, the field to find a seat, the tip.

use super::act::{Act, act, typed};
use super::picker::Picker;
use crate::islands::reactive::{heard, reactive};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

const CANVAS: &str = "seat-map";
const TIP: &str = "seat-map-tip";

/// The map's canvas.
#[cfg(feature = "hydrate")]
pub(super) fn canvas() -> Option<web_sys::HtmlCanvasElement> {
    document().get_element_by_id(CANVAS)?.dyn_into().ok()
}

/// The map and its controls.
#[component]
pub(super) fn Stage(picker: Picker) -> impl IntoView {
    view! {
        <div class="seat-map">
            <canvas
                id=CANVAS
                class="seat-map__canvas"
                role="application"
                aria-label="Seat map"
                aria-describedby="seat-map-help"
                tabindex="0"
            ></canvas>
            <p id="seat-map-help" class="visually-hidden">
                "Arrow keys move from seat to seat, Enter chooses, plus and minus zoom, "
                "Escape shows "
                "the whole house. The list of seats below offers the same."
            </p>
            <p class="visually-hidden" aria-live="polite">
                {reactive(move || picker.say.get())}
            </p>
            <Waiting picker />
            <Tip picker />
            <div class="seat-map__tools">
                <button
                    type="button"
                    aria-label="Zoom in"
                    on:click=heard(move |_| act(Act::Zoom { closer: true }))
                >
                    "+"
                </button>
                <button
                    type="button"
                    aria-label="Zoom out"
                    on:click=heard(move |_| act(Act::Zoom { closer: false }))
                >
                    "−"
                </button>
                <button type="button" on:click=heard(move |_| act(Act::Fit))>
                    "Fit"
                </button>
            </div>
            <Finder />
        </div>
    }
}

/// What stands in the map's place until it is drawn.
#[component]
fn Waiting(picker: Picker) -> impl IntoView {
    view! {
        <p class="seat-map__waiting" hidden=reactive(move || picker.is_ready.get())>
            {reactive(move || match picker.has_failed.get() {
                true => "The map could not be loaded. Please use the list of seats below.",
                false => "The house is being drawn …",
            })}
        </p>
    }
}

/// The seat under the mouse, in words, beside it.
#[component]
fn Tip(picker: Picker) -> impl IntoView {
    Effect::new(move |_| {
        let at = picker.tip_at.get();
        let element = document().get_element_by_id(TIP);
        if let Some(element) = element.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            // through the CSSOM: the security policy allows no style attribute
            let _ = HtmlElement::style(&element).set_property("translate", &at);
        }
    });
    view! {
        <div
            id=TIP
            class="seat-map__tip"
            aria-hidden="true"
            hidden=reactive(move || picker.tip.with(String::is_empty))
        >
            {reactive(move || picker.tip.get())}
        </div>
    }
}

/// "Stalls D 12": goes there.
#[component]
fn Finder() -> impl IntoView {
    let go = heard(move |event: SubmitEvent| {
        event.prevent_default();
        act(Act::Find(typed(&event, "find")));
    });
    view! {
        <form class="seat-map__find" role="search" on:submit=go>
            <label class="visually-hidden" for="find-seat">
                "Find a seat"
            </label>
            <input
                id="find-seat"
                name="find"
                type="text"
                placeholder="Find a seat: Stalls D 12"
                autocomplete="off"
                enterkeyhint="go"
            />
            <button type="submit">"Go"</button>
        </form>
    }
}

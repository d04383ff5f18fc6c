//! The map's side of the picker: canvas, buttons, the field to find a seat, the tip.

use super::act::{Act, act, key, pointer, wheel};
use super::picker::Picker;
use leptos::ev::SubmitEvent;
use leptos::html::{Canvas, Div, Input};
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;

/// The map and its controls.
#[component]
pub(super) fn Stage(picker: Picker, canvas: NodeRef<Canvas>) -> impl IntoView {
    view! {
        <div class="seat-map">
            <canvas
                node_ref=canvas
                class="seat-map__canvas"
                role="application"
                aria-label="Seat map"
                aria-describedby="seat-map-help"
                tabindex="0"
                on:pointerdown=move |event| {
                    let (id, x, y, is_touch) = pointer(&event);
                    act(Act::Down { id, x, y, is_touch });
                }
                on:pointermove=move |event| {
                    let (id, x, y, is_touch) = pointer(&event);
                    act(Act::Move { id, x, y, is_touch });
                }
                on:pointerup=move |event| {
                    let (id, x, y, is_touch) = pointer(&event);
                    act(Act::Up { id, x, y, is_touch });
                }
                on:pointercancel=move |event| act(Act::Cancel(event.pointer_id()))
                on:pointerleave=move |_| act(Act::Leave)
                on:wheel=move |event| {
                    event.prevent_default();
                    act(wheel(&event));
                }
                on:keydown=move |event| {
                    if let Some(wanted) = key(&event) {
                        event.prevent_default();
                        act(wanted);
                    }
                }
                on:focus=move |_| act(Act::Focus(true))
                on:blur=move |_| act(Act::Focus(false))
            ></canvas>
            <p id="seat-map-help" class="visually-hidden">
                "Arrow keys move from seat to seat, Enter chooses, plus and minus zoom, "
                "Escape shows "
                "the whole house. The list of seats below offers the same."
            </p>
            <p class="visually-hidden" aria-live="polite">
                {move || picker.say.get()}
            </p>
            <Waiting picker />
            <Tip picker />
            <div class="seat-map__tools">
                <button
                    type="button"
                    aria-label="Zoom in"
                    on:click=move |_| act(Act::Zoom { closer: true })
                >
                    "+"
                </button>
                <button
                    type="button"
                    aria-label="Zoom out"
                    on:click=move |_| act(Act::Zoom { closer: false })
                >
                    "−"
                </button>
                <button type="button" on:click=move |_| act(Act::Fit)>
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
        <p class="seat-map__waiting" hidden=move || picker.is_ready.get()>
            {move || match picker.has_failed.get() {
                true => "The map could not be loaded. Please use the list of seats below.",
                false => "The house is being drawn …",
            }}
        </p>
    }
}

/// The seat under the mouse, in words, beside it.
#[component]
fn Tip(picker: Picker) -> impl IntoView {
    let tip = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let (Some(element), Some(said)) = (tip.get(), picker.tip.get()) {
            let style = HtmlElement::style(&element);
            // through the CSSOM: the security policy allows no style attribute
            let _ = style.set_property("translate", &format!("{:.0}px {:.0}px", said.x, said.y));
        }
    });
    view! {
        <div
            class="seat-map__tip"
            node_ref=tip
            aria-hidden="true"
            hidden=move || picker.tip.with(Option::is_none)
        >
            {move || picker.tip.get().map(|said| said.words)}
        </div>
    }
}

/// "Stalls D 12": goes there.
#[component]
fn Finder() -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get() {
            act(Act::Find(field.value()));
        }
    };
    view! {
        <form class="seat-map__find" role="search" on:submit=go>
            <label class="visually-hidden" for="find-seat">
                "Find a seat"
            </label>
            <input
                node_ref=field
                id="find-seat"
                type="text"
                placeholder="Find a seat: Stalls D 12"
                autocomplete="off"
                enterkeyhint="go"
            />
            <button type="submit">"Go"</button>
        </form>
    }
}

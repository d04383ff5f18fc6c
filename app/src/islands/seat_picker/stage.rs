//! The map's side of the picker, as the server draws it: canvas, buttons, the field to find a seat,
//! the tip.

use super::parts::{CANVAS, Deed, SAY, TIP, WAITING};
use leptos::prelude::*;

/// The map and its controls.
#[component]
pub(super) fn Stage(a_seat: Option<String>) -> impl IntoView {
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
            <p class="visually-hidden" aria-live="polite" data-part=SAY></p>
            <p class="seat-map__waiting" data-part=WAITING>
                "The house is being drawn …"
            </p>
            <div class="seat-map__tip" aria-hidden="true" hidden data-part=TIP></div>
            <div class="seat-map__tools">
                <button type="button" aria-label="Zoom in" data-act=Deed::Closer.name()>
                    "+"
                </button>
                <button type="button" aria-label="Zoom out" data-act=Deed::Farther.name()>
                    "−"
                </button>
                <button type="button" data-act=Deed::Fit.name()>
                    "Fit"
                </button>
            </div>
            <Finder a_seat />
        </div>
    }
}

/// "Stalls D 12": goes there.
#[component]
fn Finder(a_seat: Option<String>) -> impl IntoView {
    let placeholder = a_seat.map(|seat| format!("Find a seat: {seat}"));
    view! {
        <form class="seat-map__find" role="search" data-act=Deed::Find.name()>
            <label class="visually-hidden" for="find-seat">
                "Find a seat"
            </label>
            <input
                id="find-seat"
                name="find"
                type="text"
                placeholder=placeholder.unwrap_or_else(|| "Find a section".to_owned())
                autocomplete="off"
                enterkeyhint="go"
            />
            <button type="submit">"Go"</button>
        </form>
    }
}

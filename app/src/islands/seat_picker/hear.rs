//! What reaches the map from outside: the plan, the live stream, the window's size and colours.

use super::act::{act, meant};
use super::engine::with;
use super::parts::CANVAS;
use super::picker::Picker;
use crate::islands::hold_bar;
use crate::live_client::clock::steady_now;
use crate::live_client::listen;
use crate::live_client::wire::{self, LiveEvent, SeatNews};
use crate::packed::plan_from_bytes;
use domain::Plan;
use js_sys::Uint8Array;
use js_sys::futures::JsFuture;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Event, HtmlCanvasElement, ResizeObserver, Response};

/// What hands and keys do on the canvas.
const HEARD: [&str; 9] = [
    "pointerdown",
    "pointermove",
    "pointerup",
    "pointercancel",
    "pointerleave",
    "wheel",
    "keydown",
    "focus",
    "blur",
];
/// Of these the ones that would do something to the page too.
const KEPT: [&str; 2] = ["wheel", "keydown"];

/// The map's canvas.
pub(super) fn canvas() -> Option<HtmlCanvasElement> {
    document().get_element_by_id(CANVAS)?.dyn_into().ok()
}

/// Loads the plan; none if it cannot be had.
pub(super) async fn plan(url: &str) -> Option<Plan> {
    let response = JsFuture::from(window().fetch_with_str(url)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    plan_from_bytes(&Uint8Array::new(&bytes).to_vec())
}

/// Follows the window and the live stream from now on.
pub(super) fn browser(picker: Picker, canvas: &HtmlCanvasElement) {
    let performance = picker.terms.with_value(|terms| terms.performance);
    listen(Some(performance), live);
    follow_hands(canvas);
    follow_size(canvas);
    follow_scheme();
    follow_motion();
}

fn live(event: &LiveEvent) {
    with(|engine| {
        let (model, lost);
        match event {
            LiveEvent::Seats(SeatNews::All(bytes)) => {
                model = &mut engine.model;
                let Some(all) = wire::availability(bytes, model.chart.seat_count()) else { return };
                lost = model.seats.replace(&model.chart, all);
            }
            LiveEvent::Seats(SeatNews::Changed(steps)) => {
                model = &mut engine.model;
                lost = model.seats.change(&model.chart, wire::changes(steps));
            }
            LiveEvent::Hold(_) => return hold_bar::bring_out(),
        }
        engine.tell_lost(lost);
        engine.publish();
        engine.redraw();
    });
}

/// Hears hands and keys. What means something to the map, the browser leaves alone.
fn follow_hands(canvas: &HtmlCanvasElement) {
    let heard = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let Some(meaning) = meant(&event) else { return };
        if KEPT.contains(&event.type_().as_str()) {
            event.prevent_default();
        }
        act(meaning);
    });
    let function = heard.as_ref().unchecked_ref();
    for name in HEARD {
        // a wheel may be kept from scrolling the page only by who says so beforehand
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        // refused only for a name that is no event's
        let _ = canvas.add_event_listener_with_callback_and_add_event_listener_options(
            name, function, &options,
        );
    }
    heard.forget(); // as long as the page
}

fn follow_size(canvas: &HtmlCanvasElement) {
    let resized = Closure::<dyn Fn()>::new(|| with(super::engine::Engine::resize));
    if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        observer.observe(canvas);
    }
    resized.forget(); // as long as the page
}

fn follow_scheme() {
    on_media("(prefers-color-scheme: dark)", |_| {
        with(|engine| {
            engine.painter.refresh_theme();
            engine.redraw();
        });
    });
}

fn follow_motion() {
    on_media("(prefers-reduced-motion: reduce)", |is_still| {
        with(|engine| {
            engine.model.is_still = is_still;
            // a move under way ends where it would have
            engine.model.tick(steady_now() + 1_000.0);
            engine.redraw();
        });
    });
}

/// Tells whether a media query holds, now and whenever that changes.
fn on_media(query: &str, tell: impl Fn(bool) + 'static) {
    let Some(media) = window().match_media(query).ok().flatten() else { return };
    tell(media.matches());
    let watched = media.clone();
    let changed = Closure::<dyn Fn()>::new(move || tell(watched.matches()));
    media.set_onchange(Some(changed.as_ref().unchecked_ref()));
    changed.forget(); // as long as the page
}

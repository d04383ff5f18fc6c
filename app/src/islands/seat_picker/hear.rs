//! What reaches the map from outside: the plan, the live stream, the window's size and colours.

use super::engine::with;
use super::picker::Picker;
use crate::live_client::wire::{self, LiveEvent};
use crate::live_client::{listen, steady_now};
use domain::Plan;
use js_sys::futures::JsFuture;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{ResizeObserver, Response};

/// Loads the plan; none if it cannot be had.
pub(super) async fn plan(url: &str) -> Option<Plan> {
    let response = JsFuture::from(window().fetch_with_str(url)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    serde_json::from_str(&text.as_string()?).ok()
}

/// Follows the window and the live stream from now on.
pub(super) fn browser(picker: Picker) {
    let performance = picker.terms.with_value(|terms| terms.performance);
    listen(Some(performance), live);
    follow_size();
    follow_scheme();
    follow_motion();
}

fn live(event: &LiveEvent) {
    with(|engine| {
        let (model, lost);
        match event {
            LiveEvent::Snapshot(bytes) => {
                model = &mut engine.model;
                let Some(all) = wire::availability(bytes, model.chart.seat_count()) else { return };
                lost = model.seats.replace(&model.chart, all);
            }
            LiveEvent::Changes(changes) => {
                model = &mut engine.model;
                lost = model.seats.change(&model.chart, changes);
            }
            LiveEvent::Hold(_) => return,
        }
        engine.tell_lost(lost);
        engine.publish();
        engine.redraw();
    });
}

fn follow_size() {
    let Some(canvas) = document().query_selector(".seat-map__canvas").ok().flatten() else {
        return;
    };
    let resized = Closure::<dyn Fn()>::new(|| with(super::engine::Engine::resize));
    if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        observer.observe(&canvas);
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

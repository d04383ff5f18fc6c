//! The one connection of a page. It opens when the first island listens, closes while the tab is
//! hidden and opens again with what was missed when it is looked at, so that many tabs do not use
//! up the few connections a browser has for one shop.

use super::wire::{self, LiveEvent};
use crate::countdown::ServerClock;
use domain::{PerformanceId, UnixMs};
use gloo_timers::callback::Timeout;
use leptos::prelude::{ArcRwSignal, Set, document, window};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent, VisibilityState};

type Hear = Rc<dyn Fn(&LiveEvent)>;

/// The browser gives up for good after a refusal; this asks again. Units: milliseconds.
const ASK_AGAIN_MS: u32 = 3_000;

/// A map that loads asks for the seats too: one stream serves both. Units: milliseconds.
const MAP_WAIT_MS: u32 = 3_000;

#[derive(Default)]
struct Stream {
    source: Option<EventSource>,
    performance: Option<PerformanceId>,
    last: Option<String>,
    hearers: Vec<Hear>,
    clock: Option<ServerClock>,
    opening: Option<Timeout>,
    is_watching: bool,
}

thread_local! {
    static STREAM: RefCell<Stream> = RefCell::default();
    static CONNECTED: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Hears everything from now on, until the page is left. With a performance, its seats too.
pub fn listen(performance: Option<PerformanceId>, hear: impl Fn(&LiveEvent) + 'static) {
    STREAM.with_borrow_mut(|stream| {
        stream.hearers.push(Rc::new(hear));
        if performance.is_some() && stream.performance != performance {
            stream.performance = performance;
            stream.last = None;
        }
    });
    watch_visibility();
    let is_map_to_come = STREAM.with_borrow(|stream| stream.performance.is_none())
        && document().get_element_by_id("seat-picker").is_some();
    open_in(if is_map_to_come { MAP_WAIT_MS } else { 0 });
}

/// Whether the stream is open: a signal.
pub fn is_connected() -> ArcRwSignal<bool> {
    CONNECTED.with(Clone::clone)
}

/// Milliseconds of a clock that only goes forward.
pub fn steady_now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// The server said what time it is.
pub fn tell_time(server: UnixMs) {
    let steady = steady_now();
    STREAM.with_borrow_mut(|stream| match &mut stream.clock {
        Some(clock) => clock.correct(server, steady),
        none => *none = Some(ServerClock::new(server, steady)),
    });
}

/// The server's time now, once it said it.
pub fn server_now() -> Option<UnixMs> {
    let steady = steady_now();
    STREAM.with_borrow(|stream| stream.clock.map(|clock| clock.now(steady)))
}

/// Opens after all islands of the page had their turn to say what they listen to.
fn open_in(ms: u32) {
    let timeout = Timeout::new(ms, open);
    STREAM.with_borrow_mut(|stream| stream.opening = Some(timeout));
}

fn open() {
    if document().visibility_state() == VisibilityState::Hidden {
        return;
    }
    close();
    let address = STREAM.with_borrow(address);
    let Ok(source) = EventSource::new(&address) else { return };
    on(&source, "clock", |data, _| {
        if let Some(now) = wire::clock(&data) {
            tell_time(now);
        }
    });
    on(&source, "seats", |data, id| {
        STREAM.with_borrow_mut(|stream| stream.last = Some(id).filter(|id| !id.is_empty()));
        tell(wire::seats(&data));
    });
    on(&source, "hold", |data, _| tell(wire::hold(&data)));
    watch_health(&source);
    STREAM.with_borrow_mut(|stream| stream.source = Some(source));
}

fn close() {
    if let Some(source) = STREAM.with_borrow_mut(|stream| stream.source.take()) {
        source.close();
    }
    CONNECTED.with(|connected| connected.set(false));
}

fn address(stream: &Stream) -> String {
    match (stream.performance, &stream.last) {
        (None, _) => "/live".to_owned(),
        (Some(performance), None) => format!("/live?performance={performance}"),
        (Some(performance), Some(last)) => format!("/live?performance={performance}&last={last}"),
    }
}

fn tell(event: Option<LiveEvent>) {
    let Some(event) = event else { return };
    if let LiveEvent::Hold(news) = &event {
        tell_time(news.server_now);
    }
    // copied out first: a hearer may itself listen or ask for the time
    let hearers = STREAM.with_borrow(|stream| stream.hearers.clone());
    hearers.iter().for_each(|hear| hear(&event));
}

fn on(source: &EventSource, name: &str, hear: impl Fn(String, String) + 'static) {
    let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        hear(event.data().as_string().unwrap_or_default(), event.last_event_id());
    });
    let function = hear.as_ref().unchecked_ref();
    // refused only for a name that is no event's
    let _ = source.add_event_listener_with_callback(name, function);
    hear.forget(); // lives as long as the page: a few a day at most
}

fn watch_health(source: &EventSource) {
    let opened = Closure::<dyn Fn(Event)>::new(|_| CONNECTED.with(|connected| connected.set(true)));
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    opened.forget();
    let failed = Closure::<dyn Fn(Event)>::new(|event: Event| {
        CONNECTED.with(|connected| connected.set(false));
        let source = event.target().and_then(|target| target.dyn_into::<EventSource>().ok());
        if source.is_some_and(|source| source.ready_state() == EventSource::CLOSED) {
            open_in(ASK_AGAIN_MS);
        }
    });
    source.set_onerror(Some(failed.as_ref().unchecked_ref()));
    failed.forget();
}

fn watch_visibility() {
    let was_watching =
        STREAM.with_borrow_mut(|stream| std::mem::replace(&mut stream.is_watching, true));
    if was_watching {
        return;
    }
    let turned = Closure::<dyn Fn()>::new(|| {
        if document().visibility_state() == VisibilityState::Hidden {
            close();
        } else {
            open_in(0);
        }
    });
    let function = turned.as_ref().unchecked_ref();
    let _ = document().add_event_listener_with_callback("visibilitychange", function);
    turned.forget();
}

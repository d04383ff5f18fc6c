//! The connection itself, in the tab that has it: it hears the shop for its own page and passes on
//! to the other tabs what comes. And what tabs say to each other.
//!
//! Tabs say, by the first letter: `s` seats, `h` hold, `c` clock, as the shop said them; `o`
//! whether the shop is heard; `l` somebody else listens now; `w` what I want to hear of.

use super::place::Place;
use super::stream::{
    begin, hear_clock, hear_hold, hear_seats, is_connected, is_reading, set_connected, wanted,
};
use super::tabs;
use super::wire::SeatNews;
use domain::PerformanceId;
use gloo_timers::callback::Timeout;
use js_sys::futures::JsFuture;
use js_sys::{Math, Uint8Array};
use leptos::prelude::{GetUntracked, window};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent, Response};

/// The browser gives up for good after a refusal; this asks again, each tab a little apart. Units:
/// milliseconds.
const ASK_AGAIN_MS: f64 = 2_000.0;
/// Tabs that want something else say so in this time. Units: milliseconds.
const GATHER_MS: u32 = 50;
/// Performances of other tabs at most; the server takes eight in all.
const OTHERS_MAX: usize = 7;

#[derive(Default)]
struct Source {
    is_leading: bool,
    open: Option<EventSource>,
    opening: Option<Timeout>,
    /// What other tabs want to hear of.
    others: Vec<String>,
}

thread_local! {
    static SOURCE: RefCell<Source> = RefCell::default();
}

/// This tab listens from now on.
pub(super) fn lead() {
    SOURCE.with_borrow_mut(|source| source.is_leading = true);
    set_connected(false);
    tabs::say("l");
    open_in(GATHER_MS);
}

/// Another tab may listen.
pub(super) fn resign() {
    close();
    SOURCE.take();
    tabs::resign();
}

/// Says what this page wants to hear of: to the tab that listens, or to the shop.
pub(super) fn want() {
    if SOURCE.with_borrow(|source| source.is_leading) {
        open_in(0);
    } else {
        tabs::say(&format!("w{}", wanted()));
    }
}

/// How a performance's seats stand, and where that is in the stream; none if it cannot be had.
pub(super) async fn seats(performance: PerformanceId) -> Option<(Place, SeatNews)> {
    let address = format!("/performances/{performance}/seats");
    let response = JsFuture::from(window().fetch_with_str(&address)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    let place = Place::of_tag(&response.headers().get("etag").ok()??)?;
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some((place, SeatNews::All(Uint8Array::new(&bytes).to_vec())))
}

/// Hears what another tab says.
pub(super) fn hear_tab(text: &str) {
    let Some((kind, rest)) = text.split_at_checked(1) else { return };
    match kind {
        "s" => {
            let (id, data) = rest.split_once(' ').unwrap_or_default();
            hear_seats(id, data);
        }
        "h" => hear_hold(rest),
        "c" => hear_clock(rest),
        "o" => set_connected(rest == "1"),
        "l" => {
            set_connected(false);
            begin();
        }
        "w" => hear_wish(rest),
        _ => {}
    }
}

/// Another tab wants to hear of a performance, too.
fn hear_wish(wish: &str) {
    let (own, of) = (wanted(), performance_of);
    let is_new = SOURCE.with_borrow_mut(|source| {
        let is_told = of(&own) == of(wish) || source.others.iter().any(|o| of(o) == of(wish));
        let is_new = source.is_leading && !wish.is_empty() && !is_told;
        if is_new {
            source.others.insert(0, wish.to_owned());
            source.others.truncate(OTHERS_MAX);
        }
        is_new
    });
    if is_new {
        open_in(GATHER_MS);
    } else if SOURCE.with_borrow(|source| source.is_leading) {
        say_connected(is_connected().get_untracked());
    }
}

/// The part of a wish that names a performance.
fn performance_of(wish: &str) -> &str {
    wish.split_once('.').map_or(wish, |(performance, _)| performance)
}

fn open_in(ms: u32) {
    let opening = Timeout::new(ms, open);
    SOURCE.with_borrow_mut(|source| source.opening = Some(opening));
}

fn open() {
    if is_reading() {
        return; // opened once they are read
    }
    close();
    let mut address = format!("/live?seats={}", wanted());
    SOURCE.with_borrow(|source| {
        for other in &source.others {
            address.push(',');
            address.push_str(other);
        }
    });
    let Ok(source) = EventSource::new(&address) else { return };
    let heard = Closure::<dyn Fn(MessageEvent)>::new(heard);
    for name in ["clock", "seats", "hold"] {
        // refused only for a name that is no event's
        let _ = source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    }
    heard.forget(); // lives as long as the page: a few a day at most
    watch_health(&source);
    SOURCE.with_borrow_mut(|known| known.open = Some(source));
}

fn close() {
    if let Some(open) = SOURCE.with_borrow_mut(|source| source.open.take()) {
        open.close();
    }
    set_connected(false);
}

fn say_connected(is: bool) {
    set_connected(is);
    tabs::say(if is { "o1" } else { "o0" });
}

/// The shop said something: it is said to the other tabs, and heard as they hear it.
fn heard(event: MessageEvent) {
    let data = event.data().as_string().unwrap_or_default();
    let said = match event.type_().as_str() {
        "seats" => format!("s{} {data}", event.last_event_id()),
        "hold" => format!("h{data}"),
        _ => format!("c{data}"),
    };
    tabs::say(&said);
    hear_tab(&said);
}

fn watch_health(source: &EventSource) {
    let opened = Closure::<dyn Fn(Event)>::new(|_| say_connected(true));
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    opened.forget();
    let failed = Closure::<dyn Fn(Event)>::new(|event: Event| {
        say_connected(false);
        let source = event.target().and_then(|target| target.dyn_into::<EventSource>().ok());
        if source.is_some_and(|source| source.ready_state() == EventSource::CLOSED) {
            open_in((ASK_AGAIN_MS * (1.0 + Math::random())) as u32);
        }
    });
    source.set_onerror(Some(failed.as_ref().unchecked_ref()));
    failed.forget();
}

//! What a page hears of the shop: over the one connection of its browser, which this tab has or
//! another one, and the seats' snapshot that it starts from.
//!
//! A tab that is looked at again reads the seats anew and listens from there.

use super::place::{Fit, Place};
use super::wire::{self, LiveEvent, SeatNews};
use super::{clock, source, tabs};
use domain::PerformanceId;
use gloo_timers::callback::Timeout;
use leptos::prelude::{ArcRwSignal, GetUntracked, Set, document};
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

type Hear = Rc<dyn Fn(&LiveEvent)>;

/// A map that loads asks for the seats too: one stream serves both. Units: milliseconds.
const MAP_WAIT_MS: u32 = 3_000;

#[derive(Default)]
struct Page {
    performance: Option<PerformanceId>,
    place: Option<Place>,
    /// Frames that came while the seats are being read.
    waiting: Option<Vec<(Place, SeatNews)>>,
    hearers: Vec<Hear>,
    beginning: Option<Timeout>,
    is_awake: bool,
}

thread_local! {
    static PAGE: RefCell<Page> = RefCell::default();
    static CONNECTED: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Hears everything from now on, until the page is left. With a performance, its seats too.
pub fn listen(performance: Option<PerformanceId>, hear: impl Fn(&LiveEvent) + 'static) {
    let was_awake = PAGE.with_borrow_mut(|page| {
        page.hearers.push(Rc::new(hear));
        if performance.is_some() {
            page.performance = performance;
        }
        std::mem::replace(&mut page.is_awake, true)
    });
    if !was_awake {
        tabs::hear(source::hear_tab);
        watch_visibility();
    }
    let is_map_to_come = PAGE.with_borrow(|page| page.performance.is_none())
        && document().get_element_by_id("seat-picker").is_some();
    // after all islands of the page had their turn to say what they listen to
    let beginning = Timeout::new(if is_map_to_come { MAP_WAIT_MS } else { 0 }, begin);
    PAGE.with_borrow_mut(|page| page.beginning = Some(beginning));
}

/// Whether the shop is heard: a signal.
pub fn is_connected() -> ArcRwSignal<bool> {
    CONNECTED.with(Clone::clone)
}

/// What this page wants to hear of, as an address or a tab spells it.
pub(super) fn wanted() -> String {
    PAGE.with_borrow(|page| match (page.place, page.performance) {
        (Some(place), _) => place.to_string(),
        (None, Some(performance)) => performance.to_string(),
        (None, None) => String::new(),
    })
}

/// The seats are being read: where to listen from is not known yet.
pub(super) fn is_reading() -> bool {
    PAGE.with_borrow(|page| page.waiting.is_some())
}

pub(super) fn set_connected(is: bool) {
    if is_connected().get_untracked() != is {
        is_connected().set(is);
    }
}

/// Reads the seats anew, hears them from there on, and says so to the tab that listens.
pub(super) fn begin() {
    if tabs::is_hidden() {
        return;
    }
    tabs::stand(source::lead);
    let performance = PAGE.with_borrow_mut(|page| {
        let is_free = page.performance.is_some() && page.waiting.is_none();
        is_free.then(|| page.waiting = Some(Vec::new()))?;
        page.performance
    });
    let Some(performance) = performance else { return source::want() };
    spawn_local(async move {
        let read = source::seats(performance).await;
        if let Some((place, seats)) = read {
            take(place, seats);
        }
        let waiting = PAGE.with_borrow_mut(|page| page.waiting.take());
        waiting.into_iter().flatten().for_each(|(place, news)| take(place, news));
        source::want();
    });
}

/// Takes a `clock` frame.
pub(super) fn hear_clock(data: &str) {
    if let Some(now) = wire::clock(data) {
        clock::hear(now);
    }
}

/// Takes a `hold` frame.
pub(super) fn hear_hold(data: &str) {
    if let Some(LiveEvent::Hold(news)) = wire::hold(data) {
        clock::hear(news.server_now);
        tell(&LiveEvent::Hold(news));
    }
}

/// Takes a `seats` frame, if it is of this page's performance.
pub(super) fn hear_seats(id: &str, data: &str) {
    let Some((place, LiveEvent::Seats(news))) = Place::read(id).zip(wire::seats(data)) else {
        return;
    };
    let news = PAGE.with_borrow_mut(|page| match &mut page.waiting {
        _ if page.performance != Some(place.performance) => None,
        Some(waiting) => {
            waiting.push((place, news));
            None
        }
        None => Some(news),
    });
    if let Some(news) = news {
        take(place, news);
    }
}

fn take(place: Place, news: SeatNews) {
    let known = PAGE.with_borrow(|page| page.place);
    match place.fit(known.as_ref(), matches!(news, SeatNews::All(_))) {
        Fit::Old => {}
        Fit::Gap => begin(),
        Fit::News => {
            PAGE.with_borrow_mut(|page| page.place = Some(place));
            tell(&LiveEvent::Seats(news));
        }
    }
}

fn tell(event: &LiveEvent) {
    // copied out first: a hearer may itself listen or ask for the time
    let hearers = PAGE.with_borrow(|page| page.hearers.clone());
    hearers.iter().for_each(|hear| hear(event));
}

fn watch_visibility() {
    let turned = Closure::<dyn Fn()>::new(|| match tabs::is_hidden() {
        true => source::resign(),
        false => begin(),
    });
    let function = turned.as_ref().unchecked_ref();
    let _ = document().add_event_listener_with_callback("visibilitychange", function);
    turned.forget();
}

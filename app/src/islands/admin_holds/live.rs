//! The admin's stream of news, and the ticking of the list. In the browser only.
//!
//! One stream per page, closed while the tab is hidden, so that many tabs leave connections free.
//! Times tick by the monotonic clock from the last moment the server told.

use super::{Board, board};
use crate::packed::unpack;
use domain::{HoldNews, UnixMs};
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent, VisibilityState};

const STREAM: &str = "/admin/live";
const TICK_MS: u32 = 500;

type Listener = Closure<dyn FnMut(MessageEvent)>;

/// What the browser keeps for the list while the page is open.
struct Ears {
    board: Board,
    stream: RefCell<Option<EventSource>>,
    /// The server's clock, and the monotonic clock at the same moment.
    told: Cell<(i64, f64)>,
    /// News waits to be read together.
    will_read: Cell<bool>,
    listeners: RefCell<Vec<(&'static str, Listener)>>,
}

/// Opens the stream and starts the ticking. Called once, from an effect.
pub(super) fn start(board: Board) {
    let server_now = board.now.get_untracked().0;
    let ears = Rc::new(Ears {
        board,
        stream: RefCell::default(),
        told: Cell::new((server_now, monotonic_ms())),
        will_read: Cell::new(false),
        listeners: RefCell::default(),
    });
    ears.prepare();
    ears.open();
    ears.clone().follow_visibility();

    let ticking = Interval::new(TICK_MS, move || board.tick(ears.now()));
    // Kept by the effect's owner: gone with it.
    StoredValue::new_local(ticking);
}

impl Ears {
    fn now(&self) -> UnixMs {
        let (server_ms, then) = self.told.get();
        UnixMs(server_ms + (monotonic_ms() - then) as i64)
    }

    fn told(&self, server_now: i64) {
        self.told.set((server_now, monotonic_ms()));
        self.board.tick(UnixMs(server_now));
    }

    fn prepare(self: &Rc<Self>) {
        let ears = self.clone();
        let on_open = move |_| ears.read_soon();
        let ears = self.clone();
        let on_clock = move |event: MessageEvent| {
            if let Some(now) = event.data().as_string().and_then(|text| text.parse().ok()) {
                ears.told(now);
            }
        };
        let ears = self.clone();
        let on_hold = move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let Some(news) = unpack::<HoldNews>(&text) {
                ears.told(news.server_now.0);
                if ears.board.hear(&news) {
                    ears.read_soon();
                }
            }
        };
        self.listeners.replace(vec![
            ("open", Closure::new(on_open)),
            ("clock", Closure::new(on_clock)),
            ("hold", Closure::new(on_hold)),
        ]);
    }

    /// Opens the stream. What was missed while it was closed is read when it stands.
    fn open(&self) {
        let Ok(stream) = EventSource::new(STREAM) else { return };
        for (name, listener) in &*self.listeners.borrow() {
            let listener = listener.as_ref().unchecked_ref();
            // Cannot fail: the name is fixed and the listener a function.
            let _ = stream.add_event_listener_with_callback(name, listener);
        }
        if let Some(before) = self.stream.replace(Some(stream)) {
            before.close();
        }
    }

    /// Reads the list again once news has stopped coming thick and fast.
    fn read_soon(self: &Rc<Self>) {
        if self.will_read.replace(true) {
            return;
        }
        let wait_ms = self.board.lines.with_untracked(|lines| board::patience_ms(lines));
        let ears = self.clone();
        let read = move || {
            ears.will_read.set(false);
            spawn_local(ears.board.read_again());
        };
        Timeout::new(wait_ms, read).forget();
    }

    fn follow_visibility(self: Rc<Self>) {
        let look = move |_| {
            if document().visibility_state() == VisibilityState::Hidden {
                if let Some(stream) = self.stream.take() {
                    stream.close();
                }
            } else if self.stream.borrow().is_none() {
                self.open();
            }
        };
        let handle = window_event_listener_untyped("visibilitychange", look);
        on_cleanup(move || handle.remove());
    }
}

fn monotonic_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

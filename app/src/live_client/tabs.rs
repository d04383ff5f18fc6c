//! One connection for all tabs of a browser: the tab that has the lock listens to the shop and
//! tells the others what it hears. A tab that nobody looks at lets go, so that a frozen one never
//! has it; a closed one loses it by itself.
//!
//! Where there are no locks (they need https or this very machine), each tab listens for itself.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::{document, window};
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent, VisibilityState};

/// The lock's name and the channel's.
const NAME: &str = "holdfast-live";

#[derive(Default)]
struct Tabs {
    channel: Option<BroadcastChannel>,
    /// Gives the lock back.
    release: Option<Function>,
    is_asking: bool,
}

thread_local! {
    static TABS: RefCell<Tabs> = RefCell::default();
}

/// Hears the other tabs from now on.
pub(super) fn hear(hear: fn(&str)) {
    let Ok(channel) = BroadcastChannel::new(NAME) else { return };
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        hear(&event.data().as_string().unwrap_or_default());
    });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget(); // as long as the page
    TABS.with_borrow_mut(|tabs| tabs.channel = Some(channel));
}

/// Says something to the other tabs.
pub(super) fn say(text: &str) {
    TABS.with_borrow(|tabs| {
        if let Some(channel) = &tabs.channel {
            // refused only by a channel that was closed
            let _ = channel.post_message(&JsValue::from_str(text));
        }
    });
}

/// Calls `lead` once this tab is the one that listens.
pub(super) fn stand(lead: fn()) {
    let is_under_way = TABS.with_borrow(|tabs| tabs.is_asking || tabs.release.is_some());
    if is_under_way {
        return;
    }
    TABS.with_borrow_mut(|tabs| tabs.is_asking = true);
    let granted = move |_lock: JsValue| -> JsValue {
        TABS.with_borrow_mut(|tabs| tabs.is_asking = false);
        if is_hidden() {
            return JsValue::UNDEFINED;
        }
        let until_released = Promise::new(&mut |release, _| {
            TABS.with_borrow_mut(|tabs| tabs.release = Some(release));
        });
        lead();
        until_released.into()
    };
    let granted = Closure::once_into_js(granted);
    if request(granted.unchecked_ref()).is_none() {
        TABS.set(Tabs::default());
        lead();
    }
}

/// Lets another tab listen.
pub(super) fn resign() {
    if let Some(release) = TABS.with_borrow_mut(|tabs| tabs.release.take()) {
        // settles a promise: nothing that could fail
        let _ = release.call0(&JsValue::UNDEFINED);
    }
}

pub(super) fn is_hidden() -> bool {
    document().visibility_state() == VisibilityState::Hidden
}

/// `navigator.locks.request(NAME, granted)`; none where there are no locks.
fn request(granted: &Function) -> Option<JsValue> {
    let get = |from: &JsValue, name: &str| Reflect::get(from, &JsValue::from_str(name)).ok();
    let locks = get(&get(&window(), "navigator")?, "locks")?;
    let request: Function = get(&locks, "request")?.dyn_into().ok()?;
    request.call2(&locks, &JsValue::from_str(NAME), granted).ok()
}

//! The hold bar: what is held, and for how long. It is on every page while a hold is live.
//!
//! The server draws it and its forms work without the browser's help. Awake, it counts by the
//! server's clock and tells at once what becomes of a hold.

mod deed;
mod story;
mod stub;
#[cfg(feature = "hydrate")]
mod wake;

use crate::live_client::holds::page_holds;
use domain::{HoldCard, HoldId, UnixMs};
use leptos::prelude::*;
use stub::Stub;

/// The visitor's live holds. `held_until` is in words by the venue's clock; `server_now` unix ms.
#[island]
pub fn HoldBar(holds: Vec<HoldCard>, held_until: String, server_now: i64) -> impl IntoView {
    let cards = page_holds(&holds);
    let bar = Bar {
        cards: StoredValue::new(cards.clone()),
        now: RwSignal::new(UnixMs(server_now)),
        is_ready: RwSignal::new(false),
        say: RwSignal::new(String::new()),
    };
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        wake::start(bar);
        bar.is_ready.set(true);
    });
    let until = StoredValue::new(held_until);
    let ids = Memo::new(move |_| {
        cards.with(|cards| cards.iter().map(|card| card.id.clone()).collect::<Vec<_>>())
    });

    view! {
        <div
            id="hold-bar"
            class="hold-bar"
            role="region"
            aria-label="Your hold"
            hidden=move || ids.with(Vec::is_empty)
            data-ready=move || bar.is_ready.get().then_some("")
        >
            <For
                each=move || ids.get()
                key=|id| id.clone()
                children=move |id| view! { <Stub bar id until=until.get_value() /> }
            />
            <p class="visually-hidden" aria-live="polite">
                {move || bar.say.get()}
            </p>
        </div>
    }
}

/// What the parts of the bar share.
#[derive(Clone, Copy)]
struct Bar {
    cards: StoredValue<crate::live_client::holds::PageHolds>,
    /// The server's time, as far as the page counts it.
    now: RwSignal<UnixMs>,
    is_ready: RwSignal<bool>,
    /// For ears.
    say: RwSignal<String>,
}

impl Bar {
    fn card(&self, id: &HoldId) -> Option<HoldCard> {
        self.cards.get_value().with(|cards| cards.iter().find(|card| card.id == *id).cloned())
    }
}

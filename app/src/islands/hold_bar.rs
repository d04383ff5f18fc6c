//! The hold bar: what is held, and for how long. It is on every page while a hold is live.
//!
//! The server draws it and its forms work without the browser's help. Awake, it counts by the
//! server's clock and tells at once what becomes of a hold. Its code is loaded where there is a
//! hold to show; a seat map's page lays it aside until there is one.

#[cfg(feature = "hydrate")]
mod aside;
mod deed;
mod story;
mod stub;
#[cfg(feature = "hydrate")]
mod wake;

use super::reactive::reactive;
use super::told::{tell, told};
use crate::live_client::holds::page_holds;
use domain::{HoldCard, HoldId, UnixMs};
use leptos::prelude::*;
use leptos::tachys::html::islands::Island;
use leptos::tachys::reactive_graph::OwnedView;
use serde::{Deserialize, Serialize};
use stub::Stub;

#[cfg(feature = "hydrate")]
pub(super) use aside::bring_out;

const ID: &str = "hold-bar";

/// What the server tells the bar.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BarData {
    /// The visitor's live holds, soonest deadline first.
    pub holds: Vec<HoldCard>,
    /// When the first of them ends, in words by the venue's clock.
    pub held_until: String,
}

/// Where the bar waits for a hold: a template, which shows nothing and wakes nothing.
const ASIDE: &str = "hold-bar-aside";

/// The bar, on a page that shows a hold.
#[cfg(feature = "ssr")]
#[component]
pub fn HoldBar() -> impl IntoView {
    island()
}

/// The bar, laid aside until there is a hold to show.
#[cfg(feature = "ssr")]
#[component]
pub fn HoldBarAside() -> impl IntoView {
    view! { <template id=ASIDE>{island()}</template> }
}

/// What `#[island(lazy)]` would make of it, but that code which cannot be loaded leaves the page as
/// the server drew it, instead of ending everything that moves on it.
fn island() -> impl IntoView {
    let view = || Owner::with_hydration(|| OwnedView::new(view! { <LiveHolds /> }));
    Island::new("hold_bar", Owner::new().with(view))
}

/// The visitor's live holds.
#[component]
fn LiveHolds() -> impl IntoView {
    let data: BarData = told(ID);
    let is_told = tell(&data);
    let BarData { holds, held_until } = data;
    let told_at = holds.first().map(|card| card.server_now);
    let bar = Bar {
        known: StoredValue::new(page_holds(&holds)),
        cards: RwSignal::new(holds),
        now: RwSignal::new(told_at.unwrap_or_default()),
        is_ready: RwSignal::new(false),
        say: RwSignal::new(String::new()),
    };
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        wake::start(bar, told_at);
        bar.is_ready.set(true);
    });
    let until = StoredValue::new(held_until);
    let ids = Memo::new(move |_| {
        bar.cards.with(|cards| cards.iter().map(|card| card.id.clone()).collect::<Vec<_>>())
    });

    view! {
        <div
            id=ID
            data-told=is_told
            class="hold-bar"
            role="region"
            aria-label="Your hold"
            hidden=reactive(move || ids.with(Vec::is_empty))
            data-ready=reactive(move || bar.is_ready.get().then_some(""))
        >
            {reactive(move || {
                let stub = |id| view! { <Stub bar id until=until.get_value() /> };
                ids.get().into_iter().map(stub).collect_view()
            })}
            <p class="visually-hidden" aria-live="polite">
                {reactive(move || bar.say.get())}
            </p>
        </div>
    }
}

/// What the parts of the bar share.
#[derive(Clone, Copy)]
struct Bar {
    /// The page's holds.
    #[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only browsers hear news"))]
    known: StoredValue<crate::live_client::holds::PageHolds>,
    /// Of these what the bar shows: at first what the server drew, whatever has come in since.
    cards: RwSignal<Vec<HoldCard>>,
    /// The server's time, as far as the page counts it.
    now: RwSignal<UnixMs>,
    is_ready: RwSignal<bool>,
    /// For ears.
    say: RwSignal<String>,
}

impl Bar {
    /// What is shown of a hold.
    fn card(&self, id: &HoldId) -> Option<HoldCard> {
        self.cards.with(|cards| cards.iter().find(|card| card.id == *id).cloned())
    }
}

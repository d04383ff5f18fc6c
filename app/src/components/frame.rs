//! What surrounds every page: the name above it, the hold bar and the small print below it.

use crate::context::{LiveHolds, now};
use crate::islands::HoldBar;
use crate::words::Moment;
use leptos::prelude::*;

/// The shop's name, which leads home.
#[component]
pub fn Masthead() -> impl IntoView {
    view! {
        <header class="masthead">
            <a class="masthead__name" href="/">
                "Holdfast"
            </a>
            <p class="masthead__line">"Box office"</p>
        </header>
    }
}

/// The small print.
#[component]
pub fn SiteFooter() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <p>"One seat, one buyer. Prices are final: no fee is added."</p>
            <p>"Times are by the venue’s clock."</p>
        </footer>
    }
}

/// The hold bar, on every page while a hold is live.
#[component]
pub fn HoldBarSlot() -> impl IntoView {
    let holds = use_context::<LiveHolds>();
    Suspend::new(async move {
        let holds = holds?.get().await;
        let first = holds.first()?;
        let held_until = Moment::new(first.expires_at, &first.time_zone).time();
        let server_now = now().0;
        Some(view! { <HoldBar holds=holds.to_vec() held_until server_now /> })
    })
}

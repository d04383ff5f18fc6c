//! What surrounds every page: the name above it, the hold bar and the small print below it.

use crate::components::awaited;
use crate::context::LiveHolds;
use crate::islands::{BarData, HoldBar, HoldBarAside};
use crate::shell::is_seat_map;
use crate::words::Moment;
use domain::HoldCard;
use http::request::Parts;
use leptos::either::Either;
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

/// The hold bar, on every page while a hold is live, and laid aside beside a seat map, where a hold
/// may begin without a new page.
#[component]
pub fn HoldBarSlot() -> impl IntoView {
    let holds = use_context::<LiveHolds>();
    let parts = use_context::<Parts>();
    let is_beside_map = parts.is_some_and(|parts| is_seat_map(parts.uri.path()));
    awaited(async move {
        let holds = holds?.get().await;
        let until = |first: &HoldCard| Moment::new(first.expires_at, &first.time_zone).time();
        let held_until = holds.first().map(until).unwrap_or_default();
        let is_held = !holds.is_empty();
        (is_beside_map || is_held).then(|| {
            provide_context(BarData { holds: holds.to_vec(), held_until });
            match is_held {
                true => Either::Left(view! { <HoldBar /> }),
                false => Either::Right(view! { <HoldBarAside /> }),
            }
        })
    })
}

//! The hold bar: what is held, and for how long.

use domain::HoldCard;
use leptos::prelude::*;

/// The visitor's live holds. `held_until` is in words by the venue's clock; `server_now` unix ms.
#[island]
pub fn HoldBar(holds: Vec<HoldCard>, held_until: String, server_now: i64) -> impl IntoView {
    let _ = server_now;
    view! {
        <div id="hold-bar" role="region" aria-label="Your hold">
            {holds.len()} " " {held_until}
        </div>
    }
}

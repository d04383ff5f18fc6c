//! What became of a hold.

use super::checkout_return::outcome;
use super::trouble::trouble;
use crate::components::awaited;
use crate::context::{office, visitor};
use domain::HoldId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The hold of the address, for whoever made it.
#[component]
pub fn HoldPage() -> impl IntoView {
    let office = office();
    let buyer = visitor().buyer;
    let hold = HoldId(use_params_map().get_untracked().get("hold").unwrap_or_default());
    awaited(async move {
        match office.hold(&buyer, &hold).await {
            Ok(card) => outcome(card),
            Err(denial) => trouble(denial),
        }
    })
}

//! Back from the payment page without paying: the seats are still held, for a while.

use super::checkout_return::outcome;
use super::trouble::trouble;
use crate::components::awaited;
use crate::context::office;
use domain::SessionId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Go on paying, or give the seats up.
#[component]
pub fn CheckoutCancelPage() -> impl IntoView {
    let office = office();
    let session = SessionId(use_query_map().get_untracked().get("session_id").unwrap_or_default());
    awaited(async move {
        match office.settle(&session).await {
            Ok(card) => outcome(card),
            Err(denial) => trouble(denial),
        }
    })
}

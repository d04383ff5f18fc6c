//! Back from the payment page: settles by itself, needs no webhook, and goes on to the tickets.

use super::trouble::{see_other, trouble};
use crate::components::{HoldStory, Notice, SeatLines, awaited};
use crate::context::office;
use domain::{HoldCard, HoldPhase, SessionId};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;

/// What became of the payment of the address.
#[component]
pub fn CheckoutReturnPage() -> impl IntoView {
    let office = office();
    let session = SessionId(use_query_map().get_untracked().get("session_id").unwrap_or_default());
    awaited(async move {
        match office.settle(&session).await {
            Ok(card) => outcome(card),
            Err(denial) => trouble(denial),
        }
    })
}

/// The tickets if they are there, else the hold's story; a state that will change looks again.
pub(super) fn outcome(card: HoldCard) -> AnyView {
    if let (HoldPhase::Sold, Some(path)) = (card.phase, &card.order_path) {
        return see_other(path);
    }
    let changes =
        matches!(card.phase, HoldPhase::Pending | HoldPhase::Closing | HoldPhase::RefundDue);
    view! {
        <Title text=format!("{} · Holdfast", card.title) />
        {changes.then(|| view! { <Meta http_equiv="refresh" content="3" /> })}
        <div class="outcome">
            <div>
                <Notice />
                <HoldStory card=card.clone() />
            </div>
            <div class="outcome__seats">
                <h2 class="outcome__title">{card.title.clone()}</h2>
                <SeatLines lines=card.lines total=card.total />
            </div>
        </div>
    }
    .into_any()
}

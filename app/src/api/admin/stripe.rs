//! The buttons beside the two queues and a hold's story.

use crate::api::ShopError;
use domain::{HoldCard, HoldId};
use leptos::prelude::*;
use leptos::server_fn::codec::Postcard;

#[cfg(feature = "ssr")]
use super::{AdminDesk, paths};

/// Tries a call now that is still owed to Stripe.
#[server(prefix = "/api", endpoint = "hurry_call", output = Postcard)]
pub async fn hurry_call(call: String) -> Result<(), ShopError> {
    let desk = AdminDesk::open(paths::STRIPE).await?;
    let done = desk.office.hurry_call(&call).await;
    desk.answer(done, |()| format!("{}?again=call", paths::STRIPE))
}

/// Handles an event of Stripe's once more.
#[server(prefix = "/api", endpoint = "replay_event", output = Postcard)]
pub async fn replay_event(event: String) -> Result<(), ShopError> {
    let desk = AdminDesk::open(paths::STRIPE).await?;
    let done = desk.office.replay_event(&event).await;
    desk.answer(done, |()| format!("{}?again=event", paths::STRIPE))
}

/// Sends money once more whose refund came back.
#[server(prefix = "/api", endpoint = "refund_again", output = Postcard)]
pub async fn refund_again(hold: HoldId) -> Result<HoldCard, ShopError> {
    let page = paths::story(&hold);
    let desk = AdminDesk::open(page.clone()).await?;
    let card = desk.office.refund_again(&hold).await;
    desk.answer(card, |_| page)
}

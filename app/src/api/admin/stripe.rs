//! The buttons beside the two queues and a hold's story.

use crate::api::ShopError;
use domain::{HoldId, SessionId};
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

/// Gives back a payment that nothing of the shop's answers for.
#[server(prefix = "/api", endpoint = "refund_unknown", output = Postcard)]
pub async fn refund_unknown(session: SessionId) -> Result<(), ShopError> {
    let desk = AdminDesk::open(paths::STRIPE).await?;
    let done = desk.office.refund_unknown(&session).await;
    desk.answer(done, |()| format!("{}?again=call", paths::STRIPE))
}

/// Leaves a payment alone that is somebody else's.
#[server(prefix = "/api", endpoint = "disown_unknown", output = Postcard)]
pub async fn disown_unknown(session: SessionId) -> Result<(), ShopError> {
    let desk = AdminDesk::open(paths::STRIPE).await?;
    let done = desk.office.disown_unknown(&session).await;
    desk.answer(done, |()| paths::STRIPE.to_owned())
}

/// Sends money once more whose refund came back. A form goes on to the story of the hold that it
/// names, if it names one.
#[server(prefix = "/api", endpoint = "refund_again", output = Postcard)]
pub async fn refund_again(session: SessionId, hold: Option<HoldId>) -> Result<(), ShopError> {
    let page = hold.as_ref().map_or_else(|| paths::STRIPE.to_owned(), paths::story);
    let desk = AdminDesk::open(page.clone()).await?;
    let done = desk.office.refund_again(&session).await;
    desk.answer(done, |()| page)
}

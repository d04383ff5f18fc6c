//! On the way to the payment page.

#![allow(
    missing_docs,
    reason = "an argument of a server function is a field of a type made for it"
)]

use super::ShopError;
use leptos::prelude::*;
use leptos::server_fn::codec::Postcard;

#[cfg(feature = "ssr")]
use {
    super::{desk::Desk, typed},
    domain::{Contact, HoldId},
};

/// Freezes the amount and answers the address of the payment page; a plain form is sent there.
#[server(prefix = "/api", endpoint = "start_checkout", output = Postcard)]
pub async fn start_checkout(
    hold: String,
    name: String,
    email: String,
) -> Result<String, ShopError> {
    let desk = Desk::open();
    let hold = HoldId(hold);
    let contact = Contact { name: name.trim().to_owned(), email: email.trim().to_owned() };
    let url = desk.office.start_checkout(&desk.visitor.buyer, &hold, contact.clone()).await;
    typed::keep_if_refused(&desk, &hold, &contact, &url);
    desk.answer(url, String::clone)
}

/// The address of the payment page that is still open; a plain form is sent there.
#[server(prefix = "/api", endpoint = "resume_checkout", output = Postcard)]
pub async fn resume_checkout(hold: String) -> Result<String, ShopError> {
    let desk = Desk::open();
    let url = desk.office.resume_checkout(&desk.visitor.buyer, &HoldId(hold)).await;
    desk.answer(url, String::clone)
}

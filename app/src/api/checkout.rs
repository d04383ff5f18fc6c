//! On the way to the payment page.

#![allow(
    missing_docs,
    reason = "an argument of a server function is a field of a type made for it"
)]

use super::ShopError;
use domain::PayBy;
use leptos::prelude::*;
use leptos::server_fn::codec::Postcard;

#[cfg(feature = "ssr")]
use {
    super::{desk::Desk, typed},
    crate::words::paths,
    domain::{Contact, HoldId},
};

/// Freezes the amount and answers how the hold is paid. A plain form is sent to Stripe's page, or
/// to the checkout page, which shows Stripe's form.
///
/// Shape: `on_our_page` is empty unless a script of the page filled it in: without scripts no form
/// of Stripe's can be shown, and Stripe's own page is for everybody.
#[server(prefix = "/api", endpoint = "start_checkout", output = Postcard)]
pub async fn start_checkout(
    hold: String,
    name: String,
    email: String,
    on_our_page: Option<String>,
) -> Result<PayBy, ShopError> {
    let desk = Desk::open();
    let hold = HoldId(hold);
    let contact = Contact { name: name.trim().to_owned(), email: email.trim().to_owned() };
    let (office, buyer) = (&desk.office, &desk.visitor.buyer);
    let pay_by = match on_our_page.is_some_and(|word| !word.is_empty()) {
        true => office.start_checkout(buyer, &hold, contact.clone()).await,
        false => office.start_checkout_on_stripes_page(buyer, &hold, contact.clone()).await,
    };
    typed::keep_if_refused(&desk, &hold, &contact, &pay_by);
    desk.answer(pay_by, |pay_by| paths::pay(&hold, pay_by))
}

/// How a hold whose session is still open is paid; a plain form is sent there.
#[server(prefix = "/api", endpoint = "resume_checkout", output = Postcard)]
pub async fn resume_checkout(hold: String) -> Result<PayBy, ShopError> {
    let desk = Desk::open();
    let hold = HoldId(hold);
    let pay_by = desk.office.resume_checkout(&desk.visitor.buyer, &hold).await;
    desk.answer(pay_by, |pay_by| paths::pay(&hold, pay_by))
}

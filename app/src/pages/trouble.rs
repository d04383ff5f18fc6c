//! When the answer is no: not found, refused, broken. Each has words, the right status, and one
//! thing to do next.

use crate::api::desk::{retry_after_s, status};
use crate::context::refusal;
use box_office::Denial;
use domain::Refusal;
use http::header::{LOCATION, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

/// No page has this address.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    no(&Refusal::NotFound)
}

/// The page for what went wrong; a fault is logged on the way.
pub fn trouble(denial: Denial) -> AnyView {
    no(&refusal(denial))
}

/// Sends the browser on to another page of the shop.
pub fn see_other(path: &str) -> AnyView {
    if let (Some(response), Ok(to)) = (use_context::<ResponseOptions>(), path.parse()) {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(LOCATION, to);
    }
    view! { <a href=path.to_owned()>"Go on"</a> }.into_any()
}

fn no(refusal: &Refusal) -> AnyView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status(refusal));
        if let Some(retry_after_s) = retry_after_s(refusal) {
            response.insert_header(RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
    }
    let (heading, words) = match refusal {
        Refusal::NotFound => (
            "Nothing here by that name",
            "The address may be mistyped, or it belongs to another browser: holds are only \
             shown to whoever made them."
                .to_owned(),
        ),
        Refusal::Broken => ("Something broke on our side", refusal.to_string()),
        Refusal::OutOfOrder => ("One moment, please", refusal.to_string()),
        Refusal::SeatTaken(_)
        | Refusal::TooFewPlaces { .. }
        | Refusal::NoSuchSeat
        | Refusal::NoSeats
        | Refusal::SeatTwice
        | Refusal::TooManySeats { .. }
        | Refusal::NotOnSaleYet(_)
        | Refusal::SaleOver
        | Refusal::HoldEnded
        | Refusal::CheckoutUnderWay
        | Refusal::AlreadyPaid
        | Refusal::Invalid(_)
        | Refusal::PaymentUnavailable
        | Refusal::Busy
        | Refusal::TooManyTries { .. }
        | Refusal::WrongPassword
        | Refusal::NotSignedIn => ("That did not work", refusal.to_string()),
    };
    view! {
        <Title text=format!("{heading} · Holdfast") />
        <section class="state">
            <h1 class="state__heading">{heading}</h1>
            <p class="state__words">{words}</p>
            <p>
                <a class="button" href="/">
                    "See what’s on"
                </a>
            </p>
        </section>
    }
    .into_any()
}

//! What the server gives every page and server function: the box office, the visitor, the shop's
//! own address. The server crate provides these; nothing else may.

use box_office::{BoxOffice, Denial};
use domain::{BuyerId, HoldCard, Refusal, UnixMs};
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use leptos::prelude::*;
use std::sync::Arc;

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// What the secret in the visitor's cookie stands for.
    pub buyer: BuyerId,
    /// The session token of a signed-in admin.
    pub admin: Option<String>,
    /// The address that limits on guessing count by.
    pub client: String,
}

/// The shop's public base address, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopUrl(pub Arc<str>);

/// What a page says and loads that shows a form of Stripe's: its answer's headers, the address of
/// Stripe.js, and the nonce of its own scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripeForms {
    /// Where Stripe.js is.
    pub script: String,
    /// What scripts of this answer carry.
    pub nonce: String,
    /// The content security policy.
    pub policy: String,
    /// The permissions policy: wallets ask for payment.
    pub permissions: String,
}

/// The visitor's live holds, read once for a whole page.
#[derive(Clone)]
pub struct LiveHolds(Shared<BoxFuture<'static, Arc<[HoldCard]>>>);

/// The box office of this request.
pub fn office() -> Arc<BoxOffice> {
    expect_context()
}

/// Who makes this request.
pub fn visitor() -> Visitor {
    expect_context()
}

/// The box office's clock.
pub fn now() -> UnixMs {
    office().clock().now()
}

/// Turns whatever went wrong into words for the visitor; a fault is logged here, once.
pub fn refusal(denial: Denial) -> Refusal {
    match denial {
        Denial::Refused(refusal) => refusal,
        Denial::Failed(fault) => {
            tracing::error!(%fault, "a request failed");
            if fault.is_outage() { Refusal::OutOfOrder } else { Refusal::Broken }
        }
    }
}

impl LiveHolds {
    /// Reads the live holds of this request's visitor, when somebody first asks for them.
    pub(crate) fn of_this_visitor() -> Self {
        let asked = use_context::<Arc<BoxOffice>>().zip(use_context::<Visitor>());
        let read = async move {
            let Some((office, visitor)) = asked else { return Arc::default() };
            match office.live_holds(&visitor.buyer).await {
                Ok(holds) => holds.into(),
                Err(denial) => {
                    refusal(denial);
                    Arc::default()
                }
            }
        };
        Self(read.boxed().shared())
    }

    /// Soonest deadline first.
    pub async fn get(self) -> Arc<[HoldCard]> {
        self.0.await
    }
}

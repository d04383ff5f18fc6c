//! The ledger against Stripe's own list.

use crate::api::ShopError;
use domain::Ledger;
use leptos::prelude::*;
use leptos::server_fn::codec::Postcard;

#[cfg(feature = "ssr")]
use super::{AdminDesk, paths};

/// Reads Stripe's own list in full and compares the books with it.
#[server(prefix = "/api", endpoint = "check_ledger", output = Postcard)]
pub async fn check_ledger() -> Result<Ledger, ShopError> {
    let desk = AdminDesk::open(paths::OVERVIEW).await?;
    let ledger = desk.office.check_ledger().await;
    desk.answer(ledger, |_| paths::OVERVIEW.to_owned())
}

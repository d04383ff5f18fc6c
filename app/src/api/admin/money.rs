//! The ledger against Stripe's own list.

use crate::api::ShopError;
use domain::Ledger;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{AdminDesk, paths};

/// Reads Stripe's own list in full and compares the books with it.
#[server(prefix = "/api", endpoint = "check_ledger")]
pub async fn check_ledger() -> Result<Ledger, ShopError> {
    let desk = AdminDesk::open(paths::OVERVIEW).await?;
    let ledger = desk.office.check_ledger().await;
    desk.answer(ledger, |_| paths::OVERVIEW.to_owned())
}

//! What every door shares: the one state of the router.

use crate::encoded::Shelf;
use crate::live::Live;
use crate::printed::Printed;
use crate::security::PagePolicy;
use crate::site::Site;
use app::context::ShopUrl;
use axum::extract::FromRef;
use box_office::BoxOffice;
use leptos::config::LeptosOptions;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The running shop as its doors see it. Why everything in it is shared: each layer of the router
/// has one, and clones it for every request.
#[derive(Clone)]
pub struct Shop {
    /// The room that changes the truth.
    pub office: Arc<BoxOffice>,
    /// What browsers call the shop.
    pub url: ShopUrl,
    /// Browsers reach it over TLS: cookies are bound to the host.
    pub is_https: bool,
    /// Cancelled when the shop closes: streams end.
    pub closing: CancellationToken,
    /// What open streams share.
    pub live: Arc<Live>,
    /// Pages that are the same for everybody.
    pub printed: Arc<Printed>,
    /// Plans and seats as they are sent.
    pub shelf: Arc<Shelf>,
    /// The built pages' files.
    pub site: Arc<Site>,
    /// The content security policy of pages.
    pub policy: Arc<PagePolicy>,
    /// The stand-in of this process, if it runs one.
    pub stand_in: Option<stripe_sandbox::Control>,
}

impl FromRef<Shop> for LeptosOptions {
    fn from_ref(shop: &Shop) -> Self {
        shop.site.options.clone()
    }
}

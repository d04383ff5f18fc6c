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
use std::ops::Deref;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The running shop as its doors see it. Why shared as a whole: each layer of the router has one,
/// and clones it for every request.
#[derive(Clone)]
pub struct Shop(Arc<Inside>);

/// What is in it.
pub struct Inside {
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
    pub printed: Printed,
    /// Plans and seats as they are sent.
    pub shelf: Shelf,
    /// The built pages' files.
    pub site: Site,
    /// The content security policy of pages.
    pub policy: PagePolicy,
    /// The stand-in of this process, if it runs one.
    pub stand_in: Option<stripe_sandbox::Control>,
}

impl Deref for Shop {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl From<Inside> for Shop {
    fn from(inside: Inside) -> Self {
        Self(Arc::new(inside))
    }
}

impl FromRef<Shop> for LeptosOptions {
    fn from_ref(shop: &Shop) -> Self {
        shop.site.options.clone()
    }
}

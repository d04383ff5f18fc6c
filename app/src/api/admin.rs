//! What an admin asks for. Every function but the sign-in authorises itself before it reads or
//! changes anything; each has a fixed page that a plain form ends on.

mod holds;
mod money;
mod on_sale;
mod session;
mod stripe;

pub use holds::{Expired, WhatBecame, admin_holds, expire_holds, refund_reviewed};
pub use money::check_ledger;
pub use on_sale::{OnSaleForm, put_on_sale};
pub use session::{sign_in, sign_out};
pub use stripe::{disown_unknown, hurry_call, refund_again, refund_unknown, replay_event};

#[cfg(feature = "ssr")]
mod admin_desk;
#[cfg(feature = "ssr")]
pub(crate) use admin_desk::{AdminDesk, signed_in};
#[cfg(feature = "ssr")]
pub use session::cookie_name;

/// The addresses of the admin's pages.
pub mod paths {
    /// Money and counts.
    pub const OVERVIEW: &str = "/admin";
    /// The password.
    pub const SIGN_IN: &str = "/admin/sign-in";
    /// Live holds.
    pub const HOLDS: &str = "/admin/holds";
    /// What was bought.
    pub const ORDERS: &str = "/admin/orders";
    /// A new performance.
    pub const ON_SALE: &str = "/admin/on-sale";
    /// What to see to, calls to Stripe, events from it.
    pub const STRIPE: &str = "/admin/stripe";
    /// Venues and their plans.
    pub const PLANS: &str = "/admin/plans";

    /// A hold's whole story.
    pub fn story(hold: &domain::HoldId) -> String {
        format!("{HOLDS}/{hold}")
    }
}

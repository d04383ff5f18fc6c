//! A stateful stand-in for Stripe Checkout, over HTTP.
//!
//! `Sandbox::start` serves Stripe's API below `/v1`, the hosted payment page below `/c/pay`, a
//! Stripe.js with its forms below `/endive` and `/browser`, a control interface for tests below
//! `/sandbox`, and a dashboard at `/`. It knows nothing of whoever sells; it never talks to Stripe
//! and never takes real money.

mod acts;
mod admission;
mod api;
mod books;
mod browser;
mod clerk;
mod clock;
mod control;
mod core;
mod error;
mod faults;
mod fields;
mod form;
mod ids;
mod model;
mod pages;
mod requests;
mod running;
mod store;
mod webhooks;
mod wire;

pub use clock::{Clock, ManualClock, NotMovable};
pub use running::{Control, RunningSandbox, Sandbox, SandboxConfig, StartError};
pub use store::DatabaseError;
pub use webhooks::{WebhookEndpoint, signature_header};

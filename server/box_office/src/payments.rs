//! Stripe over HTTP: a dozen calls, one client. The stand-in is reached by the same client; only
//! the base address differs.
//!
//! Called by the outbox, by `settle` and by the reconciler, never inside a transaction. It decides
//! nothing: it says what was answered.

mod breaker;
mod calls;
mod check;
mod client;
mod form;
mod pace;
mod pages;
mod signature;
mod wire;

pub(crate) use breaker::Circuit;
pub use check::{Check, EVENTS, check_stripe};
pub(crate) use client::{Payments, Refused, Reply};
pub(crate) use form::Form;
pub use pace::CallRate;
pub(crate) use pace::Urgency;
pub(crate) use pages::Pages;
pub(crate) use signature::{SignatureFault, verify};
pub(crate) use wire::{DisputePart, EventPart, RefundPart, SessionPart, pay_by};

/// The one version of Stripe's API that this shop speaks.
pub const API_VERSION: &str = "2026-10-28.endive";

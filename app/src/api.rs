//! Server functions: who asks → box office → answer. Each is a real form's address too.
//!
//! Every one is a public endpoint. What it needs is taken from the context before its first await.

pub mod admin;
pub mod checkout;
pub mod error;
pub mod seats;

#[cfg(feature = "ssr")]
pub mod desk;
#[cfg(feature = "ssr")]
pub mod refusal_code;
#[cfg(feature = "ssr")]
pub mod typed;

pub use error::ShopError;

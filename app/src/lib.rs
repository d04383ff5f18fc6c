//! The shop as people see it: pages, islands and server functions.
//!
//! Pages are documents drawn on the server; only what lives is an island. Pages and islands talk to
//! the box office, components only draw what they are given.

#![recursion_limit = "256"]

pub mod api;
pub mod countdown;
pub mod islands;
pub mod live_client;
pub mod map;
pub mod packed;

#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod poster;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
pub mod words;

#[cfg(feature = "ssr")]
pub use {app::App, shell::shell};

//! The live stream as the islands of a page share it: one connection, closed while nobody looks.
//!
//! Islands listen from an Effect. The frames are parsed in [`wire`], which runs natively too; the
//! holds that the page knows are kept in [`holds`].

pub mod holds;
#[cfg(feature = "hydrate")]
mod stream;
pub mod wire;

#[cfg(feature = "hydrate")]
pub use stream::{is_connected, listen, server_now, steady_now, tell_time};

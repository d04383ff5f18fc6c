//! The live stream as the islands of a page share it, and all tabs of a browser: one connection,
//! had by a tab that somebody looks at.
//!
//! Islands listen from an Effect. The frames are parsed in [`wire`], which runs natively too; the
//! holds that the page knows are kept in [`holds`].

pub mod clock;
pub mod holds;
pub mod place;
#[cfg(feature = "hydrate")]
mod source;
#[cfg(feature = "hydrate")]
mod stream;
#[cfg(feature = "hydrate")]
mod tabs;
pub mod wire;

#[cfg(feature = "hydrate")]
pub use stream::{is_connected, listen};

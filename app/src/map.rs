//! The seat map: where seats are drawn, what the pointer means, which seats are best.
//!
//! Everything but the painter is pure and runs natively, so that it is tested without a browser.
//! The seat picker owns a [`model::Model`], hands it what people and the live stream do, and lets
//! the painter draw it. Nothing here talks to the server.

pub mod best;
pub mod chart;
pub mod find;
pub mod gesture;
pub mod glide;
pub mod grid;
pub mod ink;
pub mod model;
pub mod outline;
#[cfg(feature = "hydrate")]
pub mod painter;
pub mod plane;
pub mod raster;
#[cfg(test)]
pub(crate) mod sample;
pub mod seats;
pub mod step;
pub mod view;
pub mod words;

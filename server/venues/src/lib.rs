//! Where seating plans come from: venues' own files, and the houses of the demo.
//!
//! The server calls it at the command line and at a demo's first start. Text in, plan out: it reads
//! no file, no clock and no randomness, so the same text always gives the same plan.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that unwraps has found a fault"))]

pub mod demo;
mod fault;
mod import;

pub use fault::PlanFault;
pub use import::{Imported, import};

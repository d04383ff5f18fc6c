//! A crowd for a shop: buyers who browse, hold, hesitate, pay or leave, viewers of live maps, and
//! bots that only hold. It talks plain HTTP and submits the shop's forms as a browser without
//! JavaScript does, so it works against any instance, and knows nothing of the shop's crates.
//!
//! `holdfast-load` is its command line; the benches use its parts one by one. Why open loop: a
//! crowd does not wait for slow answers, so latency counts from when a request should have left.

pub mod address;
mod bot;
mod browser;
mod buyer;
pub mod closed;
pub mod crowd;
pub mod flags;
pub mod open;
mod pool;
pub mod report;
mod scout;
pub mod tally;
pub mod viewer;
mod wire;

pub use pool::Pool;
pub use wire::{Connection, Reply, Trouble, form, get};

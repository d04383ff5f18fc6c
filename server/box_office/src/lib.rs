//! The box office: the one room that changes the truth.
//!
//! Server functions, the admin's page, the clerk, the webhook door and the reconciler all call the
//! same methods of [`BoxOffice`]. A command loads, decides with a pure function of `domain`, saves
//! in one transaction of the till, then tells the live map. It knows no page and no router.

mod api;
pub mod clock;
pub mod fault;

pub use api::*;
pub use clock::Clock;
pub use fault::{Denial, Fault};

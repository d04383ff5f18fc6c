//! The parts of pages that live: drawn on the server, woken in the browser.

pub(crate) mod admin_holds;
mod hold_bar;
mod seat_picker;

pub use admin_holds::{AdminHolds, PerformanceName};
pub use hold_bar::HoldBar;
pub use seat_picker::SeatPicker;

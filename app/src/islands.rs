//! The parts of pages that live: drawn on the server, woken in the browser.

pub(crate) mod admin_holds;
mod hold_bar;
mod reactive;
mod seat_picker;
mod told;

pub use admin_holds::{AdminHolds, BoardData, PerformanceName};
pub use hold_bar::{BarData, HoldBar};
pub use seat_picker::{PickerData, SeatPicker};

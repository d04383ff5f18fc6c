//! The parts of pages that live: drawn on the server, woken in the browser.

mod hold_bar;
mod seat_picker;

pub use hold_bar::HoldBar;
pub use seat_picker::SeatPicker;

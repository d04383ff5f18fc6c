//! The parts of pages that live: drawn on the server, woken in the browser.

pub(crate) mod admin_holds;
#[cfg(feature = "hydrate")]
mod drawn;
mod hold_bar;
mod reactive;
mod seat_picker;
mod told;

pub use admin_holds::{AdminHolds, BoardData, PerformanceName};
pub use hold_bar::BarData;
#[cfg(feature = "ssr")]
pub use hold_bar::{HoldBar, HoldBarAside};
#[cfg(feature = "ssr")]
pub use seat_picker::SeatPicker;
pub use seat_picker::{PickerAwake, PickerData};

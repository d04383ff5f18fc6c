//! What pages are put together from: data in, markup out. Nothing here asks the box office.

mod frame;

pub use frame::{HoldBarSlot, Masthead, SiteFooter};

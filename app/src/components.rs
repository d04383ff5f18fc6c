//! What pages are put together from: data in, markup out. Nothing here asks the box office.

#![allow(missing_docs, reason = "a component's props are told of by the component")]

pub mod awaited;
pub mod frame;
pub mod hold_story;
pub mod listing;
pub mod notice;
pub mod poster;
pub mod qr;
pub mod seat_lines;
pub mod ticket;

pub use awaited::awaited;
pub use frame::{HoldBarSlot, Masthead, SiteFooter};
pub use hold_story::HoldStory;
pub use listing::{Listing, price_from, sale_words};
pub use notice::Notice;
pub use poster::Poster;
pub use seat_lines::SeatLines;
pub use ticket::TicketStub;

//! Dates, counts and addresses in words. Dates are printed by the venue's own clock.

pub mod calendar;
pub mod left;
pub mod moment;
pub mod paths;

pub use left::seats_left;
pub use moment::Moment;

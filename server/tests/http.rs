//! Ring 4: the whole shop over HTTP, with a SQLite file, a clock that stands still, and the
//! stand-in for Stripe. One binary, so that it is linked once.
#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

#[path = "http/admin.rs"]
mod admin;
#[path = "http/bad_input.rs"]
mod bad_input;
#[path = "http/buying.rs"]
mod buying;
#[path = "http/doors.rs"]
mod doors;
#[path = "http/forms.rs"]
mod forms;
#[path = "support/free_addr.rs"]
mod free_addr;
#[path = "http/front.rs"]
mod front;
#[path = "../box_office/tests/support/hall.rs"]
mod hall;
#[path = "http/house.rs"]
mod house;
#[path = "http/lines.rs"]
mod lines;
#[path = "http/live.rs"]
mod live;
#[path = "http/logs.rs"]
mod logs;
#[path = "http/machines.rs"]
mod machines;
#[path = "http/opening.rs"]
mod opening;
#[path = "http/outage.rs"]
mod outage;
#[path = "http/printed.rs"]
mod printed;
#[path = "http/refunds.rs"]
mod refunds;
#[path = "http/same_moment.rs"]
mod same_moment;
#[path = "http/shapes.rs"]
mod shapes;

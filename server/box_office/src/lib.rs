//! The box office: the one room that changes the truth.
//!
//! Server functions, the admin's page, the clerk, the webhook door and the reconciler all call the
//! same methods of [`BoxOffice`]. A command loads, decides with a pure function of `domain`, saves
//! in one transaction of the till, then tells the live map. It knows no page and no router.

mod admin;
mod audit;
mod cards;
mod catalogue;
pub mod clock;
mod commands;
pub mod fault;
pub mod ids;
mod inbox;
mod ledger;
mod live;
mod money_back;
mod office;
mod outbox;
pub mod payments;
mod presence;
mod reconcile;
mod store;
mod story;
mod till;
mod unknown;
mod wanted;

pub use admin::AdminToken;
pub use catalogue::{Edition, House, NewEvent, NewSitting, NewVenue, Shown, VenueChoice};
pub use clock::Clock;
pub use commands::SeatsWanted;
pub use fault::{Answer, Denial, Fault};
pub use inbox::WebhookRefusal;
pub use office::{Account, BoxOffice, OnUnreachable, OpenError, Options, StripeSettings};
pub use payments::{CallRate, Check, check_stripe};
pub use till::{BATCH_MAX, Cursor, SeatFrame, SeatWatch};

// Sketch of the public face, replaced by the real modules as they are written.
#![allow(clippy::unimplemented, unused_variables, missing_docs)]
use crate::{Clock, Denial, Fault};
use domain::*;
use std::sync::Arc;
use tokio::sync::broadcast;

/// How to open a box office.
pub struct Options {
    pub database_url: String,
    pub clock: Clock,
    /// Public base of the shop, no trailing slash.
    pub url: String,
    pub stripe: StripeSettings,
    pub admin_password: Option<secrecy::SecretString>,
}
#[derive(Clone, Debug)]
pub struct StripeSettings {
    pub api_url: String,
    pub secret_key: secrecy::SecretString,
    pub webhook_secrets: Vec<secrecy::SecretString>,
    pub livemode: bool,
}
/// Everything about one performance that does not change while it is on sale.
#[derive(Debug)]
pub struct House {
    pub performance: Performance,
    pub event: Event,
    pub venue: VenueCard,
    pub plan: Arc<Plan>,
    /// Changes when the plan does: a cache key.
    pub plan_tag: String,
}
/// What a buyer asks for.
#[derive(Clone, Debug)]
pub struct SeatsWanted {
    pub performance: PerformanceId,
    pub seats: Vec<SeatIndex>,
    /// Standing sections and how many places in each.
    pub places: Vec<(SectionIndex, u32)>,
}
/// A live stream of one performance's seats: first a frame to catch up, then frames as they come.
pub struct SeatWatch { pub first: SeatFrame, pub frames: broadcast::Receiver<Arc<SeatFrame>> }
/// Position in the live stream; opaque text `epoch-seq` for SSE ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor { pub epoch: u64, pub seq: u64 }
#[derive(Clone, Debug)]
pub enum SeatFrame {
    Snapshot { cursor: Cursor, availability: Availability },
    Changes { cursor: Cursor, changes: Vec<SeatChange> },
}
/// A venue an admin can put something on sale at.
pub struct VenueChoice { pub venue: VenueCard, pub categories: Vec<Category> }
/// What a new demo or admin venue needs beside its plan.
pub struct NewVenue { pub name: String, pub city: String, pub time_zone: String, pub plan: Plan }
/// A secret for an admin's cookie.
pub struct AdminToken(pub String);
/// Why the webhook door said no.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRefusal {
    #[error("the signature is missing or wrong")] BadSignature,
    #[error("the signature is too old")] Stale,
    #[error("the body is not an event: {0}")] NotAnEvent(String),
    #[error("the event is for the other mode")] OtherMode,
    #[error(transparent)] Failed(#[from] Fault),
}
/// What is wrong at start-up, in words.
#[derive(Debug, thiserror::Error)]
pub enum OpenError { #[error("{0}")] Words(String) }

pub struct BoxOffice {}
pub type Answer<T> = Result<T, Denial>;
impl BoxOffice {
    pub async fn open(options: Options) -> Result<Arc<Self>, OpenError> { unimplemented!() }
    /// The start-up pass of the protocol; ready afterwards.
    pub async fn start_up(&self) -> Result<(), Fault> { unimplemented!() }
    pub fn is_ready(&self) -> bool { unimplemented!() }
    pub fn clock(&self) -> &Clock { unimplemented!() }
    /// Finishes what is queued; later commands answer `TillClosed`.
    pub async fn close(&self) { unimplemented!() }

    // reads
    pub async fn programme(&self) -> Answer<Vec<PerformanceCard>> { unimplemented!() }
    pub async fn event(&self, slug: &str) -> Answer<(Event, Vec<PerformanceCard>)> { unimplemented!() }
    pub async fn house(&self, performance: PerformanceId) -> Answer<Arc<House>> { unimplemented!() }
    pub async fn availability(&self, performance: PerformanceId) -> Answer<Availability> { unimplemented!() }
    pub async fn watch_seats(&self, performance: PerformanceId, last: Option<Cursor>) -> Answer<SeatWatch> { unimplemented!() }
    pub fn watch_holds(&self, buyer: &BuyerId) -> broadcast::Receiver<Arc<HoldNews>> { unimplemented!() }
    pub fn watch_all_holds(&self) -> broadcast::Receiver<Arc<HoldNews>> { unimplemented!() }
    /// The buyer's live holds (any performance), soonest deadline first.
    pub async fn live_holds(&self, buyer: &BuyerId) -> Answer<Vec<HoldCard>> { unimplemented!() }
    /// A buyer's hold, live or over. Refuses `NotFound` for another buyer's.
    pub async fn hold(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<HoldCard> { unimplemented!() }
    /// `key` is the second half of the secret link.
    pub async fn order(&self, order: &OrderId, key: &str) -> Answer<OrderCard> { unimplemented!() }

    // the buyer's commands
    /// Places a hold, or adds to the buyer's live one; never moves its deadline.
    pub async fn hold_seats(&self, buyer: &BuyerId, wanted: SeatsWanted) -> Answer<HoldCard> { unimplemented!() }
    /// Gives one seat back; the last one ends the hold.
    pub async fn drop_seat(&self, buyer: &BuyerId, hold: &HoldId, seat: SeatIndex) -> Answer<HoldCard> { unimplemented!() }
    pub async fn release_hold(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<HoldCard> { unimplemented!() }
    /// Holds the seats of an ended hold again, or the nearest ones that are free.
    pub async fn hold_again(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<HoldCard> { unimplemented!() }
    /// Answers the address of the payment page.
    pub async fn start_checkout(&self, buyer: &BuyerId, hold: &HoldId, contact: Contact) -> Answer<String> { unimplemented!() }
    /// The address of the payment page of a hold whose session is open.
    pub async fn resume_checkout(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<String> { unimplemented!() }
    /// Brings a hold in line with what Stripe says of its session; the session's name is the proof.
    pub async fn settle(&self, session: &SessionId) -> Answer<HoldCard> { unimplemented!() }

    // the admin's
    pub async fn sign_in(&self, password: &str, client: &str) -> Answer<AdminToken> { unimplemented!() }
    pub async fn sign_out(&self, token: &str) -> Answer<()> { unimplemented!() }
    pub async fn admin(&self, token: &str) -> Answer<()> { unimplemented!() }
    /// Live holds and holds in review, soonest deadline first.
    pub async fn holds(&self, performance: Option<PerformanceId>) -> Answer<Vec<HoldRow>> { unimplemented!() }
    pub async fn expire_hold(&self, hold: &HoldId, reason: &str) -> Answer<HoldCard> { unimplemented!() }
    pub async fn refund_reviewed(&self, hold: &HoldId) -> Answer<HoldCard> { unimplemented!() }
    /// Newest first.
    pub async fn orders(&self) -> Answer<Vec<OrderRow>> { unimplemented!() }
    pub async fn ledger(&self) -> Answer<Ledger> { unimplemented!() }
    /// Reads Stripe's own list and compares.
    pub async fn check_ledger(&self) -> Answer<Ledger> { unimplemented!() }
    pub async fn venues(&self) -> Answer<Vec<VenueChoice>> { unimplemented!() }
    pub async fn add_venue(&self, venue: NewVenue) -> Answer<VenueCard> { unimplemented!() }
    pub async fn put_on_sale(&self, new: NewPerformance) -> Answer<PerformanceId> { unimplemented!() }

    // the server's doors and loops
    /// Verifies, stores, answers; the work is done by `work_inbox`.
    pub async fn receive_webhook_event(&self, body: &[u8], signature: &str) -> Result<(), WebhookRefusal> { unimplemented!() }
    /// Ends holds whose time is up; answers when the next is due.
    pub async fn release_expired_holds(&self) -> Result<Option<UnixMs>, Fault> { unimplemented!() }
    /// Returns when a hold is due earlier than the last round said.
    pub async fn bell(&self) { unimplemented!() }
    /// Makes the calls owed to Stripe that are due; answers when the next is.
    pub async fn work_outbox(&self) -> Result<Option<UnixMs>, Fault> { unimplemented!() }
    pub async fn outbox_bell(&self) { unimplemented!() }
    /// Handles webhook events that wait; answers when the next retry is due.
    pub async fn work_inbox(&self) -> Result<Option<UnixMs>, Fault> { unimplemented!() }
    pub async fn inbox_bell(&self) { unimplemented!() }
    /// Finds what webhooks missed: overdue holds by GET, undelivered events.
    pub async fn reconcile(&self) -> Result<(), Fault> { unimplemented!() }
}

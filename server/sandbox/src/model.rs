//! What the sandbox remembers: the objects behind Stripe's JSON, with their states as enums.
//!
//! Pure data, stored as it is; `wire` shows it in Stripe's shape, `acts` changes it.

mod behaviour;
mod bill;
mod card;
mod coupon;
mod event;
mod payment;
mod session;

pub(crate) use behaviour::{Behaviour, ExpireDuring3ds, ExpiredIntent};
pub(crate) use bill::{Discount, LineItem, TaxBehavior, Totals};
pub(crate) use card::{CardFailure, CardOutcome, Means, TEST_CARDS};
pub(crate) use coupon::{Coupon, Off, PromotionCode};
pub(crate) use event::{Attempt, Delivery, DeliveryState, Event, SavedReply};
pub(crate) use payment::{
    Charge, ChargeState, Dispute, DisputeState, Intent, IntentState, Refund, RefundState,
    Settlement,
};
pub(crate) use session::{
    Branding, PaymentStatus, Recovery, Session, SessionState, UiMode, Urls, WhenPaid,
};

/// Something kept on a shelf, and in the database when there is one.
pub(crate) trait Stored: serde::Serialize + serde::de::DeserializeOwned {
    /// The kind's name in the database.
    const KIND: &'static str;

    /// Its identifier.
    fn id(&self) -> &str;

    /// When the clock next has something to do with it, in unix ms.
    fn due_ms(&self) -> Option<i64>;
}

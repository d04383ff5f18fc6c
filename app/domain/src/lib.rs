//! What a ticket shop decides, as pure data and functions.
//!
//! The browser, the server, the property tests and the model checker run this same code.
//! It reads no clock, no randomness and no store: `now` and fresh identifiers are arguments.

pub mod availability;
pub mod checkout;
pub mod event;
pub mod hold;
pub mod ids;
pub mod limits;
pub mod money;
pub mod money_back;
pub mod order;
pub mod plan;
pub mod refusal;
pub mod seat_words;
pub mod story;
pub mod terms;
pub mod time;
pub mod transition;
pub mod views;

pub use availability::{Availability, SeatChange, SeatStatus};
pub use checkout::{IntentStanding, PaymentStatus, SessionFacts, SessionStatus};
pub use event::{Event, Performance, PriceTier, Sale};
pub use hold::{
    Contact, EndReason, HeldSeat, Hold, HoldPhase, HoldState, RefundCause, ReviewReason, SessionRef,
};
pub use ids::{
    BuyerId, DisputeId, EventId, HoldId, OrderId, PaymentIntentId, PerformanceId, RefundId,
    SeatIndex, SectionIndex, SessionId, VenueId,
};
pub use money::{Currency, Money};
pub use money_back::{Dispute, DisputeStatus, PaidSession, Refund, RefundStatus};
pub use order::{Order, OrderState, Ticket};
pub use plan::{Category, Plan, Row, Section, SectionKind, Shape, ShapeKind};
pub use refusal::Refusal;
pub use seat_words::{SeatAddress, SeatLine};
pub use story::{CallRow, EventRow, HoldStory, StoryKind, StoryLine, ToDo, ToDoKind};
pub use terms::{Capture, CheckoutUi, ClientSecret, PayBy, PaymentTerms};
pub use time::UnixMs;
pub use transition::{Decision, Effect, HoldEvent, Reading, transition};
pub use views::{
    HoldCard, HoldNews, HoldRow, Ledger, LedgerGap, LedgerLine, NewPerformance, OrderCard,
    OrderRow, PerformanceCard, TicketCard, VenueCard,
};

//! What admins read of the way between the shop and Stripe: a hold's whole story, the two queues,
//! and what a person must see to.

use crate::{Dispute, HoldCard, HoldId, Money, Refund, SessionId, UnixMs};
use serde::{Deserialize, Serialize};

/// Everything that happened to a hold, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldStory {
    /// The hold as it is now.
    pub card: HoldCard,
    /// What happened, in order.
    pub lines: Vec<StoryLine>,
    /// Its refunds, oldest first.
    pub refunds: Vec<Refund>,
    /// Its disputes, oldest first.
    pub disputes: Vec<Dispute>,
    /// What came back of its refunds and is to be sent once more.
    pub owed_again: Option<Money>,
}

/// One thing that happened to a hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryLine {
    /// When.
    pub at: UnixMs,
    /// By which way.
    pub kind: StoryKind,
    /// A state, a kind of call, or a kind of event.
    pub what: String,
    /// Why, or what came of it, with Stripe's request id.
    pub detail: String,
}

/// By which way something happened to a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryKind {
    /// Its state changed.
    State,
    /// A call to Stripe was owed.
    Owed,
    /// A call to Stripe was answered, or was not.
    Call,
    /// A webhook event came.
    Event,
}

/// A call in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRow {
    /// The call's own name.
    pub id: String,
    /// `create`, `expire`, `refund`, `capture` or `cancel`.
    pub kind: String,
    /// Whose; none for a payment without a hold.
    pub hold: Option<HoldId>,
    /// Tries so far.
    pub attempts: i64,
    /// When it was owed.
    pub created_at: UnixMs,
    /// When it is tried next; none once it is done.
    pub next_at: Option<UnixMs>,
    /// What came of the last try.
    pub outcome: String,
}

/// An event in the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// Stripe's name.
    pub id: String,
    /// Stripe's type.
    pub kind: String,
    /// What it is about.
    pub object: String,
    /// The hold it was about, once it was handled.
    pub hold: Option<HoldId>,
    /// Tries so far.
    pub attempts: i64,
    /// When it came.
    pub received_at: UnixMs,
    /// When it is tried next; none once it is handled.
    pub next_at: Option<UnixMs>,
    /// What came of it.
    pub outcome: String,
}

/// Something that only a person can put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToDo {
    /// What it is.
    pub kind: ToDoKind,
    /// Which hold, if there is one.
    pub hold: Option<HoldId>,
    /// Which session, if it is known.
    pub session: Option<SessionId>,
    /// What is at stake, if it is known.
    pub amount: Option<Money>,
    /// Stripe's or the shop's own words about it.
    pub detail: String,
    /// Since when.
    pub since: UnixMs,
}

/// Why a person is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToDoKind {
    /// A payment whose facts do not add up.
    Review,
    /// A refund that the bank sent back.
    RefundFailed,
    /// A refund that waits for the buyer.
    RefundWaits,
    /// A dispute that waits for an answer.
    DisputeOpen,
    /// A call that Stripe does not take.
    CallStuck,
    /// An event that cannot be handled.
    EventStuck,
    /// An order whose payment Stripe does not know.
    OrderUnpaid,
    /// A payment that nothing of the shop's answers for.
    PaymentUnknown,
}

impl ToDoKind {
    /// What it is, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Review => "A payment does not add up",
            Self::RefundFailed => "A refund came back",
            Self::RefundWaits => "A refund waits for the buyer",
            Self::DisputeOpen => "A payment is disputed",
            Self::CallStuck => "Stripe does not take a call",
            Self::EventStuck => "An event cannot be handled",
            Self::OrderUnpaid => "An order has no payment",
            Self::PaymentUnknown => "A payment on the account is not known here",
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Review => {
                "Compare the payment at Stripe with the hold. Refund it on the list of \
                holds, or talk to the buyer first."
            }
            Self::RefundFailed => {
                "The money is in your balance at Stripe again. Send it once more; \
                if it comes back again, pay the buyer another way and tell them so."
            }
            Self::RefundWaits => {
                "Stripe has asked the buyer for a bank account by e-mail. Write to \
                them if nothing happens for a week."
            }
            Self::DisputeOpen => "Answer it at Stripe in time. The tickets admit until it is lost.",
            Self::CallStuck => {
                "Read what Stripe answered. If its keys or their permissions changed, \
                put them right; the call is tried again by itself."
            }
            Self::EventStuck => {
                "Read why. It is tried again by itself; replay it once the cause is \
                gone."
            }
            Self::OrderUnpaid => {
                "Look the session up at Stripe. If nobody paid, write to the buyer: the \
                tickets admit until you agree on something."
            }
            Self::PaymentUnknown => {
                "Look the session up at Stripe. If another shop or a payment link of yours took \
                it, it is not ours. If somebody meant to buy tickets here, refund it."
            }
        }
    }
}

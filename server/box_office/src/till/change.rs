//! What a command hands to the till: everything it wants written, all or none.

use super::Call;
use crate::store::InboxRow;
use domain::{
    Currency, Dispute, Hold, HoldId, Order, OrderId, PaymentIntentId, Refund, SeatIndex, SessionId,
    UnixMs,
};
use serde::Serialize;
use std::ops::Range;

/// One command's writes.
#[derive(Debug)]
pub(crate) struct Change {
    /// The hold as it shall be, with the version it shall have.
    pub(crate) hold: Hold,
    /// The version that the decision was made on; none for a new hold.
    pub(crate) read_version: Option<i64>,
    /// Nothing of the hold is new but its state, and that has the same session: little to write.
    pub(crate) is_state_alone: bool,
    /// Seats to claim; standing places are added to them by the till.
    pub(crate) claim: Vec<SeatIndex>,
    /// Standing places to claim, whichever are free.
    pub(crate) places: Vec<PlacesWanted>,
    /// Claims to give up.
    pub(crate) release: Vec<SeatIndex>,
    /// The order to make.
    pub(crate) order: Option<Order>,
    /// The order whose tickets are void.
    pub(crate) void: Option<OrderId>,
    /// What happened, for the log.
    pub(crate) note: String,
    /// Queue rows that go with it.
    pub(crate) side: SideRows,
}

/// Standing places of one section.
#[derive(Clone, Debug)]
pub(crate) struct PlacesWanted {
    /// The section's places.
    pub(crate) among: Range<u32>,
    /// How many.
    pub(crate) count: u32,
    /// Position in the performance's price tiers.
    pub(crate) tier: u16,
    /// Price of each. Units: minor units.
    pub(crate) amount_minor: i64,
}

/// Queue rows: what is owed to Stripe and what came from it.
#[derive(Debug, Default)]
pub(crate) struct SideRows {
    pub(crate) calls: Vec<Call>,
    pub(crate) finished_calls: Vec<FinishedCall>,
    pub(crate) postponed_calls: Vec<Postponed>,
    pub(crate) events: Vec<InboxRow>,
    pub(crate) finished_events: Vec<FinishedEvent>,
    pub(crate) postponed_events: Vec<Postponed>,
    /// Calls to try now, by name.
    pub(crate) hurried_calls: Vec<String>,
    /// Events to handle once more, by name.
    pub(crate) replayed_events: Vec<String>,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) disputes: Vec<Dispute>,
    pub(crate) strays: Vec<Stray>,
    /// Sessions whose money is no hold's: it goes back, or is not taken.
    pub(crate) disowned: Vec<SessionId>,
    pub(crate) refunded_strays: Vec<SessionId>,
    pub(crate) unknowns: Vec<UnknownPayment>,
    pub(crate) decisions: Vec<UnknownDecision>,
}

/// A call that was answered.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FinishedCall {
    pub(crate) id: String,
    /// Which try it was, from 0.
    pub(crate) number: i64,
    /// What came of it, with Stripe's request id.
    pub(crate) outcome: String,
}

/// An event that was handled.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FinishedEvent {
    pub(crate) id: String,
    /// What came of it.
    pub(crate) outcome: String,
    /// Whose it was.
    pub(crate) hold: Option<HoldId>,
}

/// A call or an event to try again.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Postponed {
    pub(crate) id: String,
    /// Which try it was, from 0.
    pub(crate) number: i64,
    pub(crate) next_at: UnixMs,
    /// Why.
    pub(crate) outcome: String,
}

/// A payment that no hold can answer for.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Stray {
    pub(crate) session: SessionId,
    pub(crate) payment_intent: Option<PaymentIntentId>,
    pub(crate) amount_minor: i64,
    pub(crate) currency: Currency,
    pub(crate) seen_at: UnixMs,
}

/// A payment on the account that nothing of the shop's answers for.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UnknownPayment {
    pub(crate) session: SessionId,
    pub(crate) payment_intent: Option<PaymentIntentId>,
    pub(crate) amount_minor: i64,
    /// As Stripe spells it: the shop may not know it.
    pub(crate) currency: String,
    /// Why nobody decided by a rule.
    pub(crate) why: String,
    pub(crate) seen_at: UnixMs,
}

/// What a person said of such a payment.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UnknownDecision {
    pub(crate) id: SessionId,
    /// `refund` or `not_ours`.
    pub(crate) decision: &'static str,
}

impl Change {
    /// A change that claims and releases nothing.
    ///
    /// Shape: `hold` as it was read; its version is counted up here. `is_new` holds start at 1.
    pub(crate) fn to(mut hold: Hold, is_new: bool, note: impl Into<String>) -> Self {
        let read_version = (!is_new).then_some(hold.version);
        hold.version += 1;
        Self {
            hold,
            read_version,
            is_state_alone: false,
            claim: Vec::new(),
            places: Vec::new(),
            release: Vec::new(),
            order: None,
            void: None,
            note: note.into(),
            side: SideRows::default(),
        }
    }
}

impl SideRows {
    /// Nothing to save.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            calls,
            finished_calls,
            postponed_calls,
            events,
            finished_events,
            postponed_events,
            hurried_calls,
            replayed_events,
            refunds,
            disputes,
            strays,
            disowned,
            refunded_strays,
            unknowns,
            decisions,
        } = self;
        calls.is_empty()
            && finished_calls.is_empty()
            && postponed_calls.is_empty()
            && events.is_empty()
            && finished_events.is_empty()
            && postponed_events.is_empty()
            && hurried_calls.is_empty()
            && replayed_events.is_empty()
            && refunds.is_empty()
            && disputes.is_empty()
            && strays.is_empty()
            && disowned.is_empty()
            && refunded_strays.is_empty()
            && unknowns.is_empty()
            && decisions.is_empty()
    }

    /// Marks a call as answered.
    pub(crate) fn finish(call: &Call, outcome: impl Into<String>) -> Self {
        let finished =
            FinishedCall { id: call.id.clone(), number: call.attempts, outcome: outcome.into() };
        Self { finished_calls: vec![finished], ..Self::default() }
    }
}

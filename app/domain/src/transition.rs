//! What becomes of a hold when something happens: the whole protocol in one pure function.
//!
//! Called by every command of the box office, by the property tests and by the model checker.
//! It must never look at a clock or at Stripe: what it needs to know is in the event. The caller
//! commits the new state, the claims, the calls owed to Stripe and the log in one transaction,
//! fenced by the version that it read.

mod rules;

use crate::{
    EndReason, HoldState, IntentStanding, OrderId, PaymentIntentId, RefundId, ReviewReason,
    SessionFacts, SessionId, SessionRef, SessionStatus, UnixMs,
};

/// Something that happened to a hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum HoldEvent {
    /// Its time ran out.
    DeadlinePassed,
    /// The buyer or an admin ends it, for this reason.
    Ended(EndReason),
    /// The buyer wants to pay; a session is to be created that Stripe expires at this moment.
    CheckoutStarted {
        /// Stored, and sent unchanged on a retry.
        session_expires_at: UnixMs,
    },
    /// Stripe created (or had created) the session of this attempt.
    SessionCreated {
        /// The session.
        session: SessionRef,
        /// The hold's time had run out when the answer came.
        is_overdue: bool,
    },
    /// Stripe refused to create a session for good: there is none.
    CreateRefused,
    /// Stripe accepted to expire the session; this is what its PaymentIntent says.
    ExpireAccepted(IntentStanding),
    /// The session was read and belongs to this hold.
    SessionRead(Reading),
    /// A payment was made whose facts do not agree with this hold.
    Disagreed {
        /// The session.
        session: SessionRef,
        /// What to refund.
        payment_intent: Option<PaymentIntentId>,
        /// What does not add up.
        reason: ReviewReason,
    },
    /// Stripe could not be asked for so long past the session's own end that the shop's setting
    /// gives the seats back unasked.
    Unreachable,
    /// An admin decided to give the money of a reviewed hold back.
    RefundOrdered,
    /// Stripe accepted the refund, or had refunded before.
    RefundMade(Option<RefundId>),
    /// The money of a sold hold went back by other hands: a refund or a lost dispute.
    MoneyWentBack,
}

/// A session as it was read, with what the caller knows beside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    /// The session.
    pub session: SessionRef,
    /// Its state.
    pub status: SessionStatus,
    /// Money has come, or none was due.
    pub is_paid: bool,
    /// Its PaymentIntent's standing.
    pub intent: IntentStanding,
    /// What to refund.
    pub payment_intent: Option<PaymentIntentId>,
    /// The name the order gets if there is to be one.
    pub order: OrderId,
    /// Every seat of the hold could be claimed again now; asked only of a released hold.
    pub are_seats_free: bool,
    /// Its facts agree with the hold: money that waits may be taken.
    pub may_capture: bool,
}

/// What the caller must do in the same transaction (claims, order) or owes to Stripe (calls).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Delete the hold's claims.
    ReleaseClaims,
    /// Insert the hold's claims again; if any is taken, decide anew with that knowledge.
    ClaimAgain,
    /// Make the order and its tickets.
    CreateOrder(OrderId),
    /// The order's tickets no longer admit.
    VoidOrder(OrderId),
    /// Owe Stripe: create the session of this attempt.
    CallCreate {
        /// Part of the idempotency key.
        attempt: u32,
    },
    /// Owe Stripe: expire this session, and act on the answer.
    CallExpire(SessionId),
    /// Owe Stripe: refund what this session paid.
    CallRefund(SessionId),
    /// Owe Stripe: take the money that waits, and act on what the session says then.
    CallCapture(SessionId, PaymentIntentId),
    /// Owe Stripe: let the money that waits go, and act on what the session says then.
    CallCancel(SessionId, PaymentIntentId),
}

/// The outcome of an event. `next: None` means that nothing changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The state to save.
    pub next: Option<HoldState>,
    /// What to do with it, in order.
    pub effects: Vec<Effect>,
}

impl Reading {
    /// The part of Stripe's answer that decides.
    pub fn new(
        facts: &SessionFacts,
        order: OrderId,
        are_seats_free: bool,
        may_capture: bool,
    ) -> Self {
        Self {
            session: facts.session.clone(),
            status: facts.status,
            is_paid: facts.is_paid(),
            intent: facts.intent,
            payment_intent: facts.payment_intent.clone(),
            order,
            are_seats_free,
            may_capture,
        }
    }
}

impl Decision {
    fn nothing() -> Self {
        Self::default()
    }

    fn to(next: HoldState) -> Self {
        Self { next: Some(next), effects: Vec::new() }
    }

    fn and(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }

    fn owe(effect: Effect) -> Self {
        Self::nothing().and(effect)
    }
}

/// Decides what becomes of a hold.
///
/// Again: an event that was already accounted for, or that came too late, changes nothing.
/// Why: expiring the session at Stripe is the commit point of an ending. Until it is accepted,
/// somebody may pay, so the claims stay; a payment that beat it counts as in time.
pub fn transition(state: HoldState, event: HoldEvent, now: UnixMs) -> Decision {
    match event {
        HoldEvent::DeadlinePassed => rules::end(state, EndReason::TimeUp, now),
        HoldEvent::Ended(reason) => rules::end(state, reason, now),
        HoldEvent::CheckoutStarted { session_expires_at } => {
            rules::start(state, session_expires_at)
        }
        HoldEvent::SessionCreated { session, is_overdue } => {
            rules::created(state, session, is_overdue, now)
        }
        HoldEvent::CreateRefused => rules::create_refused(state),
        HoldEvent::ExpireAccepted(intent) => rules::expire_accepted(state, intent, now),
        HoldEvent::SessionRead(reading) if reading.is_paid => rules::paid(state, reading, now),
        HoldEvent::SessionRead(reading) if reading.intent == IntentStanding::Authorized => {
            rules::authorized(state, reading, now)
        }
        HoldEvent::SessionRead(reading) => rules::unpaid(state, reading, now),
        HoldEvent::Disagreed { session, payment_intent, reason } => {
            rules::disagreed(state, session, payment_intent, reason, now)
        }
        HoldEvent::Unreachable => rules::unreachable(state, now),
        HoldEvent::RefundOrdered => rules::refund_ordered(state, now),
        HoldEvent::RefundMade(refund) => rules::refund_made(state, refund, now),
        HoldEvent::MoneyWentBack => rules::money_went_back(state, now),
    }
}

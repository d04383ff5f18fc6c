//! One hold in every state, and everything that can happen to it. Names and times differ, so that
//! a test sees which of them ends up where.

use domain::{
    Decision, EndReason, HoldEvent, HoldState, IntentStanding, OrderId, PaymentIntentId, Reading,
    RefundCause, RefundId, ReviewReason, SessionId, SessionRef, SessionStatus, UnixMs, transition,
};

pub(crate) const NOW: UnixMs = UnixMs(5_000);
pub(crate) const EARLIER: UnixMs = UnixMs(4_000);
pub(crate) const SESSION_EXPIRES_AT: UnixMs = UnixMs(9_000);

/// What becomes of the state at [`NOW`].
pub(crate) fn after(state: HoldState, event: HoldEvent) -> Decision {
    transition(state, event, NOW)
}

/// Every state; a released hold twice, without and with a session.
pub(crate) fn states() -> [HoldState; 12] {
    [
        active(),
        opening(),
        open(),
        closing(),
        pending(),
        sold(),
        released(None),
        released(Some(session())),
        refund_due(),
        refunded(),
        review(),
        voided(),
    ]
}

/// Every event, in each of its kinds, with its name.
pub(crate) fn events() -> Vec<(&'static str, HoldEvent)> {
    let give_up = HoldEvent::Ended(EndReason::GivenUp);
    let (complete, expired) = (SessionStatus::Complete, SessionStatus::Expired);
    vec![
        ("deadline", HoldEvent::DeadlinePassed),
        ("ended", give_up),
        ("checkout", checkout()),
        ("created in time", created(false)),
        ("created late", created(true)),
        ("create refused", HoldEvent::CreateRefused),
        ("expired, dead", HoldEvent::ExpireAccepted(IntentStanding::Dead)),
        ("expired, alive", HoldEvent::ExpireAccepted(IntentStanding::Alive)),
        ("expired, paid", HoldEvent::ExpireAccepted(IntentStanding::Succeeded)),
        ("reads open", read(SessionStatus::Open, IntentStanding::Dead)),
        ("reads unknown", read(SessionStatus::Other, IntentStanding::Dead)),
        ("reads complete, alive", read(complete, IntentStanding::Alive)),
        ("reads complete, dead", read(complete, IntentStanding::Dead)),
        ("reads expired, alive", read(expired, IntentStanding::Alive)),
        ("reads expired, dead", read(expired, IntentStanding::Dead)),
        ("reads paid, seats free", paid(true)),
        ("reads paid, seats taken", paid(false)),
        ("reads held, may take, free", held(true, true)),
        ("reads held, may take", held(false, true)),
        ("reads held, may not", held(true, false)),
        ("disagreed", disagreed()),
        ("unreachable", HoldEvent::Unreachable),
        ("refund ordered", HoldEvent::RefundOrdered),
        ("refund made", HoldEvent::RefundMade(Some(RefundId::from("re")))),
        ("money went back", HoldEvent::MoneyWentBack),
    ]
}

pub(crate) fn active() -> HoldState {
    HoldState::Active { attempt: 0 }
}

pub(crate) fn opening() -> HoldState {
    HoldState::Opening { attempt: 1, session_expires_at: SESSION_EXPIRES_AT }
}

pub(crate) fn open() -> HoldState {
    HoldState::Open { session: session() }
}

pub(crate) fn closing() -> HoldState {
    HoldState::Closing { session: session(), reason: EndReason::GivenUp, since: EARLIER }
}

pub(crate) fn pending() -> HoldState {
    HoldState::Pending { session: session(), since: EARLIER }
}

pub(crate) fn sold() -> HoldState {
    HoldState::Sold { session: session(), order: OrderId::from("or"), at: EARLIER }
}

pub(crate) fn released(session: Option<SessionRef>) -> HoldState {
    HoldState::Released { reason: EndReason::TimeUp, at: EARLIER, session }
}

pub(crate) fn refund_due() -> HoldState {
    let payment_intent = Some(payment_intent());
    HoldState::RefundDue {
        session: session(),
        payment_intent,
        cause: RefundCause::DoesNotAddUp,
        since: EARLIER,
    }
}

pub(crate) fn refunded() -> HoldState {
    HoldState::Refunded {
        session: session(),
        refund: None,
        cause: RefundCause::TooLate,
        at: EARLIER,
    }
}

pub(crate) fn review() -> HoldState {
    HoldState::Review {
        session: session(),
        payment_intent: Some(payment_intent()),
        reason: ReviewReason::OtherAmount,
        since: EARLIER,
    }
}

pub(crate) fn voided() -> HoldState {
    HoldState::Voided { session: session(), order: OrderId::from("or"), at: EARLIER }
}

pub(crate) fn checkout() -> HoldEvent {
    HoldEvent::CheckoutStarted { session_expires_at: SESSION_EXPIRES_AT }
}

pub(crate) fn created(is_overdue: bool) -> HoldEvent {
    HoldEvent::SessionCreated { session: session(), is_overdue }
}

/// The session was read, and nothing is paid.
pub(crate) fn read(status: SessionStatus, intent: IntentStanding) -> HoldEvent {
    read_of(session(), status, intent)
}

/// This session was read, and nothing is paid.
pub(crate) fn read_of(
    session: SessionRef,
    status: SessionStatus,
    intent: IntentStanding,
) -> HoldEvent {
    HoldEvent::SessionRead(Reading {
        session,
        status,
        is_paid: false,
        intent,
        payment_intent: Some(payment_intent()),
        order: OrderId::from("or"),
        are_seats_free: false,
        may_capture: true,
    })
}

/// The session was read, and it is paid.
pub(crate) fn paid(are_seats_free: bool) -> HoldEvent {
    HoldEvent::SessionRead(Reading {
        session: session(),
        status: SessionStatus::Complete,
        is_paid: true,
        intent: IntentStanding::Succeeded,
        payment_intent: Some(payment_intent()),
        order: OrderId::from("or"),
        are_seats_free,
        may_capture: true,
    })
}

/// The session was read, and its money waits to be taken.
pub(crate) fn held(are_seats_free: bool, may_capture: bool) -> HoldEvent {
    HoldEvent::SessionRead(Reading {
        session: session(),
        status: SessionStatus::Complete,
        is_paid: false,
        intent: IntentStanding::Authorized,
        payment_intent: Some(payment_intent()),
        order: OrderId::from("or"),
        are_seats_free,
        may_capture,
    })
}

pub(crate) fn disagreed() -> HoldEvent {
    HoldEvent::Disagreed {
        session: session(),
        payment_intent: Some(payment_intent()),
        reason: ReviewReason::OtherAmount,
    }
}

pub(crate) fn session() -> SessionRef {
    SessionRef { id: SessionId::from("cs"), expires_at: SESSION_EXPIRES_AT }
}

pub(crate) fn payment_intent() -> PaymentIntentId {
    PaymentIntentId::from("pi")
}

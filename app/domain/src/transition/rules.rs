//! The rows of the protocol's table, one function per kind of event.
//!
//! Called by [`super::transition`] alone. Every match names every state: a new one must be placed.

use super::{Decision, Effect, Reading};
use crate::{
    EndReason, HoldState, IntentStanding, OrderId, PaymentIntentId, RefundCause, RefundId,
    ReviewReason, SessionRef, SessionStatus, UnixMs,
};

pub(super) fn end(state: HoldState, reason: EndReason, now: UnixMs) -> Decision {
    use HoldState::*;
    match state {
        // Nobody was ever shown a way to pay: the seats are free at once. A session that is
        // created late is expired when its answer comes.
        Active { .. } | Opening { .. } => release(reason, None, now),
        Open { session } => {
            let call = Effect::CallExpire(session.id.clone());
            Decision::to(Closing { session, reason, since: now }).and(call)
        }
        Closing { .. }
        | Pending { .. }
        | Sold { .. }
        | Released { .. }
        | RefundDue { .. }
        | Refunded { .. }
        | Review { .. }
        | Voided { .. } => Decision::nothing(),
    }
}

pub(super) fn start(state: HoldState, session_expires_at: UnixMs) -> Decision {
    use HoldState::*;
    match state {
        Active { attempt } => {
            let attempt = attempt + 1;
            Decision::to(Opening { attempt, session_expires_at })
                .and(Effect::CallCreate { attempt })
        }
        Opening { .. }
        | Open { .. }
        | Closing { .. }
        | Pending { .. }
        | Sold { .. }
        | Released { .. }
        | RefundDue { .. }
        | Refunded { .. }
        | Review { .. }
        | Voided { .. } => Decision::nothing(),
    }
}

pub(super) fn created(
    state: HoldState,
    session: SessionRef,
    is_overdue: bool,
    now: UnixMs,
) -> Decision {
    use HoldState::*;
    let expire = Effect::CallExpire(session.id.clone());
    match state {
        Opening { .. } if is_overdue => {
            Decision::to(Closing { session, reason: EndReason::TimeUp, since: now }).and(expire)
        }
        Opening { .. } => Decision::to(Open { session }),
        Released { reason, at, session: None } => {
            Decision::to(Released { reason, at, session: Some(session) }).and(expire)
        }
        Active { .. }
        | Open { .. }
        | Closing { .. }
        | Pending { .. }
        | Sold { .. }
        | Released { .. }
        | RefundDue { .. }
        | Refunded { .. }
        | Review { .. }
        | Voided { .. } => Decision::nothing(),
    }
}

pub(super) fn create_refused(state: HoldState) -> Decision {
    use HoldState::*;
    match state {
        Opening { attempt, .. } => Decision::to(Active { attempt }),
        Active { .. }
        | Open { .. }
        | Closing { .. }
        | Pending { .. }
        | Sold { .. }
        | Released { .. }
        | RefundDue { .. }
        | Refunded { .. }
        | Review { .. }
        | Voided { .. } => Decision::nothing(),
    }
}

pub(super) fn expire_accepted(state: HoldState, intent: IntentStanding, now: UnixMs) -> Decision {
    use HoldState::*;
    match (state, intent) {
        (Closing { session, reason, .. }, IntentStanding::Dead) => {
            release(reason, Some(session), now)
        }
        // The session is dead but its PaymentIntent is not: money may still come.
        (
            Closing { session, .. },
            IntentStanding::Alive | IntentStanding::Authorized | IntentStanding::Succeeded,
        ) => Decision::to(Pending { session, since: now }),
        (
            Active { .. }
            | Opening { .. }
            | Open { .. }
            | Pending { .. }
            | Sold { .. }
            | Released { .. }
            | RefundDue { .. }
            | Refunded { .. }
            | Review { .. }
            | Voided { .. },
            IntentStanding::Dead
            | IntentStanding::Alive
            | IntentStanding::Authorized
            | IntentStanding::Succeeded,
        ) => Decision::nothing(),
    }
}

pub(super) fn paid(state: HoldState, reading: Reading, now: UnixMs) -> Decision {
    use HoldState::*;
    let Reading { session, order, payment_intent, are_seats_free, .. } = reading;
    // A released hold has a dead session: another one that pays for it, as a copy that Stripe made
    // of an expired one, has nothing to compete with.
    if is_foreign(&state, &session) && !matches!(state, Released { .. }) {
        return Decision::nothing();
    }
    match state {
        // A payment without our session's name committed is still ours: its metadata says so.
        Active { .. } | Opening { .. } | Open { .. } | Closing { .. } | Pending { .. } => {
            sell(session, order, now)
        }
        Released { .. } if are_seats_free => {
            let decision = sell(session, order, now);
            Decision { effects: [vec![Effect::ClaimAgain], decision.effects].concat(), ..decision }
        }
        Released { .. } => {
            let call = Effect::CallRefund(session.id.clone());
            let cause = RefundCause::TooLate;
            Decision::to(RefundDue { session, payment_intent, cause, since: now }).and(call)
        }
        Sold { .. } | RefundDue { .. } | Refunded { .. } | Review { .. } | Voided { .. } => {
            Decision::nothing()
        }
    }
}

pub(super) fn unpaid(state: HoldState, reading: Reading, now: UnixMs) -> Decision {
    use HoldState::*;
    let Reading { session, status, intent, .. } = reading;
    if is_foreign(&state, &session) {
        return Decision::nothing();
    }
    let is_dead = intent == IntentStanding::Dead;
    match (state, status) {
        (Opening { .. } | Open { .. }, SessionStatus::Expired) if is_dead => {
            release(EndReason::SessionExpired, Some(session), now)
        }
        (Closing { reason, .. }, SessionStatus::Expired) if is_dead => {
            release(reason, Some(session), now)
        }
        (Pending { .. }, SessionStatus::Complete | SessionStatus::Expired) if is_dead => {
            release(EndReason::PaymentFailed, Some(session), now)
        }
        // Complete but unpaid, whether the money is on its way or has just failed to come: the
        // next reading of a pending hold decides.
        (
            Opening { .. } | Open { .. } | Closing { .. },
            SessionStatus::Complete | SessionStatus::Expired,
        ) => Decision::to(Pending { session, since: now }),
        // An expire that was refused in passing is tried again, also for a session that was
        // created late: nobody may pay for seats that are given back.
        (Closing { .. } | Released { .. }, SessionStatus::Open) => {
            Decision::owe(Effect::CallExpire(session.id))
        }
        (
            Active { .. }
            | Opening { .. }
            | Open { .. }
            | Closing { .. }
            | Pending { .. }
            | Sold { .. }
            | Released { .. }
            | RefundDue { .. }
            | Refunded { .. }
            | Review { .. }
            | Voided { .. },
            SessionStatus::Open
            | SessionStatus::Complete
            | SessionStatus::Expired
            | SessionStatus::Other,
        ) => Decision::nothing(),
    }
}

/// The money waits for us: it is taken while the seats are the buyer's, and let go otherwise.
pub(super) fn authorized(state: HoldState, reading: Reading, now: UnixMs) -> Decision {
    use HoldState::*;
    let Reading { session, payment_intent, are_seats_free, may_capture, .. } = reading;
    let is_foreign = is_foreign(&state, &session) && !matches!(state, Released { .. });
    let Some(intent) = payment_intent.filter(|_| !is_foreign) else { return Decision::nothing() };
    let cancel = Effect::CallCancel(session.id.clone(), intent.clone());
    let call = match may_capture {
        true => Effect::CallCapture(session.id.clone(), intent),
        false => cancel.clone(),
    };
    match state {
        Active { .. } | Opening { .. } | Open { .. } | Closing { .. } => {
            Decision::to(Pending { session, since: now }).and(call)
        }
        Pending { .. } => Decision::owe(call),
        Released { .. } if are_seats_free && may_capture => {
            Decision::to(Pending { session, since: now }).and(Effect::ClaimAgain).and(call)
        }
        Released { .. } => Decision::owe(cancel),
        Sold { .. } | RefundDue { .. } | Refunded { .. } | Review { .. } | Voided { .. } => {
            Decision::nothing()
        }
    }
}

/// Nobody can pay any more, but somebody may have: what was paid is honoured or refunded later.
pub(super) fn unreachable(state: HoldState, now: UnixMs) -> Decision {
    use HoldState::*;
    match state {
        Closing { session, reason, .. } => release(reason, Some(session), now),
        Active { .. }
        | Opening { .. }
        | Open { .. }
        | Pending { .. }
        | Sold { .. }
        | Released { .. }
        | RefundDue { .. }
        | Refunded { .. }
        | Review { .. }
        | Voided { .. } => Decision::nothing(),
    }
}

pub(super) fn disagreed(
    state: HoldState,
    session: SessionRef,
    payment_intent: Option<PaymentIntentId>,
    reason: ReviewReason,
    now: UnixMs,
) -> Decision {
    use HoldState::*;
    if is_foreign(&state, &session) {
        return Decision::nothing();
    }
    match state {
        Active { .. } | Opening { .. } | Open { .. } | Closing { .. } | Pending { .. } => {
            Decision::to(Review { session, payment_intent, reason, since: now })
        }
        // The seats are everyone's again: there is nothing to decide, only money to give back.
        Released { .. } => {
            let call = Effect::CallRefund(session.id.clone());
            let cause = RefundCause::DoesNotAddUp;
            Decision::to(RefundDue { session, payment_intent, cause, since: now }).and(call)
        }
        Sold { .. } | RefundDue { .. } | Refunded { .. } | Review { .. } | Voided { .. } => {
            Decision::nothing()
        }
    }
}

pub(super) fn refund_ordered(state: HoldState, now: UnixMs) -> Decision {
    use HoldState::*;
    match state {
        Review { session, payment_intent, .. } => {
            let call = Effect::CallRefund(session.id.clone());
            let cause = RefundCause::DoesNotAddUp;
            Decision::to(RefundDue { session, payment_intent, cause, since: now })
                .and(Effect::ReleaseClaims)
                .and(call)
        }
        Active { .. }
        | Opening { .. }
        | Open { .. }
        | Closing { .. }
        | Pending { .. }
        | Sold { .. }
        | Released { .. }
        | RefundDue { .. }
        | Refunded { .. }
        | Voided { .. } => Decision::nothing(),
    }
}

pub(super) fn refund_made(state: HoldState, refund: Option<RefundId>, now: UnixMs) -> Decision {
    use HoldState::*;
    match state {
        RefundDue { session, cause, .. } => {
            Decision::to(Refunded { session, refund, cause, at: now })
        }
        Active { .. }
        | Opening { .. }
        | Open { .. }
        | Closing { .. }
        | Pending { .. }
        | Sold { .. }
        | Released { .. }
        | Refunded { .. }
        | Review { .. }
        | Voided { .. } => Decision::nothing(),
    }
}

pub(super) fn money_went_back(state: HoldState, now: UnixMs) -> Decision {
    use HoldState::*;
    match state {
        Sold { session, order, .. } => {
            let void = Effect::VoidOrder(order.clone());
            Decision::to(Voided { session, order, at: now }).and(void).and(Effect::ReleaseClaims)
        }
        Active { .. }
        | Opening { .. }
        | Open { .. }
        | Closing { .. }
        | Pending { .. }
        | Released { .. }
        | RefundDue { .. }
        | Refunded { .. }
        | Review { .. }
        | Voided { .. } => Decision::nothing(),
    }
}

/// Another session's payment or end says nothing of the one that this hold's buyer was shown.
fn is_foreign(state: &HoldState, session: &SessionRef) -> bool {
    state.session().is_some_and(|own| own.id != session.id)
}

fn release(reason: EndReason, session: Option<SessionRef>, now: UnixMs) -> Decision {
    Decision::to(HoldState::Released { reason, at: now, session }).and(Effect::ReleaseClaims)
}

fn sell(session: SessionRef, order: OrderId, now: UnixMs) -> Decision {
    let create = Effect::CreateOrder(order.clone());
    Decision::to(HoldState::Sold { session, order, at: now }).and(create)
}

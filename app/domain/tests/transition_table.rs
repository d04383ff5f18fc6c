//! The protocol's table, row by row, over the shipped transition.
//!
//! Each sentence is a row. The matrix beside them names every state with every event, so that what
//! no row mentions is known to change nothing.

#[path = "transition/matrix.rs"]
mod matrix;
#[path = "transition/samples.rs"]
mod samples;

use domain::{
    Decision, Effect, EndReason, HoldEvent, HoldState, IntentStanding, OrderId, Reading,
    RefundCause, RefundId, SessionId, SessionRef, SessionStatus,
};
use samples::{
    NOW, SESSION_EXPIRES_AT, active, after, checkout, closing, created, disagreed, held, open,
    opening, paid, payment_intent, pending, read, refund_due, released, review, session, sold,
    states,
};

fn to(next: HoldState, effects: impl IntoIterator<Item = Effect>) -> Decision {
    Decision { next: Some(next), effects: effects.into_iter().collect() }
}

fn to_released(reason: EndReason, has_session: bool) -> Decision {
    let session = has_session.then(session);
    to(HoldState::Released { reason, at: NOW, session }, [Effect::ReleaseClaims])
}

fn to_closing(reason: EndReason) -> Decision {
    to(HoldState::Closing { session: session(), reason, since: NOW }, [call_expire()])
}

fn to_pending() -> Decision {
    to(HoldState::Pending { session: session(), since: NOW }, [])
}

fn sold_now() -> HoldState {
    HoldState::Sold { session: session(), order: OrderId::from("or"), at: NOW }
}

fn create_order() -> Effect {
    Effect::CreateOrder(OrderId::from("or"))
}

fn call_expire() -> Effect {
    Effect::CallExpire(SessionId::from("cs"))
}

fn call_refund() -> Effect {
    Effect::CallRefund(SessionId::from("cs"))
}

#[test]
fn an_unpaid_hold_without_a_session_is_released_at_its_deadline() {
    let released = to_released(EndReason::TimeUp, false);

    assert_eq!(after(active(), HoldEvent::DeadlinePassed), released);
    assert_eq!(after(opening(), HoldEvent::DeadlinePassed), released);
}

#[test]
fn a_hold_given_up_says_why_it_ended() {
    let reason = EndReason::EndedByAdmin("a power cut".to_owned());
    let ended = HoldEvent::Ended(reason.clone());

    assert_eq!(after(active(), ended.clone()), to_released(reason.clone(), false));
    assert_eq!(after(opening(), ended.clone()), to_released(reason.clone(), false));
    assert_eq!(after(open(), ended), to_closing(reason));
}

#[test]
fn a_checkout_commits_the_intent_and_then_calls_stripe() {
    let session_expires_at = SESSION_EXPIRES_AT;
    let opening = |attempt| HoldState::Opening { attempt, session_expires_at };
    let call = |attempt| [Effect::CallCreate { attempt }];

    assert_eq!(after(active(), checkout()), to(opening(1), call(1)));
    assert_eq!(after(HoldState::Active { attempt: 1 }, checkout()), to(opening(2), call(2)));
}

#[test]
fn a_session_created_in_time_opens_the_hold() {
    assert_eq!(after(opening(), created(false)), to(open(), []));
}

#[test]
fn a_session_created_after_the_deadline_is_expired_unseen() {
    assert_eq!(after(opening(), created(true)), to_closing(EndReason::TimeUp));
}

#[test]
fn a_session_created_for_a_released_hold_is_expired() {
    let kept = to(released(Some(session())), [call_expire()]);

    assert_eq!(after(released(None), created(false)), kept);
    assert_eq!(after(released(None), created(true)), kept);
}

#[test]
fn a_refused_session_gives_the_hold_back_for_another_attempt() {
    let active = HoldState::Active { attempt: 1 };

    assert_eq!(after(opening(), HoldEvent::CreateRefused), to(active, []));
}

#[test]
fn an_open_hold_keeps_its_seats_at_the_deadline_until_stripe_agrees() {
    assert_eq!(after(open(), HoldEvent::DeadlinePassed), to_closing(EndReason::TimeUp));
}

#[test]
fn an_accepted_expire_releases_the_seats_for_the_reason_it_was_asked() {
    let accepted = HoldEvent::ExpireAccepted(IntentStanding::Dead);

    assert_eq!(after(closing(), accepted), to_released(EndReason::GivenUp, true));
}

#[test]
fn an_accepted_expire_keeps_the_seats_while_money_may_still_come() {
    for intent in [IntentStanding::Alive, IntentStanding::Succeeded] {
        assert_eq!(after(closing(), HoldEvent::ExpireAccepted(intent)), to_pending());
    }
}

#[test]
fn a_payment_sells_a_hold_that_still_has_its_seats() {
    for state in [active(), opening(), open(), closing(), pending()] {
        assert_eq!(after(state.clone(), paid(false)), to(sold_now(), [create_order()]));
        assert_eq!(after(state, paid(true)), to(sold_now(), [create_order()]));
    }
}

#[test]
fn a_complete_session_without_money_keeps_the_seats() {
    for intent in [IntentStanding::Alive, IntentStanding::Dead] {
        let complete = read(SessionStatus::Complete, intent);
        for state in [opening(), open(), closing()] {
            assert_eq!(after(state, complete.clone()), to_pending());
        }
    }
}

#[test]
fn an_expired_session_whose_money_may_still_come_keeps_the_seats() {
    let expired = read(SessionStatus::Expired, IntentStanding::Alive);

    for state in [opening(), open(), closing()] {
        assert_eq!(after(state, expired.clone()), to_pending());
    }
    assert_eq!(after(pending(), expired), Decision::default());
}

#[test]
fn an_expired_session_releases_the_seats() {
    let expired = read(SessionStatus::Expired, IntentStanding::Dead);
    let by_stripe = to_released(EndReason::SessionExpired, true);

    assert_eq!(after(opening(), expired.clone()), by_stripe);
    assert_eq!(after(open(), expired.clone()), by_stripe);
    assert_eq!(after(closing(), expired), to_released(EndReason::GivenUp, true));
}

#[test]
fn a_refused_expire_of_an_open_session_is_tried_again() {
    let still_open = read(SessionStatus::Open, IntentStanding::Dead);
    let again = Decision { next: None, effects: vec![call_expire()] };

    assert_eq!(after(closing(), still_open.clone()), again);
    assert_eq!(after(released(Some(session())), still_open), again);
}

#[test]
fn a_failed_delayed_payment_releases_the_seats() {
    let failed = to_released(EndReason::PaymentFailed, true);

    for status in [SessionStatus::Complete, SessionStatus::Expired] {
        assert_eq!(after(pending(), read(status, IntentStanding::Dead)), failed);
    }
}

#[test]
fn a_late_payment_is_honoured_while_the_seats_are_free() {
    let honoured = to(sold_now(), [Effect::ClaimAgain, create_order()]);

    assert_eq!(after(released(None), paid(true)), honoured);
    assert_eq!(after(released(Some(session())), paid(true)), honoured);
}

#[test]
fn a_late_payment_is_refunded_once_the_seats_are_taken() {
    let HoldState::RefundDue { session: paid_by, payment_intent, .. } = refund_due() else {
        unreachable!("it is due")
    };
    let cause = RefundCause::TooLate;
    let due = HoldState::RefundDue { session: paid_by, payment_intent, cause, since: NOW };

    assert_eq!(after(released(Some(session())), paid(false)), to(due, [call_refund()]));
}

#[test]
fn money_that_waits_is_taken_while_the_seats_are_the_buyers() {
    let pending = || HoldState::Pending { session: session(), since: NOW };
    let capture = Effect::CallCapture(SessionId::from("cs"), payment_intent());

    for state in [opening(), open(), closing()] {
        assert_eq!(after(state, held(false, true)), to(pending(), [capture.clone()]));
    }
    let again = [Effect::ClaimAgain, capture];
    assert_eq!(after(released(Some(session())), held(true, true)), to(pending(), again));
}

#[test]
fn money_that_waits_for_seats_that_are_gone_or_does_not_add_up_is_let_go() {
    let cancel = Effect::CallCancel(SessionId::from("cs"), payment_intent());
    let owed = Decision { next: None, effects: vec![cancel.clone()] };

    assert_eq!(after(released(Some(session())), held(false, true)), owed);
    assert_eq!(after(released(None), held(true, false)), owed);
    let pending = HoldState::Pending { session: session(), since: NOW };
    assert_eq!(after(open(), held(true, false)), to(pending, [cancel]));
}

#[test]
fn a_closing_hold_is_released_unasked_when_the_setting_says_so() {
    assert_eq!(after(closing(), HoldEvent::Unreachable), to_released(EndReason::GivenUp, true));
}

#[test]
fn another_session_pays_for_a_hold_whose_own_is_dead() {
    let copy = SessionRef { id: SessionId::from("cs_copy"), ..session() };
    let paid_by_copy = |are_seats_free| {
        let HoldEvent::SessionRead(reading) = paid(are_seats_free) else {
            unreachable!("it is read")
        };
        HoldEvent::SessionRead(Reading { session: copy.clone(), ..reading })
    };
    let sold = HoldState::Sold { session: copy.clone(), order: OrderId::from("or"), at: NOW };

    let honoured = after(released(Some(session())), paid_by_copy(true));
    assert_eq!(honoured, to(sold, [Effect::ClaimAgain, create_order()]));
    let refunded = after(released(Some(session())), paid_by_copy(false));
    assert_eq!(refunded.effects, [Effect::CallRefund(copy.id.clone())]);
    assert_eq!(after(open(), paid_by_copy(true)), Decision::default(), "its own may be paid");
}

#[test]
fn a_refund_that_stripe_made_settles_the_hold() {
    for refund in [None, Some(RefundId::from("re"))] {
        let made = HoldEvent::RefundMade(refund.clone());
        let cause = RefundCause::DoesNotAddUp;
        let settled = HoldState::Refunded { session: session(), refund, cause, at: NOW };

        assert_eq!(after(refund_due(), made), to(settled, []));
    }
}

#[test]
fn money_that_went_back_elsewhere_voids_the_tickets_and_frees_the_seats() {
    let order = OrderId::from("or");
    let void = HoldState::Voided { session: session(), order: order.clone(), at: NOW };
    let effects = [Effect::VoidOrder(order), Effect::ReleaseClaims];

    assert_eq!(after(sold(), HoldEvent::MoneyWentBack), to(void, effects));
}

#[test]
fn a_payment_that_does_not_add_up_waits_for_a_person() {
    let HoldState::Review { session, payment_intent, reason, .. } = review() else {
        unreachable!("it is reviewed")
    };
    let reviewed = HoldState::Review { session, payment_intent, reason, since: NOW };

    for state in [active(), opening(), open(), closing(), pending()] {
        assert_eq!(after(state, disagreed()), to(reviewed.clone(), []));
    }
}

#[test]
fn a_payment_that_does_not_add_up_goes_back_once_its_seats_are_everyones() {
    let decision = after(released(None), disagreed());

    assert!(matches!(
        decision.next,
        Some(HoldState::RefundDue { since: NOW, cause: RefundCause::DoesNotAddUp, .. })
    ));
    assert_eq!(decision.effects, [call_refund()]);
}

#[test]
fn a_reviewed_payment_is_refunded_and_its_seats_freed_when_an_admin_says_so() {
    let decision = after(review(), HoldEvent::RefundOrdered);

    assert!(matches!(decision.next, Some(HoldState::RefundDue { since: NOW, .. })));
    assert_eq!(decision.effects, [Effect::ReleaseClaims, call_refund()]);
}

#[test]
fn every_state_meets_every_event_as_the_matrix_says() {
    matrix::assert_agrees(&states());
}

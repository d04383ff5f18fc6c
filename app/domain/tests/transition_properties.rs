//! What holds for any state, any event and any sequence of events, over the shipped transition.

#[path = "transition/samples.rs"]
mod samples;

use domain::{
    Effect, HoldEvent, HoldPhase, HoldState, IntentStanding, OrderId, Reading, SessionId,
    SessionRef,
    SessionStatus::{Complete, Expired, Open, Other},
};
use proptest::{prelude::*, sample::select};
use samples::{
    SESSION_EXPIRES_AT, after, events, payment_intent, read_of, refunded, states, voided,
};

/// Also readings that no honest Stripe gives, and sessions that are not the hold's own.
fn any_reading() -> impl Strategy<Value = HoldEvent> {
    let status = select(vec![Open, Complete, Expired, Other]);
    let intent = select(vec![
        IntentStanding::Dead,
        IntentStanding::Alive,
        IntentStanding::Authorized,
        IntentStanding::Succeeded,
    ]);
    let names = (select(vec!["cs", "cs_other"]), select(vec!["or", "or_other"]));
    (status, intent, names, any::<[bool; 3]>()).prop_map(
        |(status, intent, (session, order), [is_paid, are_seats_free, may_capture])| {
            let id = SessionId::from(session);
            HoldEvent::SessionRead(Reading {
                session: SessionRef { id, expires_at: SESSION_EXPIRES_AT },
                status,
                is_paid,
                intent,
                payment_intent: Some(payment_intent()),
                order: OrderId::from(order),
                are_seats_free,
                may_capture,
            })
        },
    )
}

fn any_event() -> impl Strategy<Value = HoldEvent> {
    let samples = events().into_iter().map(|(_, event)| event).collect::<Vec<_>>();
    prop_oneof![select(samples), any_reading()]
}

fn any_state() -> impl Strategy<Value = HoldState> {
    select(states().to_vec())
}

/// Where a hold begins, and what happens to it then.
fn any_story() -> impl Strategy<Value = (HoldState, Vec<HoldEvent>)> {
    (any_state(), prop::collection::vec(any_event(), 0..24))
}

/// One event of a story: what was before, what happened, what it did, what is now.
struct Turn {
    from: HoldState,
    event: HoldEvent,
    effects: Vec<Effect>,
    to: HoldState,
}

fn told((mut state, story): (HoldState, Vec<HoldEvent>)) -> Vec<Turn> {
    let turn = |event: HoldEvent| {
        let from = state.clone();
        let decision = after(from.clone(), event.clone());
        state = decision.next.unwrap_or_else(|| from.clone());
        Turn { from, event, effects: decision.effects, to: state.clone() }
    };
    story.into_iter().map(turn).collect()
}

/// Stripe's word that this very session cannot be paid any more.
fn says_dead(event: &HoldEvent, session: Option<&SessionRef>) -> bool {
    use IntentStanding::Dead;
    match event {
        HoldEvent::ExpireAccepted(intent) => *intent == Dead,
        HoldEvent::SessionRead(reading) => {
            session == Some(&reading.session)
                && !reading.is_paid
                && matches!((reading.status, reading.intent), (Complete | Expired, Dead))
        }
        HoldEvent::DeadlinePassed
        | HoldEvent::Ended(_)
        | HoldEvent::CheckoutStarted { .. }
        | HoldEvent::SessionCreated { .. }
        | HoldEvent::CreateRefused
        | HoldEvent::Disagreed { .. }
        | HoldEvent::Unreachable
        | HoldEvent::RefundOrdered
        | HoldEvent::RefundMade(_)
        | HoldEvent::MoneyWentBack => false,
    }
}

/// What must not be done twice: the calls of the outbox have keys of their own.
fn counts(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::ReleaseClaims
            | Effect::ClaimAgain
            | Effect::CreateOrder(_)
            | Effect::VoidOrder(_)
            | Effect::CallRefund(_)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_final_state_never_changes(
        state in select(vec![refunded(), voided()]),
        event in any_event(),
    ) {
        let decision = after(state, event);

        prop_assert_eq!(decision.next, None);
        prop_assert_eq!(decision.effects, []);
    }

    #[test]
    fn nothing_happens_twice_because_it_was_told_twice(
        state in any_state(),
        event in any_event(),
    ) {
        let first = after(state.clone(), event.clone());
        let state = first.next.unwrap_or(state);
        let second = after(state.clone(), event.clone());

        let again = second.effects.iter().filter(|it| counts(it) && first.effects.contains(it));
        prop_assert_eq!(again.count(), 0);
        // A delayed payment that has failed is believed at the second reading.
        let is_believed_late =
            state.phase() == HoldPhase::Pending && says_dead(&event, state.session());
        prop_assert!(is_believed_late || second.next.is_none());
        let state = second.next.unwrap_or(state);
        let third = after(state, event);
        prop_assert_eq!(third.next, None);
        prop_assert!(!third.effects.iter().any(counts));
    }

    #[test]
    fn a_hold_makes_one_order_at_most(story in any_story()) {
        let turns = told(story);
        let effects = turns.iter().flat_map(|turn| &turn.effects);
        let orders = effects.filter(|it| matches!(it, Effect::CreateOrder(_))).count();

        prop_assert!(orders <= 1);
    }

    #[test]
    fn a_hold_makes_no_order_and_owes_no_second_refund_after_a_refund(story in any_story()) {
        let turns = told(story);
        let effects = turns.iter().flat_map(|turn| &turn.effects);
        let settled = effects
            .filter(|it| matches!(it, Effect::CreateOrder(_) | Effect::CallRefund(_)))
            .count();

        prop_assert!(settled <= 1);
    }

    #[test]
    fn a_sold_hold_came_from_a_paid_reading(story in any_story()) {
        for turn in told(story) {
            let HoldState::Sold { session, order, .. } = &turn.to else { continue };
            if turn.from == turn.to {
                continue;
            }
            let HoldEvent::SessionRead(reading) = &turn.event else {
                return Err(TestCaseError::fail("sold without a reading"));
            };
            prop_assert!(reading.is_paid);
            prop_assert_eq!((session, order), (&reading.session, &reading.order));
            prop_assert!(turn.effects.contains(&Effect::CreateOrder(order.clone())));
        }
    }

    #[test]
    fn shown_seats_are_released_only_on_stripes_word(story in any_story()) {
        let mut was_shown = false;
        for turn in told(story) {
            was_shown |= matches!(turn.from.phase(), HoldPhase::Open | HoldPhase::Closing);
            if !was_shown || !turn.effects.contains(&Effect::ReleaseClaims) {
                continue;
            }
            // A payment ends its session, whatever a person or a bank decides later.
            let was_paid = matches!(
                (&turn.from, &turn.event),
                (HoldState::Review { .. }, HoldEvent::RefundOrdered)
                    | (HoldState::Sold { .. }, HoldEvent::MoneyWentBack)
            );
            // The setting that gives seats back unasked breaks the fence knowingly.
            let is_unasked = turn.event == HoldEvent::Unreachable;
            prop_assert!(was_paid || is_unasked || says_dead(&turn.event, turn.from.session()));
        }
    }

    #[test]
    fn claims_are_released_once_and_taken_again_only_when_released(story in any_story()) {
        let mut has_claims = claims(story.0.phase());
        for turn in told(story) {
            for effect in &turn.effects {
                if *effect == Effect::ReleaseClaims {
                    prop_assert!(has_claims);
                    has_claims = false;
                } else if *effect == Effect::ClaimAgain {
                    prop_assert!(!has_claims);
                    has_claims = true;
                }
            }
            let phase = turn.to.phase();
            prop_assert!(has_claims == claims(phase));
        }
    }

    #[test]
    fn money_is_taken_only_while_the_seats_are_the_buyers_and_the_facts_agree(
        story in any_story(),
    ) {
        for turn in told(story) {
            let is_taken = |it: &Effect| matches!(it, Effect::CallCapture(..));
            if !turn.effects.iter().any(is_taken) {
                continue;
            }
            prop_assert!(claims(turn.to.phase()));
            let HoldEvent::SessionRead(reading) = &turn.event else {
                return Err(TestCaseError::fail("taken without a reading"));
            };
            prop_assert!(reading.may_capture && turn.to.session() == Some(&reading.session));
        }
    }

    #[test]
    fn another_sessions_end_says_nothing_of_the_hold(
        state in any_state(),
        status in select(vec![Open, Complete, Expired, Other]),
    ) {
        prop_assume!(state.session().is_some());
        let id = SessionId::from("cs_other");
        let other = SessionRef { id, expires_at: SESSION_EXPIRES_AT };

        let decision = after(state, read_of(other, status, IntentStanding::Dead));

        prop_assert_eq!(decision.next, None);
        prop_assert_eq!(decision.effects, []);
    }
}

fn claims(phase: HoldPhase) -> bool {
    phase.is_live() || matches!(phase, HoldPhase::Sold | HoldPhase::Review)
}

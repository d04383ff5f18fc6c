//! Paying, on a real store and against the stand-in over HTTP.

mod support;

use box_office::Denial;
use domain::{EndReason, HoldPhase, LedgerGap, OrderState, Refusal, SeatStatus, StoryKind};
use serde_json::json;
use support::{HOLD_MS, House, buyer, contact, session_of};

#[tokio::test]
async fn a_paid_hold_becomes_one_order_with_a_ticket_per_seat() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3, 4]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;

    assert_eq!(house.pay(&session).await, "completed");
    let settled = house.office.settle(&session).await.expect("settled without any webhook");
    house.deliver().await;
    let again = house.office.settle(&session).await.expect("settled again");

    assert_eq!(settled.phase, HoldPhase::Sold);
    assert_eq!(settled.order_path, again.order_path, "one order");
    let path = settled.order_path.expect("an order");
    let mut parts = path.split('/').skip(2);
    let (id, key) = (parts.next().expect("id"), parts.next().expect("key"));
    let order = house.office.order(&id.into(), key).await.expect("the secret link opens");
    assert_eq!((order.tickets.len(), order.state), (2, OrderState::Paid));
    assert_eq!(order.contact.name, "Ada Moss");
    assert_eq!(house.status(3).await, SeatStatus::Sold);
    let guessed = house.office.order(&id.into(), "guess").await;
    assert!(matches!(guessed, Err(Denial::Refused(Refusal::NotFound))));
    house.close().await;
}

#[tokio::test]
async fn the_story_names_the_answer_that_decided_and_tells_one_moment_in_order() {
    let house = House::open().await;
    let (ada, bob) = (buyer("ada"), buyer("bob"));
    let read = house.hold(&ada, &[3]).await.expect("held").id;
    let session = house.check_out(&ada, &read).await;
    house.pay(&session).await;
    house.office.settle(&session).await.expect("settled");
    let refused = house.hold(&bob, &[4]).await.expect("held").id;
    let session = house.check_out(&bob, &refused).await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&session).await;
    house.office.expire_hold(&refused, "at last").await.expect("closing");
    house.work().await;

    for (hold, phases) in [
        (&read, vec!["active", "opening", "open", "sold"]),
        (&refused, vec!["active", "opening", "open", "closing", "sold"]),
    ] {
        let story = house.office.hold_story(hold).await.expect("a story");
        let states = story.lines.iter().filter(|line| line.kind == StoryKind::State);
        let states: Vec<_> = states.collect();
        assert!(states.iter().all(|line| line.at == states[0].at), "nothing moved the clock");
        assert_eq!(states.iter().map(|line| line.what.as_str()).collect::<Vec<_>>(), phases);
        let last = &states.last().expect("a state").detail;
        assert!(last.starts_with("session read (req_"), "{last}");
    }
    house.control("webhooks/resume", json!({ "order": "kept" })).await;
    house.deliver().await;
    house.close().await;
}

#[tokio::test]
async fn the_webhook_alone_settles_doubled_or_not() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.control("webhooks/faults", json!({ "double_next": 5 })).await;

    house.pay(&session).await;
    house.deliver().await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold);
    assert_eq!(house.office.orders().await.expect("orders").len(), 1);
    house.close().await;
}

#[tokio::test]
async fn a_lost_webhook_is_found_by_the_reconciler() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.control("webhooks/faults", json!({ "drop_next": 50 })).await;
    house.pay(&session).await;

    house.office.reconcile().await.expect("reconciled");
    house.work().await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold);
    house.close().await;
}

#[tokio::test]
async fn at_the_deadline_the_session_is_expired_first_and_then_the_seats_come_back() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;

    house.advance(HOLD_MS).await;

    assert_eq!(house.session_status(&session).await, "expired");
    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!((card.phase, card.ended), (HoldPhase::Released, Some(EndReason::TimeUp)));
    assert_eq!(house.status(3).await, SeatStatus::Available);
    assert_eq!(house.pay(&session).await, "not_open");
    house.close().await;
}

#[tokio::test]
async fn a_payment_that_beats_the_expire_call_counts_as_in_time() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&session).await;

    house.advance(HOLD_MS).await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold, "a refused expire means that somebody paid");
    assert_eq!(house.status(3).await, SeatStatus::Sold);
    house.close().await;
}

#[tokio::test]
async fn while_stripe_is_down_at_the_deadline_the_seats_stay_claimed_and_nothing_is_lost() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    let down = json!({ "method": "POST", "path": "/v1/checkout/sessions/*/expire", "times": 2,
        "answer": "error_before" });
    house.control("faults", down).await;

    house.advance(HOLD_MS).await;
    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Closing);
    assert_eq!(house.status(3).await, SeatStatus::Held, "nobody gets it while it can be paid");

    house.advance(120_000).await;
    house.advance(120_000).await;
    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Released);
    assert_eq!(house.session_status(&session).await, "expired");
    house.close().await;
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_repeated_and_finds_the_same_session() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let lost = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": 1,
        "answer": "drop_after" });
    house.control("faults", lost).await;

    let first = house.office.start_checkout(&ada, &hold.id, contact()).await;
    assert!(matches!(first, Err(Denial::Refused(Refusal::PaymentUnavailable))), "{first:?}");
    house.advance(60_000).await;
    let pay_by = house.office.resume_checkout(&ada, &hold.id).await.expect("open by now");

    let list = house.stripe("/v1/checkout/sessions", None).await;
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1), "one session, not two");
    assert_eq!(list["data"][0]["id"], session_of(&pay_by).as_str());
    house.close().await;
}

#[tokio::test]
async fn a_stored_failure_of_create_is_looked_up_and_a_new_attempt_succeeds() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let broken = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": 1,
        "answer": "error_before" });
    house.control("faults", broken).await;

    let first = house.office.start_checkout(&ada, &hold.id, contact()).await;
    assert!(matches!(first, Err(Denial::Refused(Refusal::PaymentUnavailable))), "{first:?}");
    house.advance(60_000).await;
    house.check_out(&ada, &hold.id).await;

    let list = house.stripe("/v1/checkout/sessions", None).await;
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1));
    house.close().await;
}

#[tokio::test]
async fn an_admin_ends_a_hold_while_its_buyer_is_paying() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;

    house.office.expire_hold(&hold.id, "double booking").await.expect("ended");
    house.work().await;

    assert_eq!(house.session_status(&session).await, "expired");
    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    let reason = EndReason::EndedByAdmin("double booking".into());
    assert_eq!((card.phase, card.ended), (HoldPhase::Released, Some(reason)));
    house.close().await;
}

#[tokio::test]
async fn seats_cannot_be_changed_while_they_are_being_paid_for() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    house.check_out(&ada, &hold.id).await;

    let more = house.hold(&ada, &[4]).await;

    assert!(matches!(more, Err(Denial::Refused(Refusal::CheckoutUnderWay))), "{more:?}");
    let same = house.hold(&ada, &[3]).await.expect("the same seats are no change");
    assert_eq!(same.id, hold.id);
    house.close().await;
}

#[tokio::test]
async fn a_ledger_that_cannot_be_checked_says_that_stripe_does_not_answer() {
    let house = House::open().await;
    let broken = json!({ "method": "GET", "path": "/v1/checkout/sessions", "times": 1,
        "answer": "drop_before" });
    house.control("faults", broken).await;

    let checked = house.office.check_ledger().await;

    assert!(matches!(checked, Err(Denial::Refused(Refusal::PaymentUnavailable))), "{checked:?}");
    house.close().await;
}

#[tokio::test]
async fn a_key_that_may_not_read_disputes_checks_the_rest_of_the_ledger_and_says_so() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.pay(&session).await;
    house.deliver().await;
    let barred = json!({ "method": "GET", "path": "/v1/disputes", "times": 2,
        "answer": "forbidden" });
    house.control("faults", barred).await;

    let ledger = house.office.check_ledger().await.expect("checked");
    house.office.audit().await.expect("the rest is audited");

    assert_eq!(ledger.gaps, [LedgerGap::Disputes]);
    assert_eq!((ledger.lines[0].balances(), ledger.checked_at.is_some()), (Some(true), true));
    let ledger = house.office.check_ledger().await.expect("checked");
    assert!(ledger.gaps.is_empty(), "{ledger:?}");
    house.close().await;
}

#[tokio::test]
async fn what_is_sold_after_the_ledger_agreed_with_stripes_list_makes_it_no_different() {
    let house = House::open().await;
    let (ada, bob) = (buyer("ada"), buyer("bob"));
    let hold = house.hold(&ada, &[3]).await.expect("held");
    house.pay(&house.check_out(&ada, &hold.id).await).await;
    house.deliver().await;
    let checked = house.office.check_ledger().await.expect("checked");
    assert_eq!(checked.lines[0].balances(), Some(true));
    assert_eq!(house.office.ledger().await.expect("read"), checked, "nothing has moved");

    let hold = house.hold(&bob, &[4]).await.expect("held");
    house.pay(&house.check_out(&bob, &hold.id).await).await;
    house.deliver().await;

    let line = &house.office.ledger().await.expect("read").lines[0];
    assert_eq!((line.balances(), line.has_moved), (None, true), "{line:?}");
    let checked = house.office.check_ledger().await.expect("checked");
    assert_eq!((checked.lines[0].balances(), checked.lines[0].has_moved), (Some(true), false));
    house.close().await;
}

#[tokio::test]
async fn what_becomes_of_an_ended_hold_does_not_make_the_till_forget_its_buyers_next_one() {
    let house = House::open().await;
    let ada = buyer("ada");
    let first = house.hold(&ada, &[3]).await.expect("held");
    let lost = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": 1,
        "answer": "drop_before" });
    house.control("faults", lost).await;
    let tried = house.office.start_checkout(&ada, &first.id, contact()).await;
    assert!(matches!(tried, Err(Denial::Refused(Refusal::PaymentUnavailable))), "{tried:?}");
    house.office.release_hold(&ada, &first.id).await.expect("given up");
    let second = house.hold(&ada, &[4]).await.expect("held anew");
    let before = house.epoch().await;

    house.advance(60_000).await;
    let ended = house.office.hold(&ada, &first.id).await.expect("read");
    assert!(ended.session.is_some(), "its late session came, and was expired");
    let again = house.hold(&ada, &[4]).await.expect("the same");

    assert_eq!(again.id, second.id);
    assert_eq!(house.epoch().await, before, "the seat book was right all along");
    house.close().await;
}

#[tokio::test]
async fn an_expire_that_is_refused_while_the_bank_asks_is_tried_until_the_bank_has_its_answer() {
    for (succeed, phase) in [(true, HoldPhase::Sold), (false, HoldPhase::Released)] {
        let house = House::open().await;
        house.control("behaviour", json!({ "expire_during_3ds": "refused" })).await;
        let ada = buyer("ada");
        let hold = house.hold(&ada, &[3]).await.expect("held");
        let session = house.check_out(&ada, &hold.id).await;
        let asks = json!({ "card": "4000002500003155" });
        house.control(&format!("pay/{session}"), asks).await;

        house.advance(HOLD_MS).await;
        let card = house.office.hold(&ada, &hold.id).await.expect("read");
        assert_eq!(card.phase, HoldPhase::Closing);
        assert_eq!(house.status(3).await, SeatStatus::Held, "the bank may still say yes");
        let answer = json!({ "succeed": succeed });
        house.control(&format!("authenticate/{session}"), answer).await;
        house.deliver().await;
        house.advance(120_000).await;

        let card = house.office.hold(&ada, &hold.id).await.expect("read");
        assert_eq!(card.phase, phase);
        house.close().await;
    }
}

#[tokio::test]
async fn an_expired_sessions_payment_that_stripe_leaves_alone_is_dead_all_the_same() {
    let house = House::open().await;
    house.control("behaviour", json!({ "expired_intent": "left_alone" })).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.control(&format!("pay/{session}"), json!({ "card": "4000002500003155" })).await;

    house.advance(HOLD_MS).await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!((card.phase, card.ended), (HoldPhase::Released, Some(EndReason::TimeUp)));
    let late = house.control(&format!("authenticate/{session}"), json!({ "succeed": true })).await;
    assert_eq!(late["outcome"], "not_open");
    house.close().await;
}

//! The calls owed to Stripe: their order, their rest, and what is kept of each.

mod support;

use box_office::Denial;
use domain::{BuyerId, Contact, HoldCard, HoldPhase, Refusal};
use serde_json::json;
use std::time::Duration;
use support::{HOLD_MS, House, account, buyer, contact, hall};

/// Longer than any test.
const LONG: Duration = Duration::from_secs(3_600);
/// Failures in a row after which Stripe is left alone.
const ROW: u32 = 5;

async fn is_refused(house: &House, who: &BuyerId, hold: &HoldCard) {
    let answer = house.office.start_checkout(who, &hold.id, contact()).await;
    assert!(matches!(answer, Err(Denial::Refused(Refusal::PaymentUnavailable))), "{answer:?}");
}

async fn break_create(house: &House, times: u32) {
    let down = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": times,
        "answer": "drop_before" });
    house.control("faults", down).await;
}

#[tokio::test]
async fn after_a_row_of_failures_stripe_is_left_alone_and_buyers_hear_so_at_once() {
    let house = House::furnish(hall(), |stripe| stripe.rest_after_failures = LONG).await;
    let (ada, bob) = (buyer("ada"), buyer("bob"));
    let hold = house.hold(&ada, &[1]).await.expect("held");
    let other = house.hold(&bob, &[2]).await.expect("held");
    break_create(&house, ROW + 1).await;
    for _ in 0..ROW {
        is_refused(&house, &ada, &hold).await;
    }

    is_refused(&house, &bob, &other).await;
    house.advance(60_000).await;

    let left = house.control_get("faults").await;
    assert_eq!(left["faults"][0]["times"], 1, "nobody asked again: {left}");
    let other = house.office.hold(&bob, &other.id).await.expect("read");
    assert_eq!(other.phase, HoldPhase::Active, "nothing was begun");
    house.office.close().await;
    house.sandbox.shutdown().await;
}

#[tokio::test]
async fn once_stripe_is_back_one_call_finds_out_and_everything_goes_on() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[1]).await.expect("held");
    break_create(&house, ROW + 1).await;
    for _ in 0..=ROW {
        is_refused(&house, &ada, &hold).await;
    }

    let session = house.check_out(&ada, &hold.id).await;

    house.pay(&session).await;
    house.deliver().await;
    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold);
    house.close().await;
}

#[tokio::test]
async fn keys_that_are_not_let_in_are_not_tried_over_and_over() {
    let house = House::furnish(hall(), |stripe| {
        stripe.secret_key = "nonsense".into();
        stripe.rest_after_failures = LONG;
    })
    .await;
    let (ada, bob) = (buyer("ada"), buyer("bob"));
    let hold = house.hold(&ada, &[1]).await.expect("held");

    is_refused(&house, &ada, &hold).await;

    let other = house.hold(&bob, &[2]).await.expect("held");
    is_refused(&house, &bob, &other).await;
    let other = house.office.hold(&bob, &other.id).await.expect("read");
    assert_eq!(other.phase, HoldPhase::Active, "nothing was begun");
    house.office.close().await;
    house.sandbox.shutdown().await;
}

#[tokio::test]
async fn seats_that_somebody_asked_for_are_freed_before_others() {
    let house = House::open().await;
    for (who, seat) in [("ada", 1), ("bob", 5)] {
        let hold = house.hold(&buyer(who), &[seat]).await.expect("held");
        house.check_out(&buyer(who), &hold.id).await;
    }
    let refused = house.hold(&buyer("carol"), &[5]).await;
    assert!(matches!(refused, Err(Denial::Refused(Refusal::SeatTaken(_)))), "{refused:?}");

    house.advance(HOLD_MS).await;

    let order = "select hold.seats from outbox join hold on hold.id = outbox.hold_id \
        where kind = 'expire' order by priority, next_at";
    let seats = house.rows(order).await;
    assert!(seats[0].contains("\"seat\":5"), "{seats:?}");
    house.hold(&buyer("carol"), &[5]).await.expect("carol gets it");
    house.close().await;
}

#[tokio::test]
async fn each_try_of_a_call_is_kept_with_what_stripe_calls_its_answer() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[1]).await.expect("held");
    let busy = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": 1,
        "answer": "rate_limited" });
    house.control("faults", busy).await;
    is_refused(&house, &ada, &hold).await;

    house.check_out(&ada, &hold.id).await;

    let tries = house.rows("select number || ' ' || outcome from call_try order by number").await;
    assert!(tries[0].starts_with("0 status 429 (req_"), "{tries:?}");
    assert!(tries[1].starts_with("1 created (req_"), "{tries:?}");
    house.close().await;
}

#[tokio::test]
async fn more_calls_than_are_allowed_wait_for_their_turn_and_none_is_refused() {
    // A second's worth at once and as much again: more than the account takes, if all came at once.
    let rate = box_office::CallRate { all: 20, each: 10 };
    let mut house = House::furnish(hall(), |stripe| stripe.call_rate = rate).await;
    let strict = account(house.clock.now(), Some(20)).await;
    let lenient = house.change_account(strict).await;
    house.control("clock", json!({ "running": true })).await;
    let buyers: Vec<_> = (0..30).map(|at| buyer(&format!("buyer {at}"))).collect();
    let check_out = async |at: usize| {
        let hold = house.hold(&buyers[at], &[at as u32]).await.expect("held");
        house.check_out(&buyers[at], &hold.id).await
    };
    let began = tokio::time::Instant::now();

    futures::future::join_all((0..30).map(check_out)).await;

    assert!(began.elapsed() > Duration::from_millis(1_800), "thirty at ten a second");
    let asked = house.control_get("requests").await;
    let asked = asked["requests"].as_array().expect("requests");
    assert!(asked.len() >= 30 && asked.iter().all(|asked| asked["status"] == 200), "{asked:?}");
    house.control("clock", json!({ "running": false })).await;
    house.call_at(lenient.url()).await;
    house.office.close().await;
    house.sandbox.shutdown().await;
    lenient.shutdown().await;
}

#[tokio::test]
async fn the_tickets_bear_the_name_that_was_typed_last_even_if_stripe_did_not_answer_before() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let lost = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": 1,
        "answer": "drop_before" });
    house.control("faults", lost).await;
    let mistyped = Contact { name: "Adda Mos".into(), ..contact() };
    house.office.start_checkout(&ada, &hold.id, mistyped).await.expect_err("no answer");

    let session = house.check_out(&ada, &hold.id).await;
    house.pay(&session).await;
    house.deliver().await;

    let orders = house.office.orders().await.expect("orders");
    assert_eq!(orders[0].contact.as_ref().map(|who| who.name.as_str()), Some("Ada Moss"));
    house.close().await;
}

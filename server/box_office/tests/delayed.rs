//! Methods whose money comes days later, or not: off unless an event allows them.

mod support;

use domain::{BuyerId, EndReason, HoldId, HoldPhase, PaymentTerms, SeatStatus, SessionId};
use serde_json::json;
use support::{HOLD_MS, House, buyer};

async fn open() -> House {
    let terms = PaymentTerms { delayed_methods: true, ..PaymentTerms::default() };
    let house = House::open_with(terms).await;
    house.control("behaviour", json!({ "delayed_payment_ms": 2 * HOLD_MS })).await;
    house
}

async fn debited(house: &House, method: &str) -> (BuyerId, HoldId, SessionId) {
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held").id;
    let session = house.check_out(&ada, &hold).await;
    house.control(&format!("pay/{session}"), json!({ "method": method })).await;
    house.deliver().await;
    (ada, hold, session)
}

#[tokio::test]
async fn a_delayed_payment_keeps_its_seats_past_the_deadline_and_buys_them_when_it_comes() {
    let house = open().await;
    let (ada, hold, _) = debited(&house, "debit_succeeds").await;

    house.advance(HOLD_MS).await;
    let card = house.office.hold(&ada, &hold).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Pending);
    assert_eq!(house.status(3).await, SeatStatus::Held);
    house.advance(2 * HOLD_MS).await;
    house.deliver().await;

    let card = house.office.hold(&ada, &hold).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold);
    house.close().await;
}

#[tokio::test]
async fn a_delayed_payment_that_fails_gives_its_seats_back() {
    let house = open().await;
    let (ada, hold, _) = debited(&house, "debit_fails").await;

    house.advance(3 * HOLD_MS).await;
    house.deliver().await;

    let card = house.office.hold(&ada, &hold).await.expect("read");
    assert_eq!((card.phase, card.ended), (HoldPhase::Released, Some(EndReason::PaymentFailed)));
    assert_eq!(house.status(3).await, SeatStatus::Available);
    house.close().await;
}

#[tokio::test]
async fn an_event_that_allows_no_delay_is_not_paid_by_a_method_that_has_one() {
    let house = House::open().await;

    let (ada, hold, session) = debited(&house, "debit_succeeds").await;

    let card = house.office.hold(&ada, &hold).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Open);
    assert_eq!(house.session_status(&session).await, "open");
    house.advance(HOLD_MS).await;
    house.close().await;
}

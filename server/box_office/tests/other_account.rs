//! Sessions that the account of today does not know: its keys were changed while they were open.

mod support;

use domain::{BuyerId, HoldId, HoldPhase, SeatStatus, SessionId};
use serde_json::json;
use support::{HOLD_MS, House, account, buyer};

const MINUTE_MS: i64 = 60_000;
/// Past every session's own end: 35 minutes at most.
const SESSION_MS: i64 = 35 * MINUTE_MS;
/// As much later as the shop waits for the right keys.
const MARGIN_MS: i64 = 10 * MINUTE_MS;

async fn began(house: &House, who: &BuyerId) -> (HoldId, SessionId) {
    let hold = house.hold(who, &[3]).await.expect("held").id;
    let session = house.check_out(who, &hold).await;
    (hold, session)
}

async fn phase(house: &House, who: &BuyerId, hold: &HoldId) -> HoldPhase {
    house.office.hold(who, hold).await.expect("read").phase
}

#[tokio::test]
async fn seats_whose_session_stripe_does_not_know_are_freed_once_nobody_can_pay_it_anywhere() {
    for is_asked_by_the_reconciler in [false, true] {
        let mut house = House::open().await;
        let ada = buyer("ada");
        let (hold, session) = began(&house, &ada).await;
        let other = account(house.clock.now(), None).await;
        let first = house.change_account(other).await;
        house.advance(HOLD_MS).await;
        if is_asked_by_the_reconciler {
            house.meddle("update outbox set next_at = next_at + 864000000").await;
        }
        house.advance(SESSION_MS - HOLD_MS).await;
        house.office.reconcile().await.expect("reconciled");
        assert_eq!(phase(&house, &ada, &hold).await, HoldPhase::Closing, "the keys may come back");
        assert_eq!(house.status(3).await, SeatStatus::Held);

        house.advance(MARGIN_MS).await;
        house.office.reconcile().await.expect("reconciled");

        assert_eq!(phase(&house, &ada, &hold).await, HoldPhase::Released);
        assert_eq!(house.status(3).await, SeatStatus::Available);
        let story = house.office.hold_story(&hold).await.expect("a story");
        let told = "released: Stripe does not know this session: another account’s?";
        assert!(story.lines.iter().any(|line| line.detail == told), "{:#?}", story.lines);
        house.advance(864_000_000).await;
        let owed = house.rows("select kind from outbox where done_at is null").await;
        assert!(owed.is_empty(), "nothing is asked for ever: {owed:?}");
        let back = house.office.settle(&session).await;
        assert!(back.is_err(), "whoever comes back to it learns nothing: {back:?}");
        house.close().await;
        first.shutdown().await;
    }
}

#[tokio::test]
async fn keys_that_come_back_in_time_find_the_hold_as_it_was() {
    let mut house = House::open().await;
    let ada = buyer("ada");
    let (hold, session) = began(&house, &ada).await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&session).await;
    let other = account(house.clock.now(), None).await;
    let first = house.change_account(other).await;
    house.advance(SESSION_MS).await;
    assert_eq!(phase(&house, &ada, &hold).await, HoldPhase::Closing);

    let other = house.change_account(first).await;
    house.advance(MINUTE_MS).await;

    assert_eq!(phase(&house, &ada, &hold).await, HoldPhase::Sold, "what was paid buys the seats");
    house.control("webhooks/resume", json!({ "order": "kept" })).await;
    house.deliver().await;
    house.close().await;
    other.shutdown().await;
}

#[tokio::test]
async fn a_web_server_that_is_not_stripes_frees_no_seats_by_knowing_nothing() {
    let mut house = House::open().await;
    let ada = buyer("ada");
    let (hold, _) = began(&house, &ada).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, axum::Router::new()).await });
    house.call_at(&url).await;

    house.advance(SESSION_MS + MARGIN_MS).await;
    house.office.reconcile().await.expect_err("it lists no events");

    assert_eq!(phase(&house, &ada, &hold).await, HoldPhase::Closing);
    house.office.close().await;
    house.sandbox.shutdown().await;
}

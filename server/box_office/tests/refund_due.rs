//! Refunds that Stripe does not take: while a bank decides, and where nothing was paid.

mod support;

use domain::{HoldId, HoldPhase, SessionId};
use serde_json::json;
use support::{HOLD_MS, House, buyer};

const HOUR_MS: i64 = 3_600_000;

/// Pays a copy of Ada's expired session when her seat has gone to Bob, while no refund gets
/// through.
async fn paid_for_nothing(house: &House, card: &str) -> HoldId {
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held").id;
    let session = house.check_out(&ada, &hold).await;
    house.advance(HOLD_MS).await;
    let copy = house.control(&format!("sessions/{session}/recover"), json!({})).await;
    let copy: SessionId = copy["session"]["id"].as_str().expect("a copy").into();
    house.hold(&buyer("bob"), &[3]).await.expect("bob gets the seat");
    let no_refund = json!({ "method": "POST", "path": "/v1/refunds", "times": 100,
        "answer": "drop_before" });
    house.control("faults", no_refund).await;
    house.control(&format!("pay/{copy}"), json!({ "card": card })).await;
    house.deliver().await;
    hold
}

/// How often refunds were asked for or listed lately.
async fn asked_for_refunds(house: &House) -> usize {
    let asked = house.control_get("requests").await;
    let asked = asked["requests"].as_array().expect("requests").iter();
    asked.filter(|request| request["path"] == "/v1/refunds").count()
}

/// A hold of Ada's whose refund is due while her bank disputes the payment; and the dispute.
async fn due_and_disputed(house: &House) -> (HoldId, String) {
    let hold = paid_for_nothing(house, "4000000000000259").await;
    house.advance(120_000).await;
    house.deliver().await;
    house.mend().await;
    house.advance(120_000).await;
    let card = house.office.hold(&buyer("ada"), &hold).await.expect("read");
    assert_eq!(card.phase, HoldPhase::RefundDue, "a disputed payment cannot be refunded");
    let list = house.stripe("/v1/disputes", None).await;
    (hold, list["data"][0]["id"].as_str().expect("a dispute").to_owned())
}

#[tokio::test]
async fn a_refund_that_is_due_ends_with_its_dispute_whoever_wins_it() {
    for (win, refunds) in [(false, 0), (true, 1)] {
        let house = House::open().await;
        let (hold, dispute) = due_and_disputed(&house).await;

        house.control(&format!("disputes/{dispute}/settle"), json!({ "win": win })).await;
        house.deliver().await;

        let card = house.office.hold(&buyer("ada"), &hold).await.expect("read");
        assert_eq!(card.phase, HoldPhase::Refunded, "won: {win}");
        let list = house.stripe("/v1/refunds", None).await;
        assert_eq!(list["data"].as_array().map(Vec::len), Some(refunds), "won: {win}");
        let owed =
            house.rows("select id from outbox where done_at is null and kind = 'refund'").await;
        assert!(owed.is_empty(), "{owed:?}");
        house.close().await;
    }
}

#[tokio::test]
async fn while_a_bank_decides_a_refund_is_asked_for_ever_more_rarely() {
    let house = House::open().await;
    let (hold, dispute) = due_and_disputed(&house).await;
    for _ in 0..60 {
        house.advance(6 * 60_000).await;
    }
    let before = asked_for_refunds(&house).await;

    for _ in 0..60 {
        house.advance(6 * 60_000).await;
    }

    let asked = asked_for_refunds(&house).await - before;
    assert!((1..=24).contains(&asked), "{asked} requests in six hours");
    house.control(&format!("disputes/{dispute}/settle"), json!({ "win": true })).await;
    house.deliver().await;
    let card = house.office.hold(&buyer("ada"), &hold).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Refunded, "the end of the dispute hurries it");
    house.close().await;
}

#[tokio::test]
async fn a_payment_of_nothing_is_not_sent_back_though_it_has_a_name() {
    let house = House::open().await;
    let hold = paid_for_nothing(&house, "4242424242424242").await;
    house.meddle("update hold set paid_minor = 0 where paid_minor is not null").await;
    house.mend().await;
    let before = asked_for_refunds(&house).await;

    house.advance(HOUR_MS).await;

    let card = house.office.hold(&buyer("ada"), &hold).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Refunded);
    assert_eq!(asked_for_refunds(&house).await, before, "Stripe is asked for nothing");
    house.office.close().await;
    house.sandbox.shutdown().await;
}

//! Payments that the shop takes itself, once it knows that the seats are the buyer's.

mod support;

use box_office::OnUnreachable;
use domain::{Capture, HoldPhase, PaymentTerms, SeatStatus};
use serde_json::json;
use support::{HOLD_MS, Hall, House, buyer, hall};

fn later() -> PaymentTerms {
    PaymentTerms { capture: Capture::Manual, ..PaymentTerms::default() }
}

#[tokio::test]
async fn whoever_comes_back_has_their_tickets_and_the_money_is_taken() {
    let house = House::open_with(later()).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&session).await;

    let card = house.office.settle(&session).await.expect("settled");

    assert_eq!(card.phase, HoldPhase::Sold);
    let ledger = house.control_get("ledger").await;
    assert_eq!(ledger["currencies"]["eur"]["paid"], 4_500);
    house.control("webhooks/resume", json!({ "order": "reversed" })).await;
    house.deliver().await;
    house.close().await;
}

#[tokio::test]
async fn the_webhook_alone_takes_it_and_a_capture_whose_answer_is_lost_is_found_out() {
    let house = House::open_with(later()).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    let lost = json!({ "method": "POST", "path": "/v1/payment_intents/*/capture", "times": 1,
        "answer": "drop_after" });
    house.control("faults", lost).await;

    house.pay(&session).await;
    house.deliver().await;
    house.advance(60_000).await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold);
    house.close().await;
}

#[tokio::test]
async fn money_for_seats_that_went_to_somebody_else_is_let_go_and_never_taken() {
    let unasked = OnUnreachable::ReleaseAfter { ms: 60_000 };
    let hall = Hall { terms: later(), ..hall() };
    let house = House::furnish(hall, |stripe| stripe.on_unreachable = unasked).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&session).await;
    house.cut_off().await;
    house.advance(HOLD_MS).await;
    house.advance(23 * 60_000).await;
    house.office.reconcile().await.expect_err("Stripe lists nothing");
    assert_eq!(house.status(3).await, SeatStatus::Held, "its session may just have ended");
    house.advance(2 * 60_000).await;
    house.office.reconcile().await.expect_err("Stripe lists nothing");
    house.hold(&buyer("bob"), &[3]).await.expect("bob gets the seat");

    house.mend().await;
    house.advance(120_000).await;
    house.control("webhooks/resume", json!({ "order": "kept" })).await;
    house.deliver().await;

    let ledger = house.control_get("ledger").await;
    let sums = &ledger["currencies"]["eur"];
    assert_eq!((sums["paid"].as_i64(), sums["authorized"].as_i64()), (Some(0), Some(0)), "{sums}");
    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!((card.phase, card.refund), (HoldPhase::Released, None), "nothing to refund");
    house.close().await;
}

#[tokio::test]
async fn money_for_a_hold_that_its_buyer_has_replaced_is_let_go() {
    let house = House::open_with(later()).await;
    let ada = buyer("ada");
    let first = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &first.id).await;
    house.advance(HOLD_MS).await;
    let second = house.hold(&ada, &[4]).await.expect("another seat");
    let copy = house.control(&format!("sessions/{session}/recover"), json!({})).await;

    house.pay(&copy["session"]["id"].as_str().expect("a copy").into()).await;
    house.deliver().await;

    let ledger = house.control_get("ledger").await;
    let sums = &ledger["currencies"]["eur"];
    assert_eq!((sums["paid"].as_i64(), sums["authorized"].as_i64()), (Some(0), Some(0)), "{sums}");
    let first = house.office.hold(&ada, &first.id).await.expect("read");
    let second = house.office.hold(&ada, &second.id).await.expect("read");
    assert_eq!((first.phase, second.phase), (HoldPhase::Released, HoldPhase::Active));
    house.close().await;
}

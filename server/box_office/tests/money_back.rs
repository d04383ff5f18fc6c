//! Money on its way back: refunds of ours and of others, followed to their end.

mod support;

use box_office::OnUnreachable;
use domain::{
    BuyerId, DisputeStatus, HoldId, HoldPhase, OrderState, RefundCause, RefundStatus, SeatStatus,
    SessionId, ToDoKind,
};
use serde_json::json;
use support::{HOLD_MS, House, buyer, hall};

const DAY_MS: i64 = 24 * 3_600_000;
/// Past the end of any session, and the wait of the setting.
const LONG_MS: i64 = 40 * 60_000;

/// A hold that was paid after its seat had gone to somebody else: its money is to go back.
async fn paid_too_late() -> (House, BuyerId, HoldId) {
    let unasked = OnUnreachable::ReleaseAfter { ms: 0 };
    let house = House::furnish(hall(), |stripe| stripe.on_unreachable = unasked).await;
    house.control("behaviour", json!({ "refunds_stay_pending": true })).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held").id;
    let session = house.check_out(&ada, &hold).await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&session).await;
    house.cut_off().await;
    house.advance(HOLD_MS).await;
    house.advance(LONG_MS).await;
    house.office.reconcile().await.expect_err("Stripe lists nothing");
    house.hold(&buyer("bob"), &[3]).await.expect("bob gets the seat");

    house.mend().await;
    house.control("webhooks/resume", json!({ "order": "kept" })).await;
    house.advance(120_000).await;
    house.deliver().await;
    (house, ada, hold)
}

/// Ends the newest refund.
async fn settle(house: &House, succeed: bool) {
    let list = house.stripe("/v1/refunds", None).await;
    let id = list["data"][0]["id"].as_str().expect("a refund").to_owned();
    house.control(&format!("refunds/{id}/settle"), json!({ "succeed": succeed })).await;
    house.deliver().await;
}

#[tokio::test]
async fn a_refund_is_followed_until_it_is_at_the_bank() {
    let (house, ada, hold) = paid_too_late().await;
    let card = house.office.hold(&ada, &hold).await.expect("read");
    let refund = card.refund.expect("a refund");
    assert_eq!((card.phase, refund.status), (HoldPhase::Refunded, RefundStatus::Pending));
    assert!(refund.is_ours);

    settle(&house, true).await;

    let card = house.office.hold(&ada, &hold).await.expect("read");
    assert_eq!(card.refund.expect("a refund").status, RefundStatus::Succeeded);
    assert!(house.office.to_do().await.expect("a list").is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_refund_that_comes_back_is_owed_again_and_a_person_sends_it_once_more() {
    let (house, ada, hold) = paid_too_late().await;
    settle(&house, true).await;
    house.advance(3 * 24 * 3_600_000).await;

    settle(&house, false).await;

    let card = house.office.hold(&ada, &hold).await.expect("read");
    assert_eq!(card.refund.expect("a refund").status, RefundStatus::Failed);
    let list = house.office.to_do().await.expect("a list");
    assert_eq!((list.len(), list[0].kind), (1, ToDoKind::RefundFailed));
    let ledger = house.office.check_ledger().await.expect("a ledger");
    assert_eq!((ledger.lines[0].refunds_minor, ledger.lines[0].pending_minor), (0, 4_500));

    let session = card.session.expect("a session");
    house.office.refund_again(&session).await.expect("sent");
    house.office.refund_again(&session).await.expect("and not twice");
    house.work().await;
    house.deliver().await;
    settle(&house, true).await;

    let story = house.office.hold_story(&hold).await.expect("a story");
    let statuses: Vec<_> = story.refunds.iter().map(|refund| refund.status).collect();
    assert_eq!(statuses.len(), 2);
    assert!(
        statuses.contains(&RefundStatus::Failed) && statuses.contains(&RefundStatus::Succeeded)
    );
    assert!(house.office.to_do().await.expect("a list").is_empty());
    house.close().await;
}

async fn sold(house: &House) -> (HoldId, SessionId, String) {
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3, 4]).await.expect("held").id;
    let session = house.check_out(&ada, &hold).await;
    house.pay(&session).await;
    house.deliver().await;
    let read = house.stripe(&format!("/v1/checkout/sessions/{session}"), None).await;
    let intent = read["payment_intent"].as_str().expect("a payment").to_owned();
    (hold, session, intent)
}

#[tokio::test]
async fn a_part_that_is_refunded_elsewhere_is_shown_and_the_rest_voids_the_tickets() {
    let house = House::open().await;
    let (hold, _, intent) = sold(&house).await;
    let part = format!("payment_intent={intent}&amount=1000");
    house.stripe("/v1/refunds", Some(&part)).await;
    house.deliver().await;

    let story = house.office.hold_story(&hold).await.expect("a story");
    assert_eq!(story.card.phase, HoldPhase::Sold, "a part voids nothing");
    assert_eq!(story.refunds[0].amount.to_string(), "€10.00");
    assert!(!story.refunds[0].is_ours);
    let path = story.card.order_path.expect("an order");
    let mut parts = path.split('/').skip(2);
    let (id, key) = (parts.next().expect("id"), parts.next().expect("key"));
    let order = house.office.order(&id.into(), key).await.expect("an order");
    assert_eq!((order.state, order.refunds.len()), (OrderState::Paid, 1));
    let ledger = house.office.check_ledger().await.expect("a ledger");
    assert_eq!(ledger.lines[0].balances(), Some(true));

    house.stripe("/v1/refunds", Some(&format!("payment_intent={intent}"))).await;
    house.deliver().await;

    let order = house.office.order(&id.into(), key).await.expect("an order");
    assert_eq!((order.state, order.refunds.len()), (OrderState::Voided, 2));
    assert_eq!(house.status(3).await, SeatStatus::Available);
    house.close().await;
}

/// A sold hold whose buyer's bank disputes the payment, and the dispute.
async fn disputed(house: &House) -> (HoldId, String) {
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held").id;
    let session = house.check_out(&ada, &hold).await;
    let card = json!({ "card": "4000000000000259" });
    house.control(&format!("pay/{session}"), card).await;
    house.deliver().await;
    house.advance(120_000).await;
    house.deliver().await;
    let list = house.stripe("/v1/disputes", None).await;
    (hold, list["data"][0]["id"].as_str().expect("a dispute").to_owned())
}

#[tokio::test]
async fn a_dispute_is_put_before_a_person_and_its_tickets_admit_until_it_is_lost() {
    let house = House::open().await;
    let (hold, dispute) = disputed(&house).await;
    let list = house.office.to_do().await.expect("a list");
    assert_eq!((list.len(), list[0].kind), (1, ToDoKind::DisputeOpen));
    assert_eq!(list[0].hold.as_ref(), Some(&hold));
    let story = house.office.hold_story(&hold).await.expect("a story");
    assert_eq!(story.card.phase, HoldPhase::Sold);

    house.control(&format!("disputes/{dispute}/settle"), json!({ "win": false })).await;
    house.deliver().await;

    let story = house.office.hold_story(&hold).await.expect("a story");
    assert_eq!(story.card.phase, HoldPhase::Voided);
    assert_eq!(story.disputes[0].status, DisputeStatus::Lost);
    assert_eq!(house.status(3).await, SeatStatus::Available);
    assert!(house.office.to_do().await.expect("a list").is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_dispute_that_the_shop_wins_changes_nothing() {
    let house = House::open().await;
    let (hold, dispute) = disputed(&house).await;

    house.control(&format!("disputes/{dispute}/settle"), json!({ "win": true })).await;
    house.deliver().await;

    let story = house.office.hold_story(&hold).await.expect("a story");
    assert_eq!(story.card.phase, HoldPhase::Sold);
    assert_eq!(story.disputes[0].status, DisputeStatus::Kept);
    assert!(house.office.to_do().await.expect("a list").is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_refund_of_nobodys_money_that_comes_back_is_sent_once_more_by_its_session() {
    let house = House::open().await;
    let form = "mode=payment&success_url=http://x.test/&line_items[0][quantity]=1\
        &line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=4500\
        &line_items[0][price_data][product_data][name]=Shirt";
    let made = house.stripe("/v1/checkout/sessions", Some(form)).await;
    let session = SessionId(made["id"].as_str().expect("an id").to_owned());
    house.pay(&session).await;
    house.deliver().await;
    house.office.refund_unknown(&session).await.expect("said");
    house.work().await;
    house.deliver().await;
    house.advance(DAY_MS).await;
    settle(&house, false).await;
    let list = house.office.to_do().await.expect("a list");
    assert_eq!((list.len(), list[0].kind), (1, ToDoKind::RefundFailed));
    assert_eq!((list[0].hold.as_ref(), list[0].session.as_ref()), (None, Some(&session)));

    house.office.refund_again(&session).await.expect("sent");
    house.office.refund_again(&session).await.expect("and not twice");
    house.work().await;
    house.deliver().await;

    assert!(house.office.to_do().await.expect("a list").is_empty());
    let ledger = house.office.ledger().await.expect("a ledger");
    assert_eq!((ledger.lines[0].refunds_minor, ledger.lines[0].pending_minor), (4_500, 0));
    house.close().await;
}

#[tokio::test]
async fn an_earlier_part_does_not_keep_the_rest_from_being_sent_once_more() {
    let house = House::open().await;
    let (hold, session, intent) = sold(&house).await;
    let part = format!("payment_intent={intent}&amount=1000");
    house.stripe("/v1/refunds", Some(&part)).await;
    house.deliver().await;
    house.advance(DAY_MS).await;
    house.stripe("/v1/refunds", Some(&format!("payment_intent={intent}"))).await;
    house.deliver().await;
    house.advance(DAY_MS).await;
    settle(&house, false).await;
    let story = house.office.hold_story(&hold).await.expect("a story");
    assert_eq!(story.owed_again.expect("owed").to_string(), "€80.00");
    let list = house.office.to_do().await.expect("a list");
    assert_eq!(list[0].amount.expect("a sum").to_string(), "€80.00");

    house.office.refund_again(&session).await.expect("sent");
    house.work().await;
    house.deliver().await;

    let story = house.office.hold_story(&hold).await.expect("a story");
    assert_eq!((story.owed_again, story.refunds.len()), (None, 3));
    assert!(house.office.to_do().await.expect("a list").is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_refund_that_stripe_has_forgotten_the_key_of_is_looked_for_before_it_is_asked_anew() {
    let house = House::open().await;
    let (ada, bob) = (buyer("ada"), buyer("bob"));
    for (who, seat, lost) in [(&ada, 3, "drop_after"), (&bob, 4, "drop_before")] {
        let hold = house.hold(who, &[seat]).await.expect("held").id;
        let session = house.check_out(who, &hold).await;
        house.advance(HOLD_MS).await;
        let copy = house.control(&format!("sessions/{session}/recover"), json!({})).await;
        let copy: SessionId = copy["session"]["id"].as_str().expect("a copy").into();
        house.hold(&buyer("eve"), &[seat]).await.expect("eve gets the seat");
        house.pay(&copy).await;
        let fault = json!({ "method": "POST", "path": "/v1/refunds", "times": 1, "answer": lost });
        house.control("faults", fault).await;
        house.deliver().await;
        house.advance(HOLD_MS).await;

        house.move_clocks(DAY_MS).await;
        house.work().await;

        let card = house.office.hold(who, &hold).await.expect("read");
        assert_eq!(card.phase, HoldPhase::Refunded, "{lost}");
    }
    let list = house.stripe("/v1/refunds", None).await;
    assert_eq!(list["data"].as_array().map(Vec::len), Some(2), "one each");
    house.close().await;
}

#[tokio::test]
async fn the_daily_audit_finds_refunds_and_disputes_that_no_event_told_of() {
    let house = House::open().await;
    let (refunded, _, intent) = sold(&house).await;
    house.unsubscribe().await;
    house.stripe("/v1/refunds", Some(&format!("payment_intent={intent}"))).await;
    let bob = buyer("bob");
    let disputed = house.hold(&bob, &[7]).await.expect("held").id;
    let session = house.check_out(&bob, &disputed).await;
    house.control(&format!("pay/{session}"), json!({ "card": "4000000000000259" })).await;
    house.office.settle(&session).await.expect("settled by the return page");
    house.advance(120_000).await;

    house.office.audit().await.expect("audited");

    let card = house.office.hold(&buyer("ada"), &refunded).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Voided);
    let list = house.office.to_do().await.expect("a list");
    assert_eq!((list.len(), list[0].kind), (1, ToDoKind::DisputeOpen));
    assert_eq!(list[0].hold, Some(disputed));
    house.close().await;
}

#[tokio::test]
async fn who_paid_less_by_a_discount_is_told_what_was_paid_and_why_it_goes_back() {
    let house = House::furnish(hall(), |stripe| stripe.promotion_codes = true).await;
    house.stripe("/v1/coupons", Some("id=TENTH&percent_off=10&duration=once")).await;
    let code = "promotion[type]=coupon&promotion[coupon]=TENTH&code=SPRING";
    house.stripe("/v1/promotion_codes", Some(code)).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held").id;
    let session = house.check_out(&ada, &hold).await;
    let other = "update hold set amount_minor = 1, seats = replace(seats, '4500', '4400')";
    house.meddle(other).await;
    house.control(&format!("pay/{session}"), json!({ "promotion_code": "SPRING" })).await;
    house.deliver().await;
    let card = house.office.hold(&ada, &hold).await.expect("read");
    assert_eq!((card.phase, card.paid.amount_minor), (HoldPhase::Review, 4_050));
    let list = house.office.to_do().await.expect("a list");
    assert_eq!(list[0].amount, Some(card.paid));

    house.office.refund_reviewed(&hold).await.expect("ordered");
    house.work().await;

    let card = house.office.hold(&ada, &hold).await.expect("read");
    assert_eq!((card.phase, card.paid.amount_minor), (HoldPhase::Refunded, 4_050));
    assert_eq!(card.refund_cause, Some(RefundCause::DoesNotAddUp));
    house.close().await;
}

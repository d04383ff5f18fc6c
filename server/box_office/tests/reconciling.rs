//! What the reconciler finds: payments that nobody told of, copies of sessions, orders that nobody
//! paid, and what becomes of seats while Stripe cannot be asked.

mod support;

use domain::{BuyerId, Currency, HoldCard, HoldPhase, SeatStatus, SessionId, ToDoKind};
use serde_json::json;
use support::{HOLD_MS, Hall, House, buyer, hall};

const DAY_MS: i64 = 24 * 3_600_000;

/// A hold whose time was up, and the copy that Stripe made of its session.
async fn recovered(house: &House, who: &BuyerId) -> (HoldCard, SessionId) {
    let hold = house.hold(who, &[3]).await.expect("held");
    let session = house.check_out(who, &hold.id).await;
    house.advance(HOLD_MS).await;
    let copy = house.control(&format!("sessions/{session}/recover"), json!({})).await;
    (hold, copy["session"]["id"].as_str().expect("a copy").into())
}

#[tokio::test]
async fn a_copy_of_an_expired_session_is_honoured_while_its_seats_can_be_had() {
    let house = House::open().await;
    let ada = buyer("ada");
    let (hold, copy) = recovered(&house, &ada).await;

    house.pay(&copy).await;
    house.deliver().await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!((card.phase, card.session), (HoldPhase::Sold, Some(copy)));
    assert_eq!(house.status(3).await, SeatStatus::Sold);
    house.close().await;
}

#[tokio::test]
async fn a_copy_of_an_expired_session_is_refunded_when_its_seats_are_gone() {
    let house = House::open().await;
    let ada = buyer("ada");
    let (hold, copy) = recovered(&house, &ada).await;
    house.hold(&buyer("bob"), &[3]).await.expect("bob gets it");

    house.pay(&copy).await;
    house.deliver().await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Refunded);
    house.close().await;
}

#[tokio::test]
async fn money_that_goes_back_as_nobodys_buys_no_seats_that_come_free_later() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    // Closed at Stripe by hand, recovered by the buyer, and the shop hears of neither.
    house.control("webhooks/pause", json!({})).await;
    house.stripe(&format!("/v1/checkout/sessions/{session}/expire"), Some("")).await;
    let copy = house.control(&format!("sessions/{session}/recover"), json!({})).await;
    let copy: SessionId = copy["session"]["id"].as_str().expect("a copy").into();
    house.pay(&copy).await;
    house.office.settle(&copy).await.expect("nobody's: the hold has another session");

    let released = house.office.settle(&session).await.expect("settled");
    let after = house.office.settle(&copy).await.expect("settled again");

    assert_eq!((released.phase, after.phase), (HoldPhase::Released, HoldPhase::Released));
    house.work().await;
    assert_eq!(house.status(3).await, SeatStatus::Available);
    assert!(house.office.orders().await.expect("orders").is_empty(), "no order, no second refund");
    house.control("webhooks/resume", json!({ "order": "kept" })).await;
    house.deliver().await;
    house.close().await;
}

#[tokio::test]
async fn a_session_that_the_shop_never_made_pays_for_the_hold_that_it_names() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    house.advance(HOLD_MS).await;
    let form = format!(
        "mode=payment&success_url=http://x.test/&metadata[hold_id]={}&line_items[0][quantity]=1\
        &line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=4500\
        &line_items[0][price_data][product_data][name]=Seat",
        hold.id
    );
    let made = house.stripe("/v1/checkout/sessions", Some(&form)).await;

    house.pay(&made["id"].as_str().expect("an id").into()).await;
    house.deliver().await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold);
    assert_eq!(house.status(3).await, SeatStatus::Sold);
    house.close().await;
}

#[tokio::test]
async fn the_daily_audit_finds_a_payment_that_no_event_told_of() {
    let house = House::open().await;
    let ada = buyer("ada");
    let (hold, copy) = recovered(&house, &ada).await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&copy).await;
    house.advance(DAY_MS).await;

    house.office.audit().await.expect("audited");

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold);
    let next = house.office.reconcile_due().await.expect("the next round");
    assert_eq!(next, house.clock.now() + 60_000, "nothing is due before");
    house.control("webhooks/resume", json!({ "order": "kept" })).await;
    house.deliver().await;
    house.close().await;
}

#[tokio::test]
async fn an_order_that_stripe_knows_no_payment_of_is_put_before_a_person() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.pay(&session).await;
    house.deliver().await;
    house.office.audit().await.expect("audited");
    assert!(house.office.to_do().await.expect("a list").is_empty());
    house.meddle("update ticket_order set session_id = 'cs_test_gone'").await;
    house.advance(60_000).await;

    house.office.audit().await.expect("audited");

    let list = house.office.to_do().await.expect("a list");
    assert_eq!((list.len(), list[0].kind), (1, ToDoKind::OrderUnpaid));
    assert_eq!(list[0].hold, Some(hold.id));
    house.close().await;
}

#[tokio::test]
async fn seats_stay_claimed_however_long_stripe_cannot_be_asked_unless_a_setting_frees_them() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    house.check_out(&ada, &hold.id).await;
    house.cut_off().await;

    house.advance(DAY_MS).await;
    house.office.reconcile().await.expect_err("Stripe lists nothing");

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Closing);
    house.mend().await;
    house.advance(60_000).await;
    assert_eq!(house.status(3).await, SeatStatus::Available);
    house.close().await;
}

#[tokio::test]
async fn tickets_that_cost_nothing_are_given_without_a_payment() {
    let free: &[(&str, i64)] = &[("Front", 0), ("Back", 0), ("Standing", 0)];
    let house = House::furnish(Hall { prices: free, ..hall() }, |_| {}).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;

    house.pay(&session).await;
    house.deliver().await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!((card.phase, card.total.amount_minor), (HoldPhase::Sold, 0));
    house.close().await;
}

#[tokio::test]
async fn tickets_that_cost_nothing_are_not_given_to_somebody_who_never_asked_for_them() {
    let free: &[(&str, i64)] = &[("Front", 0), ("Back", 0), ("Standing", 0)];
    let house = House::furnish(Hall { prices: free, ..hall() }, |_| {}).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    let looked = house.office.settle(&session).await.expect("read");
    assert_eq!(looked.phase, HoldPhase::Open, "an open session is not finished");

    house.advance(HOLD_MS).await;
    house.deliver().await;
    house.office.settle(&session).await.expect("read");

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Released);
    assert_eq!(house.status(3).await, SeatStatus::Available);
    house.close().await;
}

#[tokio::test]
async fn a_currency_without_minor_units_is_charged_as_it_is_printed() {
    let yen: &[(&str, i64)] = &[("Front", 12_000), ("Back", 8_000), ("Standing", 5_000)];
    let hall = Hall { prices: yen, currency: Currency::Jpy, ..hall() };
    let house = House::furnish(hall, |_| {}).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    assert_eq!(hold.total.to_string(), "¥12,000");
    let session = house.check_out(&ada, &hold.id).await;

    house.pay(&session).await;
    house.deliver().await;

    let ledger = house.control_get("ledger").await;
    assert_eq!(ledger["currencies"]["jpy"]["paid"], 12_000);
    house.close().await;
}

#[tokio::test]
async fn a_hold_that_ended_long_ago_is_out_of_the_way_and_still_to_be_looked_at() {
    let house = House::open().await;
    let kept = house.hold(&buyer("ada"), &[1]).await.expect("held");
    let session = house.check_out(&buyer("ada"), &kept.id).await;
    house.pay(&session).await;
    house.deliver().await;
    let old = house.hold(&buyer("bo"), &[2]).await.expect("held");
    house.office.release_hold(&buyer("bo"), &old.id).await.expect("given back");

    house.advance(89 * DAY_MS).await;
    house.office.audit().await.expect("an audit");
    assert_eq!(house.rows("select id from hold").await.len(), 2);
    house.advance(2 * DAY_MS).await;
    house.office.audit().await.expect("an audit");

    assert_eq!(house.rows("select id from hold").await, [kept.id.as_str()], "sold stays");
    let card = house.office.hold(&buyer("bo"), &old.id).await.expect("still there");
    assert_eq!(card.phase, HoldPhase::Released);
    let again = house.hold(&buyer("bo"), &[2]).await;
    assert!(again.is_err(), "the performance is over, and nothing stands in the way: {again:?}");
    house.close().await;
}

#[tokio::test]
async fn events_that_reached_nobody_are_fetched_every_ten_minutes() {
    let house = House::furnish(Hall { hold_ms: 3 * HOLD_MS, ..hall() }, |_| {}).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.office.reconcile_due().await.expect("the first round");
    house.control_delete("requests").await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&session).await;
    for minute in 1..=20 {
        house.move_clocks(60_000).await;
        house.office.reconcile_due().await.expect("a round");
        house.office.work_inbox().await.expect("the inbox");

        let card = house.office.hold(&ada, &hold.id).await.expect("read");
        assert_eq!(card.phase == HoldPhase::Sold, minute >= 10, "after {minute} minutes");
    }
    let asked = house.control_get("requests").await;
    let asked = asked["requests"].as_array().expect("requests").iter();
    assert_eq!(asked.filter(|asked| asked["path"] == "/v1/events").count(), 2);
    house.control("webhooks/resume", json!({ "order": "kept" })).await;
    house.deliver().await;
    house.close().await;
}

#[tokio::test]
async fn of_events_that_reached_nobody_only_the_shops_own_types_are_fetched() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&session).await;
    let told = house.stripe("/v1/events?limit=100", None).await;
    let told = told["data"].as_array().expect("events");
    let is_ours = |kind: &str| box_office::payments::EVENTS.contains(&kind);
    assert!(told.iter().any(|event| !is_ours(event["type"].as_str().expect("a type"))));

    house.office.reconcile().await.expect("reconciled");

    let rows = house.office.inbox().await.expect("the inbox");
    assert!(!rows.is_empty() && rows.iter().all(|row| is_ours(&row.kind)), "{rows:?}");
    house.control("webhooks/resume", json!({ "order": "kept" })).await;
    house.deliver().await;
    house.close().await;
}

#[tokio::test]
async fn holds_that_stay_unsettled_for_days_hide_no_newer_ones() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.control("webhooks/faults", json!({ "drop_next": 50 })).await;
    house.cut_off().await;
    house.advance(HOLD_MS).await;
    house.meddle(MANY_OLDER).await;
    house.mend().await;
    house.pay(&session).await;
    house.meddle("update outbox set next_at = next_at + 864000000 where done_at is null").await;

    house.office.reconcile().await.expect("reconciled");

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold);
    house.meddle("delete from hold where id like 'older-%'").await;
    house.advance(10 * DAY_MS).await;
    house.close().await;
}

/// Five hundred holds whose sessions Stripe says nothing about, of an earlier deadline.
const MANY_OLDER: &str = "with recursive number (n) as \
    (select 1 union all select n + 1 from number where n < 500) \
    insert into hold (id, performance_id, buyer, phase, is_live, state, seats, currency, \
    amount_minor, session_id, placed_at, expires_at, changed_at, version) \
    select 'older-' || n, performance_id, 'buyer-' || n, phase, is_live, \
    replace(state, session_id, 'cs_test_older' || n), seats, currency, amount_minor, \
    'cs_test_older' || n, placed_at, expires_at - 1000, changed_at, version \
    from hold cross join number where phase = 'closing'";

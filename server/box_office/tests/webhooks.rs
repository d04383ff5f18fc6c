//! Webhooks that come twice, late, early, in the wrong shape or with another secret.

mod support;

use box_office::WebhookRefusal;
use domain::HoldPhase;
use serde_json::{Value, json};
use support::{HOLD_MS, House, SECRET, buyer, contact, hall, signed};

const DAY_MS: i64 = 24 * 3_600_000;

fn event(id: &str) -> String {
    json!({
        "id": id, "object": "event", "type": "checkout.session.completed", "livemode": false,
        "data": { "object": { "id": "cs_test_x", "object": "checkout.session" } },
        "a_field_of_tomorrow": { "is": "no trouble" },
    })
    .to_string()
}

async fn receive(house: &House, secret: &str, body: &str) -> Result<(), WebhookRefusal> {
    let signature = signed(secret, house.clock.now(), body);
    house.office.receive_webhook_event(body.as_bytes(), &signature).await
}

async fn events(house: &House) -> Vec<Value> {
    let list = house.stripe("/v1/events?types[]=checkout.session.completed", None).await;
    list["data"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn while_a_secret_is_rolled_both_sign_and_a_third_does_not() {
    let house = House::furnish(hall(), |stripe| stripe.webhook_secrets.push("new".into())).await;

    receive(&house, SECRET, &event("evt_1")).await.expect("the old one");
    receive(&house, "new", &event("evt_2")).await.expect("the new one");
    let forged = receive(&house, "other", &event("evt_3")).await;

    assert!(matches!(forged, Err(WebhookRefusal::BadSignature)), "{forged:?}");
    house.work().await;
    assert_eq!(house.outcomes("checkout.session.completed").await.len(), 2);
    house.close().await;
}

#[tokio::test]
async fn a_message_that_is_played_again_after_five_minutes_is_refused() {
    let house = House::open().await;
    let signature = signed(SECRET, house.clock.now(), &event("evt_1"));
    house.advance(301_000).await;

    let body = event("evt_1");
    let replayed = house.office.receive_webhook_event(body.as_bytes(), &signature).await;

    assert!(matches!(replayed, Err(WebhookRefusal::Stale)), "{replayed:?}");
    house.close().await;
}

#[tokio::test]
async fn an_event_without_its_object_or_for_the_other_mode_is_refused_by_name() {
    let house = House::open().await;
    let thin = json!({ "id": "evt_1", "object": "v2.core.event", "type": "v1.charge.refunded",
        "livemode": false, "related_object": { "id": "ch_1" } });

    let thin = receive(&house, SECRET, &thin.to_string()).await;
    let live = receive(&house, SECRET, &event("evt_1").replace("false", "true")).await;

    assert!(matches!(thin, Err(WebhookRefusal::Thin)), "{thin:?}");
    assert!(matches!(live, Err(WebhookRefusal::OtherMode)), "{live:?}");
    house.close().await;
}

#[tokio::test]
async fn an_event_about_a_thing_without_a_name_is_accepted_and_asks_nothing() {
    let house = House::open().await;
    let balance = json!({ "id": "evt_1", "object": "event", "type": "balance.available",
        "livemode": false, "data": { "object": { "object": "balance", "available": [] } } });
    let nameless = event("evt_2").replace("\"id\":\"cs_test_x\",", "");

    receive(&house, SECRET, &balance.to_string()).await.expect("an endpoint may be told of all");
    let nameless = receive(&house, SECRET, &nameless).await;

    house.work().await;
    assert_eq!(house.outcomes("balance.available").await, ["nothing to do"]);
    assert!(matches!(nameless, Err(WebhookRefusal::NotAnEvent(_))), "{nameless:?}");
    house.close().await;
}

#[tokio::test]
async fn two_events_about_one_thing_settle_it_once_and_the_second_asks_nothing() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.pay(&session).await;
    house.deliver().await;
    let id = events(&house).await[0]["id"].as_str().expect("an id").to_owned();

    house.control(&format!("events/{id}/twin"), json!({})).await;
    house.deliver().await;

    let mut outcomes = house.outcomes("checkout.session.completed").await;
    outcomes.sort();
    assert_eq!(outcomes, ["settled: sold".to_owned(), format!("the same as {id}")]);
    for event in house.office.inbox().await.expect("the inbox") {
        house.office.replay_event(&event.id).await.expect("by an admin");
    }
    house.work().await;
    house.work().await;
    let outcomes = house.outcomes("checkout.session.completed").await;
    assert_eq!(outcomes, ["settled: sold", "settled: sold"], "an admin’s replay asks Stripe");
    assert_eq!(house.office.orders().await.expect("orders").len(), 1);
    house.close().await;
}

#[tokio::test]
async fn an_event_that_is_three_days_late_changes_nothing_that_was_settled_meanwhile() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    house.control("webhooks/pause", json!({})).await;
    house.pay(&session).await;
    house.advance(HOLD_MS).await;
    house.advance(3 * DAY_MS - HOLD_MS).await;

    house.control("webhooks/resume", json!({ "order": "reversed" })).await;
    house.deliver().await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.phase, HoldPhase::Sold);
    assert_eq!(house.outcomes("checkout.session.completed").await, ["settled: sold"]);
    house.close().await;
}

#[tokio::test]
async fn an_event_may_come_before_our_own_create_is_answered() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let lost = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": 1,
        "answer": "drop_after" });
    house.control("faults", lost).await;
    house.office.start_checkout(&ada, &hold.id, contact()).await.expect_err("lost");
    let list = house.stripe("/v1/checkout/sessions", None).await;
    let session = list["data"][0]["id"].as_str().expect("an id").into();

    house.pay(&session).await;
    house.deliver().await;

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!((card.phase, card.session), (HoldPhase::Sold, Some(session)));
    house.advance(60_000).await;
    house.close().await;
}

#[tokio::test]
async fn events_are_forgotten_after_thirty_five_days_and_not_before() {
    let house = House::open().await;
    receive(&house, SECRET, &event("evt_1")).await.expect("received");
    house.work().await;
    for (days, left) in [(34, 1), (2, 0)] {
        house.clock.move_to(house.clock.now() + days * DAY_MS);

        house.office.audit().await.expect("audited");

        assert_eq!(house.office.inbox().await.expect("the inbox").len(), left, "{days}");
    }
    house.close().await;
}

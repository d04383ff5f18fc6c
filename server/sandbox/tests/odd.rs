//! The rare and the undocumented, on order.

mod support;

use serde_json::json;
use support::{Rig, read};

const ASKS_FIRST: &str = "4000002500003155";

#[tokio::test]
async fn expiring_during_3d_secure_can_be_refused_instead() {
    let rig = Rig::new().await;
    rig.control("/behaviour", json!({ "expire_during_3ds": "refused" })).await;
    let id = rig.session().await;
    rig.pay(&id, json!({ "card": ASKS_FIRST })).await;

    rig.expire(&id).await.error(400);

    assert_eq!(rig.retrieve(&id).await["status"], "open");
    let done = rig.control(&format!("/authenticate/{id}"), json!({ "succeed": true })).await;
    assert_eq!(done["payment_status"], "paid");
}

#[tokio::test]
async fn the_intent_of_an_expired_session_can_be_left_alone() {
    let rig = Rig::new().await;
    rig.control("/behaviour", json!({ "expired_intent": "left_alone" })).await;
    let id = rig.session().await;
    rig.pay(&id, json!({ "card": ASKS_FIRST })).await;
    let expired = rig.expire(&id).await.ok();
    let intent = expired["payment_intent"].as_str().expect("an intent");
    let intent = rig.get(&format!("/v1/payment_intents/{intent}")).await.ok();
    assert_eq!(intent["status"], "requires_action");
    let late = rig.control(&format!("/authenticate/{id}"), json!({ "succeed": true })).await;
    assert_eq!(late["outcome"], "not_open");
}

#[tokio::test]
async fn a_recovered_session_carries_the_metadata_of_the_expired_one() {
    let rig = Rig::new().await;
    let id = rig.session_with(&[("metadata[hold_id]", "h1")]).await;
    let path = format!("/sandbox/sessions/{id}/recover");
    let too_early = read(rig.request(reqwest::Method::POST, &path)).await.expect("an answer");
    assert_eq!(too_early.status, 400);
    rig.expire(&id).await.ok();

    let copy = rig.control(&format!("/sessions/{id}/recover"), json!({})).await;

    let copy = copy["session"]["id"].as_str().expect("an id");
    assert_eq!(rig.pay(copy, json!({})).await["payment_status"], "paid");
    let copy = rig.retrieve(copy).await;
    assert_eq!((&copy["recovered_from"], &copy["metadata"]["hold_id"]), (&json!(id), &json!("h1")));
}

#[tokio::test]
async fn a_refund_can_wait_and_fail_later() {
    let rig = Rig::new().await;
    rig.control("/behaviour", json!({ "refunds_stay_pending": true })).await;
    let id = rig.session().await;
    let paid = rig.pay(&id, json!({})).await;
    let form = [("payment_intent", paid["payment_intent"].as_str().expect("an intent"))];
    let refund = rig.post("/v1/refunds", &form).await.ok();
    assert_eq!(refund["status"], "pending");
    let settle = format!("/refunds/{}/settle", refund["id"].as_str().unwrap_or_default());
    rig.control(&settle, json!({ "succeed": true })).await;

    let failed = rig.control(&settle, json!({ "succeed": false })).await;

    assert_eq!(failed["refund"]["status"], "failed");
    assert_eq!(rig.event_types().await.last().map(String::as_str), Some("refund.failed"));
    rig.post("/v1/refunds", &form).await.ok();
}

#[tokio::test]
async fn one_thing_can_be_told_by_two_events() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    rig.expire(&id).await.ok();
    let events = rig.get("/v1/events").await.ok();
    let first = events["data"][0]["id"].as_str().expect("an event");

    let twin = rig.control(&format!("/events/{first}/twin"), json!({})).await;

    assert_ne!(twin["event"], first);
    let events = rig.get("/v1/events?type=checkout.session.expired").await.ok();
    assert_eq!(events["data"][0]["data"], events["data"][1]["data"]);
}

#[tokio::test]
async fn a_refund_can_wait_for_the_buyer_and_be_called_off() {
    let rig = Rig::new().await;
    rig.control("/behaviour", json!({ "refunds_stay_pending": true })).await;
    let id = rig.session().await;
    let paid = rig.pay(&id, json!({})).await;
    let form = [("payment_intent", paid["payment_intent"].as_str().expect("an intent"))];
    let refund = rig.post("/v1/refunds", &form).await.ok();
    let settle = format!("/refunds/{}/settle", refund["id"].as_str().unwrap_or_default());

    let waits = rig.control(&settle, json!({ "status": "requires_action" })).await;
    let off = rig.control(&settle, json!({ "status": "canceled" })).await;

    assert_eq!(waits["refund"]["status"], "requires_action");
    assert_eq!(off["refund"]["status"], "canceled");
    assert_eq!(rig.event_types().await.last().map(String::as_str), Some("refund.updated"));
    let path = format!("/sandbox{settle}");
    let request = rig.request(reqwest::Method::POST, &path).body("{\"status\":\"succeeded\"}");
    assert_eq!(read(request).await.expect("an answer").status, 400, "it has ended");
    rig.post("/v1/refunds", &form).await.ok();
}

#[tokio::test]
async fn the_page_of_another_site_gives_no_orders() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    for (path, name, value) in [
        (format!("/sandbox/pay/{id}"), "origin", "https://elsewhere.example"),
        ("/sandbox/faults".to_owned(), "sec-fetch-site", "cross-site"),
    ] {
        let request = rig.request(reqwest::Method::POST, &path).header(name, value).body("{}");
        assert_eq!(read(request).await.expect("an answer").status, 403, "{path}");
    }
    assert_eq!(rig.retrieve(&id).await["status"], "open");
}

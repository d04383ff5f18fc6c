//! Webhooks: signed, in order, again after a failure, and broken on demand.

mod support;

use serde_json::{Value, json};
use stripe_sandbox::signature_header;
use support::{Listener, NOW_S, Rig, SECRET};

#[tokio::test]
async fn webhooks_are_signed_and_come_in_order() {
    let mut listener = Listener::new().await;
    let rig = Rig::with_listener(&listener).await;
    let id = rig.session().await;

    rig.pay(&id, json!({ "wait_for_webhook": true })).await;

    assert_eq!(listener.next().await.kind(), "payment_intent.created");
    assert_eq!(listener.next().await.kind(), "payment_intent.succeeded");
    assert_eq!(listener.next().await.kind(), "charge.succeeded");
    let completed = listener.next().await;
    let secrets = [SECRET.to_owned()];
    assert_eq!(completed.signature, signature_header(&secrets, NOW_S, completed.body.as_bytes()));
    let event = completed.event();
    assert_eq!(event["type"], "checkout.session.completed");
    assert_eq!(event["data"]["object"], rig.retrieve(&id).await);
    let stored = format!("/v1/events/{}", event["id"].as_str().unwrap_or_default());
    assert_eq!(rig.get(&stored).await.ok()["pending_webhooks"], 0);
}

#[tokio::test]
async fn a_failed_webhook_is_sent_again_by_the_clock_until_it_is_taken() {
    let mut listener = Listener::new().await;
    let rig = Rig::with_listener(&listener).await;
    listener.answer(500);
    let id = rig.session().await;
    rig.expire(&id).await.ok();
    let first = listener.next().await;
    settled(&rig, |status| status["pending"] == 1).await;
    let owed = rig.get("/v1/events?delivery_success=false").await.ok();
    assert_eq!(owed["data"][0]["pending_webhooks"], 1);

    rig.advance_ms(5_000).await;
    assert_eq!(listener.next().await.event()["id"], first.event()["id"]);
    listener.answer(200);
    rig.advance_ms(10_000).await;
    let third = listener.next().await;

    assert_eq!(third.event()["id"], first.event()["id"]);
    assert!(third.signature.starts_with(&format!("t={}", NOW_S + 15)));
    settled(&rig, |status| status["delivered"] == 1).await;
    let owed = rig.get("/v1/events?delivery_success=false").await.ok();
    assert_eq!(owed["data"], json!([]));
}

#[tokio::test]
async fn webhooks_can_be_doubled_dropped_and_forged() {
    let mut listener = Listener::new().await;
    let rig = Rig::with_listener(&listener).await;
    let ended = async || {
        let id = rig.session().await;
        rig.expire(&id).await.ok();
        id
    };
    rig.control("/webhooks/faults", json!({ "double_next": 1 })).await;
    ended().await;
    let (one, two) = (listener.next().await, listener.next().await);
    assert_eq!(one.body, two.body);

    rig.control("/webhooks/faults", json!({ "drop_next": 1 })).await;
    ended().await;
    settled(&rig, |status| status["failed"] == 1).await;
    assert!(listener.is_quiet());
    let lost = rig.get("/v1/events?delivery_success=false").await.ok();
    let lost = lost["data"][0]["id"].as_str().unwrap_or_default().to_owned();
    rig.control(&format!("/webhooks/resend/{lost}"), json!({})).await;
    assert_eq!(listener.next().await.event()["id"], lost.as_str());

    rig.control("/webhooks/faults", json!({ "wrong_signature_next": 1 })).await;
    ended().await;
    let forged = listener.next().await;
    let right = signature_header(&[SECRET.to_owned()], NOW_S, forged.body.as_bytes());
    assert_ne!(forged.signature, right);
}

#[tokio::test]
async fn held_webhooks_can_come_reversed() {
    let mut listener = Listener::new().await;
    let rig = Rig::with_listener(&listener).await;
    rig.control("/webhooks/pause", json!({})).await;
    let id = rig.session().await;
    rig.pay(&id, json!({ "wait_for_webhook": true })).await;
    assert!(listener.is_quiet());

    rig.control("/webhooks/resume", json!({ "order": "reversed" })).await;

    assert_eq!(
        listener.next_kinds(4).await,
        [
            "checkout.session.completed",
            "charge.succeeded",
            "payment_intent.succeeded",
            "payment_intent.created"
        ]
    );
}

#[tokio::test]
async fn an_endpoint_can_be_registered_later_with_several_secrets() {
    let mut listener = Listener::new().await;
    let rig = Rig::new().await;
    let first = rig.session().await;
    rig.expire(&first).await.ok();
    let secrets = ["whsec_old".to_owned(), "whsec_new".to_owned()];
    let endpoint = json!({ "url": listener.endpoint().url, "secrets": secrets });
    rig.control("/webhooks/endpoint", endpoint).await;

    let second = rig.session().await;
    rig.expire(&second).await.ok();

    let heard = listener.next().await;
    assert_eq!(heard.event()["data"]["object"]["id"], second.as_str());
    assert_eq!(heard.signature, signature_header(&secrets, NOW_S, heard.body.as_bytes()));
    assert_eq!(heard.signature.matches("v1=").count(), 2);
}

#[tokio::test]
async fn events_are_found_by_type_and_time() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    rig.pay(&id, json!({})).await;
    let find = async |query: &str| {
        let list = rig.get(&format!("/v1/events?{query}")).await.ok();
        list["data"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(find("types[]=charge.succeeded&types[]=checkout.session.completed").await, 2);
    assert_eq!(find("type=payment_intent.*").await, 2);
    assert_eq!(find(&format!("created[gte]={NOW_S}")).await, 4);
    assert_eq!(find(&format!("created[gt]={NOW_S}")).await, 0);
    assert_eq!(find("delivery_success=true").await, 4);
}

/// Asks for the state of the line until it is as wanted.
async fn settled(rig: &Rig, is_settled: impl Fn(&Value) -> bool) {
    for _ in 0..10_000 {
        let status = rig.get("/sandbox/webhooks").await.ok();
        if is_settled(&status) {
            return;
        }
    }
    panic!("the line never settled");
}

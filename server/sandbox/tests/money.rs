//! Paying, failing to, delayed money, captures and refunds; and the ledger of it all.

mod support;

use serde_json::json;
use support::Rig;

const DEBIT_MS: i64 = 60_000;

#[tokio::test]
async fn a_good_card_completes_the_session_in_stripes_order() {
    let rig = Rig::new().await;
    let id = rig.session_with(&[("payment_intent_data[metadata][hold_id]", "h1")]).await;

    let paid = rig.pay(&id, json!({ "card": "4242 4242 4242 4242" })).await;

    assert_eq!(paid["outcome"], "completed");
    assert_eq!(paid["redirect_url"], format!("https://shop.example/thanks?session={id}"));
    let session = rig.retrieve(&id).await;
    assert_eq!(
        (&session["status"], &session["payment_status"]),
        (&json!("complete"), &json!("paid"))
    );
    assert_eq!(session["url"], json!(null));
    let intent = session["payment_intent"].as_str().expect("an intent");
    let intent = rig.get(&format!("/v1/payment_intents/{intent}")).await.ok();
    assert_eq!(
        (&intent["status"], &intent["amount_received"]),
        (&json!("succeeded"), &json!(9_000))
    );
    assert_eq!(intent["metadata"], json!({ "hold_id": "h1" }));
    assert_eq!(
        rig.event_types().await,
        [
            "payment_intent.created",
            "payment_intent.succeeded",
            "charge.succeeded",
            "checkout.session.completed"
        ]
    );
}

#[tokio::test]
async fn a_declined_card_leaves_the_session_open_for_a_better_one() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    for (card, code) in
        [("4000000000000002", "generic_decline"), ("4000000000009995", "insufficient_funds")]
    {
        let declined = rig.pay(&id, json!({ "card": card })).await;
        assert_eq!(declined["outcome"], "declined");
        assert_eq!(declined["decline_code"], code);
        assert_eq!(declined["session_status"], "open");
    }
    let paid = rig.pay(&id, json!({})).await;
    assert_eq!(paid["payment_status"], "paid");
    let charges = rig.get("/v1/charges").await.ok();
    assert_eq!(charges["data"].as_array().map(Vec::len), Some(3));
    let ledger = rig.get("/sandbox/ledger").await.ok();
    assert_eq!(ledger["currencies"]["eur"]["paid"], 9_000);
}

#[tokio::test]
async fn three_d_secure_may_succeed_fail_or_come_too_late() {
    let rig = Rig::new().await;
    let card = "4000002500003155";
    let [good, bad, late] = [rig.session().await, rig.session().await, rig.session().await];
    for id in [&good, &bad, &late] {
        let asked = rig.pay(id, json!({ "card": card })).await;
        assert_eq!(
            (&asked["outcome"], &asked["session_status"]),
            (&json!("requires_action"), &json!("open"))
        );
    }
    let end = async |id: &str, succeed: bool| {
        rig.control(&format!("/authenticate/{id}"), json!({ "succeed": succeed })).await
    };
    assert_eq!(end(&good, true).await["payment_status"], "paid");
    assert_eq!(end(&bad, false).await["outcome"], "declined");
    let expired = rig.expire(&late).await.ok();
    assert_eq!(end(&late, true).await["outcome"], "not_open");
    let intent = expired["payment_intent"].as_str().expect("an intent");
    let intent = rig.get(&format!("/v1/payment_intents/{intent}")).await.ok();
    assert_eq!(intent["status"], "canceled");
}

#[tokio::test]
async fn a_delayed_payment_is_unpaid_first_and_settles_by_the_clock() {
    let rig = Rig::new().await;
    let (good, bad) = (rig.session().await, rig.session().await);
    rig.pay(&good, json!({ "method": "debit_succeeds" })).await;
    let bad_paid = rig.pay(&bad, json!({ "method": "debit_fails" })).await;
    assert_eq!(bad_paid["session_status"], "complete");
    assert_eq!(bad_paid["payment_status"], "unpaid");
    let pending = rig.get("/sandbox/ledger").await.ok();
    assert_eq!(pending["currencies"]["eur"]["pending"], 18_000);

    rig.advance_ms(DEBIT_MS).await;

    assert_eq!(rig.retrieve(&good).await["payment_status"], "paid");
    assert_eq!(rig.retrieve(&bad).await["payment_status"], "unpaid");
    let kinds = rig.event_types().await;
    assert!(kinds.contains(&"checkout.session.async_payment_succeeded".to_owned()));
    assert!(kinds.contains(&"checkout.session.async_payment_failed".to_owned()));
}

#[tokio::test]
async fn an_expired_session_cannot_be_paid() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    rig.expire(&id).await.ok();

    let late = rig.pay(&id, json!({})).await;

    assert_eq!(
        (&late["outcome"], &late["session_status"]),
        (&json!("not_open"), &json!("expired"))
    );
    let ledger = rig.get("/sandbox/ledger").await.ok();
    assert_eq!(ledger["payments"], json!([]));
}

#[tokio::test]
async fn money_goes_back_in_parts_and_never_twice() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    let paid = rig.pay(&id, json!({})).await;
    let intent = paid["payment_intent"].as_str().expect("an intent");

    let part = [("payment_intent", intent), ("amount", "2000"), ("metadata[why]", "test")];
    let first = rig.post("/v1/refunds", &part).await.ok();
    assert_eq!((&first["amount"], &first["status"]), (&json!(2_000), &json!("succeeded")));
    let too_much = [("payment_intent", intent), ("amount", "7001")];
    assert_eq!(rig.post("/v1/refunds", &too_much).await.error(400)["param"], "amount");
    let rest = rig.post("/v1/refunds", &[("payment_intent", intent)]).await.ok();
    assert_eq!(rest["amount"], 7_000);
    let again = rig.post("/v1/refunds", &[("payment_intent", intent)]).await.error(400);
    assert_eq!(again["code"], "charge_already_refunded");

    let charge = rest["charge"].as_str().unwrap_or_default();
    let charge = rig.get(&format!("/v1/charges/{charge}")).await.ok();
    assert_eq!((&charge["refunded"], &charge["amount_refunded"]), (&json!(true), &json!(9_000)));
    let list = rig.get(&format!("/v1/refunds?payment_intent={intent}")).await.ok();
    assert_eq!(list["data"][0], rest);
    let ledger = rig.get("/sandbox/ledger").await.ok();
    assert_eq!(ledger["currencies"]["eur"]["refunded"], 9_000);
    let kinds = rig.event_types().await;
    let tail: Vec<&str> = kinds.iter().rev().take(3).map(String::as_str).collect();
    assert_eq!(tail, ["refund.updated", "charge.refunded", "refund.created"]);
}

#[tokio::test]
async fn an_authorised_payment_is_captured_or_cancelled_once() {
    let rig = Rig::new().await;
    let manual = [("payment_intent_data[capture_method]", "manual")];
    let (taken, let_go) = (rig.session_with(&manual).await, rig.session_with(&manual).await);
    let intent = async |id: &str| {
        let paid = rig.pay(id, json!({})).await;
        assert_eq!(
            (&paid["session_status"], &paid["payment_status"]),
            (&json!("complete"), &json!("unpaid"))
        );
        paid["payment_intent"].as_str().expect("an intent").to_owned()
    };
    let (taken, let_go) = (intent(&taken).await, intent(&let_go).await);

    let capture = format!("/v1/payment_intents/{taken}/capture");
    assert_eq!(rig.post(&capture, &[]).await.ok()["status"], "succeeded");
    let again = rig.post(&capture, &[]).await.error(400);
    assert_eq!(again["code"], "payment_intent_unexpected_state");
    let cancel = format!("/v1/payment_intents/{let_go}/cancel");
    assert_eq!(rig.post(&cancel, &[]).await.ok()["status"], "canceled");
    let ledger = rig.get("/sandbox/ledger").await.ok();
    assert_eq!(ledger["currencies"]["eur"]["paid"], 9_000);
}

#[tokio::test]
async fn a_disputed_card_is_disputed_later() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    rig.pay(&id, json!({ "card": "4000000000000259" })).await;
    rig.advance_ms(60_000).await;
    assert_eq!(rig.event_types().await.last().map(String::as_str), Some("charge.dispute.created"));
}

#[tokio::test]
async fn a_card_that_is_disputed_later_is_disputed_after_its_capture_too() {
    let rig = Rig::new().await;
    let id = rig.session_with(&[("payment_intent_data[capture_method]", "manual")]).await;
    let paid = rig.pay(&id, json!({ "card": "4000000000000259" })).await;
    rig.advance_ms(60_000).await;
    assert_eq!(rig.get("/v1/disputes").await.ok()["data"], json!([]));
    let intent = paid["payment_intent"].as_str().expect("an intent");
    rig.post(&format!("/v1/payment_intents/{intent}/capture"), &[]).await.ok();

    rig.advance_ms(60_000).await;

    let disputes = rig.get("/v1/disputes").await.ok();
    assert_eq!(disputes["data"][0]["payment_intent"], intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn paying_and_expiring_at_once_ends_every_session_in_exactly_one_way() {
    let rig = Rig::new().await;
    for round in 0..100 {
        let id = rig.session().await;
        let (paid, expired) = match round % 2 {
            0 => tokio::join!(rig.pay(&id, json!({})), rig.expire(&id)),
            _ => {
                let (expired, paid) = tokio::join!(rig.expire(&id), rig.pay(&id, json!({})));
                (paid, expired)
            }
        };
        let session = rig.retrieve(&id).await;
        match (paid["outcome"].as_str(), expired.status) {
            (Some("completed"), 400) => assert_eq!(session["payment_status"], "paid"),
            (Some("not_open"), 200) => assert_eq!(session["status"], "expired"),
            other => panic!("{other:?}"),
        }
    }
    let sessions = rig.get("/v1/checkout/sessions?status=complete&limit=100").await.ok();
    let complete = sessions["data"].as_array().map_or(0, Vec::len);
    let ledger = rig.get("/sandbox/ledger").await.ok();
    assert_eq!(ledger["payments"].as_array().map(Vec::len), Some(complete));
}

//! Checkout Sessions over the API: opening, reading, changing and ending them.

mod support;

use serde_json::json;
use support::{FORM, NOW_S, Rig};

#[tokio::test]
async fn a_session_is_opened_and_read_again() {
    let rig = Rig::new().await;
    let form: Vec<_> = FORM
        .iter()
        .copied()
        .chain([
            ("metadata[hold_id]", "h1"),
            ("client_reference_id", "h1"),
            ("submit_type", "book"),
        ])
        .collect();

    let made = rig.post("/v1/checkout/sessions", &form).await;

    assert!(made.header("request-id").starts_with("req_"));
    assert_eq!(made.header("stripe-version"), "2026-10-28.endive");
    let made = made.ok();
    let id = made["id"].as_str().expect("an id");
    assert_eq!((id.len(), &id[..8]), (66, "cs_test_"));
    assert_eq!(made["status"], "open");
    assert_eq!(made["payment_status"], "unpaid");
    assert_eq!(made["amount_total"], 9_000);
    assert_eq!(made["currency"], "eur");
    assert_eq!(made["expires_at"], NOW_S + 24 * 60 * 60);
    assert_eq!(made["metadata"], json!({ "hold_id": "h1" }));
    assert_eq!(made["payment_intent"], json!(null));
    assert_eq!(made["url"], format!("{}/c/pay/{id}", rig.running.url()));
    assert_eq!(rig.retrieve(id).await, made);
}

#[tokio::test]
async fn what_is_missing_unknown_or_wrong_is_refused_in_stripes_words() {
    let rig = Rig::new().await;
    let without =
        |name: &str| -> Vec<_> { FORM.iter().copied().filter(|(key, _)| *key != name).collect() };
    let with = |name: &'static str, value: &'static str| -> Vec<_> {
        FORM.iter().copied().filter(|(key, _)| *key != name).chain([(name, value)]).collect()
    };
    let cases = [
        (without("mode"), "parameter_missing", "mode"),
        (without("success_url"), "parameter_missing", "success_url"),
        (without("line_items[0][quantity]"), "parameter_missing", "line_items[0][quantity]"),
        (with("payment_method_types[0]", "card"), "parameter_unknown", "payment_method_types"),
        (
            with("line_items[0][quantity]", "two"),
            "parameter_invalid_integer",
            "line_items[0][quantity]",
        ),
        (with("success_url", "thanks"), "url_invalid", "success_url"),
        (with("return_url", "https://shop.example"), "", "return_url"),
        (with("ui_mode", "hosted"), "", "ui_mode"),
        (with("ui_mode", "embedded_page"), "", "cancel_url"),
    ];
    for (form, code, param) in cases {
        let error = rig.post("/v1/checkout/sessions", &form).await.error(400);
        assert_eq!(error["type"], "invalid_request_error");
        assert_eq!(error["code"].as_str().unwrap_or_default(), code, "{error}");
        assert_eq!(error["param"], param, "{error}");
    }
    let error = rig.post("/v1/checkout/sessions", &with("foo", "1")).await.error(400);
    assert_eq!(error["message"], "Received unknown parameter: foo");
    let error = rig.post("/v1/checkout/sessions", &without("mode")).await.error(400);
    assert_eq!(error["message"], "Missing required param: mode.");
}

#[tokio::test]
async fn expires_at_must_be_thirty_minutes_to_a_day_ahead() {
    let rig = Rig::new().await;
    let create = async |ahead_s: i64| {
        let at = (NOW_S + ahead_s).to_string();
        let form: Vec<_> = FORM.iter().copied().chain([("expires_at", at.as_str())]).collect();
        rig.post("/v1/checkout/sessions", &form).await
    };
    create(30 * 60).await.ok();
    create(24 * 60 * 60).await.ok();
    let soon = create(30 * 60 - 1).await.error(400);
    assert_eq!(soon["param"], "expires_at");
    assert_eq!(
        soon["message"],
        "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
    );
    let late = create(24 * 60 * 60 + 1).await.error(400);
    assert_eq!(
        late["message"],
        "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
    );
}

#[tokio::test]
async fn an_open_session_expires_once_and_a_complete_one_never() {
    let rig = Rig::new().await;
    let id = rig.session().await;

    let expired = rig.expire(&id).await.ok();

    assert_eq!((&expired["status"], &expired["url"]), (&json!("expired"), &json!(null)));
    let error = rig.expire(&id).await.error(400);
    assert_eq!(
        error["message"],
        "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout \
         Session has a status of `expired`."
    );
    assert_eq!(error.get("code"), None);

    let paid = rig.session().await;
    rig.pay(&paid, json!({})).await;
    let error = rig.expire(&paid).await.error(400);
    assert!(error["message"].as_str().unwrap_or_default().ends_with("a status of `complete`."));
}

#[tokio::test]
async fn time_expires_a_session_and_an_event_says_so() {
    let rig = Rig::new().await;
    let at = (NOW_S + 31 * 60).to_string();
    let id = rig.session_with(&[("expires_at", &at)]).await;

    rig.advance_ms(31 * 60 * 1_000 - 1).await;
    assert_eq!(rig.retrieve(&id).await["status"], "open");
    rig.advance_ms(1).await;

    assert_eq!(rig.retrieve(&id).await["status"], "expired");
    assert_eq!(rig.event_types().await, ["checkout.session.expired"]);
}

#[tokio::test]
async fn metadata_is_merged_and_an_empty_value_removes_a_key() {
    let rig = Rig::new().await;
    let id = rig.session_with(&[("metadata[a]", "1"), ("metadata[b]", "2")]).await;
    let path = format!("/v1/checkout/sessions/{id}");

    let changed = rig.post(&path, &[("metadata[a]", ""), ("metadata[c]", "3")]).await.ok();

    assert_eq!(changed["metadata"], json!({ "b": "2", "c": "3" }));
}

#[tokio::test]
async fn line_items_and_the_payment_intent_are_expanded_on_request() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    assert_eq!(rig.retrieve(&id).await.get("line_items"), None);
    rig.pay(&id, json!({})).await;

    let path = format!("/v1/checkout/sessions/{id}?expand[]=line_items&expand[]=payment_intent");
    let whole = rig.get(&path).await.ok();

    assert_eq!(whole["line_items"]["data"][0]["amount_total"], 9_000);
    assert_eq!(whole["payment_intent"]["status"], "succeeded");
    let lines = rig.get(&format!("/v1/checkout/sessions/{id}/line_items")).await.ok();
    assert_eq!(lines["data"], whole["line_items"]["data"]);
    let list = rig.get("/v1/checkout/sessions?expand[]=data.payment_intent.latest_charge").await;
    let charge = &list.ok()["data"][0]["payment_intent"]["latest_charge"];
    assert_eq!(charge["object"], "charge");
    let error = rig.get(&format!("/v1/checkout/sessions/{id}?expand[]=foo")).await.error(400);
    assert_eq!(error["message"], "This property cannot be expanded (foo).");
}

#[tokio::test]
async fn embedded_sessions_have_a_client_secret_and_no_page() {
    let rig = Rig::new().await;
    for ui_mode in ["embedded_page", "elements"] {
        let form: Vec<_> = FORM
            .iter()
            .copied()
            .filter(|(key, _)| !key.ends_with("_url"))
            .chain([("ui_mode", ui_mode), ("return_url", "https://shop.example/done")])
            .collect();
        let made = rig.post("/v1/checkout/sessions", &form).await.ok();
        assert!(made["client_secret"].as_str().unwrap_or_default().contains("_secret_"));
        assert_eq!(made["url"], json!(null));
    }
}

#[tokio::test]
async fn nothing_to_pay_needs_no_payment() {
    let rig = Rig::new().await;
    let free: Vec<_> = FORM
        .iter()
        .map(|(key, value)| (*key, if key.ends_with("[unit_amount]") { "0" } else { *value }))
        .collect();
    let made = rig.post("/v1/checkout/sessions", &free).await.ok();
    assert_eq!(made["payment_status"], "no_payment_required");

    let paid = rig.pay(made["id"].as_str().unwrap_or_default(), json!({})).await;

    assert_eq!(paid["session_status"], "complete");
    assert_eq!(paid["payment_intent"], json!(null));
}

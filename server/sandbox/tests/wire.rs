//! The wire: keys, versions, idempotency, paging, bad bodies.

mod support;

use reqwest::Method;
use serde_json::json;
use stripe_sandbox::SandboxConfig;
use support::{FORM, Rig, config, encode, read};

const SESSIONS: &str = "/v1/checkout/sessions";

#[tokio::test]
async fn test_keys_are_let_in_and_others_are_not() {
    let rig = Rig::new().await;
    let url = format!("{}{SESSIONS}", rig.running.url());
    let ask = async |key: &str| {
        let request = rig.http.get(&url).header("authorization", key);
        read(request).await.expect("an answer").status
    };
    assert_eq!(ask("Bearer sk_test_1").await, 200);
    // `sk_test_1:` in Base64.
    assert_eq!(ask("Basic c2tfdGVzdF8xOg==").await, 200);
    assert_eq!(ask("Bearer sk_live_1").await, 401);
    assert_eq!(ask("Bearer pk_test_1").await, 401);
    assert_eq!(read(rig.http.get(&url)).await.expect("an answer").status, 401);

    let strict = SandboxConfig { api_keys: vec!["sk_test_only".to_owned()], ..config() };
    let strict = Rig::with(strict).await;
    let url = format!("{}{SESSIONS}", strict.running.url());
    let ask = async |key: &str| read(rig.http.get(&url).bearer_auth(key)).await.expect("x").status;
    assert_eq!((ask("sk_test_only").await, ask("sk_test_other").await), (200, 401));
}

#[tokio::test]
async fn a_repeated_key_is_answered_the_same_and_done_once() {
    let rig = Rig::new().await;
    let first = rig.post_with_key(SESSIONS, &FORM, "k1").await;
    assert_eq!(first.header("idempotent-replayed"), "");

    let again = rig.post_with_key(SESSIONS, &FORM, "k1").await;

    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.text, first.text);
    let list = rig.get(SESSIONS).await.ok();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1));

    let error = rig.post_with_key(SESSIONS, &FORM[..6], "k1").await.error(400);
    assert_eq!(error["type"], "idempotency_error");

    rig.advance_ms(24 * 60 * 60 * 1_000).await;
    let later = rig.post_with_key(SESSIONS, &FORM, "k1").await;
    assert_eq!(later.header("idempotent-replayed"), "");
}

#[tokio::test]
async fn a_refused_parameter_frees_its_key_but_a_refused_expiry_does_not() {
    let rig = Rig::new().await;
    rig.post_with_key(SESSIONS, &FORM[1..], "k1").await.error(400);
    rig.post_with_key(SESSIONS, &FORM, "k1").await.ok();

    let id = rig.session().await;
    rig.expire(&id).await.ok();
    let path = format!("{SESSIONS}/{id}/expire");
    rig.post_with_key(&path, &[], "k2").await.error(400);
    let again = rig.post_with_key(&path, &[], "k2").await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (400, "true"));
}

#[tokio::test]
async fn a_key_in_flight_is_a_conflict() {
    let rig = Rig::new().await;
    let fault = json!({ "method": "POST", "path": SESSIONS, "delay_ms": 2_000 });
    rig.control("/faults", fault).await;
    let slow = rig.post_with_key(SESSIONS, &FORM, "k1");
    let quick = async {
        // The slow one has taken the order as soon as the list of faults is empty.
        loop {
            let faults = rig.get("/sandbox/faults").await.ok();
            if faults["faults"] == json!([]) {
                return rig.post_with_key(SESSIONS, &FORM, "k1").await;
            }
        }
    };
    let (slow, quick) = tokio::join!(slow, quick);
    slow.ok();
    assert_eq!(quick.error(409)["code"], "idempotency_key_in_use");
}

#[tokio::test]
async fn lists_are_paged_in_both_directions() {
    let rig = Rig::new().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, rig.session().await);
    }
    let page = async |query: String| {
        let list = rig.get(&format!("{SESSIONS}?{query}")).await.ok();
        let data = list["data"].as_array().expect("data").iter();
        let ids: Vec<String> =
            data.map(|item| item["id"].as_str().unwrap_or_default().to_owned()).collect();
        (ids, list["has_more"] == json!(true))
    };
    assert_eq!(page("limit=2".into()).await, (ids[..2].to_vec(), true));
    assert_eq!(
        page(format!("limit=2&starting_after={}", ids[1])).await,
        (ids[2..4].to_vec(), true)
    );
    assert_eq!(page(format!("starting_after={}", ids[3])).await, (ids[4..].to_vec(), false));
    assert_eq!(page(format!("limit=2&ending_before={}", ids[4])).await, (ids[2..4].to_vec(), true));
    assert_eq!(page(format!("limit=9&ending_before={}", ids[2])).await, (ids[..2].to_vec(), false));
    rig.expire(&ids[0]).await.ok();
    assert_eq!(page("status=expired".into()).await, (ids[..1].to_vec(), false));
    assert_eq!(page("created[lt]=5".into()).await, (vec![], false));
    for wrong in ["limit=0", "limit=101", "starting_after=cs_no", "created[x]=1", "foo=1"] {
        rig.get(&format!("{SESSIONS}?{wrong}")).await.error(400);
    }
}

#[tokio::test]
async fn bad_bodies_and_addresses_get_errors_in_stripes_shape() {
    let rig = Rig::new().await;
    let post = async |kind: &str, body: String| {
        let request = rig.request(Method::POST, SESSIONS).header("content-type", kind).body(body);
        read(request).await.expect("an answer").error(400)["type"].clone()
    };
    let form = "application/x-www-form-urlencoded";
    assert_eq!(post(form, "a".repeat(300_000)).await, "invalid_request_error");
    assert_eq!(post(form, "a[b][c][d][e][f][g]=1".into()).await, "invalid_request_error");
    assert_eq!(post(form, "a=1&".repeat(2_001)).await, "invalid_request_error");
    assert_eq!(post("application/json", "{}".into()).await, "invalid_request_error");
    assert_eq!(post(form, format!("{}&mode[x]=1", encode(&FORM))).await, "invalid_request_error");

    rig.get("/v1/checkout/nothing").await.error(404);
    let error = rig.get(&format!("{SESSIONS}/cs_no")).await.error(404);
    assert_eq!(error["code"], "resource_missing");
    assert_eq!(error["message"], "No such checkout.session: 'cs_no'");
    let odd = rig.request(Method::GET, SESSIONS).header("stripe-version", "tomorrow");
    read(odd).await.expect("an answer").error(400);
}

#[tokio::test]
async fn faults_on_order_happen_once_each() {
    let rig = Rig::new().await;
    let order = async |answer: &str| {
        let fault = json!({ "method": "POST", "path": SESSIONS, "answer": answer });
        rig.control("/faults", fault).await
    };
    let count = async || {
        let list = rig.get("/v1/checkout/sessions?limit=100").await.ok();
        list["data"].as_array().map_or(0, Vec::len)
    };
    order("rate_limited").await;
    assert_eq!(rig.post(SESSIONS, &FORM).await.status, 429);

    order("drop_before").await;
    assert!(rig.try_post(SESSIONS, &FORM, Some("k1")).await.is_none());
    assert_eq!(count().await, 0);

    order("drop_after").await;
    assert!(rig.try_post(SESSIONS, &FORM, Some("k2")).await.is_none());
    assert_eq!(count().await, 1);
    let replay = rig.post_with_key(SESSIONS, &FORM, "k2").await;
    assert_eq!((replay.status, replay.header("idempotent-replayed")), (200, "true"));

    order("error_before").await;
    rig.post_with_key(SESSIONS, &FORM, "k3").await.error(500);
    rig.post_with_key(SESSIONS, &FORM, "k3").await.error(500);
    assert_eq!(count().await, 1);

    order("error_after").await;
    rig.post_with_key(SESSIONS, &FORM, "k4").await.error(500);
    rig.post_with_key(SESSIONS, &FORM, "k4").await.error(500);
    assert_eq!(count().await, 2);
    rig.post(SESSIONS, &FORM).await.ok();
}

#[tokio::test]
async fn the_control_interface_refuses_what_it_does_not_know() {
    let rig = Rig::new().await;
    let request = rig.request(Method::POST, "/sandbox/clock").body("{\"fast\":true}");
    let refused = read(request).await.expect("an answer");
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("unknown field `fast`"), "{}", refused.text);
}

#[tokio::test]
async fn an_answer_can_be_late_though_the_thing_was_done_at_once() {
    let rig = Rig::new().await;
    let fault = json!({ "method": "POST", "path": SESSIONS, "delay_after_ms": 2_000 });
    rig.control("/faults", fault).await;
    let slow = rig.post(SESSIONS, &FORM);
    let quick = async {
        loop {
            let list = rig.get(SESSIONS).await.ok();
            if list["data"] != json!([]) {
                return list["data"][0]["id"].clone();
            }
        }
    };
    let mut slow = std::pin::pin!(slow);
    let seen = tokio::select! {
        biased;
        _ = &mut slow => panic!("the answer was not late"),
        seen = quick => seen,
    };
    assert_eq!(slow.await.ok()["id"], seen);
}

#[tokio::test]
async fn the_webhook_endpoint_is_listed_without_its_secrets() {
    let rig = Rig::new().await;
    assert_eq!(rig.get("/v1/webhook_endpoints").await.ok()["data"], json!([]));
    let endpoint = json!({ "url": "http://127.0.0.1:9/hooks", "secrets": ["whsec_x"] });
    rig.control("/webhooks/endpoint", endpoint).await;

    let list = rig.get("/v1/webhook_endpoints?limit=10").await.ok();

    let first = &list["data"][0];
    assert_eq!(first["url"], "http://127.0.0.1:9/hooks");
    assert_eq!((&first["status"], &first["enabled_events"]), (&json!("enabled"), &json!(["*"])));
    assert!(first.get("secret").is_none() && !list.to_string().contains("whsec_x"));
    let path = format!("/v1/webhook_endpoints/{}", first["id"].as_str().expect("an id"));
    assert_eq!(&rig.get(&path).await.ok(), first);
}

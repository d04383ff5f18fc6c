//! With a file a restart forgets nothing; a bad file or address is refused in a sentence.

mod support;

use serde_json::json;
use stripe_sandbox::{Sandbox, SandboxConfig};
use support::{FORM, Listener, Rig, config};

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sandbox.db");
    let rig = Rig::with_database(&file).await;
    let (open, paid) = (rig.session().await, rig.session().await);
    let kept = rig.post_with_key("/v1/checkout/sessions", &FORM, "k1").await;
    let payment = rig.pay(&paid, json!({})).await;
    let intent = payment["payment_intent"].as_str().expect("an intent").to_owned();
    rig.post("/v1/refunds", &[("payment_intent", &intent), ("amount", "100")]).await.ok();
    rig.post("/v1/coupons", &[("id", "TENTH"), ("percent_off", "10")]).await.ok();
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", "TENTH")];
    rig.post("/v1/promotion_codes", &code).await.ok();
    let lists = [
        "/v1/checkout/sessions",
        "/v1/charges",
        "/v1/refunds",
        "/v1/coupons",
        "/v1/promotion_codes",
        "/v1/events",
        "/sandbox/ledger",
    ];
    let mut before = Vec::new();
    for list in lists {
        before.push(rig.get(list).await.ok());
    }
    rig.running.shutdown().await;

    let rig = Rig::with_database(&file).await;

    for (list, before) in lists.into_iter().zip(before) {
        assert_eq!(rig.get(list).await.ok(), before, "{list}");
    }
    let replay = rig.post_with_key("/v1/checkout/sessions", &FORM, "k1").await;
    assert_eq!((replay.text, replay.status), (kept.text, 200));
    assert_eq!(rig.pay(&open, json!({})).await["payment_status"], "paid");
    rig.advance_ms(24 * 60 * 60 * 1_000).await;
    let expired = rig.get("/v1/checkout/sessions?status=expired").await.ok();
    assert_eq!(expired["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_file_of_the_version_before_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sandbox.db");
    let rig = Rig::with_database(&file).await;
    let (open, paid) = (rig.session().await, rig.session().await);
    rig.pay(&paid, json!({})).await;
    let before = rig.get("/v1/checkout/sessions").await.ok();
    rig.running.shutdown().await;
    forget_what_is_new(&file).await;

    let rig = Rig::with_database(&file).await;

    assert_eq!(rig.get("/v1/checkout/sessions").await.ok(), before);
    assert_eq!(rig.pay(&open, json!({})).await["payment_status"], "paid");
}

/// Takes out of a file what earlier versions did not write.
async fn forget_what_is_new(file: &std::path::Path) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("a database");
    let older = "update object set body = json_remove(body, '$.totals.is_taxed', \
                 '$.totals.discount', '$.totals.items[0].discount', '$.totals.items[0].tax', \
                 '$.totals.items[0].tax_behavior', '$.allow_promotion_codes', '$.recovery', \
                 '$.origin_context', '$.branding', '$.capture_before_ms', '$.until')";
    for statement in [older, "pragma user_version = 1"] {
        sqlx::query(statement).execute(&pool).await.expect("a statement");
    }
    pool.close().await;
}

#[tokio::test]
async fn a_webhook_owed_before_the_restart_is_sent_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sandbox.db");
    let mut listener = Listener::new().await;
    let config = || SandboxConfig {
        database: Some(file.clone()),
        webhook: Some(listener.endpoint()),
        ..config()
    };
    let rig = Rig::with(config()).await;
    rig.control("/webhooks/pause", json!({})).await;
    let id = rig.session().await;
    rig.expire(&id).await.ok();
    rig.running.shutdown().await;

    let _rig = Rig::with(config()).await;

    assert_eq!(listener.next().await.kind(), "checkout.session.expired");
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("not-a-database");
    std::fs::write(&file, "this is only text, and long enough to be looked at ".repeat(50))
        .expect("a file");
    let broken = SandboxConfig { database: Some(file), ..config() };
    let said = Sandbox::start(broken).await.expect_err("no database").to_string();
    assert!(said.starts_with("the sandbox cannot use its database"), "{said}");

    let rig = Rig::new().await;
    let taken = SandboxConfig { addr: rig.running.addr(), ..config() };
    let said = Sandbox::start(taken).await.expect_err("a taken port").to_string();
    assert!(said.starts_with("the sandbox cannot listen on 127.0.0.1:"), "{said}");
}

#[tokio::test]
async fn one_file_serves_one_sandbox_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sandbox.db");
    let _first = Rig::with_database(&file).await;
    let second = SandboxConfig { database: Some(file), ..config() };
    let said = Sandbox::start(second).await.expect_err("a locked file").to_string();
    assert!(said.contains("locked"), "{said}");
}

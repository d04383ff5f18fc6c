//! Stripe.js of this sandbox and its frames, as the server answers them.

mod support;

use reqwest::Method;
use serde_json::{Value, json};
use support::{Listener, Reply, Rig, encode, read};

const BACK: &str = "https://shop.example/return?session={CHECKOUT_SESSION_ID}";
const CARD: [(&str, &str); 4] =
    [("method", "card"), ("number", "4242 4242 4242 4242"), ("expiry", "12 / 34"), ("code", "123")];

/// Opens a session of this shape; its id and client secret.
async fn open(rig: &Rig, ui_mode: &str, more: &[(&str, &str)]) -> (String, String) {
    let form = [
        ("mode", "payment"),
        ("ui_mode", ui_mode),
        ("return_url", BACK),
        ("customer_email", "ada@example.com"),
        ("line_items[0][quantity]", "2"),
        ("line_items[0][price_data][currency]", "eur"),
        ("line_items[0][price_data][unit_amount]", "4500"),
        ("line_items[0][price_data][product_data][name]", "Seat <A1>"),
    ];
    let form: Vec<_> = form.iter().chain(more).copied().collect();
    let session = rig.post("/v1/checkout/sessions", &form).await.ok();
    let text = |name: &str| session[name].as_str().unwrap_or_default().to_owned();
    (text("id"), text("client_secret"))
}

async fn ask(rig: &Rig, path: &str, form: &[(&str, &str)]) -> Reply {
    read(rig.request(Method::POST, path).body(encode(form))).await.expect("an answer")
}

async fn confirm(rig: &Rig, secret: &str, change: &[(&str, &str)]) -> Value {
    let typed = CARD.iter().filter(|(name, _)| !change.iter().any(|(other, _)| other == name));
    let form: Vec<_> =
        typed.chain(change).copied().chain([("client_secret", secret), ("name", "Ada")]).collect();
    ask(rig, "/browser/confirm", &form).await.ok()
}

#[tokio::test]
async fn the_script_of_the_one_train_is_served_to_any_site() {
    let rig = Rig::new().await;
    let script = rig.get("/endive/stripe.js").await;
    assert_eq!(script.status, 200);
    assert!(script.header("content-type").starts_with("text/javascript"));
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin");
    for name in ["createEmbeddedCheckoutPage", "initCheckoutElementsSdk", "loadActions"] {
        assert!(script.text.contains(name), "{name}");
    }
    assert_eq!(rig.get("/dahlia/stripe.js").await.status, 404);
    assert_eq!(rig.get("/browser/frame.js").await.status, 200);
    assert_eq!(rig.get("/browser/frame.css").await.status, 200);
}

#[tokio::test]
async fn a_client_secret_opens_its_session_and_nothing_else_does() {
    let rig = Rig::new().await;
    let (id, secret) = open(&rig, "elements", &[]).await;

    let answer = ask(&rig, "/browser/session", &[("client_secret", &secret)]).await;

    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let session = answer.ok();
    assert_eq!(session["id"], id);
    assert_eq!(session["status"], json!({ "type": "open" }));
    let total = json!({ "minorUnitsAmount": 9000, "amount": "€90.00" });
    assert_eq!(session["total"]["total"], total);
    assert_eq!(session["lineItems"][0]["name"], "Seat <A1>");
    assert_eq!(session["email"], "ada@example.com");
    assert!(!session.to_string().contains("expires"), "pages are told no time: {session}");

    for wrong in ["", "nonsense", &id, &format!("{id}_secret_guess")] {
        let refused = ask(&rig, "/browser/session", &[("client_secret", wrong)]).await;
        assert!(matches!(refused.status, 400 | 404), "{wrong}: {}", refused.text);
        assert!(refused.json()["error"]["message"].is_string());
    }
}

#[tokio::test]
async fn only_the_site_that_a_session_returns_to_may_show_its_frames() {
    let rig = Rig::new().await;
    let (embedded, _) = open(&rig, "embedded_page", &[]).await;
    let (elements, _) = open(&rig, "elements", &[]).await;
    let hosted = rig.session().await;
    for (path, part) in [
        (format!("/browser/{embedded}/page"), "Seat &lt;A1&gt;"),
        (format!("/browser/{elements}/payment"), "Card number"),
        (format!("/browser/{elements}/challenge"), "Complete authentication"),
    ] {
        let frame = rig.get(&path).await;
        assert_eq!(frame.status, 200);
        assert!(frame.text.contains(part), "{part}: {}", frame.text);
        let policy = frame.header("content-security-policy");
        assert!(policy.ends_with("frame-ancestors 'self' https://shop.example"), "{policy}");
        assert!(policy.contains("script-src 'self';"), "{policy}");
    }
    assert!(!rig.get(&format!("/browser/{elements}/payment")).await.text.contains("Name on card"));
    assert_eq!(rig.get(&format!("/browser/{elements}/page")).await.status, 404);
    assert_eq!(rig.get(&format!("/browser/{hosted}/page")).await.status, 404);
    assert_eq!(rig.get("/browser/cs_no/payment").await.status, 404);
}

#[tokio::test]
async fn a_card_pays_and_the_endpoint_was_told_before_the_page_is() {
    let mut listener = Listener::new().await;
    let rig = Rig::with_listener(&listener).await;
    for (ui_mode, redirects, leads_on) in [
        ("elements", None, true),
        ("embedded_page", Some("always"), true),
        ("embedded_page", Some("if_required"), false),
    ] {
        let more: Vec<_> = redirects.iter().map(|word| ("redirect_on_completion", *word)).collect();
        let (id, secret) = open(&rig, ui_mode, &more).await;

        let paid = confirm(&rig, &secret, &[]).await;

        assert_eq!(paid["type"], "success", "{paid}");
        let back = format!("https://shop.example/return?session={id}");
        assert_eq!(paid["returnUrl"], if leads_on { json!(back) } else { Value::Null });
        let complete = json!({ "type": "complete", "paymentStatus": "paid" });
        assert_eq!(paid["session"]["status"], complete);
        assert_eq!(rig.retrieve(&id).await["payment_status"], "paid");
        let kinds = listener.next_kinds(4).await;
        assert_eq!(kinds[3], "checkout.session.completed");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_by_field_and_a_decline_in_stripes_shape() {
    let rig = Rig::new().await;
    let (id, secret) = open(&rig, "elements", &[]).await;

    let mistyped = confirm(&rig, &secret, &[("number", "4242"), ("expiry", "12/20")]).await;
    assert_eq!(mistyped["type"], "error");
    assert_eq!(mistyped["error"]["message"], "Your card number is invalid.");
    assert_eq!(mistyped["problems"]["expiry"], "Your card's expiry is in the past.");
    assert_eq!(mistyped["problems"]["code"], Value::Null);

    let declined = confirm(&rig, &secret, &[("number", "4000000000009995")]).await;
    let failed = json!({ "declineCode": "insufficient_funds" });
    assert_eq!(declined["error"]["code"], "paymentFailed");
    assert_eq!(declined["error"]["paymentFailed"], failed);
    assert_eq!(declined["session"]["status"]["type"], "open");
    let last = &declined["session"]["lastPaymentError"]["message"];
    assert_eq!(last, "Your card has insufficient funds.");

    assert_eq!(confirm(&rig, &secret, &[]).await["type"], "success");
    assert_eq!(rig.retrieve(&id).await["status"], "complete");
}

#[tokio::test]
async fn three_d_secure_is_a_dialog_and_tells_the_page_how_it_ended() {
    let rig = Rig::new().await;
    for (answer, ended) in [("complete", "success"), ("fail", "error")] {
        let (id, secret) = open(&rig, "elements", &[]).await;
        let asked = confirm(&rig, &secret, &[("number", "4000002500003155")]).await;
        let path = format!("/browser/{id}/challenge");
        assert_eq!((&asked["type"], &asked["kind"]), (&json!("action"), &json!("dialog")));
        assert_eq!(asked["path"], path);

        let told = ask(&rig, &path, &[("answer", answer)]).await;

        let result = format!("&quot;type&quot;:&quot;{ended}&quot;");
        assert!(told.text.contains(&result), "{}", told.text);
    }
}

#[tokio::test]
async fn three_d_secure_on_the_banks_own_page_leads_back_to_the_seller() {
    let rig = Rig::new().await;
    for (answer, status) in [("complete", "complete"), ("fail", "open")] {
        let (id, secret) = open(&rig, "embedded_page", &[]).await;
        let asked = confirm(&rig, &secret, &[("number", "4000002760003184")]).await;
        let path = format!("/c/pay/{id}/authenticate");
        assert_eq!((&asked["kind"], &asked["path"]), (&json!("redirect"), &json!(path)));

        let answered = ask(&rig, &path, &[("answer", answer)]).await;

        assert_eq!(answered.status, 303);
        let back = format!("https://shop.example/return?session={id}");
        assert_eq!(answered.header("location"), back);
        assert_eq!(rig.retrieve(&id).await["status"], status);
    }
}

#[tokio::test]
async fn a_form_left_open_past_the_end_learns_it_only_when_it_pays() {
    let rig = Rig::new().await;
    let (id, secret) = open(&rig, "embedded_page", &[]).await;
    let page = format!("/browser/{id}/page");
    assert!(rig.get(&page).await.text.contains("Pay €90.00"));
    rig.expire(&id).await.ok();

    let late = confirm(&rig, &secret, &[]).await;

    assert_eq!((&late["type"], &late["isOver"]), (&json!("error"), &json!(true)));
    assert_eq!(late["session"]["status"]["type"], "expired");
    assert!(rig.get(&page).await.text.contains("This payment page has expired"));
    assert_eq!(rig.retrieve(&id).await["payment_status"], "unpaid");
}

#[tokio::test]
async fn the_end_during_three_d_secure_makes_the_answer_too_late() {
    let rig = Rig::new().await;
    let (id, secret) = open(&rig, "elements", &[]).await;
    confirm(&rig, &secret, &[("number", "4000002500003155")]).await;
    rig.expire(&id).await.ok();

    let told = ask(&rig, &format!("/browser/{id}/challenge"), &[("answer", "complete")]).await;

    assert!(told.text.contains("&quot;isOver&quot;:true"), "{}", told.text);
    assert_eq!(rig.retrieve(&id).await["payment_status"], "unpaid");
}

#[tokio::test]
async fn a_bank_debit_completes_the_session_before_the_money_is_there() {
    let rig = Rig::new().await;
    let (id, secret) = open(&rig, "elements", &[]).await;
    let paid = confirm(&rig, &secret, &[("method", "debit_succeeds")]).await;
    assert_eq!(paid["session"]["status"]["paymentStatus"], "unpaid");
    rig.advance_ms(60_000).await;
    assert_eq!(rig.retrieve(&id).await["payment_status"], "paid");
}

#[tokio::test]
async fn a_promotion_code_lowers_the_bill_and_can_be_taken_off() {
    let rig = Rig::new().await;
    let coupon = rig.post("/v1/coupons", &[("percent_off", "10"), ("name", "Spring")]).await.ok();
    let coupon = coupon["id"].as_str().unwrap_or_default().to_owned();
    let made = [("promotion[type]", "coupon"), ("promotion[coupon]", &*coupon), ("code", "SPRING")];
    rig.post("/v1/promotion_codes", &made).await.ok();
    let (_, secret) = open(&rig, "elements", &[("allow_promotion_codes", "true")]).await;
    let path = "/browser/promotion_code";

    let wrong = ask(&rig, path, &[("client_secret", &secret), ("code", "AUTUMN")]).await.ok();
    assert_eq!((&wrong["type"], &wrong["error"]["code"]), (&json!("error"), &json!("invalidCode")));

    let lowered = ask(&rig, path, &[("client_secret", &secret), ("code", "spring")]).await.ok();
    let total = &lowered["session"]["total"];
    assert_eq!(total["total"]["amount"], "€81.00", "{lowered}");
    assert_eq!(total["discount"]["minorUnitsAmount"], 900);
    assert_eq!(lowered["session"]["discountAmounts"][0]["promotionCode"], "SPRING");

    let removed = ask(&rig, path, &[("client_secret", &secret)]).await.ok();
    assert_eq!(removed["session"]["total"]["total"]["amount"], "€90.00");
    assert_eq!(removed["session"]["discountAmounts"], Value::Null);
}

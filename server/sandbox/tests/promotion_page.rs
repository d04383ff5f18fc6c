//! Promotion codes, tax and recovery as a browser without scripts sees them.

mod support;

use reqwest::Method;
use serde_json::json;
use support::{Reply, Rig, encode, read};

async fn submit(rig: &Rig, path: &str, form: &[(&str, &str)]) -> Reply {
    read(rig.request(Method::POST, path).body(encode(form))).await.expect("an answer")
}

async fn code(rig: &Rig, percent_off: &str) -> String {
    let coupon = rig.post("/v1/coupons", &[("percent_off", percent_off)]).await.ok();
    let coupon = coupon["id"].as_str().expect("an id");
    let form = [("promotion[type]", "coupon"), ("promotion[coupon]", coupon), ("code", "SPRING")];
    rig.post("/v1/promotion_codes", &form).await.ok();
    coupon.to_owned()
}

#[tokio::test]
async fn a_code_is_applied_on_the_page_and_taken_off_again() {
    let rig = Rig::new().await;
    code(&rig, "10").await;
    let id = rig
        .session_with(&[("allow_promotion_codes", "true"), ("automatic_tax[enabled]", "true")])
        .await;
    let (path, promotion) = (format!("/c/pay/{id}"), format!("/c/pay/{id}/promotion"));
    assert!(rig.get(&path).await.text.contains("<label for=\"promotion\">Promotion code</label>"));

    let wrong = submit(&rig, &promotion, &[("code", "WINTER")]).await;
    assert!(wrong.text.contains("This code is invalid."), "{}", wrong.text);
    assert!(submit(&rig, &promotion, &[("code", "")]).await.text.contains("This code is invalid."));
    let applied = submit(&rig, &promotion, &[("code", " spring ")]).await;

    assert_eq!((applied.status, applied.header("location")), (303, path.as_str()));
    let page = rig.get(&path).await.text;
    for part in ["Subtotal", "€90.00", "-€9.00", "€16.20", ">Pay €97.20</button>", ">Remove promo"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(submit(&rig, &promotion, &[("remove", "1")]).await.status, 303);
    assert!(rig.get(&path).await.text.contains(">Pay €108.00</button>"));
}

#[tokio::test]
async fn a_code_for_everything_asks_for_no_card() {
    let rig = Rig::new().await;
    code(&rig, "100").await;
    let id = rig.session_with(&[("allow_promotion_codes", "true")]).await;
    submit(&rig, &format!("/c/pay/{id}/promotion"), &[("code", "SPRING")]).await;

    let path = format!("/c/pay/{id}");
    assert!(rig.get(&path).await.text.contains(">Complete order</button>"));
    let done = submit(&rig, &path, &[("email", "ada@example.com")]).await;

    assert_eq!(done.status, 303);
    let session = rig.retrieve(&id).await;
    assert_eq!(session["payment_status"], "no_payment_required");
    assert_eq!(session["payment_intent"], json!(null));
}

#[tokio::test]
async fn a_code_after_a_declined_card_lowers_what_the_next_card_pays() {
    let rig = Rig::new().await;
    code(&rig, "50").await;
    let id = rig.session_with(&[("allow_promotion_codes", "true")]).await;
    rig.pay(&id, json!({ "card": "4000000000000002" })).await;
    let how = json!({ "promotion_code": "spring" });
    let paid = rig.pay(&id, how).await;
    let intent = format!("/v1/payment_intents/{}", paid["payment_intent"].as_str().unwrap_or(""));
    assert_eq!(rig.get(&intent).await.ok()["amount_received"], 4_500);
}

#[tokio::test]
async fn no_code_is_taken_while_the_bank_asks_or_after_the_end() {
    let rig = Rig::new().await;
    code(&rig, "10").await;
    let id = rig.session_with(&[("allow_promotion_codes", "true")]).await;
    rig.pay(&id, json!({ "card": "4000002500003155" })).await;
    let path = format!("/c/pay/{id}/promotion");
    let early = submit(&rig, &path, &[("code", "SPRING")]).await;
    assert!(early.text.contains("The payment is under way."));
    rig.expire(&id).await.ok();
    let late = submit(&rig, &path, &[("code", "SPRING")]).await;
    assert!(late.text.contains("not open any more"));
    assert_eq!(rig.retrieve(&id).await["amount_total"], 9_000);
    assert_eq!(submit(&rig, "/c/pay/cs_no/promotion", &[("code", "SPRING")]).await.status, 404);
}

#[tokio::test]
async fn an_authorisation_that_nobody_captures_goes_back_after_a_week() {
    let rig = Rig::new().await;
    let id = rig.session_with(&[("payment_intent_data[capture_method]", "manual")]).await;
    let paid = rig.pay(&id, json!({})).await;
    let intent = format!("/v1/payment_intents/{}", paid["payment_intent"].as_str().unwrap_or(""));
    let charge = rig.get(&format!("{intent}?expand[]=latest_charge")).await.ok();
    let card = &charge["latest_charge"]["payment_method_details"]["card"];
    assert_eq!(card["capture_before"], support::NOW_S + 7 * 24 * 60 * 60);

    rig.advance_ms(7 * 24 * 60 * 60 * 1_000).await;

    let gone = rig.get(&intent).await.ok();
    assert_eq!(
        (&gone["status"], &gone["cancellation_reason"]),
        (&json!("canceled"), &json!("automatic"))
    );
    let ledger = rig.get("/sandbox/ledger").await.ok();
    assert_eq!(ledger["currencies"]["eur"]["authorized"], 0);
}

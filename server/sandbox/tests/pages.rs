//! The hosted page as a browser without scripts sees it.

mod support;

use reqwest::Method;
use serde_json::json;
use support::{FORM, Listener, Reply, Rig, encode, read};

const CARD: [(&str, &str); 6] = [
    ("email", "ada@example.com"),
    ("method", "card"),
    ("number", "4242 4242 4242 4242"),
    ("expiry", "12 / 34"),
    ("code", "123"),
    ("name", "Ada <b>"),
];

async fn submit(rig: &Rig, path: &str, form: &[(&str, &str)]) -> Reply {
    read(rig.request(Method::POST, path).body(encode(form))).await.expect("an answer")
}

fn with(name: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    CARD.iter().map(|(key, old)| (*key, if *key == name { value } else { *old })).collect()
}

#[tokio::test]
async fn the_page_shows_the_bill_and_escapes_what_it_was_given() {
    let rig = Rig::new().await;
    let id =
        rig.session_with(&[("custom_text[submit][message]", "Seats held until <14:35>")]).await;

    let page = rig.get(&format!("/c/pay/{id}")).await;

    assert_eq!(page.status, 200);
    for part in [
        "Seat &lt;A1&gt; &amp; more",
        "2 × €45.00",
        "Seats held until &lt;14:35&gt;",
        ">Pay €90.00</button>",
        ">Cancel and go back</a>",
        &format!("https://shop.example/back?session={id}"),
        "<html lang=\"en\">",
        "<label for=\"number\">Card number</label>",
    ] {
        assert!(page.text.contains(part), "{part} is missing in {}", page.text);
    }
    assert!(!page.text.contains("<script"));
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
    assert!(policy.contains("form-action 'self' https://shop.example;"), "{policy}");
    assert_eq!(rig.get("/c/style.css").await.status, 200);
    assert_eq!(rig.get("/").await.status, 200);
    assert_eq!(rig.get("/c/pay/cs_no").await.status, 404);
}

#[tokio::test]
async fn paying_leads_to_the_success_page_after_the_webhook_was_answered() {
    let mut listener = Listener::new().await;
    let rig = Rig::with_listener(&listener).await;
    let id = rig.session().await;

    let paid = submit(&rig, &format!("/c/pay/{id}"), &CARD).await;

    assert_eq!(paid.status, 303);
    assert_eq!(paid.header("location"), format!("https://shop.example/thanks?session={id}"));
    let session = rig.retrieve(&id).await;
    assert_eq!(session["customer_details"]["email"], "ada@example.com");
    for _ in 0..4 {
        listener.next().await;
    }
    assert!(listener.is_quiet());
    let again = submit(&rig, &format!("/c/pay/{id}"), &CARD).await;
    assert_eq!(again.status, 303);
    let reopened = rig.get(&format!("/c/pay/{id}")).await;
    assert!(reopened.text.contains("You are all done here"));
}

#[tokio::test]
async fn a_mistake_is_told_beside_its_field_and_keeps_the_rest() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    let path = format!("/c/pay/{id}");
    for (name, value, said) in [
        ("email", "ada", "Enter your e-mail address"),
        ("number", "4242", "Your card number is invalid."),
        ("number", "4111 1111 1111 1111", "not one of the test cards"),
        ("expiry", "13/34", "Enter month and year"),
        ("expiry", "12/20", "expiry is in the past"),
        ("code", "12", "The security code has 3 or 4 digits."),
        ("name", "", "Enter the name on the card."),
    ] {
        let page = submit(&rig, &path, &with(name, value)).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains(said), "{said}: {}", page.text);
        assert!(page.text.contains(&format!("aria-describedby=\"{name}-problem\"")));
        assert!(!page.text.contains("4242 4242 4242 4242\""), "the number is kept");
    }
    let page = submit(&rig, &path, &with("expiry", "13/34")).await;
    assert!(page.text.contains("value=\"Ada &lt;b&gt;\""));
    assert_eq!(rig.retrieve(&id).await["payment_intent"], json!(null));
}

#[tokio::test]
async fn a_decline_is_told_and_the_next_card_may_pay() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    let path = format!("/c/pay/{id}");
    let declined = submit(&rig, &path, &with("number", "4000000000000002")).await;
    assert!(declined.text.contains("role=\"alert\">Your card was declined.</p>"));
    assert_eq!(submit(&rig, &path, &CARD).await.status, 303);
}

#[tokio::test]
async fn three_d_secure_is_a_page_of_its_own() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    let path = format!("/c/pay/{id}");
    let step = format!("{path}/authenticate");
    let asked = submit(&rig, &path, &with("number", "4000002500003155")).await;
    assert_eq!((asked.status, asked.header("location")), (303, step.as_str()));
    let page = rig.get(&step).await;
    assert!(page.text.contains(">Complete authentication</button>"));
    assert!(page.text.contains(">Fail authentication</button>"));

    let failed = submit(&rig, &step, &[("answer", "fail")]).await;
    assert!(failed.text.contains("The authentication failed."));
    submit(&rig, &path, &with("number", "4000002500003155")).await;
    let done = submit(&rig, &step, &[("answer", "complete")]).await;
    assert_eq!(done.status, 303);
    assert_eq!(rig.retrieve(&id).await["payment_status"], "paid");
}

#[tokio::test]
async fn a_page_left_open_past_the_end_misleads_and_a_fresh_one_does_not() {
    let rig = Rig::new().await;
    let id = rig.session().await;
    let path = format!("/c/pay/{id}");
    rig.get(&path).await;
    rig.expire(&id).await.ok();

    let late = submit(&rig, &path, &CARD).await;

    assert_eq!(late.status, 200);
    assert!(late.text.contains("All done here, or out of time"));
    assert!(rig.get(&path).await.text.contains("This payment page has expired"));
    assert_eq!(rig.retrieve(&id).await["payment_status"], "unpaid");
}

#[tokio::test]
async fn a_bank_debit_needs_no_card_and_only_offered_methods_work() {
    let rig = Rig::new().await;
    let debit = [("email", "ada@example.com"), ("method", "debit_succeeds")];
    let id = rig.session().await;
    assert_eq!(submit(&rig, &format!("/c/pay/{id}"), &debit).await.status, 303);
    assert_eq!(rig.retrieve(&id).await["payment_status"], "unpaid");

    let form: Vec<_> =
        FORM.iter().copied().chain([("allowed_payment_method_types[0]", "card")]).collect();
    let id = rig.post("/v1/checkout/sessions", &form).await.ok()["id"].clone();
    let path = format!("/c/pay/{}", id.as_str().unwrap_or_default());
    assert!(!rig.get(&path).await.text.contains("Bank debit"));
    let refused = submit(&rig, &path, &debit).await;
    assert!(refused.text.contains("Bank debit is not accepted here."));
}

//! What a person hears whose keys, webhook or clock do not fit the account.

mod support;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use box_office::{Check, Clock, StripeSettings, check_stripe, payments};
use domain::{CheckoutUi, PaymentTerms};
use serde_json::json;
use support::{HOLD_MS, Hall, House, buyer, contact, hall};

const DOOR: &str = "https://tickets.example.com/webhooks/stripe";

async fn check(stripe: &StripeSettings) -> Vec<Check> {
    check_stripe(stripe, DOOR, Clock::System.now()).await.expect("a client")
}

fn wrong(checks: &[Check]) -> Vec<&str> {
    checks.iter().filter(|check| !check.is_fine).map(|check| check.words.as_str()).collect()
}

fn settings(url: &str) -> StripeSettings {
    StripeSettings {
        webhook_secrets: vec!["whsec_0123456789abcdef".into()],
        ..StripeSettings::test_mode(url, "rk_test_x".into())
    }
}

/// An account whose key may not refund, with one webhook endpoint that is told of little.
async fn account() -> String {
    account_told(&payments::EVENTS[..1]).await
}

/// As `account`, with an endpoint that is told of these, in an old version.
async fn account_told(of: &'static [&'static str]) -> String {
    let app = axum::Router::new().fallback(move |request| answer(request, of));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addr = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{addr}")
}

async fn answer(request: Request, told_of: &[&str]) -> Response {
    let is_refund = request.uri().path().starts_with("/v1/refunds");
    let refused = json!({ "error": { "type": "invalid_request_error", "message": "No." } });
    match (request.method().as_str(), request.uri().path()) {
        ("POST", _) if is_refund => (StatusCode::FORBIDDEN, refused.to_string()).into_response(),
        ("POST", _) => (StatusCode::BAD_REQUEST, refused.to_string()).into_response(),
        (_, "/v1/webhook_endpoints") => json!({ "data": [{
            "url": DOOR, "status": "enabled", "enabled_events": told_of,
            "api_version": "2020-01-01.old",
        }] })
        .to_string()
        .into_response(),
        (_, _) => {
            let list = json!({ "object": "list", "data": [], "has_more": false });
            ([("Stripe-Version", "2020-01-01.old")], list.to_string()).into_response()
        }
    }
}

#[tokio::test]
async fn an_account_that_fits_is_said_to_fit_and_nothing_is_made_by_asking() {
    let house = House::open().await;
    let endpoint = json!({ "url": DOOR, "secrets": ["whsec_0123456789abcdef"] });
    house.control("webhooks/endpoint", endpoint).await;

    let checks = check(&settings(house.sandbox.url())).await;

    assert_eq!(wrong(&checks), [""; 0]);
    let told = format!("posts to {DOOR}, in {}", payments::API_VERSION);
    assert!(checks.iter().any(|check| check.words.contains(&told)), "{checks:?}");
    assert!(checks.len() > 10, "{checks:?}");
    let list = house.stripe("/v1/checkout/sessions", None).await;
    assert_eq!(list["data"], json!([]));
    house.close().await;
}

#[tokio::test]
async fn a_key_that_stripe_does_not_know_is_said_to_be_unknown() {
    let house = House::open().await;
    let stripe = StripeSettings {
        secret_key: "nonsense".into(),
        ..StripeSettings::test_mode(house.sandbox.url(), "".into())
    };

    let checks = check(&stripe).await;

    assert_eq!(wrong(&checks).len(), 1);
    assert!(wrong(&checks)[0].contains("does not accept STRIPE_SECRET_KEY"), "{checks:?}");
    let nobody = check(&StripeSettings::test_mode("http://127.0.0.1:9", "sk_test_x".into())).await;
    assert!(wrong(&nobody)[0].contains("cannot be reached"), "{nobody:?}");
    house.close().await;
}

/// A server that answers everything so.
async fn server(status: StatusCode, body: &'static str) -> String {
    let app = axum::Router::new().fallback(move || async move { (status, body) });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addr = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{addr}")
}

#[tokio::test]
async fn a_server_that_does_not_answer_as_stripe_does_is_not_taken_for_it() {
    for (status, body) in [
        (StatusCode::NOT_FOUND, "<h1>Not found</h1>"),
        (StatusCode::NOT_FOUND, "{\"error\":\"not found\"}"),
        (StatusCode::OK, "{}"),
        (StatusCode::OK, "<h1>Welcome</h1>"),
        (StatusCode::MOVED_PERMANENTLY, ""),
    ] {
        let checks = check(&settings(&server(status, body).await)).await;
        let wrong = wrong(&checks);
        assert_eq!(wrong.len(), 1, "{status} {body}: {checks:?}");
        assert!(wrong[0].contains("not as Stripe does"), "{checks:?}");
        assert!(wrong[0].contains("STRIPE_API_URL"), "{checks:?}");
        assert!(!checks.iter().any(|check| check.words.contains("The key may")), "{checks:?}");
    }
}

#[tokio::test]
async fn an_outage_or_a_rate_limit_is_not_taken_for_a_yes() {
    for status in [StatusCode::INTERNAL_SERVER_ERROR, StatusCode::TOO_MANY_REQUESTS] {
        let body = "{\"error\":{\"type\":\"api_error\",\"message\":\"Later.\"}}";
        let checks = check(&settings(&server(status, body).await)).await;
        let wrong = wrong(&checks);
        assert_eq!(wrong.len(), 1, "{checks:?}");
        assert!(wrong[0].contains(status.as_str()) && wrong[0].contains("later"), "{checks:?}");
    }
}

#[tokio::test]
async fn missing_permissions_events_and_versions_are_each_named() {
    let checks = check(&settings(&account().await)).await;

    let wrong = wrong(&checks);
    assert_eq!(wrong.len(), 3, "{wrong:?}");
    assert!(wrong[0].contains("version 2020-01-01.old"), "{wrong:?}");
    assert!(wrong[1].contains("may not write Refunds"), "{wrong:?}");
    assert!(wrong[2].contains("charge.dispute.closed"), "{wrong:?}");

    let checks = check(&settings(&account_told(&["*"]).await)).await;

    let wrong = self::wrong(&checks);
    assert!(wrong[2].contains("is told in version 2020-01-01.old"), "{wrong:?}");
}

#[tokio::test]
async fn a_secret_that_was_not_copied_whole_and_a_clock_that_is_off_are_named() {
    let house = House::open().await;
    house.unsubscribe().await;
    let stripe = StripeSettings {
        webhook_secrets: vec!["whsec_".into(), "sk_test_0123456789abcdef".into()],
        publishable_key: Some("pk_live_x".into()),
        ..settings(house.sandbox.url())
    };
    let early = Clock::System.now() + -200_000;

    let checks = check_stripe(&stripe, DOOR, early).await.expect("a client");

    let wrong = wrong(&checks);
    assert_eq!(wrong.len(), 5, "{wrong:?}");
    assert!(wrong[4].contains("No webhook endpoint posts to"), "{wrong:?}");
    assert!(wrong[0].contains("clock is"), "{wrong:?}");
    assert!(wrong[1].contains("STRIPE_PUBLISHABLE_KEY must begin with pk_test_"), "{wrong:?}");
    assert!(wrong[2].contains("Signing secret 1") && wrong[3].contains("Signing secret 2"));
    house.close().await;
}

#[test]
fn the_page_for_organisers_names_every_event_to_subscribe_and_the_version() {
    let page = include_str!("../../STRIPE.md");
    for kind in payments::EVENTS {
        assert!(page.contains(&format!("`{kind}`")), "{kind}");
    }
    assert!(page.contains(payments::API_VERSION));
}

#[tokio::test]
async fn without_a_publishable_key_every_buyer_is_sent_to_stripes_own_page() {
    let ui = Some(CheckoutUi::EmbeddedPage);
    let terms = PaymentTerms { checkout_ui: ui, ..PaymentTerms::default() };
    let hall = Hall { terms, ..hall() };
    let house = House::furnish(hall, |stripe| stripe.publishable_key = None).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[1]).await.expect("held");

    let pay_by = house.office.start_checkout(&ada, &hold.id, contact()).await.expect("checkout");

    assert_eq!(pay_by.ui(), CheckoutUi::HostedPage);
    house.advance(HOLD_MS).await;
    house.close().await;
}

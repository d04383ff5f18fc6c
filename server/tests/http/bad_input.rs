//! What nobody should send, each answered clearly, with nothing half-done.

use crate::buying::hold_two;
use crate::house::{House, location};
use http::{Method, StatusCode};

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let house = House::open().await;
    let browser = house.browser();
    for path in [
        "/nothing-here",
        "/events/no-such-event",
        "/events/%00",
        "/events/%F0%9F%8E%AD",
        "/performances/999",
        "/performances/-1",
        "/performances/abc",
        "/performances/99999999999999999999",
        "/performances/1/sections/99",
        "/performances/1/sections/x",
        "/performances/999/plan/x.plan",
        "/performances/1/plan/x",
        "/posters/no-such-event.svg",
        "/posters/a-rehearsal.png",
        "/checkout/no-such-hold",
        "/holds/no-such-hold",
        "/orders/no-such-order/key",
        "/checkout/return?session_id=cs_forged",
        "/live?seats=999",
        "/admin/live",
        "/pkg/..%2f..%2fCargo.toml",
        "/..%2fCargo.toml",
        "/pkg/no-such-file.js",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    house.shop.close().await;
}

#[tokio::test]
async fn a_wrong_method_is_said_to_be_wrong() {
    let house = House::open().await;
    let browser = house.browser();
    for (method, path) in [
        (Method::POST, "/"),
        (Method::DELETE, "/live"),
        (Method::GET, "/api/hold_seats"),
        (Method::PUT, "/api/sign_in"),
        (Method::GET, "/webhooks/stripe"),
        (Method::GET, "/rehearsal/clock"),
        (Method::PATCH, "/performances/1"),
    ] {
        let answer = browser.send(method.clone(), path, "", &[]).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert!(answer.text().await.unwrap().contains("That does not work this way"));
    }
    house.shop.close().await;
}

#[tokio::test]
async fn seats_that_cannot_be_held_are_refused_in_words() {
    let house = House::open().await;
    let browser = house.browser();
    let performance = house.performance;
    for (form, why) in [
        (String::new(), "seats=&x"),
        (format!("performance={performance}"), "no_seats"),
        (format!("performance={performance}&seats[]=1&seats[]=1"), "seat_twice"),
        (format!("performance={performance}&seats[]=4000000000"), "no_such_seat"),
        (
            format!("performance={performance}&seats[]=0&seats[]=1&seats[]=2&seats[]=3&seats[]=4"),
            "too_many_seats.4",
        ),
        (
            format!("performance={performance}&places[0][section]=1&places[0][count]=4000000"),
            "too_",
        ),
        (format!("performance={performance}&places[0][section]=0&places[0][count]=1"), ""),
        ("performance=999&seats[]=1".to_owned(), "not_found"),
    ] {
        let answer = browser.submit("/api/hold_seats", &form).await;
        let status = answer.status();
        assert!(!status.is_server_error() || form.is_empty(), "{form}: {status}");
        if status == StatusCode::SEE_OTHER && !why.starts_with("seats") {
            assert!(
                location(&answer).contains(&format!("no={why}")),
                "{form}: {}",
                location(&answer)
            );
        }
    }
    let seats = house.shop.office.availability(performance).await.unwrap();
    assert_eq!(seats.available_in(0..32), 32, "nothing is held");
    house.shop.close().await;
}

#[tokio::test]
async fn forms_that_are_malformed_deep_or_huge_change_nothing() {
    let house = House::open().await;
    let browser = house.browser();
    let deep = format!("performance=1&seats{}=1", "[a]".repeat(2000));
    let json_deep = "[".repeat(20_000);
    for (form, kind) in [
        ("performance=abc&seats[]=1", "application/x-www-form-urlencoded"),
        ("performance=1&seats[]=-1", "application/x-www-form-urlencoded"),
        ("%ff%fe=%00&&&===", "application/x-www-form-urlencoded"),
        (&deep, "application/x-www-form-urlencoded"),
        (&json_deep, "application/json"),
    ] {
        let own = [("sec-fetch-site", "same-origin"), ("content-type", kind), ("accept", "*/*")];
        let answer = browser.send(Method::POST, "/api/hold_seats", form, &own).await;
        let head = &form[..form.len().min(40)];
        assert!(!answer.status().is_success(), "{head}: {}", answer.status());
    }
    let huge = format!("hold={}", "x".repeat(70 * 1024));
    for path in ["/api/release_hold", "/api/start_checkout", "/api/sign_in"] {
        let answer = browser.submit(path, &huge).await;
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    let huge = "x".repeat(300 * 1024);
    let answer = browser.post_json("/webhooks/stripe", &huge).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let seats = house.shop.office.availability(house.performance).await.unwrap();
    assert_eq!(seats.available_in(0..32), 32);
    house.shop.close().await;
}

#[tokio::test]
async fn no_other_site_changes_anything() {
    let house = House::open().await;
    let browser = house.browser();
    hold_two(&house, &browser).await;
    for path in [
        "/api/hold_seats",
        "/api/drop_seat",
        "/api/release_hold",
        "/api/hold_again",
        "/api/start_checkout",
        "/api/resume_checkout",
        "/api/sign_in",
        "/api/sign_out",
        "/api/expire_holds",
        "/api/refund_reviewed",
        "/api/check_ledger",
        "/api/put_on_sale",
        "/admin/plans/import",
        "/rehearsal/clock",
        "/",
    ] {
        for elsewhere in [
            [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
            [("sec-fetch-site", "same-site"), ("origin", "https://other.shop.example")],
            [("x-old-browser", "yes"), ("origin", "https://evil.example")],
            [("x-old-browser", "yes"), ("origin", "null")],
        ] {
            let answer = browser.send(Method::POST, path, "hold=x", &elsewhere).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} {elsewhere:?}");
        }
    }
    let seats = house.shop.office.availability(house.performance).await.unwrap();
    assert_eq!(seats.available_in(0..32), 30, "the hold stands");
    house.shop.close().await;
}

#[tokio::test]
async fn the_webhook_door_takes_only_what_stripe_signed() {
    let secret = "whsec_of_this_test";
    let house = House::open_with(&[
        "--stripe-secret-key=sk_test_x",
        "--stripe-api-url=http://127.0.0.1:9",
        &format!("--stripe-webhook-secrets={secret},whsec_the_next_one"),
    ])
    .await;
    let browser = house.browser();
    let now = house.shop.office.clock().now().seconds();
    let event = r#"{"id":"evt_1","object":"event","type":"checkout.session.expired",
        "livemode":false,"created":1,
        "data":{"object":{"id":"cs_test_1","object":"checkout.session"}}}"#;
    let signed = |secret: &str, at_s, body: &str| {
        stripe_sandbox::signature_header(&[secret.to_owned()], at_s, body.as_bytes())
    };
    let ours = signed(secret, now, event);
    for (signature, body, status) in [
        (String::new(), event, 400),
        ("t=,v1=".to_owned(), event, 400),
        ("v1=00".repeat(1000), event, 400),
        (signed("whsec_forged", now, event), event, 400),
        (signed("", now, event), event, 400),
        (signed(secret, now - 301, event), event, 400),
        (signed(secret, now + 301, event), event, 400),
        (ours.clone(), "{}", 400),
        (signed(secret, now, "not json"), "not json", 400),
        (
            signed(secret, now, &event.replace("false", "true")),
            &event.replace("false", "true"),
            400,
        ),
        (signed("whsec_the_next_one", now, event), event, 200),
        (ours, event, 200),
    ] {
        let headers =
            [("stripe-signature", signature.as_str()), ("content-type", "application/json")];
        let answer = browser.send(Method::POST, "/webhooks/stripe", body, &headers).await;
        assert_eq!(answer.status().as_u16(), status, "{signature:.60} {body:.20}");
    }
    house.shop.close().await;
}

//! What every answer says about itself.

use crate::house::{Browser, House};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, SET_COOKIE};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn every_page_brings_a_strict_policy_and_nothing_that_breaks_it() {
    let house = House::open().await;
    let browser = house.browser();
    let performance = format!("/performances/{}", house.performance);
    let section = format!("{performance}/sections/0");
    let pages = ["/", "/events/a-rehearsal", &performance, &section, "/admin/sign-in", "/nowhere"];
    for path in pages {
        let answer = browser.get(path).await;
        let headers = answer.headers().clone();
        let html = answer.text().await.unwrap();
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert!(
            headers.contains_key("referrer-policy") && headers.contains_key("permissions-policy")
        );

        assert!(!html.contains(" style=\""), "{path} has an inline style");
        assert!(!html.contains("<style"), "{path} has a style element");
        for script in html.split("<script").skip(1) {
            let (tag, rest) = script.split_once('>').unwrap();
            let hash = Sha256::digest(rest.split("</script").next().unwrap());
            let hash = format!("'sha256-{}'", BASE64_STANDARD.encode(hash));
            let nonce = tag.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next());
            let nonce = format!("'nonce-{}'", nonce.unwrap_or("none"));
            assert!(policy.contains(&hash) || policy.contains(&nonce), "{path}: {tag}: {policy}");
        }
    }
    house.shop.close().await;
}

#[tokio::test]
async fn a_buyer_is_known_by_a_cookie_that_scripts_cannot_read() {
    let house = House::open().await;
    let browser = house.browser();
    let first = browser.get("/").await;
    let cookie = first.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("holdfast_buyer="));
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    assert_eq!(first.headers()[CACHE_CONTROL], "no-store", "a cookie is not kept with a page");

    assert!(browser.get("/").await.headers().get(SET_COOKIE).is_none(), "once is enough");
    for path in ["/holds/x", "/checkout/x", "/orders/x/y", "/admin/sign-in"] {
        assert_eq!(browser.get(path).await.headers()[CACHE_CONTROL], "no-store", "{path}");
    }
    house.shop.close().await;
}

#[tokio::test]
async fn a_plan_is_kept_for_ever_and_asked_for_by_its_tag() {
    let house = House::open().await;
    let browser = house.browser();
    let tag = house.shop.office.house(house.performance).await.unwrap().plan_tag.clone();
    let path = app::words::paths::plan(house.performance, &tag);

    let plan = browser.get(&path).await;
    assert_eq!(plan.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
    let etag = plan.headers()[ETAG].to_str().unwrap().to_owned();
    let plan = app::packed::plan_from_bytes(&plan.bytes().await.unwrap()).unwrap();
    assert_eq!(plan.seat_count(), 32);
    let known = [("if-none-match", etag.as_str())];
    let again = browser.send(http::Method::GET, &path, "", &known).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let old = browser.get(&path.replace(&tag, "an-old-tag")).await;
    assert_eq!(old.status(), StatusCode::TEMPORARY_REDIRECT);
    house.shop.close().await;
}

#[tokio::test]
async fn a_poster_is_a_picture_that_may_run_nothing() {
    let house = House::open().await;
    for path in ["/posters/a-rehearsal.svg", "/posters/a-rehearsal.svg?size=social"] {
        let poster = house.browser().get(path).await;
        assert_eq!(poster.headers()[CONTENT_TYPE], "image/svg+xml");
        let policy = poster.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"));
        assert!(poster.text().await.unwrap().starts_with("<svg"));
    }
    house.shop.close().await;
}

#[tokio::test]
async fn the_shop_says_that_it_lives_and_is_ready() {
    let house = House::open().await;
    let browser = Browser::at(&house.shop.url);
    assert_eq!(browser.page("/healthz").await, "alive\n");
    assert_eq!(browser.page("/readyz").await, "ready\n");
    assert!(browser.get("/healthz").await.headers().contains_key("x-request-id"));
    house.shop.close().await;
}

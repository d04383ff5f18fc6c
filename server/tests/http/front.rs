//! What is answered before the router says the same as the router would.

use crate::house::{Browser, House};
use app::packed::from_bytes;
use domain::HoldCard;
use http::{Method, StatusCode};
use reqwest::Response;
use reqwest::header::HeaderMap;

const CALL: (&str, &str) = ("accept", "application/octet-stream");

/// A script's call for seats, straight and by the router: that a request is the shop's own is told
/// by one header or by another.
async fn both_ways(browser: &Browser, form: &str) -> [Response; 2] {
    let straight = [CALL, ("sec-fetch-site", "same-origin")];
    let own = [CALL, ("origin", browser.base.as_str())];
    [
        browser.send(Method::POST, "/api/hold_seats", form, &straight).await,
        browser.send(Method::POST, "/api/hold_seats", form, &own).await,
    ]
}

/// An answer's headers but for its date and its own name.
fn said(answer: &Response) -> HeaderMap {
    let mut headers = answer.headers().clone();
    for own in ["date", "x-request-id", "vary"] {
        headers.remove(own);
    }
    headers
}

#[tokio::test]
async fn a_call_for_seats_is_refused_in_the_same_words_before_the_router_and_behind_it() {
    let house = House::open().await;
    let (first, browser) = (house.browser(), house.browser());
    let on = house.performance;
    let taken = format!("performance={on}&seats[0]=4");
    first.get("/").await;
    browser.get("/").await;
    assert_eq!(both_ways(&first, &taken).await[0].status(), StatusCode::OK);
    for (form, status) in [
        (taken, StatusCode::CONFLICT),
        (format!("performance={on}"), StatusCode::UNPROCESSABLE_ENTITY),
        (format!("performance={on}&seats[0]=4&seats[1]=4"), StatusCode::UNPROCESSABLE_ENTITY),
        (format!("performance={on}&seats[0]=four"), StatusCode::UNPROCESSABLE_ENTITY),
        ("performance=99&seats[0]=4".to_owned(), StatusCode::NOT_FOUND),
        (format!("performance={on}&performance=2&seats[0]=4"), StatusCode::UNPROCESSABLE_ENTITY),
        ("%ff".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let [straight, routed] = both_ways(&browser, &form).await;
        assert_eq!((straight.status(), routed.status()), (status, status), "{form}");
        assert_eq!(said(&straight), said(&routed), "{form}");
        assert!(straight.headers().contains_key("x-request-id"));
        assert_eq!(straight.bytes().await.unwrap(), routed.bytes().await.unwrap(), "{form}");
    }
    house.shop.close().await;
}

#[tokio::test]
async fn seats_are_held_before_the_router_as_behind_it() {
    let house = House::open().await;
    let browser = house.browser();
    browser.get("/").await;
    let form = format!("performance={}&seats[0]=7&seats[1]=8", house.performance);
    let [straight, routed] = both_ways(&browser, &form).await;
    assert_eq!(said(&straight), said(&routed));
    let mut cards = Vec::new();
    for answer in [straight, routed] {
        assert_eq!(answer.status(), StatusCode::OK);
        cards.push(from_bytes::<HoldCard>(&answer.bytes().await.unwrap()).unwrap());
    }
    assert_eq!(cards[0], cards[1], "the second finds the first one's hold");
    house.shop.close().await;
}

#[tokio::test]
async fn another_sites_call_for_seats_is_refused() {
    let house = House::open().await;
    let browser = house.browser();
    browser.get("/").await;
    let form = format!("performance={}&seats[0]=7", house.performance);
    for foreign in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let answer = browser.send(Method::POST, "/api/hold_seats", &form, &[CALL, foreign]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{foreign:?}");
    }
    house.shop.close().await;
}

#[tokio::test]
async fn a_page_handed_out_before_the_router_carries_what_every_page_does() {
    let house = House::open().await;
    let browser = house.browser();
    let printed = browser.get("/").await;
    let handed_out = browser.get("/").await;
    assert!(handed_out.headers().get("set-cookie").is_none(), "who has a cookie keeps it");
    let mut first = said(&printed);
    first.remove("set-cookie");
    first.remove("cache-control"); // nobody keeps a page that a cookie came with
    let mut second = said(&handed_out);
    assert_eq!(second.remove("cache-control").unwrap(), "private, no-cache");
    assert_eq!(first, second);
    let named = browser.send(Method::GET, "/", "", &[("x-request-id", "mine")]).await;
    assert_eq!(named.headers()["x-request-id"], "mine");
    house.shop.close().await;
}

//! Pages that are the same for everybody: printed once, sent again, and never anybody's own.

use crate::buying::{hold_of, hold_two};
use crate::hall::Hall;
use crate::house::{Browser, House};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, SET_COOKIE, VARY,
};
use http::{Method, StatusCode};
use reqwest::Response;
use sha2::{Digest, Sha256};

fn tag(answer: &Response) -> String {
    answer.headers()[ETAG].to_str().unwrap().to_owned()
}

async fn again(browser: &Browser, path: &str, tag: &str) -> Response {
    browser.send(Method::GET, path, "", &[("if-none-match", tag)]).await
}

#[tokio::test]
async fn a_page_is_printed_once_for_everybody_and_not_sent_to_who_has_it() {
    let house = House::open().await;
    let (one, other) = (house.browser(), house.browser());
    let performance = format!("/performances/{}", house.performance);
    let section = format!("{performance}/sections/0");
    for path in ["/", "/events/a-rehearsal", &performance, &section] {
        let first = one.get(path).await;
        let tag = tag(&first);
        let policy = first.headers()[CONTENT_SECURITY_POLICY].clone();
        assert_eq!(first.headers()[VARY], "accept-encoding");
        let second = other.get(&format!("{path}?from=mail")).await;
        assert_eq!(second.headers()[CONTENT_SECURITY_POLICY], policy, "{path}");
        assert_eq!(first.bytes().await.unwrap(), second.bytes().await.unwrap(), "{path}");

        let known = again(&one, path, &tag).await;
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!(known.headers()[CACHE_CONTROL], "private, no-cache");
        assert!(known.headers().get(SET_COOKIE).is_none(), "{path}");
    }
    house.shop.close().await;
}

#[tokio::test]
async fn a_printed_page_lets_in_its_own_scripts_by_what_they_say() {
    let house = House::open().await;
    let answer = house.browser().get(&format!("/performances/{}", house.performance)).await;
    let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    let html = answer.text().await.unwrap();
    assert!(!policy.contains("nonce") && !html.contains("nonce"), "{policy}");
    let mut inline = 0;
    for script in html.split("<script").skip(1) {
        let (tag, rest) = script.split_once('>').unwrap();
        let hash = BASE64_STANDARD.encode(Sha256::digest(rest.split("</script").next().unwrap()));
        assert!(tag.contains(" src=") || policy.contains(&format!("'sha256-{hash}'")), "{tag}");
        inline += usize::from(!tag.contains(" src="));
    }
    assert!(inline > 0, "the map is woken by a script");
    house.shop.close().await;
}

#[tokio::test]
async fn a_page_is_printed_anew_when_what_it_shows_changes_and_only_then() {
    let house = House::open().await;
    let (reader, buyer) = (house.browser(), house.browser());
    let section = format!("/performances/{}/sections/0", house.performance);
    let before = reader.get(&section).await;
    let tag = tag(&before);
    assert!(!before.text().await.unwrap().contains("held just now"));

    let checkout = hold_two(&house, &buyer).await;
    let after = again(&reader, &section, &tag).await;
    assert_eq!(after.status(), StatusCode::OK);
    assert!(after.text().await.unwrap().contains("held just now"));

    let form = format!("hold={}", hold_of(&checkout));
    let released = buyer.submit("/api/release_hold", &form).await;
    assert_eq!(released.status(), StatusCode::SEE_OTHER);
    assert_eq!(again(&reader, &section, &tag).await.status(), StatusCode::NOT_MODIFIED);
    house.shop.close().await;
}

#[tokio::test]
async fn a_page_is_printed_anew_when_something_is_put_on() {
    let house = House::open().await;
    let reader = house.browser();
    assert!(!reader.page("/").await.contains("A Second Evening"));
    let hall = Hall { title: "A Second Evening", rows: vec![0], ..Hall::default() };
    hall.put_on(&house.shop.office).await;
    assert!(reader.page("/").await.contains("A Second Evening"));
    house.shop.close().await;
}

#[tokio::test]
async fn nobody_is_ever_shown_what_somebody_else_holds_or_was_refused() {
    let house = House::open().await;
    let (buyer, stranger, newcomer) = (house.browser(), house.browser(), house.browser());
    stranger.page("/").await;
    let hold = hold_two(&house, &buyer).await;
    let performance = format!("/performances/{}", house.performance);
    let section = format!("{performance}/sections/0");
    for path in ["/", "/events/a-rehearsal", &performance, &section] {
        for _ in 0..2 {
            let own = buyer.get(path).await;
            assert!(own.headers().get(ETAG).is_none(), "{path} is the buyer's own");
            assert!(own.text().await.unwrap().contains(&hold), "{path} shows the buyer's hold");
            assert!(!stranger.page(path).await.contains(&hold), "{path} to a stranger");
            assert!(!newcomer.page(path).await.contains(&hold), "{path} to a newcomer");
        }
    }
    let refused = stranger.get(&format!("{performance}?no=busy")).await;
    assert!(refused.headers().get(ETAG).is_none());
    assert!(refused.text().await.unwrap().contains("class=\"notice\""));
    assert!(!newcomer.page(&performance).await.contains("class=\"notice\""));
    house.shop.close().await;
}

#[tokio::test]
async fn each_encoding_is_made_once_and_has_a_tag_of_its_own() {
    let house = House::open().await;
    let browser = house.browser();
    let mut tags = Vec::new();
    for (asked, sent) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
        let asked = [("accept-encoding", asked)];
        let answer = browser.send(Method::GET, "/", "", &asked).await;
        let encoding = answer.headers().get(CONTENT_ENCODING);
        assert_eq!(encoding.map(|encoding| encoding.to_str().unwrap()), sent);
        tags.push(tag(&answer));
        let head = browser.send(Method::HEAD, "/", "", &asked).await;
        assert_eq!(tags.last(), Some(&tag(&head)));
    }
    tags.dedup();
    assert_eq!(tags.len(), 3);
    house.shop.close().await;
}

//! Plain forms that are refused, or cannot be read at all: back on their own page, in words, with
//! what was typed and with nothing of it in the address.

use crate::buying::{ADA, check_out, hold_of, hold_two, press_pay};
use crate::house::{Browser, House, location};
use app::api::ShopError;
use domain::Refusal;
use domain::refusal::Field;
use http::header::SET_COOKIE;
use http::{Method, StatusCode};

/// Past the end of any hold.
const HOLD_MS: i64 = 600_000;

/// A field's text as the page has it.
fn typed(page: &str, field: &str) -> String {
    let input = page.split("<input").find(|tag| tag.contains(&format!("id=\"{field}\""))).unwrap();
    let value = input.split(" value=\"").nth(1).unwrap_or_default();
    value.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_refused_checkout_keeps_what_was_typed_and_tells_no_address() {
    let house = House::open().await;
    let browser = house.browser();
    let checkout = hold_two(&house, &browser).await;

    let refused = press_pay(&browser, &checkout, ("Zoë & Søn", "zoe at example")).await;

    assert_eq!(location(&refused), format!("{checkout}?no=invalid.email"));
    let cookies = refused.headers().get_all(SET_COOKIE).iter();
    let kept: Vec<_> = cookies.filter_map(|cookie| cookie.to_str().ok()).collect();
    let kept = kept.iter().find(|cookie| cookie.starts_with("holdfast_typed=")).unwrap();
    for part in [&format!("Path={checkout}"), "HttpOnly", "SameSite=Strict", "Max-Age="] {
        assert!(kept.contains(part), "{part} in {kept}");
    }
    let page = browser.page(&location(&refused)).await;
    assert!(page.contains("Enter an e-mail address like"), "{page}");
    assert_eq!(typed(&page, "name"), "Zoë &amp; Søn");
    assert_eq!(typed(&page, "email"), "zoe at example");

    let payment_page = check_out(&browser, &checkout).await;
    assert!(payment_page.contains("/c/pay/"), "{payment_page}");
    assert!(browser.cookie_header().ends_with("holdfast_typed="), "what was accepted is forgotten");
    house.shop.close().await;
}

#[tokio::test]
async fn who_gets_ended_seats_back_need_not_type_their_name_again() {
    let house = House::open().await;
    let browser = house.browser();
    let checkout = hold_two(&house, &browser).await;
    let payment_page = check_out(&browser, &checkout).await;
    let session = payment_page.rsplit('/').next().unwrap();
    let ended = format!("hold={}", hold_of(&checkout));
    house.advance_ms(HOLD_MS).await;
    house.shop.office.work_outbox().await.unwrap();
    browser.page(&format!("/checkout/return?session_id={session}")).await;

    let again = location(&browser.submit("/api/hold_again", &ended).await);

    assert_ne!(again, checkout, "a hold of its own");
    let page = browser.page(&again).await;
    assert_eq!((typed(&page, "name"), typed(&page, "email")), (ADA.0.into(), ADA.1.into()));
    house.shop.close().await;
}

#[tokio::test]
async fn nobody_puts_words_into_anybodys_checkout() {
    let house = House::open().await;
    let (owner, stranger) = (house.browser(), house.browser());
    let checkout = hold_two(&house, &owner).await;

    for hold in [&hold_of(&checkout), "x; Domain=example.com", "..%2F"] {
        let form = format!("hold={hold}&name=&email=x");
        let refused = stranger.submit("/api/start_checkout", &form).await;
        assert!(location(&refused).ends_with("no=not_found"), "{}", location(&refused));
        assert!(!stranger.cookie_header().contains("holdfast_typed"), "{hold}");
    }
    house.shop.close().await;
}

#[tokio::test]
async fn a_form_that_cannot_be_read_goes_back_to_its_page_and_says_so() {
    let house = House::open().await;
    let browser = house.browser();
    let list = format!("/performances/{}/sections/0", house.performance);
    for form in ["performance=abc&seats[]=1", "performance=1&seats[]=-1", "", "%ff=%00&&==="] {
        browser.page(&list).await;
        let refused = browser.submit("/api/hold_seats", form).await;
        assert_eq!(refused.status(), StatusCode::SEE_OTHER, "{form}");
        assert_eq!(location(&refused), format!("{list}?no=invalid.form"), "{form}");
        let page = browser.page(&location(&refused)).await;
        assert!(page.contains("Something in this form cannot be read"), "{form}");
    }

    let checkout = hold_two(&house, &browser).await;
    browser.page(&format!("{checkout}?no=busy")).await;
    let refused = browser.submit("/api/start_checkout", "hold=x").await;
    assert_eq!(location(&refused), format!("{checkout}?no=invalid.form"), "only the last refusal");
    let nowhere = Browser::at(&house.shop.url);
    let own = [("sec-fetch-site", "same-origin")];
    let refused = nowhere.send(Method::POST, "/api/release_hold", "x=y", &own).await;
    assert_eq!(location(&refused), "/?no=invalid.form", "a form without a page");
    house.shop.close().await;
}

#[tokio::test]
async fn a_call_that_cannot_be_read_is_told_apart_from_a_fault_of_ours() {
    let house = House::open().await;
    let browser = house.browser();
    let own = [("sec-fetch-site", "same-origin"), ("accept", "application/json")];
    for form in ["performance=abc", ""] {
        let answer = browser.send(Method::POST, "/api/hold_seats", form, &own).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        let why = app::packed::from_bytes(&answer.bytes().await.unwrap());
        assert_eq!(why, Some(ShopError::Refused(Refusal::Invalid(Field::Form))), "{form}");
    }
    let holds = browser.send(Method::POST, "/api/my_holds", "", &own).await;
    assert_eq!(holds.status(), StatusCode::OK, "what can be read is answered");
    for path in ["/api/no_such_function", "/api/hold_seats/more"] {
        let answer = browser.send(Method::POST, path, "x=y", &own).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().await.unwrap().contains("We could not find that"), "{path}");
    }
    house.shop.close().await;
}

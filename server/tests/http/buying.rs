//! The whole purchase over plain forms, as a browser without JavaScript makes it.

use crate::house::{Browser, House, encoded, location};
use http::StatusCode;
use reqwest::Response;

/// Whose tickets they are: name and e-mail.
pub(crate) const ADA: (&str, &str) = ("Ada Byron", "ada@example.com");

/// The hold that a checkout address names.
pub(crate) fn hold_of(path: &str) -> String {
    path.trim_start_matches("/checkout/").split('?').next().unwrap().to_owned()
}

/// Holds two seats by the list of a section.
pub(crate) async fn hold_two(house: &House, browser: &Browser) -> String {
    let list = format!("/performances/{}/sections/0", house.performance);
    let page = browser.page(&list).await;
    assert!(page.contains("name=\"seats[]\"") && page.contains("action=\"/api/hold_seats\""));
    let form = format!("performance={}&seats[]=1&seats[]=2", house.performance);
    let held = browser.submit("/api/hold_seats", &form).await;
    assert_eq!(held.status(), StatusCode::SEE_OTHER);
    let to = location(&held);
    assert!(to.starts_with("/checkout/"), "{to}");
    to
}

/// Fills in the checkout page and presses Pay.
pub(crate) async fn press_pay(browser: &Browser, checkout: &str, who: (&str, &str)) -> Response {
    let page = browser.page(checkout).await;
    assert!(page.contains("€90.00"), "the sum is on the page");
    let (hold, name, email) = (hold_of(checkout), encoded(who.0), encoded(who.1));
    let form = format!("hold={hold}&name={name}&email={email}");
    let answer = browser.submit("/api/start_checkout", &form).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer
}

/// Leads from the checkout page to the payment page; answers its address.
pub(crate) async fn check_out(browser: &Browser, checkout: &str) -> String {
    location(&press_pay(browser, checkout, ADA).await)
}

/// Pays at the stand-in, by its control interface; answers where the buyer is sent.
pub(crate) async fn pay(browser: &Browser, payment_page: &str) -> String {
    let (stand_in, session) = payment_page.split_once("/c/pay/").unwrap();
    let session = session.split(['?', '#']).next().unwrap();
    let paid = browser.post_json(&format!("{stand_in}/sandbox/pay/{session}"), "{}").await;
    let paid: serde_json::Value = serde_json::from_str(&paid.text().await.unwrap()).unwrap();
    assert_eq!(paid["outcome"], "completed", "{paid}");
    paid["redirect_url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn two_seats_are_bought_without_javascript() {
    let house = House::open().await;
    let browser = house.browser();

    let checkout = hold_two(&house, &browser).await;
    let payment_page = check_out(&browser, &checkout).await;
    assert!(payment_page.starts_with(house.shop.stand_in_url().unwrap()), "{payment_page}");
    let back = pay(&browser, &payment_page).await;
    let settled = browser.get(&back).await;
    assert_eq!(settled.status(), StatusCode::SEE_OTHER);
    let order = location(&settled);
    assert!(order.starts_with("/orders/"), "{order}");

    let page = browser.page(&order).await;
    assert!(page.contains("A Rehearsal") && page.contains("Ada Byron"));
    assert_eq!(page.matches("<svg").count(), 2, "a QR code for each ticket");
    assert!(page.contains("&lt;b&gt;") || !page.contains("<b>here</b>"), "names are escaped");
    let seats = house.shop.office.availability(house.performance).await.unwrap();
    let sold = |seat| seats.get(domain::SeatIndex(seat)) == Some(domain::SeatStatus::Sold);
    assert!(sold(1) && sold(2) && !sold(3));
    house.shop.close().await;
}

#[tokio::test]
async fn an_order_is_only_for_who_has_its_whole_link() {
    let house = House::open().await;
    let browser = house.browser();
    let checkout = hold_two(&house, &browser).await;
    let payment_page = check_out(&browser, &checkout).await;
    let back = pay(&browser, &payment_page).await;
    let order = location(&browser.get(&back).await);

    let (start, key) = order.rsplit_once('/').unwrap();
    let forged = format!("{start}/{}", "x".repeat(key.len()));
    assert_eq!(browser.get(&forged).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(house.browser().get(&order).await.status(), StatusCode::OK);
    house.shop.close().await;
}

#[tokio::test]
async fn a_hold_is_nobody_elses() {
    let house = House::open().await;
    let (owner, stranger) = (house.browser(), house.browser());
    let checkout = hold_two(&house, &owner).await;
    let hold = hold_of(&checkout);

    assert_eq!(stranger.get(&checkout).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&format!("/holds/{hold}")).await.status(), StatusCode::NOT_FOUND);
    let refused = stranger.submit("/api/release_hold", &format!("hold={hold}")).await;
    assert_eq!(refused.status(), StatusCode::SEE_OTHER);
    assert!(location(&refused).contains("no=not_found"));
    assert_eq!(owner.get(&checkout).await.status(), StatusCode::OK);
    house.shop.close().await;
}

#[tokio::test]
async fn a_hold_runs_out_by_the_clock_and_its_page_says_so() {
    let house = House::open().await;
    let browser = house.browser();
    let checkout = hold_two(&house, &browser).await;

    house.advance_ms(600_000).await;

    let page = browser.page(&format!("/holds/{}", hold_of(&checkout))).await;
    assert!(page.contains("Get them back"), "{page}");
    let seats = house.shop.office.availability(house.performance).await.unwrap();
    assert_eq!(seats.available_in(0..32), 32);
    house.shop.close().await;
}

//! The stand-in for Stripe fails while somebody wants to pay: a clear no in good time, the seats
//! stay held, and paying works once it is back.

use crate::buying::{ADA, check_out, hold_two, pay, press_pay};
use crate::free_addr::free_addr;
use crate::house::{Browser, House, location};
use http::Method;
use std::time::Duration;
use stripe_sandbox::{Clock, Sandbox, SandboxConfig};

/// Far less than a stand-in that hangs takes, far more than a slow machine needs.
const GOOD_TIME: Duration = Duration::from_secs(20);

/// The next attempts to create a session go wrong like this.
async fn break_sessions(house: &House, how: &str) {
    let order =
        format!("{{\"method\":\"POST\",\"path\":\"/v1/checkout/sessions\",\"times\":1000,{how}}}");
    let ordered = house.browser().post_json(&faults(house), &order).await;
    assert!(ordered.status().is_success(), "{}", ordered.text().await.unwrap());
}

async fn mend(house: &House) {
    let mended = house.browser().send(Method::DELETE, &faults(house), "", &[]).await;
    assert!(mended.status().is_success());
}

fn faults(house: &House) -> String {
    format!("{}/sandbox/faults", house.shop.stand_in_url().unwrap())
}

/// Presses Pay, and reads on the same page that it did not work and that nothing is lost.
async fn is_refused_for_now(house: &House, browser: &Browser, checkout: &str) {
    let pressed = tokio::time::timeout(GOOD_TIME, press_pay(browser, checkout, ADA)).await;
    let back = location(&pressed.expect("an answer in good time"));
    assert_eq!(back, format!("{checkout}?no=payment_unavailable"));
    let page = browser.page(&back).await;
    assert!(page.contains("role=\"alert\"") && page.contains("your seats stay held"), "{page}");
    assert!(page.contains(ADA.0) && page.contains(ADA.1), "nothing is to be typed again");
    let seats = house.shop.office.availability(house.performance).await.unwrap();
    assert_eq!(seats.available_in(0..32), 30, "the hold stands");
}

async fn is_paid(browser: &Browser, checkout: &str) {
    let payment_page = check_out(browser, checkout).await;
    let back = pay(browser, &payment_page).await;
    let order = location(&browser.get(&back).await);
    assert!(order.starts_with("/orders/"), "{order}");
}

#[tokio::test]
async fn a_stripe_that_fails_loses_nothing_and_is_paid_once_it_works() {
    for how in ["error_before", "error_after", "drop_before", "drop_after", "rate_limited"] {
        let house = House::open().await;
        let browser = house.browser();
        let checkout = hold_two(&house, &browser).await;
        break_sessions(&house, &format!("\"answer\":\"{how}\"")).await;

        is_refused_for_now(&house, &browser, &checkout).await;
        mend(&house).await;
        is_paid(&browser, &checkout).await;

        let ledger = house.shop.office.check_ledger().await.unwrap();
        assert!(ledger.lines.iter().all(|line| line.balances() == Some(true)), "{how}: {ledger:?}");
        house.shop.close().await;
    }
}

#[tokio::test]
async fn a_stripe_that_hangs_keeps_nobody_waiting_for_ever() {
    let house = House::open_with(&["--stripe-answer-seconds=1"]).await;
    let browser = house.browser();
    let checkout = hold_two(&house, &browser).await;
    break_sessions(&house, "\"delay_ms\":3600000").await;

    is_refused_for_now(&house, &browser, &checkout).await;
    mend(&house).await;
    is_paid(&browser, &checkout).await;
    house.shop.close().await;
}

#[tokio::test]
async fn a_shop_whose_stripe_is_down_opens_and_sells_once_it_is_up() {
    let addr = free_addr();
    let house = House::open_with(&[
        "--stripe-secret-key=sk_test_x",
        "--stripe-webhook-secrets=whsec_of_this_test",
        &format!("--stripe-api-url=http://{addr}"),
    ])
    .await;
    let browser = house.browser();
    let checkout = hold_two(&house, &browser).await;

    is_refused_for_now(&house, &browser, &checkout).await;
    let clock = Clock::stopped_at(house.shop.office.clock().now().0);
    let stripe = SandboxConfig { clock, ..SandboxConfig::new(addr) };
    let stripe = Sandbox::start(stripe).await.unwrap();
    is_paid(&browser, &checkout).await;

    house.shop.close().await;
    stripe.shutdown().await;
}

#[tokio::test]
async fn a_hold_whose_payment_page_never_came_runs_out_like_any_other() {
    let house = House::open().await;
    let browser = house.browser();
    let checkout = hold_two(&house, &browser).await;
    break_sessions(&house, "\"answer\":\"drop_before\"").await;
    is_refused_for_now(&house, &browser, &checkout).await;

    house.advance_ms(600_000).await;

    let seats = house.shop.office.availability(house.performance).await.unwrap();
    assert_eq!(seats.available_in(0..32), 32, "the seats are free at once");
    house.shop.close().await;
}

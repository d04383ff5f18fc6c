//! The checkout page in each of its three shapes: what it loads, and what it lets in.

use crate::buying::{ADA, hold_of, hold_two};
use crate::house::{Browser, House, encoded, location};
use http::{StatusCode, header};
use reqwest::Response;

async fn begin(browser: &Browser, checkout: &str, more: &str) -> String {
    browser.page(checkout).await;
    let (hold, name, email) = (hold_of(checkout), encoded(ADA.0), encoded(ADA.1));
    let form = format!("hold={hold}&name={name}&email={email}{more}");
    let answer = browser.submit("/api/start_checkout", &form).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    location(&answer)
}

fn policy(answer: &Response) -> String {
    let policy = answer.headers().get(header::CONTENT_SECURITY_POLICY).expect("a policy");
    policy.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_form_of_stripes_is_let_in_on_the_page_that_shows_it_and_nowhere_else() {
    for (ui, has_button) in [("embedded_page", false), ("elements", true)] {
        let house = House::open_with(&[&format!("--checkout-ui={ui}")]).await;
        let browser = house.browser();
        let stripe = house.shop.stand_in_url().unwrap().to_owned();
        let checkout = hold_two(&house, &browser).await;
        let first = browser.get(&checkout).await;
        assert!(!policy(&first).contains("frame-src"), "{}", policy(&first));
        let first = first.text().await.unwrap();
        assert!(first.contains("name=\"on_our_page\"") && !first.contains("stripe.js"), "{first}");

        let next = begin(&browser, &checkout, "&on_our_page=yes").await;

        assert_eq!(next, checkout, "the buyer stays");
        let page = browser.get(&next).await;
        let policy = policy(&page);
        for part in [format!("frame-src {stripe};"), format!("connect-src 'self' {stripe};")] {
            assert!(policy.contains(&part), "{part}: {policy}");
        }
        let permissions = page.headers().get("permissions-policy").unwrap().to_str().unwrap();
        assert!(permissions.contains(&format!("payment=(self \"{stripe}\")")), "{permissions}");
        let page = page.text().await.unwrap();
        assert!(page.contains(&format!("src=\"{stripe}/endive/stripe.js\"")), "{page}");
        assert!(page.contains(&format!("data-ui=\"{ui}\"")), "{page}");
        assert!(page.contains("_secret_") && page.contains("data-key=\"pk_test_"), "{page}");
        assert_eq!(page.contains("data-part=\"pay\""), has_button);
        assert!(page.contains("<noscript>"), "who runs no scripts is told");
        assert!(page.contains("'pageshow'"), "who comes back to it sees how the hold is now");
        let at = |words: &str| page.find(words).unwrap();
        let (ours, stripes) = (at("MutationObserver(hear)"), at("/endive/stripe.js"));
        assert!(ours < stripes, "the end is heard of while Stripe.js is still on its way");
        let again = browser.page(&next).await;
        assert!(again.contains("_secret_"), "a page loaded anew shows the same form");
        house.shop.close().await;
    }
}

#[tokio::test]
async fn without_scripts_every_shape_is_paid_on_stripes_own_page() {
    for ui in ["hosted_page", "embedded_page", "elements"] {
        let house = House::open_with(&[&format!("--checkout-ui={ui}")]).await;
        let browser = house.browser();
        let checkout = hold_two(&house, &browser).await;
        let page = browser.page(&checkout).await;
        assert_eq!(page.contains("name=\"on_our_page\""), ui != "hosted_page");

        let next = begin(&browser, &checkout, "&on_our_page=").await;

        let payment_pages = format!("{}/c/pay/", house.shop.stand_in_url().unwrap());
        assert!(next.starts_with(&payment_pages), "{ui}: {next}");
        assert!(!browser.page(&checkout).await.contains("stripe.js"));
        house.shop.close().await;
    }
}

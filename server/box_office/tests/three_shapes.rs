//! The three shapes of a checkout, on a real store and against the stand-in over HTTP.

mod support;

use box_office::Denial;
use domain::{Capture, CheckoutUi, HoldPhase, PayBy, PaymentTerms, Refusal};
use serde_json::{Value, json};
use support::{HOLD_MS, Hall, House, buyer, contact, hall, session_of};

fn terms(ui: CheckoutUi) -> PaymentTerms {
    PaymentTerms { checkout_ui: Some(ui), ..PaymentTerms::default() }
}

async fn began(terms: PaymentTerms) -> (House, PayBy, Value) {
    let house = House::open_with(terms).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let pay_by = house.office.start_checkout(&ada, &hold.id, contact()).await.expect("checkout");
    let path = format!("/v1/checkout/sessions/{}", session_of(&pay_by));
    let session = house.stripe(&path, None).await;
    (house, pay_by, session)
}

#[tokio::test]
async fn each_shape_is_asked_for_with_what_it_takes_and_can_be_bought_in() {
    for ui in CheckoutUi::ALL {
        let (house, pay_by, session) = began(terms(ui)).await;
        assert_eq!(pay_by.ui(), ui);
        assert_eq!(session["ui_mode"], ui.name());
        assert_eq!(session["success_url"].is_string(), ui == CheckoutUi::HostedPage);
        assert_eq!(session["cancel_url"].is_string(), ui == CheckoutUi::HostedPage);
        assert_eq!(session["return_url"].is_string(), ui.is_on_our_page());
        assert_eq!(session["adaptive_pricing"]["enabled"], false);
        assert_eq!(session["allowed_payment_method_types"], json!(["card", "link"]));
        let says = session["custom_text"]["submit"]["message"].as_str();
        let until = "Your seats are held until 08:10 WET. After that they go back on sale.";
        assert_eq!(says, (ui != CheckoutUi::Elements).then_some(until));

        house.pay(&session_of(&pay_by)).await;
        let card = house.office.settle(&session_of(&pay_by)).await.expect("settled");

        assert_eq!((card.phase, card.checkout_ui), (HoldPhase::Sold, ui));
        assert_eq!(card.pay_by, None, "there is nothing left to pay");
        house.close().await;
    }
}

#[tokio::test]
async fn stripes_page_names_the_minute_by_the_venues_clock() {
    let house = House::furnish(Hall { time_zone: "Asia/Kolkata", ..hall() }, |_| {}).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");

    let session = house.check_out(&ada, &hold.id).await;

    let made = house.stripe(&format!("/v1/checkout/sessions/{session}"), None).await;
    let says = made["custom_text"]["submit"]["message"].as_str().expect("a message");
    assert!(says.contains("until 13:40 IST."), "{says}");
    house.advance(HOLD_MS).await;
    house.close().await;
}

#[tokio::test]
async fn only_its_buyer_is_told_how_a_hold_is_paid_and_only_while_it_can_be() {
    let (house, pay_by, _) = began(terms(CheckoutUi::EmbeddedPage)).await;
    let ada = buyer("ada");
    let hold = house.office.live_holds(&ada).await.expect("read").remove(0);
    let rows = house.office.holds(None).await.expect("an admin's list");
    let settled = house.office.settle(&session_of(&pay_by)).await.expect("read");
    assert_eq!((hold.pay_by, settled.pay_by), (None, None), "on the checkout page alone");
    assert_eq!(rows[0].card.pay_by, None);

    let card = house.office.hold(&ada, &hold.id).await.expect("read");
    assert_eq!(card.pay_by, Some(pay_by));
    house.clock.move_to(card.expires_at);
    let late = house.office.hold(&ada, &hold.id).await.expect("read");
    let resumed = house.office.resume_checkout(&ada, &hold.id).await;

    assert_eq!(late.pay_by, None, "not even before anybody has tidied up");
    assert!(matches!(resumed, Err(Denial::Refused(Refusal::HoldEnded))), "{resumed:?}");
    house.close().await;
}

#[tokio::test]
async fn a_checkout_that_was_begun_keeps_its_shape_when_the_event_changes_its_own() {
    let mut house = House::open_with(terms(CheckoutUi::Elements)).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let lost = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": 1,
        "answer": "drop_before" });
    house.control("faults", lost).await;
    let first = house.office.start_checkout(&ada, &hold.id, contact()).await;
    assert!(matches!(first, Err(Denial::Refused(Refusal::PaymentUnavailable))), "{first:?}");

    house.change_terms(terms(CheckoutUi::HostedPage)).await;
    house.restart().await;
    house.advance(60_000).await;

    let pay_by = house.office.resume_checkout(&ada, &hold.id).await.expect("open by now");
    assert_eq!(pay_by.ui(), CheckoutUi::Elements, "what was owed was stored");
    let next = house.hold(&buyer("bob"), &[5]).await.expect("held");
    assert_eq!(next.checkout_ui, CheckoutUi::HostedPage);
    house.advance(HOLD_MS).await;
    house.close().await;
}

#[tokio::test]
async fn a_browser_without_scripts_is_sent_to_stripes_page_whatever_the_event_says() {
    let house = House::open_with(terms(CheckoutUi::Elements)).await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    assert_eq!(hold.checkout_ui, CheckoutUi::Elements);
    let lost = json!({ "method": "POST", "path": "/v1/checkout/sessions", "times": 1,
        "answer": "rate_limited" });
    house.control("faults", lost).await;
    let office = &house.office;
    let first = office.start_checkout_on_stripes_page(&ada, &hold.id, contact()).await;
    assert!(first.is_err(), "{first:?}");

    house.advance(60_000).await;

    let pay_by = office.resume_checkout(&ada, &hold.id).await.expect("open by now");
    assert_eq!(pay_by.ui(), CheckoutUi::HostedPage, "kept until the call went through");
    let again = office.start_checkout(&ada, &hold.id, contact()).await.expect("the same");
    assert_eq!(again, pay_by, "one live session per hold, in one shape");
    house.close().await;
}

#[tokio::test]
async fn a_promotion_code_is_asked_for_if_the_shop_takes_some_and_its_order_says_what_was_paid() {
    for is_taken in [false, true] {
        let hall = Hall { terms: terms(CheckoutUi::Elements), ..hall() };
        let house = House::furnish(hall, |stripe| stripe.promotion_codes = is_taken).await;
        let ada = buyer("ada");
        let hold = house.hold(&ada, &[3]).await.expect("held");
        let pay_by = house.office.start_checkout(&ada, &hold.id, contact()).await.expect("begun");
        let session = session_of(&pay_by);
        let made = house.stripe(&format!("/v1/checkout/sessions/{session}"), None).await;
        assert_eq!(made["allow_promotion_codes"] == true, is_taken);
        let mut how = json!({});
        if is_taken {
            house.stripe("/v1/coupons", Some("id=TENTH&percent_off=10")).await;
            let code = "promotion[type]=coupon&promotion[coupon]=TENTH&code=SPRING";
            house.stripe("/v1/promotion_codes", Some(code)).await;
            how = json!({ "promotion_code": "SPRING" });
        }
        let paid = house.control(&format!("pay/{session}"), how).await;
        assert_eq!(paid["outcome"], "completed", "{paid}");

        let card = house.office.settle(&session).await.expect("settled");

        assert_eq!(card.phase, HoldPhase::Sold);
        let orders = house.office.orders().await.expect("read");
        assert_eq!(orders[0].total.amount_minor, if is_taken { 4_050 } else { 4_500 });
        house.close().await;
    }
}

#[tokio::test]
async fn an_event_may_take_money_later_and_by_methods_that_take_days() {
    let later =
        PaymentTerms { capture: Capture::Manual, delayed_methods: true, ..PaymentTerms::default() };

    let (house, pay_by, session) = began(later).await;

    assert_eq!(pay_by.ui(), CheckoutUi::HostedPage, "the shop's default");
    assert_eq!(session["allowed_payment_method_types"], Value::Null, "whatever the account has");
    house.close().await;
}

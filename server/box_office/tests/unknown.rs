//! An account that is not the shop's alone: what it does not know it never touches by itself.

mod support;

use box_office::Account;
use domain::{HoldPhase, SessionId, ToDoKind};
use serde_json::json;
use support::{HOLD_MS, House, buyer, hall};

const DAY_MS: i64 = 24 * 3_600_000;

/// A session that somebody made on the account, with this in its form too.
async fn made(house: &House, more: &str) -> SessionId {
    let form = format!(
        "mode=payment&success_url=http://x.test/&line_items[0][quantity]=1\
        &line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=4500\
        &line_items[0][price_data][product_data][name]=Shirt{more}"
    );
    let made = house.stripe("/v1/checkout/sessions", Some(&form)).await;
    SessionId(made["id"].as_str().expect("an id").to_owned())
}

/// The mark that this shop's sessions carry.
async fn mark(house: &House) -> String {
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[3]).await.expect("held");
    let session = house.check_out(&ada, &hold.id).await;
    let read = house.stripe(&format!("/v1/checkout/sessions/{session}"), None).await;
    read["metadata"]["shop"].as_str().expect("a mark").to_owned()
}

async fn refunded(house: &House) -> i64 {
    let ledger = house.control_get("ledger").await;
    ledger["currencies"]["eur"]["refunded"].as_i64().expect("a sum")
}

async fn paid_elsewhere(house: &House) -> SessionId {
    let session = made(house, "&metadata[order]=7").await;
    house.pay(&session).await;
    house.deliver().await;
    session
}

#[tokio::test]
async fn a_payment_without_a_mark_of_ours_is_put_before_a_person_and_never_touched() {
    let house = House::open().await;
    let session = paid_elsewhere(&house).await;
    house.advance(DAY_MS).await;

    house.office.audit().await.expect("audited");
    let ledger = house.office.check_ledger().await.expect("checked");
    house.work().await;

    assert_eq!(refunded(&house).await, 0);
    assert!(ledger.lines.iter().all(|line| line.money_in_minor() == 0), "{ledger:?}");
    let list = house.office.to_do().await.expect("a list");
    assert_eq!((list.len(), list[0].kind), (1, ToDoKind::PaymentUnknown));
    assert_eq!(list[0].session, Some(session));
    assert_eq!(list[0].amount.expect("a sum").to_string(), "€45.00");
    house.close().await;
}

#[tokio::test]
async fn what_an_admin_says_is_not_ours_stays_as_it_is_for_good() {
    let house = House::open().await;
    let session = paid_elsewhere(&house).await;

    house.office.disown_unknown(&session).await.expect("said");
    house.office.refund_unknown(&session).await.expect("too late: it was decided");
    house.advance(DAY_MS).await;
    house.office.audit().await.expect("audited");
    house.office.check_ledger().await.expect("checked");
    house.work().await;

    assert_eq!(refunded(&house).await, 0);
    assert!(house.office.to_do().await.expect("a list").is_empty());
    house.close().await;
}

#[tokio::test]
async fn what_an_admin_says_goes_back_goes_back_once() {
    let house = House::open().await;
    let session = paid_elsewhere(&house).await;

    house.office.refund_unknown(&session).await.expect("said");
    house.office.refund_unknown(&session).await.expect("said twice");
    house.work().await;
    house.deliver().await;

    assert_eq!(refunded(&house).await, 4_500);
    assert!(house.office.to_do().await.expect("a list").is_empty());
    let ledger = house.office.check_ledger().await.expect("checked");
    assert_eq!(ledger.lines[0].refunds_minor, 4_500);
    let nobodys = house.office.refund_unknown(&SessionId::from("cs_test_x")).await;
    assert!(nobodys.is_err(), "{nobodys:?}");
    house.close().await;
}

#[tokio::test]
async fn on_an_account_of_the_shops_own_a_payment_that_it_does_not_know_goes_back_once() {
    let house = House::furnish(hall(), |stripe| stripe.account = Account::Own).await;
    paid_elsewhere(&house).await;
    house.work().await;
    house.deliver().await;
    house.advance(DAY_MS).await;

    house.office.audit().await.expect("audited");
    house.work().await;

    assert_eq!(refunded(&house).await, 4_500);
    assert!(house.office.to_do().await.expect("a list").is_empty());
    let ledger = house.office.check_ledger().await.expect("checked");
    assert_eq!(ledger.lines[0].refunds_minor, 4_500);
    house.close().await;
}

#[tokio::test]
async fn a_payment_that_waits_for_a_person_goes_back_once_the_account_is_the_shops_own() {
    let mut house = House::open().await;
    paid_elsewhere(&house).await;
    house.work().await;
    assert_eq!(refunded(&house).await, 0);

    house.settings.account = Account::Own;
    house.restart().await;
    house.office.audit().await.expect("audited");
    house.work().await;

    assert_eq!(refunded(&house).await, 4_500);
    house.close().await;
}

#[tokio::test]
async fn another_shops_mark_is_not_ours_and_ours_without_a_hold_goes_back_by_itself() {
    let house = House::open().await;
    let mark = mark(&house).await;
    let ours = made(&house, &format!("&metadata[shop]={mark}")).await;
    let theirs = made(&house, "&metadata[shop]=shop_other&metadata[hold_id]=0193-aa").await;

    house.pay(&ours).await;
    house.pay(&theirs).await;
    house.deliver().await;

    assert_eq!(refunded(&house).await, 4_500);
    let list = house.office.to_do().await.expect("a list");
    assert_eq!((list.len(), list[0].session.clone()), (1, Some(theirs)));
    house.advance(HOLD_MS).await;
    house.close().await;
}

#[tokio::test]
async fn a_copy_that_lost_its_words_is_whose_the_expired_one_was() {
    let house = House::open().await;
    let mark = mark(&house).await;
    let old = made(&house, &format!("&metadata[shop]={mark}")).await;
    house.stripe(&format!("/v1/checkout/sessions/{old}/expire"), Some("")).await;
    let copy = house.control(&format!("sessions/{old}/recover"), json!({})).await;
    let copy = SessionId(copy["session"]["id"].as_str().expect("a copy").to_owned());
    let path = format!("/v1/checkout/sessions/{copy}");
    house.stripe(&path, Some("metadata[shop]=")).await;

    house.pay(&copy).await;
    house.deliver().await;

    assert_eq!(refunded(&house).await, 4_500);
    assert!(house.office.to_do().await.expect("a list").is_empty());
    house.advance(HOLD_MS).await;
    house.close().await;
}

#[tokio::test]
async fn somebody_elses_refunds_and_disputes_are_not_the_shops_to_see_to() {
    let house = House::open().await;
    let session = made(&house, "").await;
    let card = json!({ "card": "4000000000000259" });
    house.control(&format!("pay/{session}"), card).await;
    house.deliver().await;
    house.advance(120_000).await;
    house.deliver().await;
    house.office.disown_unknown(&session).await.expect("said");

    house.office.audit().await.expect("audited");

    assert!(house.office.to_do().await.expect("a list").is_empty());
    house.close().await;
}

#[tokio::test]
async fn the_mark_stays_when_the_shop_is_opened_again() {
    let mut house = House::open().await;
    let before = mark(&house).await;
    house.advance(HOLD_MS).await;

    house.restart().await;

    assert_eq!(mark(&house).await, before);
    house.advance(HOLD_MS).await;
    let ended = house.office.live_holds(&buyer("ada")).await.expect("read");
    assert!(ended.iter().all(|card| card.phase != HoldPhase::Sold));
    house.close().await;
}

#[tokio::test]
async fn a_payment_with_our_mark_in_a_currency_that_the_shop_does_not_know_is_put_before_a_person()
{
    let house = House::open().await;
    let mark = mark(&house).await;
    let form = format!(
        "mode=payment&success_url=http://x.test/&line_items[0][quantity]=1\
        &line_items[0][price_data][currency]=thb&line_items[0][price_data][unit_amount]=4500\
        &line_items[0][price_data][product_data][name]=Seat&metadata[shop]={mark}"
    );
    let made = house.stripe("/v1/checkout/sessions", Some(&form)).await;
    let session = SessionId(made["id"].as_str().expect("an id").to_owned());

    house.pay(&session).await;
    house.deliver().await;

    let list = house.office.to_do().await.expect("a list");
    assert_eq!((list.len(), list[0].kind), (1, ToDoKind::PaymentUnknown));
    house.office.refund_unknown(&session).await.expect("said");
    house.work().await;
    let ledger = house.control_get("ledger").await;
    assert_eq!(ledger["currencies"]["thb"]["refunded"], 4_500);
    house.advance(HOLD_MS).await;
    house.close().await;
}

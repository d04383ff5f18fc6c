//! What a buyer reads of money that is on its way back, and the admin's button that sends it again.

use crate::admin::sign_in;
use crate::buying::{check_out, hold_of, hold_two, pay};
use crate::house::{Browser, House, location};
use serde_json::{Value, json};

/// Stripe, as somebody at its dashboard sees it.
struct Account {
    http: reqwest::Client,
    url: String,
}

impl Account {
    async fn of(house: &House) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let account = Self { http, url: house.shop.stand_in_url().unwrap().to_owned() };
        account.order("behaviour", &json!({ "refunds_stay_pending": true })).await;
        account
    }

    async fn order(&self, path: &str, order: &Value) -> Value {
        let request = self.http.post(format!("{}/sandbox/{path}", self.url));
        let request = request.header("content-type", "application/json");
        read(request.body(order.to_string())).await
    }

    async fn get(&self, path: &str) -> Value {
        read(self.http.get(format!("{}/v1/{path}", self.url)).bearer_auth("sk_test_x")).await
    }

    async fn post(&self, path: &str, form: String) -> Value {
        let request = self.http.post(format!("{}/v1/{path}", self.url)).bearer_auth("sk_test_x");
        let kind = "application/x-www-form-urlencoded";
        read(request.header("content-type", kind).body(form)).await
    }

    async fn refund(&self, session: &str, amount: i64) -> String {
        let session = self.get(&format!("checkout/sessions/{session}")).await;
        let intent = session["payment_intent"].as_str().unwrap();
        let made = self.post("refunds", format!("payment_intent={intent}&amount={amount}")).await;
        made["id"].as_str().unwrap().to_owned()
    }

    async fn settle(&self, refund: &str, status: &str) {
        self.order(&format!("refunds/{refund}/settle"), &json!({ "status": status })).await;
    }
}

async fn read(request: reqwest::RequestBuilder) -> Value {
    let answer = request.send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// Seats that were paid; the hold, its session and the page of its order.
async fn bought(house: &House, buyer: &Browser) -> (String, String, String) {
    let checkout = hold_two(house, buyer).await;
    let payment_page = check_out(buyer, &checkout).await;
    let session = payment_page.rsplit('/').next().unwrap().to_owned();
    let back = pay(buyer, &payment_page).await;
    let order = location(&buyer.get(&back).await);
    (hold_of(&checkout), session, order)
}

/// What the shop has heard of a refund is on this page.
async fn says(house: &House, browser: &Browser, path: &str, words: &str) {
    for _ in 0..2_000 {
        house.shop.office.work_inbox().await.unwrap();
        if browser.page(path).await.contains(words) {
            return;
        }
    }
    panic!("{words:?} in {}", browser.page(path).await);
}

#[tokio::test]
async fn an_order_says_of_each_part_where_it_is() {
    let house = House::open().await;
    let account = Account::of(&house).await;
    let buyer = house.browser();
    let (_, session, order) = bought(&house, &buyer).await;

    let refund = account.refund(&session, 1_000).await;
    says(&house, &buyer, &order, "€10.00 of it is on its way back to you.").await;
    account.settle(&refund, "requires_action").await;
    says(&house, &buyer, &order, "Stripe asks you by e-mail where €10.00 of it shall go.").await;
    account.settle(&refund, "succeeded").await;
    says(&house, &buyer, &order, "€10.00 of it went back to you.").await;
    account.settle(&refund, "failed").await;
    says(&house, &buyer, &order, "Your bank did not take €10.00 back.").await;
    house.shop.close().await;
}

#[tokio::test]
async fn an_admin_sends_a_refund_once_more_that_came_back() {
    let house = House::open().await;
    let account = Account::of(&house).await;
    let (admin, buyer) = (house.browser(), house.browser());
    let (hold, session, order) = bought(&house, &buyer).await;
    let refund = account.refund(&session, 1_000).await;
    account.settle(&refund, "failed").await;
    says(&house, &buyer, &order, "Your bank did not take €10.00 back.").await;
    sign_in(&admin).await;
    let story = format!("/admin/holds/{hold}");
    assert!(admin.page("/admin/stripe").await.contains("Send it once more"));
    assert!(admin.page(&story).await.contains("Send €10.00 once more"));

    let form = format!("hold={hold}&session={session}");
    let sent = admin.submit("/api/refund_again", &form).await;

    assert_eq!(location(&sent), story);
    house.shop.office.work_outbox().await.unwrap();
    says(&house, &buyer, &order, "€10.00 of it is on its way back to you.").await;
    assert!(!admin.page(&story).await.contains("once more</button>"));
    let list = account.get("refunds").await;
    assert_eq!(list["data"].as_array().map(Vec::len), Some(2), "one more, and no more");
    house.shop.close().await;
}

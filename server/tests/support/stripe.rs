//! What the stand-in for Stripe has, read as anybody with a key reads it.
#![allow(dead_code, reason = "each that uses it is a crate of its own and uses a part")]

use reqwest::Client;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Everything of this kind.
pub async fn list(http: &Client, stand_in: &str, path: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let url = format!("{stand_in}/v1/{path}?limit=100{after}");
        let page = http.get(url).bearer_auth("sk_test_x").send().await.unwrap();
        let page: Value = serde_json::from_str(&page.text().await.unwrap()).unwrap();
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        if page["has_more"] != json!(true) {
            return all;
        }
        let last = all.last().and_then(|last| last["id"].as_str()).unwrap();
        after = format!("&starting_after={last}");
    }
}

/// Payments by session: what was paid, and what of it was given back.
pub async fn payments(http: &Client, stand_in: &str) -> BTreeMap<String, (i64, i64)> {
    let refunds = list(http, stand_in, "refunds").await;
    let sessions = list(http, stand_in, "checkout/sessions").await;
    let paid = sessions.iter().filter(|session| session["payment_status"] == "paid");
    let with_refund = |session: &Value| {
        let of = |refund: &&Value| refund["payment_intent"] == session["payment_intent"];
        let back = refunds.iter().filter(of).filter_map(|refund| refund["amount"].as_i64());
        let id = session["id"].as_str().unwrap_or_default().to_owned();
        (id, (session["amount_total"].as_i64().unwrap(), back.sum()))
    };
    paid.map(with_refund).collect()
}

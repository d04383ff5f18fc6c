//! P17: signed webhooks, verified, kept durably and acted upon, against one commit an event with
//! nothing else done. Its p99 is an open loop's at half the rate.
//!
//! Forty payments were made, and each is told of many times, as a row of different events of the
//! same type. Why so few: acting on the first of each asks Stripe, which allows 25 calls a second.

use super::engine::hall;
use super::kit::{Kit, folder, median};
use super::p06_deadline::connect;
use super::p07_open_session::open_session;
use super::process::{SECRET, Shop};
use super::rounds::fdatasync_ms;
use super::row::{Goal, Row, short};
use super::stage::Stage;
use bytes::Bytes;
use holdfast_load::address::Address;
use holdfast_load::closed::saturate;
use holdfast_load::{Connection, Pool, form, get, open};
use http::{HeaderValue, Request};
use http_body_util::Full;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use stripe_sandbox::signature_header;

const CLIENTS: usize = 64;
const PAYMENTS: u64 = 40;
const DONE_WITHIN: Duration = Duration::from_secs(60);

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let count = kit.either(600, 3_000);
    let stage = Stage::with(&hall(20_000, 1)).await;
    let shop = stage.shop().await;
    let (mut ratios, mut p99, mut disk_ms, mut said) = (vec![], vec![], vec![], vec![]);
    for round in 0..kit.either(2, 5) {
        let payments = paid(&stage, &shop, round * PAYMENTS).await;
        let events = told_often(&payments, round, 2 * count);
        let (closed, opened) = events.split_at(count);
        let raw = one_commit_each(closed).await;
        let kept = post_all(&shop, closed.to_vec()).await;
        p99.push(post_at(&shop, opened.to_vec(), kept / 2.0).await);
        all_done(&stage, (round + 1) * PAYMENTS).await;
        eprintln!("    kept {}/s, raw {}/s", short(kept), short(raw));
        ratios.push(kept / raw);
        said.push([kept, raw]);
        disk_ms.push(fdatasync_ms());
    }
    drop(shop);
    stage.close().await;
    let of = |at: usize| short(median(&said.iter().map(|said| said[at]).collect::<Vec<_>>()));
    let against = format!("one commit an event {}/s, kept {}/s", of(1), of(0));
    let beyond = Goal::Most(30.0);
    vec![
        Row::new("P17 webhooks", "× one commit each", Goal::Least(20.0), ratios)
            .against(against)
            .beside(&disk_ms),
        Row::new("P17 webhooks, p99", "ms", beyond, p99).against("open loop, half the rate"),
    ]
}

/// The same payments told of again and again, each time as an event of another name.
fn told_often(payments: &[Value], round: u64, count: usize) -> Vec<Bytes> {
    let tell = |number: usize| {
        let mut event = payments[number % payments.len()].clone();
        event["id"] = Value::from(format!("evt_{round}_{number}"));
        Bytes::from(event.to_string())
    };
    (0..count).map(tell).collect()
}

/// Holds whose buyers have paid while nobody was told: the events of it, as the stand-in has them.
async fn paid(stage: &Stage, shop: &Shop, first: u64) -> Vec<Value> {
    let mut connection = Connection::open(&shop.at).await.unwrap();
    for number in first..first + PAYMENTS {
        open_session(shop, &mut connection, number).await;
    }
    let (there, _) = Address::split(stage.stripe.url()).unwrap();
    let mut stripe = Connection::open(&there).await.unwrap();
    let sessions = list(&there, &mut stripe, "/v1/checkout/sessions?status=open", PAYMENTS).await;
    for session in &sessions {
        let path = format!("/sandbox/pay/{}", session["id"].as_str().unwrap());
        let mut request = form(&there, &path, "/", None, "{}".to_owned());
        let kind = HeaderValue::from_static("application/json");
        request.headers_mut().insert(http::header::CONTENT_TYPE, kind);
        assert_eq!(stripe.ask(request).await.unwrap().status, 200);
    }
    let path = "/v1/events?type=checkout.session.completed";
    list(&there, &mut stripe, path, PAYMENTS).await
}

/// The newest so many of a list of the stand-in's.
async fn list(there: &Address, stripe: &mut Connection, path: &str, count: u64) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    while (all.len() as u64) < count {
        let mut request = get(there, &format!("{path}&limit=100{after}"), None);
        let key = HeaderValue::from_static("Bearer sk_test_x");
        request.headers_mut().insert(http::header::AUTHORIZATION, key);
        let reply = stripe.ask(request).await.unwrap();
        let page: Value = serde_json::from_str(reply.text()).unwrap();
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        let last = all.last().unwrap()["id"].as_str().unwrap();
        after = format!("&starting_after={last}");
    }
    all.truncate(count as usize);
    all
}

fn signed(shop: &Address, event: &Bytes) -> Request<Full<Bytes>> {
    let text = String::from_utf8(event.to_vec()).unwrap();
    let mut request = form(shop, "/webhooks/stripe", "/", None, text);
    let at_s = super::p06_deadline::unix_ms() / 1000;
    let signature = signature_header(&[SECRET.to_owned()], at_s, event);
    request.headers_mut().insert("stripe-signature", signature.parse().unwrap());
    request
}

/// Posts each once by many clients; answers how many a second were kept.
async fn post_all(shop: &Shop, events: Vec<Bytes>) -> f64 {
    let at = shop.at.clone();
    let make = move |number: u64| events.get(number as usize).map(|event| signed(&at, event));
    let done = saturate(&shop.at, CLIENTS, Duration::from_secs(60), make).await;
    super::p02_holds::only(&done, 200);
    done.per_s
}

async fn post_at(shop: &Shop, events: Vec<Bytes>, per_s: f64) -> f64 {
    let span = Duration::from_secs_f64(events.len() as f64 / per_s);
    let pool = Arc::new(Pool::new(CLIENTS));
    // chance may let a few more arrive than there are events: those tell again what is known
    let make = |number: u64| signed(&shop.at, &events[number as usize % events.len()]);
    let answered = open::at_rate(&pool, &shop.at, (per_s, span), make).await;
    assert_eq!(answered.statuses.keys().collect::<Vec<_>>(), [&200]);
    answered.times.at_ms(0.99)
}

/// Waits until every payment has its order and no event waits.
async fn all_done(stage: &Stage, payments: u64) {
    let mut beside = connect(&stage.folder.path().join("shop.db")).await;
    let began = Instant::now();
    let words = "select (select count(*) from ticket_order), \
                 (select count(*) from inbox where done_at is null)";
    loop {
        let (orders, waiting): (i64, i64) =
            sqlx::query_as(words).fetch_one(&mut beside).await.unwrap();
        if orders as u64 >= payments && waiting == 0 {
            return;
        }
        assert!(began.elapsed() < DONE_WITHIN, "{orders} orders, {waiting} events wait");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn one_commit_each(events: &[Bytes]) -> f64 {
    let own = folder();
    let file = own.path().join("raw.db");
    std::fs::File::create(&file).unwrap();
    let mut connection = connect(&file).await;
    sqlx::query("create table raw (id integer primary key, body text not null)")
        .execute(&mut connection)
        .await
        .unwrap();
    let began = Instant::now();
    for event in events {
        let text = std::str::from_utf8(event).unwrap();
        sqlx::query("insert into raw (body) values ($1)")
            .bind(text)
            .execute(&mut connection)
            .await
            .unwrap();
    }
    events.len() as f64 / began.elapsed().as_secs_f64()
}

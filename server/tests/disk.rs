//! A disk that is full, and one that is too slow: buyers are refused in words, pages are served all
//! the same, and it goes on without a restart. What was acknowledged is there.
#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

mod kill {
    pub mod stage;
}
#[path = "support/free_addr.rs"]
mod free_addr;
#[path = "../box_office/tests/support/hall.rs"]
mod hall;
#[path = "support/program.rs"]
mod program;

use domain::HoldCard;
use kill::stage::Stage;
use program::Program;
use reqwest::{Response, StatusCode, header};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::process::Command;

/// More holds than fit into a small file.
const HOLDS_MAX: u32 = 2_000;
/// What the log of the database may grow to. Units: bytes.
const SMALL: &str = "--fsize=700000:unlimited";
const ANY: &str = "--fsize=unlimited:unlimited";

/// A new buyer wants this seat.
async fn hold(stage: &Stage, seat: u32) -> Response {
    let form = format!("performance={}&seats[0]={seat}", stage.performance);
    let request = stage.http.post(format!("{}/api/hold_seats", stage.url()));
    request
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .header(header::ORIGIN, stage.url())
        .header("sec-fetch-site", "same-origin")
        .body(form)
        .send()
        .await
        .unwrap()
}

async fn held(answer: Response) -> String {
    assert_eq!(answer.status(), StatusCode::OK);
    app::packed::from_bytes::<HoldCard>(&answer.bytes().await.unwrap()).unwrap().id.0
}

async fn is_refused_and_pages_are_served(stage: &Stage, answer: Response) {
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
    let page = stage.http.get(stage.url()).header(header::ACCEPT, "text/html");
    let page = page.send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains("Night Bus"));
}

fn limit(shop: &Program, size: &str) {
    let pid = shop.id().to_string();
    let done = Command::new("prlimit").args(["--pid", &pid, size]).status().unwrap();
    assert!(done.success());
}

async fn file(stage: &Stage) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(stage.folder.path().join("shop.db"));
    options.connect().await.unwrap()
}

#[tokio::test]
async fn a_full_disk_refuses_holds_in_words_and_takes_them_again_once_there_is_room() {
    let stage = Stage::open().await;
    let shop = stage.start("before the disk is full").await;
    limit(&shop, SMALL);

    let mut promised = Vec::new();
    let mut refused = None;
    for seat in 0..HOLDS_MAX {
        let answer = hold(&stage, seat).await;
        if answer.status() != StatusCode::OK {
            refused = Some((seat, answer));
            break;
        }
        promised.push(held(answer).await);
    }
    let (seat, answer) = refused.expect("the disk is full at some time");
    assert!(!promised.is_empty());
    is_refused_and_pages_are_served(&stage, answer).await;
    is_refused_and_pages_are_served(&stage, hold(&stage, seat).await).await;

    limit(&shop, ANY);
    promised.push(held(hold(&stage, seat).await).await);

    let query = "select id from hold order by id";
    let mut one = file(&stage).await;
    let mut kept: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut one).await.unwrap();
    kept.sort();
    promised.sort();
    assert_eq!(kept, promised, "what was acknowledged, and nothing else");
    one.close().await.unwrap();
}

#[tokio::test]
async fn a_disk_that_is_too_slow_refuses_in_words_and_is_used_again_once_it_answers() {
    let stage = Stage::open().await;
    let _shop = stage.start("on a slow disk").await;
    let mut other = file(&stage).await;

    // Whoever writes must wait, longer than the shop is willing to.
    sqlx::query("begin immediate").execute(&mut other).await.unwrap();
    let answer = hold(&stage, 3).await;
    is_refused_and_pages_are_served(&stage, answer).await;

    sqlx::query("rollback").execute(&mut other).await.unwrap();
    held(hold(&stage, 3).await).await;
}

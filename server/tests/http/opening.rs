//! Opening and closing: what stands in the way is said in a sentence, and nothing stays behind.

use crate::buying::hold_two;
use crate::free_addr::free_addr;
use crate::house::{Browser, House, settings};
use box_office::Fault;
use http::StatusCode;
use http::header::RETRY_AFTER;
use server::serve::RunningShop;
use std::net::SocketAddr;
use stripe_sandbox::{Sandbox, SandboxConfig, WebhookEndpoint};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn words(folder: &tempfile::TempDir, more: &[&str]) -> String {
    match RunningShop::open(&settings(folder, more)).await {
        Ok(_) => panic!("the shop opened"),
        Err(fault) => fault.to_string(),
    }
}

#[tokio::test]
async fn the_first_start_makes_the_folders_of_its_databases() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("not/yet/there");
    let mut settings = settings(&folder, &[]);
    settings.database_url = format!("sqlite://{}/shop.db", deep.display()).into();
    let shop = RunningShop::open(&settings).await.unwrap();
    assert!(deep.join("shop.db").exists() && deep.join("sandbox.db").exists());
    shop.close().await;
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr: SocketAddr = taken.local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let shop = words(&folder, &[&format!("--addr={addr}")]).await;
    assert!(shop.contains("cannot listen") && shop.contains(&addr.to_string()), "{shop}");
}

#[tokio::test]
async fn a_database_that_is_none_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.db"), "this is a shopping list, not a database")
        .unwrap();
    let corrupt = words(&folder, &[]).await;
    assert!(corrupt.contains("shop.db") || corrupt.contains("database"), "{corrupt}");
    assert_eq!(corrupt.lines().count(), 1, "one sentence: {corrupt}");
}

#[tokio::test]
async fn a_shop_forgets_nothing_when_it_is_opened_again() {
    let house = House::open().await;
    let browser = house.browser();
    let checkout = hold_two(&house, &browser).await;
    let House { shop, performance, folder } = house;
    shop.close().await;

    let shop = RunningShop::open(&settings(&folder, &[])).await.unwrap();
    let seats = shop.office.availability(performance).await.unwrap();
    assert_eq!(seats.available_in(0..32), 30);
    let again = House { shop, performance, folder };
    let cookies = browser.cookie_header();
    let headers = [("cookie", cookies.as_str())];
    let page = again.browser().send(http::Method::GET, &checkout, "", &headers).await;
    assert_eq!(page.status(), http::StatusCode::OK);
    again.shop.close().await;
}

#[tokio::test]
async fn a_closed_shop_gives_its_port_back() {
    let house = House::open().await;
    let addr = house.shop.addr;
    let idle = TcpStream::connect(addr).await.unwrap();
    house.shop.close().await;
    drop(idle);
    assert!(TcpListener::bind(addr).await.is_ok());
}

#[tokio::test]
async fn a_caller_who_never_finishes_is_hung_up_on() {
    let house = House::open().await;
    let mut slow = TcpStream::connect(house.shop.addr).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow").await.unwrap();
    let mut rest = Vec::new();
    // Answers only when the other side closes: after ten seconds, not for ever.
    let _ = slow.read_to_end(&mut rest).await;
    house.shop.close().await;
}

#[tokio::test]
async fn a_shop_that_still_asks_stripe_what_it_missed_sells_already() {
    let folder = tempfile::tempdir().unwrap();
    let addr = free_addr();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings = settings(
        &folder,
        &[
            &format!("--addr={addr}"),
            "--stripe-secret-key=sk_test_x",
            "--stripe-webhook-secrets=whsec_of_this_test",
            &format!("--stripe-api-url=http://{}", silent.local_addr().unwrap()),
        ],
    );
    let browser = Browser::at(&format!("http://{addr}"));
    let look = async {
        // From here until that is answered the shop catches up.
        let asked = silent.accept().await.unwrap();
        assert_eq!(browser.page("/readyz").await, "ready\n");
        assert_eq!(browser.get("/").await.status(), StatusCode::OK);
        let unsigned = browser.post_json("/webhooks/stripe", "{}").await;
        assert_eq!(unsigned.status(), StatusCode::BAD_REQUEST, "Stripe is heard");
        drop((asked, silent));
    };

    let (shop, ()) = tokio::join!(RunningShop::open(&settings), look);

    let shop = shop.unwrap();
    assert_eq!(browser.page("/readyz").await, "ready\n");
    assert_eq!(browser.get("/").await.status(), StatusCode::OK);
    shop.close().await;
}

#[tokio::test]
async fn nobody_is_let_in_while_the_till_is_closed() {
    let house = House::open().await;
    let browser = house.browser();
    house.shop.office.close().await;
    assert_eq!(browser.page("/healthz").await, "alive\n");
    assert_eq!(browser.get("/readyz").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    for early in [browser.get("/").await, browser.submit("/api/hold_seats", "x=y").await] {
        assert_eq!(early.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(early.headers()[RETRY_AFTER], "2");
        assert!(early.text().await.unwrap().contains("One moment, please"));
    }
    house.shop.close().await;
}

#[tokio::test]
async fn a_shop_whose_till_is_gone_closes_by_itself_and_says_why() {
    let house = House::open().await;
    let addr = house.shop.addr;
    house.shop.office.close().await;

    let ended = house.shop.until(std::future::pending()).await;

    assert!(matches!(ended, Err(Fault::TillClosed)), "{ended:?}");
    assert!(TcpListener::bind(addr).await.is_ok(), "nothing stays behind");
}

/// Runs the program to its end: its status, and what it said on the way out.
fn run(words: &[&str], folder: &tempfile::TempDir) -> (Option<i32>, String) {
    let database = format!("sqlite://{}/shop.db", folder.path().display());
    let ended = std::process::Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .args(["--database-url", &database, "--metrics-addr=127.0.0.1:0", "--demo=false"])
        .args(words)
        .output()
        .unwrap();
    let words = [ended.stdout, ended.stderr].concat();
    (ended.status.code(), String::from_utf8(words).unwrap())
}

#[tokio::test]
async fn a_program_that_cannot_do_its_work_says_so_by_its_status() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let in_use = format!("--addr={}", taken.local_addr().unwrap());
    for (words, status, said) in [
        (["--sandbox-addr=127.0.0.1:0", in_use.as_str()], 1, "cannot listen"),
        (["import-plan", "no-such-file.json"], 1, "no-such-file.json"),
        (["--hold-seconds=1", "serve"], 2, "HOLD_SECONDS"),
        (["--no-such-flag", "serve"], 2, "--no-such-flag"),
        (["--addr=127.0.0.1:0", "check-stripe"], 1, "STRIPE_SECRET_KEY is not set"),
        (["--stripe-secret-key=abc", "check-stripe"], 1, "must begin with"),
    ] {
        let (code, words) = run(&words, &folder);
        assert_eq!(code, Some(status), "{words}");
        assert!(words.starts_with("holdfast: ") && words.contains(said), "{words}");
        assert_eq!(words.lines().count(), 1, "one sentence: {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_says_whether_the_account_at_stripe_fits() {
    let folder = tempfile::tempdir().unwrap();
    let webhook = WebhookEndpoint {
        url: "https://tickets.example/webhooks/stripe".to_owned(),
        secrets: vec!["whsec_0123456789abcdef".to_owned()],
    };
    let config = SandboxConfig::new(([127, 0, 0, 1], 0).into());
    let stripe = Sandbox::start(SandboxConfig { webhook: Some(webhook), ..config }).await.unwrap();
    let url = format!("--stripe-api-url={}", stripe.url());
    let (here, elsewhere) = ("https://tickets.example", "https://other.example");
    for (key, secret, shop, status) in [
        ("sk_test_x", "whsec_0123456789abcdef", here, 0),
        ("sk_test_x", "not_copied_whole", here, 1),
        ("sk_live_x", "whsec_0123456789abcdef", here, 1),
        ("sk_test_x", "whsec_0123456789abcdef", elsewhere, 1),
    ] {
        let key = format!("--stripe-secret-key={key}");
        let secret = format!("--stripe-webhook-secrets={secret}");
        let shop = format!("--url={shop}");
        let (code, words) = run(&["check-stripe", &url, &key, &secret, &shop], &folder);
        assert_eq!(code, Some(status), "{key} {secret} {shop}: {words}");
    }
    stripe.shutdown().await;
}

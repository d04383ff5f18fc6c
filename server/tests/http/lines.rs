//! Connections that are slow, idle or too many: none of them keeps the shop from the others.

use crate::house::House;
use http::StatusCode;
use server::accept;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longer than any of the shop's patience; it only ends a test that would never end.
const SOON: Duration = Duration::from_secs(60);

async fn line(house: &House, said: &str) -> TcpStream {
    let mut line = TcpStream::connect(house.shop.addr).await.unwrap();
    line.write_all(said.as_bytes()).await.unwrap();
    line
}

/// All that comes until the shop hangs up.
async fn until_hung_up(line: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    let end = tokio::time::timeout(SOON, line.read_to_end(&mut heard)).await;
    assert!(end.is_ok(), "the shop hangs up by itself");
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test]
async fn a_line_that_says_nothing_or_never_finishes_is_hung_up_on() {
    let house = House::open().await;
    let mut silent = line(&house, "").await;
    let mut slow = line(&house, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow").await;
    let mut idle = line(&house, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut half = line(
        &house,
        "POST /api/release_hold HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nhold",
    )
    .await;
    let cookie = "holdfast_buyer=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let call = format!(
        "POST /api/hold_seats HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\nperf",
    );
    let mut call = line(&house, &call).await;
    let all = async {
        let (_, _, idle, half, call) = tokio::join!(
            until_hung_up(&mut silent),
            until_hung_up(&mut slow),
            until_hung_up(&mut idle),
            until_hung_up(&mut half),
            until_hung_up(&mut call),
        );
        (idle, half, call)
    };
    let (idle, half, call) = all.await;
    assert!(idle.starts_with("HTTP/1.1 200"), "an idle line was answered first: {idle}");
    assert!(!half.starts_with("HTTP/1.1 2"), "half a form is no form: {half}");
    assert!(call.starts_with("HTTP/1.1 503"), "nor is half a call: {call}");
    assert_eq!(house.browser().get("/").await.status(), StatusCode::OK);
    house.shop.close().await;
}

#[tokio::test]
async fn who_comes_in_the_same_moment_as_a_crowd_finds_room_to_wait() {
    accept::allow_connections();
    // nobody accepts: all of them wait
    let listener = accept::listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let addr = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    for at in 0..2_000 {
        let line = tokio::time::timeout(Duration::from_secs(10), TcpStream::connect(addr)).await;
        waiting.push(line.unwrap_or_else(|_| panic!("no room for number {at}")).unwrap());
    }
}

#[tokio::test]
async fn a_crowd_of_slow_lines_keeps_nobody_out() {
    let house = House::open().await;
    let mut crowd = Vec::new();
    for _ in 0..300 {
        crowd.push(line(&house, "GET /performances/1 HTTP/1.1\r\nHost: x\r\nX-Slow").await);
    }
    assert_eq!(house.browser().get("/").await.status(), StatusCode::OK);
    drop(crowd);
    house.shop.close().await;
}

#[tokio::test]
async fn a_stream_ends_when_its_listener_hangs_up_and_says_nothing_twice() {
    let house = House::open().await;
    let said = format!("GET /live?seats={} HTTP/1.1\r\nHost: x\r\n\r\n", house.performance);
    let mut listener = line(&house, &said).await;
    let mut heard = vec![0; 4096];
    let got = listener.read(&mut heard).await.unwrap();
    let head = String::from_utf8_lossy(&heard[..got]).to_lowercase();
    assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
    for once in ["content-type: text/event-stream", "connection: close", "x-request-id: "] {
        assert_eq!(head.matches(once).count(), 1, "{once} in {head}");
    }
    assert!(!head.contains("transfer-encoding") && !head.contains("content-length"), "{head}");
    listener.shutdown().await.unwrap();
    until_hung_up(&mut listener).await;
    house.shop.close().await;
}

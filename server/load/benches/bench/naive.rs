//! Baselines that serve: the bench's own program again, as a process like the shop, doing the least
//! that could be done. `static` sends a file's bytes, `events` is a plain axum stream of events for
//! everybody, `sockets` writes the same bytes to raw sockets, `table` is the page of the public SSR
//! benchmarks.

use super::process::free_address;
use axum::Router;
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use axum::routing::{get, post};
use bytes::Bytes;
use futures::StreamExt;
use holdfast_load::Connection;
use holdfast_load::address::Address;
use std::convert::Infallible;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

pub const FLAG: &str = "--naive";

/// A baseline that runs.
pub struct Naive {
    child: Child,
    pub at: Address,
}

impl Naive {
    pub async fn open(kind: &str, more: &str) -> Self {
        let at = free_address();
        let own = std::env::current_exe().unwrap();
        let mut command = Command::new(own);
        command.args([FLAG, kind, at.authority(), more]).stdin(Stdio::null());
        let child = command.spawn().unwrap();
        let began = Instant::now();
        while Connection::open(&at).await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(10), "{kind} does not come up");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Self { child, at }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Naive {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the child does until it is ended.
pub async fn serve(words: &[String]) {
    let listener = TcpListener::bind(&words[1]).await.unwrap();
    match words[0].as_str() {
        "static" => serve_file(listener, &words[2]).await,
        "events" => serve_events(listener).await,
        "table" => super::p00_table::serve(listener).await,
        "sockets" => write_to_sockets(listener).await,
        other => panic!("{other} is no baseline"),
    }
}

/// The same bytes with the same kind, whoever asks.
async fn serve_file(listener: TcpListener, file: &str) {
    let bytes = Bytes::from(std::fs::read(file).unwrap());
    let kind = [(http::header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let page = move || {
        let bytes = bytes.clone();
        async move { (kind, bytes).into_response() }
    };
    axum::serve(listener, Router::new().route("/", get(page))).await.unwrap();
}

/// What is posted goes to all streams.
async fn serve_events(listener: TcpListener) {
    let (sender, _) = broadcast::channel::<String>(64);
    let listeners = sender.clone();
    let live = move || {
        let first = futures::stream::iter([Ok::<_, Infallible>(seats("AAAA"))]);
        let news = BroadcastStream::new(listeners.subscribe());
        let news = news.filter_map(async |news| news.ok().map(|text| Ok(seats(&text))));
        async move { Sse::new(first.chain(news)) }
    };
    let tell = move |text: String| {
        let _ = sender.send(text);
        async {}
    };
    let router = Router::new().route("/live", get(live)).route("/tell", post(tell));
    axum::serve(listener, router).await.unwrap();
}

fn seats(text: &str) -> Event {
    Event::default().event("seats").data(text)
}

/// A frame's bytes to every socket, ten times a second, in one loop.
async fn write_to_sockets(listener: TcpListener) {
    let frame = b"56\r\nevent: seats\nid: 1764036000000-1234567\ndata: AQICAAEAAAAAAAA\n\n\r\n";
    let (mut sockets, mut ticks) = (Vec::new(), tokio::time::interval(Duration::from_millis(100)));
    loop {
        tokio::select! {
            Ok((mut socket, _)) = listener.accept() => {
                let _ = socket.set_nodelay(true);
                let head = b"HTTP/1.1 200 OK\r\n\r\nevent: clock\n\n";
                socket.write_all(head).await.ok();
                sockets.push(socket);
            }
            _ = ticks.tick() => {
                for socket in &sockets {
                    let _ = socket.try_write(frame);
                }
            }
        }
    }
}

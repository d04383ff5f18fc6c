//! A watcher of one performance's live stream, who counts the changes in each frame.
//!
//! It reads no seats: a frame of changes says first that it is one and then how many, and that is
//! all that is needed where all changes are of one kind.

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use holdfast_load::address::Address;
use std::time::Instant;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;

pub struct Watcher {
    lines: Lines<BufReader<TcpStream>>,
    is_seats: bool,
}

/// A frame of changes.
pub struct Seen {
    pub changes: usize,
    pub at: Instant,
}

impl Watcher {
    /// Opens a stream, and answers once it says something.
    pub async fn open(shop: &Address, performance: u64) -> Self {
        let mut stream = TcpStream::connect(shop.authority()).await.unwrap();
        let host = shop.authority();
        let path = format!("/live?seats={performance}");
        let asked = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
        stream.write_all(asked.as_bytes()).await.unwrap();
        let mut watcher = Self { lines: BufReader::new(stream).lines(), is_seats: false };
        let status = watcher.line().await;
        assert!(status.starts_with("HTTP/1.1 200"), "{status}");
        while !watcher.line().await.starts_with("event: ") {}
        watcher
    }

    /// The next frame of changes.
    pub async fn next(&mut self) -> Seen {
        loop {
            let line = self.line().await;
            match (line.strip_prefix("event: "), line.strip_prefix("data: ")) {
                (Some(event), _) => self.is_seats = event == "seats",
                (_, Some(data)) if self.is_seats => {
                    let at = Instant::now();
                    if let Some(changes) = changes(data) {
                        return Seen { changes, at };
                    }
                }
                (_, _) => {}
            }
        }
    }

    async fn line(&mut self) -> String {
        self.lines.next_line().await.unwrap().expect("the stream goes on")
    }
}

/// How many changes a frame holds; none for a snapshot. Shape: postcard, a variant and a length.
pub fn changes(data: &str) -> Option<usize> {
    let whole = data.len() / 4 * 4;
    let start = BASE64_STANDARD_NO_PAD.decode(&data[..whole.min(8)]).ok()?;
    let rest = start.strip_prefix(&[1])?;
    let mut count = 0;
    for (at, byte) in rest.iter().enumerate() {
        count |= usize::from(byte & 127) << (7 * at);
        if byte & 128 == 0 {
            return Some(count);
        }
    }
    None
}

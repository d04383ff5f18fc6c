//! A viewer of a live map: one socket, one request, and then the stream's bytes as they come. No
//! HTTP library stands between, because ten thousand of them share the machine with the shop.

use crate::address::Address;
use crate::wire::Trouble;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// What every seat frame begins with.
const FRAME: &[u8] = b"event: seats";
/// What every event begins with, the clock's too, which comes first.
const EVENT: &[u8] = b"event: ";
const READ_BYTES: usize = 2048;
const HEAD_WITHIN: Duration = Duration::from_secs(30);

/// An open stream.
#[derive(Debug)]
pub struct Viewer {
    stream: TcpStream,
    /// The end of what was read last: a frame's first words may come in two pieces.
    tail: Vec<u8>,
    /// Bytes of the stream until now, its first answer included.
    pub bytes: u64,
    /// Seat frames until now.
    pub frames: u64,
}

impl Viewer {
    /// Opens the stream of a path, as in `/live?seats=3`, and reads its first words.
    ///
    /// Refuses: a server that answers anything but 200.
    pub async fn open(at: &Address, path: &str) -> Result<Self, Trouble> {
        let connected = TcpStream::connect(at.authority()).await;
        let mut stream = connected.map_err(|_| Trouble::NoConnection)?;
        let _ = stream.set_nodelay(true);
        let host = at.authority();
        let asked =
            format!("GET {path} HTTP/1.1\r\nhost: {host}\r\naccept: text/event-stream\r\n\r\n");
        stream.write_all(asked.as_bytes()).await.map_err(|_| Trouble::CutOff)?;
        let mut viewer = Self { stream, tail: Vec::new(), bytes: 0, frames: 0 };
        let first = viewer.first();
        timeout(HEAD_WITHIN, first).await.unwrap_or(Err(Trouble::TimedOut))?;
        Ok(viewer)
    }

    /// Reads what comes next; answers how many seat frames began in it.
    pub async fn read(&mut self) -> Result<u64, Trouble> {
        let before = self.frames;
        self.read_into(&mut [0; READ_BYTES]).await?;
        Ok(self.frames - before)
    }

    /// Reads what comes next as text, for who wants to look into frames.
    pub async fn read_text(&mut self) -> Result<String, Trouble> {
        let mut buffer = [0; READ_BYTES];
        let read = self.read_into(&mut buffer).await?;
        Ok(String::from_utf8_lossy(&buffer[..read]).into_owned())
    }

    async fn first(&mut self) -> Result<(), Trouble> {
        let (mut buffer, mut head) = ([0; READ_BYTES], Vec::new());
        while !head.windows(EVENT.len()).any(|words| words == EVENT) {
            let read = self.read_into(&mut buffer).await?;
            head.extend_from_slice(&buffer[..read]);
            if !head.starts_with(&b"HTTP/1.1 200"[..head.len().min(12)]) {
                return Err(Trouble::CutOff);
            }
        }
        Ok(())
    }

    async fn read_into(&mut self, buffer: &mut [u8]) -> Result<usize, Trouble> {
        let read = self.stream.read(buffer).await.map_err(|_| Trouble::CutOff)?;
        if read == 0 {
            return Err(Trouble::CutOff);
        }
        self.bytes += read as u64;
        self.tail.extend_from_slice(&buffer[..read]);
        let frames = self.tail.windows(FRAME.len()).filter(|words| *words == FRAME).count();
        let keep = self.tail.len().min(FRAME.len() - 1);
        self.tail.drain(..self.tail.len() - keep);
        self.tail.shrink_to(FRAME.len());
        self.frames += frames as u64;
        Ok(read)
    }
}

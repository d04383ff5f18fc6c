//! One open stream: what this listener has not heard yet, written straight to the connection.
//!
//! Why not through the web server: its buffers would be most of what ten thousand listeners cost.

use super::Live;
use super::crier::{Crier, Told};
use super::frames::{clock_text, hold_text, retry_text};
use crate::shop::Shop;
use box_office::{Answer, BoxOffice, Clock, Cursor};
use bytes::Bytes;
use domain::{HoldNews, PerformanceId, UnixMs};
use futures::future::{pending, select_all};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

/// How often the clock is told; it also keeps the line open.
const CLOCK_EVERY: Duration = Duration::from_secs(15);
/// A listener whose line takes nothing for so long is hung up on, and comes back.
const HEARD_WITHIN: Duration = Duration::from_secs(20);
/// What the system may keep for a slow listener. Units: bytes; it doubles them.
const SEND_BUFFER: usize = 32 * 1024;
/// Browsers come back after this long, each a little different. Units: milliseconds.
const RETRY_MS: u64 = 1_000;
/// When all come back at once, so many a second. Why: each of them asks for everything.
const BACK_PER_S: u64 = 1_000;

/// One open stream.
pub(crate) struct Stream {
    office: Arc<BoxOffice>,
    live: Arc<Live>,
    closing: CancellationToken,
    seats: Vec<Seats>,
    holds: Receiver<Arc<HoldNews>>,
    ready: VecDeque<Bytes>,
    told_at: UnixMs,
    is_over: bool,
    /// Its place among the streams, given back when it is dropped.
    _place: OwnedSemaphorePermit,
}

/// One performance as this stream tells it.
struct Seats {
    crier: Arc<Crier>,
    told: Option<Cursor>,
    frames: Receiver<Told>,
}

impl Stream {
    pub(super) fn new(
        shop: &Shop,
        holds: Receiver<Arc<HoldNews>>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        let told_at = shop.office.clock().now();
        let mut stream = Self {
            office: shop.office.clone(),
            live: shop.live.clone(),
            closing: shop.closing.clone(),
            seats: Vec::new(),
            holds,
            ready: VecDeque::with_capacity(4),
            told_at,
            is_over: false,
            _place: place,
        };
        stream.ready.extend([retry_text(stream.back_after_ms()), clock_text(told_at)]);
        stream
    }

    /// Tells a performance's seats too, from where the listener left off.
    pub(super) async fn watch(
        &mut self,
        performance: PerformanceId,
        last: Option<Cursor>,
    ) -> Answer<()> {
        let crier = self.live.crier(performance, &self.office, &self.closing);
        let mut seats = Seats { frames: crier.listen(), crier, told: last };
        self.ready.extend(seats.catch_up(&self.office, last).await?);
        self.seats.push(seats);
        Ok(())
    }

    /// Writes until the listener leaves, hears nothing any more, or the stream is over.
    pub(crate) async fn write(mut self, mut to: TcpStream, head: Vec<u8>) -> io::Result<()> {
        // refused, it only costs memory
        let _ = socket2::SockRef::from(&to).set_send_buffer_size(SEND_BUFFER);
        timeout(HEARD_WITHIN, to.write_all(&head)).await??;
        drop(head);
        let mut ticks = interval(CLOCK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.reset();
        loop {
            let text = tokio::select! {
                text = self.next(&mut ticks) => text,
                () = gone(&to) => return Ok(()),
            };
            match text {
                Some(text) => timeout(HEARD_WITHIN, to.write_all(&text)).await??,
                None => return to.shutdown().await,
            }
        }
    }

    /// The next piece of text, or none when the stream is over.
    async fn next(&mut self, ticks: &mut Interval) -> Option<Bytes> {
        loop {
            if let Some(text) = self.ready.pop_front() {
                return Some(text);
            }
            if self.is_over {
                return None;
            }
            tokio::select! {
                biased;
                () = self.closing.cancelled() => {
                    self.is_over = true;
                    self.ready.push_back(retry_text(self.back_after_ms()));
                }
                (at, frame) = frame(&mut self.seats) => self.take_frame(at, frame).await?,
                news = self.holds.recv() => match news {
                    Ok(news) => self.ready.push_back(hold_text(&news)),
                    // Missed news cannot be made up for: the page comes back and reads its holds.
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
                },
                () = tick(self.office.clock(), self.told_at, ticks) => {
                    self.told_at = self.office.clock().now();
                    self.ready.push_back(clock_text(self.told_at));
                }
            }
        }
    }

    async fn take_frame(&mut self, at: usize, frame: Result<Told, RecvError>) -> Option<()> {
        let seats = self.seats.get_mut(at)?;
        let text = match frame {
            Ok(told) => seats.is_news(&told).then(|| {
                seats.told = Some(told.cursor);
                told.text
            }),
            Err(RecvError::Lagged(missed)) => {
                tracing::debug!(missed, "a live reader fell behind and is caught up");
                seats.frames = seats.crier.listen();
                seats.catch_up(&self.office, None).await.ok()?
            }
            Err(RecvError::Closed) => return None,
        };
        self.ready.extend(text);
        Some(())
    }

    /// Spread so that a crowd comes back at a bearable pace.
    fn back_after_ms(&self) -> u64 {
        let crowd = u64::try_from(self.live.open()).unwrap_or(u64::MAX);
        RETRY_MS + below(RETRY_MS.max(crowd.saturating_mul(1_000) / BACK_PER_S))
    }
}

impl Seats {
    async fn catch_up(
        &mut self,
        office: &BoxOffice,
        last: Option<Cursor>,
    ) -> Answer<Option<Bytes>> {
        let missed = self.crier.missed(office, last).await?;
        Ok(missed.map(|told| {
            self.told = Some(told.cursor);
            told.text
        }))
    }

    /// Not what was caught up with already, and not of a life of the book that is over.
    fn is_news(&self, told: &Told) -> bool {
        match self.told {
            Some(known) if known.epoch == told.cursor.epoch => known.seq < told.cursor.seq,
            Some(_) | None => told.is_whole,
        }
    }
}

async fn frame(seats: &mut [Seats]) -> (usize, Result<Told, RecvError>) {
    match seats {
        [] => pending().await,
        [one] => (0, one.frames.recv().await),
        many => {
            let heard = many.iter_mut().map(|one| Box::pin(one.frames.recv()));
            let (frame, at, _) = select_all(heard).await;
            (at, frame)
        }
    }
}

/// Returns when the clock is to be told again; a clock that is moved by hand is told at once.
async fn tick(clock: &Clock, told_at: UnixMs, ticks: &mut Interval) {
    match clock {
        Clock::System => {
            ticks.tick().await;
        }
        Clock::Manual(_) => tokio::select! {
            () = clock.reach(told_at + 1) => {}
            _ = ticks.tick() => {}
        },
    }
}

/// Returns when the listener has hung up. What they say meanwhile is passed over.
async fn gone(line: &TcpStream) {
    let mut unheard = [0; 64];
    while line.readable().await.is_ok() {
        match line.try_read(&mut unheard) {
            Ok(0) => return,
            Ok(_) => {}
            Err(problem) if problem.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// A random number below this one. Why randomness that fails is zero: it only spreads a crowd.
fn below(bound: u64) -> u64 {
    let mut bytes = [0; 8];
    let _ = getrandom::fill(&mut bytes);
    u64::from_le_bytes(bytes) % bound.max(1)
}

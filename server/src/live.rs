//! The live streams: seats of one performance, this buyer's holds, and the server's clock, as
//! server-sent events that resume and resync.
//!
//! Wire: `clock` (unix ms; on connect, every 15 s and when a rehearsal moves it), `seats` (a
//! snapshot or changes, with an id to resume from), `hold` (news); the last two packed. A reader
//! that falls behind is sent a snapshot; streams end when the shop closes.

mod frames;

use crate::pages;
use crate::shop::Shop;
use crate::visitor;
use app::packed::pack;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use box_office::{Answer, Clock, Cursor, Denial, SeatFrame};
use bytes::Bytes;
use domain::{HoldNews, PerformanceId, UnixMs};
use frames::FrameTexts;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Streams at a time; a further one is told to come back.
const STREAMS_MAX: usize = 10_000;
/// How often the clock is told; it also keeps the line open.
const CLOCK_EVERY: Duration = Duration::from_secs(15);
/// Browsers come back after this long, each a little different. Units: milliseconds.
const RETRY_MS: u64 = 1000;

/// What open streams share.
#[derive(Debug)]
pub struct Live {
    places: Arc<Semaphore>,
    texts: FrameTexts,
}

/// What a stream is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    performance: Option<i64>,
    last: Option<String>,
}

impl Default for Live {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(STREAMS_MAX)), texts: FrameTexts::default() }
    }
}

impl Live {
    /// So many streams at a time.
    pub fn with_places(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), texts: FrameTexts::default() }
    }
}

/// GET /live: a buyer's stream.
pub(crate) async fn for_buyers(
    State(shop): State<Shop>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    let visitor = visitor::of(request.extensions());
    let holds = shop.office.watch_holds(&visitor.buyer);
    open(shop, asked, request.headers(), holds).await
}

/// GET /admin/live: everybody's holds. Refuses: whoever is not signed in.
pub(crate) async fn for_admins(
    State(shop): State<Shop>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    let token = visitor::of(request.extensions()).admin.unwrap_or_default();
    if shop.office.admin(&token).await.is_err() {
        return pages::page(StatusCode::NOT_FOUND);
    }
    let holds = shop.office.watch_all_holds();
    open(shop, asked, request.headers(), holds).await
}

async fn open(
    shop: Shop,
    asked: Asked,
    headers: &HeaderMap,
    holds: Receiver<Arc<HoldNews>>,
) -> Response {
    let Ok(place) = Arc::clone(&shop.live.places).try_acquire_owned() else {
        return pages::page(StatusCode::SERVICE_UNAVAILABLE);
    };
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let last = last.or(asked.last.as_deref()).and_then(cursor);
    let performance = asked.performance.map(PerformanceId);

    let mut stream = Stream::new(shop, performance, holds, place);
    match stream.catch_up(last).await {
        Ok(()) => {}
        Err(Denial::Refused(_)) => return pages::page(StatusCode::NOT_FOUND),
        Err(Denial::Failed(fault)) => {
            tracing::error!(%fault, "a live stream could not begin");
            return pages::page(StatusCode::INTERNAL_SERVER_ERROR);
        }
    }

    let body = futures::stream::unfold(stream, |mut stream| async move {
        stream.next().await.map(|text| (Ok::<_, std::convert::Infallible>(text), stream))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        (http::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, Body::from_stream(body)).into_response()
}

/// One open stream.
struct Stream {
    shop: Shop,
    performance: Option<PerformanceId>,
    seats: Option<Receiver<Arc<SeatFrame>>>,
    holds: Receiver<Arc<HoldNews>>,
    ready: VecDeque<Bytes>,
    told_at: UnixMs,
    /// Its place among the streams, given back when it is dropped.
    _place: OwnedSemaphorePermit,
}

impl Stream {
    fn new(
        shop: Shop,
        performance: Option<PerformanceId>,
        holds: Receiver<Arc<HoldNews>>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        let retry = Bytes::from(format!("retry: {}\n\n", RETRY_MS + jitter_ms()));
        let told_at = shop.office.clock().now();
        let ready = VecDeque::from([retry, clock_text(told_at)]);
        Self { shop, performance, seats: None, holds, ready, told_at, _place: place }
    }

    /// Queues what this reader has missed, and listens from there on.
    async fn catch_up(&mut self, last: Option<Cursor>) -> Answer<()> {
        let Some(performance) = self.performance else { return Ok(()) };
        let watch = self.shop.office.watch_seats(performance, last).await?;
        let texts = &self.shop.live.texts;
        self.ready.extend(watch.first.iter().map(|frame| texts.text(performance, frame)));
        self.seats = Some(watch.frames);
        Ok(())
    }

    /// The next piece of text, or none when the stream is over.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(text) = self.ready.pop_front() {
                return Some(text);
            }
            tokio::select! {
                biased;
                () = self.shop.closing.cancelled() => return None,
                frame = frame(&mut self.seats) => self.take_frame(frame).await?,
                news = self.holds.recv() => match news {
                    Ok(news) => self.ready.push_back(hold_text(&news)),
                    // Missed news cannot be made up for: the page comes back and reads its holds.
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
                },
                () = tick(self.shop.office.clock(), self.told_at) => {
                    self.told_at = self.shop.office.clock().now();
                    self.ready.push_back(clock_text(self.told_at));
                }
            }
        }
    }

    async fn take_frame(&mut self, frame: Result<Arc<SeatFrame>, RecvError>) -> Option<()> {
        match (frame, self.performance) {
            (Ok(frame), Some(performance)) => {
                self.ready.push_back(self.shop.live.texts.text(performance, &frame));
                Some(())
            }
            (Err(RecvError::Lagged(missed)), _) => {
                tracing::debug!(missed, "a live reader fell behind and is caught up");
                self.catch_up(None).await.ok()
            }
            (Ok(_), None) | (Err(RecvError::Closed), _) => None,
        }
    }
}

async fn frame(seats: &mut Option<Receiver<Arc<SeatFrame>>>) -> Result<Arc<SeatFrame>, RecvError> {
    match seats {
        Some(seats) => seats.recv().await,
        None => std::future::pending().await,
    }
}

/// Returns when the clock is to be told again; a clock that is moved by hand is told at once.
async fn tick(clock: &Clock, told_at: UnixMs) {
    match clock {
        Clock::System => tokio::time::sleep(CLOCK_EVERY).await,
        Clock::Manual(_) => tokio::select! {
            () = clock.reach(told_at + 1) => {}
            () = tokio::time::sleep(CLOCK_EVERY) => {}
        },
    }
}

fn clock_text(now: UnixMs) -> Bytes {
    Bytes::from(format!("event: clock\ndata: {}\n\n", now.0))
}

fn hold_text(news: &HoldNews) -> Bytes {
    Bytes::from(format!("event: hold\ndata: {}\n\n", pack(news)))
}

/// A position as the stream's ids spell it, `epoch-seq`; anything else is no position.
fn cursor(id: &str) -> Option<Cursor> {
    let (epoch, seq) = id.split_once('-')?;
    Some(Cursor { epoch: epoch.parse().ok()?, seq: seq.parse().ok()? })
}

fn jitter_ms() -> u64 {
    let mut bytes = [0; 2];
    let _ = getrandom::fill(&mut bytes);
    u64::from(u16::from_le_bytes(bytes)) % RETRY_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_two_numbers() {
        assert_eq!(cursor("12-34"), Some(Cursor { epoch: 12, seq: 34 }));
        for forged in ["", "12", "-", "a-1", "1-1-1", "99999999999999999999-1"] {
            assert_eq!(cursor(forged), None, "{forged}");
        }
    }
}

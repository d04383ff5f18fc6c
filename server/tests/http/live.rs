//! The live streams: a snapshot, what changes, a resume, news of a hold, and the end.

use crate::buying::hold_two;
use crate::hall::Hall;
use crate::house::{Browser, House, settings};
use app::context::ShopUrl;
use app::live_client::wire::{SeatNews, changes};
use app::packed::unpack;
use domain::{Availability, HoldNews, HoldPhase, SeatIndex, SeatStatus};
use http::header::RETRY_AFTER;
use http::{Method, StatusCode};
use reqwest::Response;
use server::encoded::Shelf;
use server::live::Live;
use server::printed::Printed;
use server::security::{FormSources, PagePolicy};
use server::shop::{Inside, Shop};
use server::site::Site;
use server::{accept, router};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A stream that was left is noticed at once; this only ends a test that would never end.
const NOTICED_WITHIN: Duration = Duration::from_secs(20);

/// One event of a stream.
#[derive(Debug, Default)]
struct Told {
    event: String,
    id: String,
    data: String,
}

/// A stream that is read event by event.
struct Listening {
    answer: Response,
    text: String,
}

impl Listening {
    async fn to(browser: &Browser, path: &str, last: Option<&str>) -> Self {
        let last = last.map(|id| ("last-event-id", id));
        let headers: Vec<_> = last.into_iter().collect();
        let answer = browser.send(Method::GET, path, "", &headers).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert!(answer.headers().get("content-encoding").is_none());
        Self { answer, text: String::new() }
    }

    /// The next block, or none at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let more = self.answer.chunk().await.ok().flatten()?;
            self.text.push_str(std::str::from_utf8(&more).unwrap());
        }
    }

    /// The next event of this kind; others are passed over.
    async fn next(&mut self, kind: &str) -> Told {
        loop {
            let mut told = Told::default();
            for line in self.block().await.unwrap().lines() {
                match line.split_once(": ") {
                    Some(("event", event)) => told.event = event.to_owned(),
                    Some(("id", id)) => told.id = id.to_owned(),
                    Some(("data", data)) => told.data = data.to_owned(),
                    _ => {}
                }
            }
            if told.event == kind {
                return told;
            }
        }
    }
}

/// The seats and statuses of a change, in seat order.
fn set(data: &str) -> Vec<(u32, u8)> {
    let Some(SeatNews::Changed(steps)) = unpack(data) else { panic!("no changes: {data}") };
    changes(&steps).map(|change| (change.seat.0, change.status as u8)).collect()
}

/// Every seat of a snapshot.
fn all(data: &str) -> Availability {
    let Some(SeatNews::All(bytes)) = unpack(data) else { panic!("no snapshot: {data}") };
    Availability::from_bytes(&bytes, 32).unwrap()
}

#[tokio::test]
async fn a_stream_tells_everything_once_and_then_what_changes() {
    let house = House::open().await;
    let (watcher, buyer) = (house.browser(), house.browser());
    let path = format!("/live?seats={}", house.performance);

    let mut stream = Listening::to(&watcher, &path, None).await;
    let retry = stream.block().await.unwrap();
    let retry: u32 = retry.strip_prefix("retry: ").unwrap().parse().unwrap();
    assert!((1000..2000).contains(&retry), "browsers come back a little apart");
    let clock = stream.next("clock").await;
    assert_eq!(clock.data, house.shop.office.clock().now().0.to_string());
    let all = stream.next("seats").await;
    assert_eq!(self::all(&all.data).get(SeatIndex(1)), Some(SeatStatus::Available));

    hold_two(&house, &buyer).await;
    let changed = stream.next("seats").await;
    assert_eq!(set(&changed.data), [(1, 1), (2, 1)]);

    let mut resumed = Listening::to(&watcher, &path, Some(&all.id)).await;
    let missed = resumed.next("seats").await;
    assert_eq!((missed.data, missed.id), (changed.data, changed.id), "only what was missed");
    let mut lost =
        Listening::to(&watcher, &path, Some(&format!("{}.1-999999", house.performance))).await;
    let resync = self::all(&lost.next("seats").await.data);
    assert_eq!(resync.get(SeatIndex(1)), Some(SeatStatus::Held), "an unknown place is a resync");
    drop((stream, resumed, lost));
    house.shop.close().await;
}

#[tokio::test]
async fn a_buyer_hears_of_the_own_hold_and_of_nobody_elses() {
    let house = House::open().await;
    let (buyer, stranger) = (house.browser(), house.browser());
    buyer.get("/").await;
    stranger.get("/").await;
    let path = format!("/live?seats={}", house.performance);
    let mut own = Listening::to(&buyer, "/live", None).await;
    let mut others = Listening::to(&stranger, &path, None).await;
    others.next("seats").await;

    hold_two(&house, &buyer).await;
    let news: HoldNews = unpack(&own.next("hold").await.data).unwrap();
    assert_eq!(news.phase, HoldPhase::Active);
    house.advance_ms(600_000).await;
    let news: HoldNews = unpack(&own.next("hold").await.data).unwrap();
    assert_eq!(news.phase, HoldPhase::Released);

    assert_eq!(set(&others.next("seats").await.data), [(1, 1), (2, 1)]);
    assert_eq!(set(&others.next("seats").await.data), [(1, 0), (2, 0)]);
    assert!(!others.text.contains("event: hold"));
    drop((own, others));
    house.shop.close().await;
}

#[tokio::test]
async fn a_moved_clock_is_told_at_once() {
    let house = House::open().await;
    let mut stream = Listening::to(&house.browser(), "/live", None).await;
    let before: i64 = stream.next("clock").await.data.parse().unwrap();
    house.advance_ms(5000).await;
    assert_eq!(stream.next("clock").await.data, (before + 5000).to_string());
    drop(stream);
    house.shop.close().await;
}

#[tokio::test]
async fn streams_end_when_the_shop_closes() {
    let house = House::open().await;
    let path = format!("/live?seats={}", house.performance);
    let mut stream = Listening::to(&house.browser(), &path, None).await;
    stream.next("seats").await;

    house.shop.close().await;

    let mut last = String::new();
    while let Some(block) = stream.block().await {
        last = block;
    }
    let retry = last.strip_prefix("retry: ").and_then(|ms| ms.parse().ok());
    assert!(retry.is_some_and(|ms: u32| (1000..2000).contains(&ms)), "they come back apart");
}

/// A second door to the same shop, with places for so many streams.
async fn door_with_places(house: &House, places: usize, closing: &CancellationToken) -> Browser {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let shop = Shop::from(Inside {
        office: house.shop.office.clone(),
        url: ShopUrl(url.as_str().into()),
        is_https: false,
        closing: closing.clone(),
        live: Arc::new(Live::with_places(places)),
        printed: Printed::default(),
        shelf: Shelf::default(),
        site: Site::find(&settings(&house.folder, &[])),
        policy: PagePolicy::new(&url, FormSources::stripe(), false),
        stand_in: None,
    });
    let router = router::router(shop, false).unwrap();
    tokio::spawn(accept::serve(listener, router, closing.clone()));
    Browser::at(&url)
}

#[tokio::test]
async fn a_stream_too_many_is_told_to_come_back_and_gets_the_next_place() {
    let house = House::open().await;
    let closing = CancellationToken::new();
    let browser = door_with_places(&house, 2, &closing).await;
    let first = Listening::to(&browser, "/live", None).await;
    let second = Listening::to(&browser, "/live", None).await;

    let third = browser.get("/live").await;
    assert_eq!(third.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(third.headers()[RETRY_AFTER], "2");
    assert_eq!(browser.get("/").await.status(), StatusCode::OK, "pages do not need a place");

    drop(first);
    let next = async { while browser.get("/live").await.status() != StatusCode::OK {} };
    let next = tokio::time::timeout(NOTICED_WITHIN, next).await;
    assert!(next.is_ok(), "a place that was left is free again");
    drop(second);
    closing.cancel();
    house.shop.close().await;
}

#[tokio::test]
async fn seats_are_read_once_and_followed_from_there() {
    let house = House::open().await;
    let (watcher, buyer) = (house.browser(), house.browser());
    let path = format!("/performances/{}/seats", house.performance);
    let plain = [("accept-encoding", "identity")];
    let before = watcher.send(Method::GET, &path, "", &plain).await;
    assert!(before.headers()["cache-control"].to_str().unwrap().contains("no-cache"));
    let tag = before.headers()["etag"].to_str().unwrap().to_owned();
    let at = tag.trim_matches('"').to_owned();
    assert_eq!(before.bytes().await.unwrap(), [0_u8; 8][..], "two bits for each of 32 seats");
    let known = [("accept-encoding", "identity"), ("if-none-match", tag.as_str())];
    let known = watcher.send(Method::GET, &path, "", &known).await;
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);

    hold_two(&house, &buyer).await;
    let mut stream = Listening::to(&watcher, &format!("/live?seats={at}"), None).await;
    let missed = stream.next("seats").await;
    assert_eq!(set(&missed.data), [(1, 1), (2, 1)]);
    let after = watcher.send(Method::GET, &path, "", &plain).await;
    assert_eq!(after.headers()["etag"].to_str().unwrap(), format!("\"{}\"", missed.id));
    assert_eq!(after.bytes().await.unwrap()[0], 0b0001_0100);
    drop(stream);
    house.shop.close().await;
}

#[tokio::test]
async fn one_stream_tells_the_seats_of_several_performances() {
    let house = House::open().await;
    let hall = Hall { title: "A Second Evening", rows: vec![0], ..Hall::default() };
    let other = hall.put_on(&house.shop.office).await;
    let (watcher, buyer) = (house.browser(), house.browser());
    let path = format!("/live?seats={},{other}", house.performance);
    let mut stream = Listening::to(&watcher, &path, None).await;
    for performance in [house.performance, other] {
        let whole = stream.next("seats").await;
        assert!(whole.id.starts_with(&format!("{performance}.")), "{}", whole.id);
    }
    hold_two(&house, &buyer).await;
    let changed = stream.next("seats").await;
    assert!(changed.id.starts_with(&format!("{}.", house.performance)));
    let form = format!("performance={other}&seats[]=0");
    assert_eq!(buyer.submit("/api/hold_seats", &form).await.status(), StatusCode::SEE_OTHER);
    let changed = stream.next("seats").await;
    assert!(changed.id.starts_with(&format!("{other}.")));
    assert_eq!(set(&changed.data), [(0, 1)]);
    drop(stream);
    house.shop.close().await;
}

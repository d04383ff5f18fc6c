//! P11 and P12: ten thousand viewers of one performance on one instance. What a frame costs the
//! server for each viewer, against raw socket writes; how late the last ones see it; what a viewer
//! costs in memory, against a plain axum stream; what holds cost; and the shop at rest.

use super::clients::{cookie, hold};
use super::engine::hall;
use super::kit::{Kit, folder};
use super::naive::Naive;
use super::p02_holds::only;
use super::process::{Shop, processor_s, resident_kb};
use super::row::{Goal, Row, short};
use super::stage::Stage;
use super::watch::changes;
use holdfast_load::address::Address;
use holdfast_load::closed::saturate;
use holdfast_load::tally::Times;
use holdfast_load::viewer::Viewer;
use holdfast_load::{Connection, get};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const FRAMES_PER_S: u32 = 10;
/// Opened at a time.
const ABREAST: usize = 64;
/// Enough of them for all holds.
const EVENINGS: u32 = 20;
const REST: Duration = Duration::from_secs(3);
/// Of so many viewers one reads at once and is timed. The others read now and then: all of them on
/// the shop's own machine would take more of it than the shop does.
const TIMED_ONE_IN: usize = 10;
const READ_EVERY: Duration = Duration::from_secs(1);

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let count = kit.either(1_000, 10_000);
    let mut rows = vec![idle().await, holds().await];
    let stage = Stage::with(&hall(20_000, 1)).await;
    let shop = stage.shop().await;
    warm(&shop).await;
    let before = shop.resident_kb();
    let viewers = open_all(&shop.at, "/live?seats=1", count).await;
    let per_thousand = (shop.resident_kb() - before) / 1024.0 / (count as f64 / 1000.0);
    let (fan, late) = fan_out(kit, &shop, viewers).await;
    drop(shop);
    stage.close().await;
    let naive = Naive::open("events", "").await;
    let before = resident_kb(naive.pid());
    let viewers = open_all(&naive.at, "/live", count).await;
    let plain = (resident_kb(naive.pid()) - before) / 1024.0 / (count as f64 / 1000.0);
    drop((viewers, naive));
    let raw = raw(kit, count).await;
    let us = |s: f64| format!("{} µs", short(s * 1e6));
    rows.push(
        Row::new("P11 a frame to a viewer", "of raw writes", Goal::Least(0.5), vec![raw / fan])
            .against(format!("raw {}, shop {} of processor; {count} viewers", us(raw), us(fan))),
    );
    rows.push(
        Row::new("P11 frames seen, p99", "ms", Goal::Most(150.0), vec![late.at_ms(0.99)]).against(
            format!("p50 {} ms, {count} viewers, {FRAMES_PER_S}/s", short(late.at_ms(0.5))),
        ),
    );
    rows.push(
        Row::new("P12 a thousand viewers", "MB", Goal::Most(6.0), vec![per_thousand])
            .against(format!("plain axum stream {} MB; {count} viewers", short(plain))),
    );
    rows
}

/// Reads a few pages, so that what is made once is there, and lets the shop rest from making it.
async fn warm(shop: &Shop) {
    let mut connection = Connection::open(&shop.at).await.unwrap();
    for path in ["/", "/performances/1"] {
        connection.ask(get(&shop.at, path, Some(&cookie(1)))).await.ok();
    }
    Viewer::open(&shop.at, "/live?no").await.unwrap();
    tokio::time::sleep(REST).await;
}

async fn open_all(at: &Address, path: &'static str, count: usize) -> Vec<Viewer> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut opening = JoinSet::new();
    for _ in 0..ABREAST {
        let (at, next) = (at.clone(), next.clone());
        opening.spawn(async move {
            let mut viewers = Vec::new();
            while next.fetch_add(1, Ordering::Relaxed) < count {
                viewers.push(Viewer::open(&at, path).await.unwrap());
            }
            viewers
        });
    }
    opening.join_all().await.into_iter().flatten().collect()
}

/// Processor time of the shop for one frame to one viewer, and how late each saw it.
async fn fan_out(kit: &Kit, shop: &Shop, viewers: Vec<Viewer>) -> (f64, Times) {
    let count = viewers.len();
    let frames = kit.either(20, 60);
    let sent = Arc::new((0..frames).map(|_| AtomicU64::new(0)).collect::<Vec<_>>());
    let clock = Instant::now();
    let mut watching = JoinSet::new();
    for (at, viewer) in viewers.into_iter().enumerate() {
        watching.spawn(watch(viewer, sent.clone(), clock, turn(at, count)));
    }
    let mut connection = Connection::open(&shop.at).await.unwrap();
    let before = processor_s(shop.pid());
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / FRAMES_PER_S);
    for number in 0..frames {
        ticks.tick().await;
        sent[number].store(clock.elapsed().as_micros() as u64, Ordering::Release);
        let reply = connection.ask(hold(&shop.at, number as u64, 1)).await.unwrap();
        assert_eq!(reply.status, 200);
    }
    let (mut late, mut delivered) = (Times::default(), 0);
    while let Some(seen) = watching.join_next().await {
        let (times, frames) = seen.unwrap();
        late.merge(&times);
        delivered += frames;
    }
    let used = processor_s(shop.pid()) - before;
    eprintln!("    {count} viewers, {delivered} deliveries, {} s of processor", short(used));
    (used / delivered as f64, late)
}

/// When a viewer that is not timed begins to read in turn: one after the other, not all in the same
/// moment of each second.
fn turn(at: usize, count: usize) -> Option<Duration> {
    (!at.is_multiple_of(TIMED_ONE_IN)).then(|| READ_EVERY.mul_f64(at as f64 / count as f64))
}

/// Counts holds in frames until all were seen, and how late each was, unless it reads in turn.
async fn watch(
    mut viewer: Viewer,
    sent: Arc<Vec<AtomicU64>>,
    clock: Instant,
    turn: Option<Duration>,
) -> (Times, u64) {
    if let Some(turn) = turn {
        tokio::time::sleep(turn).await;
    }
    let (mut seen, mut frames, mut times) = (0, 0, Times::default());
    let mut text = String::new();
    while seen < sent.len() {
        if turn.is_some() {
            tokio::time::sleep(READ_EVERY).await;
        }
        text.push_str(&viewer.read_text().await.unwrap());
        let now = clock.elapsed();
        let whole: String = text.drain(..text.rfind('\n').map_or(0, |end| end + 1)).collect();
        for data in whole.lines().filter_map(|line| line.strip_prefix("data: ")) {
            let Some(changes) = changes(data) else { continue };
            frames += 1;
            let new = seen..(seen + changes / 2).min(sent.len());
            for number in new.filter(|_| turn.is_none()) {
                let sent = Duration::from_micros(sent[number].load(Ordering::Acquire));
                times.add(now.saturating_sub(sent));
            }
            seen += changes / 2;
        }
    }
    (times, frames)
}

/// Processor time of one write of a frame to one socket, by a server that does nothing else.
async fn raw(kit: &Kit, count: usize) -> f64 {
    let naive = Naive::open("sockets", "").await;
    let viewers = open_all(&naive.at, "/", count).await;
    let mut draining = JoinSet::new();
    for (at, mut viewer) in viewers.into_iter().enumerate() {
        let turn = turn(at, count);
        draining.spawn(async move {
            tokio::time::sleep(turn.unwrap_or_default()).await;
            while viewer.read().await.is_ok() {
                tokio::time::sleep(turn.map_or(Duration::ZERO, |_| READ_EVERY)).await;
            }
        });
    }
    let span = Duration::from_secs(kit.either(2, 6));
    let before = processor_s(naive.pid());
    let began = Instant::now();
    tokio::time::sleep(span).await;
    let used = processor_s(naive.pid()) - before;
    let writes = count as f64 * began.elapsed().as_secs_f64() * f64::from(FRAMES_PER_S);
    used / writes
}

/// Memory that a thousand holds take once the shop is warm, and go on taking when it rests.
async fn holds() -> Row {
    let stage = Stage::with(&hall(20_000, EVENINGS)).await;
    let shop = stage.shop().await;
    let next = Arc::new(AtomicU64::new(0));
    let mut per_thousand = Vec::new();
    let each = 40_000;
    for _ in 0..4 {
        let before = shop.resident_kb();
        let (at, next, until) =
            (shop.at.clone(), next.clone(), next.load(Ordering::Relaxed) + each);
        let make = move |_| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            (number < until).then(|| hold(&at, number, u64::from(EVENINGS)))
        };
        only(&saturate(&shop.at, 64, Duration::from_secs(60), make).await, 200);
        tokio::time::sleep(REST).await;
        per_thousand.push((shop.resident_kb() - before) / (each as f64 / 1000.0));
    }
    drop(shop);
    stage.close().await;
    let kept = per_thousand.split_off(1); // the first warms what is made once
    Row::new("P12 a thousand holds", "KB", Goal::Most(200.0), kept).against("resident memory")
}

/// The shop as it comes: the demo on, the stand-in in the same process, a visit shown, then rest.
async fn idle() -> Row {
    let folder = folder();
    let database = format!("sqlite://{}", folder.path().join("shop.db").display());
    let as_it_comes =
        [("STRIPE_SECRET_KEY", ""), ("DEMO", "true"), ("SANDBOX_ADDR", "127.0.0.1:0")];
    let mut kb = Vec::new();
    for _ in 0..3 {
        let shop = Shop::open(&database, "http://127.0.0.1:9", folder.path(), &as_it_comes).await;
        warm(&shop).await;
        kb.push(shop.resident_kb() / 1024.0);
    }
    Row::new("P12 the shop at rest", "MB", Goal::Most(30.0), kb)
        .against("demo and stand-in in the process")
}

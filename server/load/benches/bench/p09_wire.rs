//! P9: how large the availability of a stadium is, and how long reading it takes. P10: what a hold
//! costs on every open map's stream, framing included, and how often frames leave.

use super::clients::hold;
use super::engine::hall;
use super::kit::Kit;
use super::row::{Goal, Row, short};
use super::stage::Stage;
use domain::{Availability, SeatChange, SeatIndex, SeatStatus};
use holdfast_load::viewer::Viewer;
use holdfast_load::{Pool, open};
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

const SEATS: u32 = 60_000;
/// Brotli as files are packed that are kept.
const QUALITY: u32 = 9;
/// In a rush: holds a second, all of one performance.
const RUSH_PER_S: f64 = 400.0;

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let mut rows = availability();
    rows.extend(changes(kit).await);
    rows
}

fn availability() -> Vec<Row> {
    let seats = half_sold();
    let bytes = seats.as_bytes();
    let json: Vec<String> = (0..SEATS)
        .map(|seat| format!("{{\"seat\":{seat},\"status\":\"{:?}\"}}", seats.get(SeatIndex(seat))))
        .collect();
    let json = format!("[{}]", json.join(","));
    let kb = |bytes: usize| bytes as f64 / 1024.0;
    let (packed, packed_json) = (kb(packed(bytes)), kb(packed(json.as_bytes())));
    let mut decode_ms = Vec::new();
    for _ in 0..15 {
        let began = Instant::now();
        let read = Availability::from_bytes(bytes, SEATS).unwrap();
        let free = (0..SEATS).filter(|&at| read.get(SeatIndex(at)) == Some(SeatStatus::Available));
        assert!(std::hint::black_box(free.count()) > 0);
        decode_ms.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    let json_kb = short(kb(json.len()));
    vec![
        Row::new("P9 60,000 seats", "KB", Goal::Most(15.0), vec![kb(bytes.len())])
            .against(format!("JSON {json_kb} KB")),
        Row::new("P9 60,000 seats, brotli", "KB", Goal::Most(6.5), vec![packed])
            .against(format!("JSON {} KB; half sold in runs of 1 to 8", short(packed_json))),
        Row::new("P9 60,000 seats read", "ms", Goal::Most(0.5), decode_ms)
            .against("natively, seat by seat"),
    ]
}

/// Runs of one to eight seats that stand alike: half sold, some held, a few kept back.
fn half_sold() -> Availability {
    let mut chance = fastrand::Rng::with_seed(11);
    let (mut seats, mut at) = (Availability::all_available(SEATS), 0);
    while at < SEATS {
        let status = match chance.u32(..100) {
            0..45 => SeatStatus::Available,
            45..93 => SeatStatus::Sold,
            93..98 => SeatStatus::Held,
            _ => SeatStatus::Blocked,
        };
        let end = SEATS.min(at + chance.u32(1..=8));
        for seat in at..end {
            seats.set(SeatChange { seat: SeatIndex(seat), status });
        }
        at = end;
    }
    seats
}

fn packed(bytes: &[u8]) -> usize {
    let mut out = brotli::CompressorWriter::new(Vec::new(), 4096, QUALITY, 22);
    out.write_all(bytes).unwrap();
    out.into_inner().len()
}

async fn changes(kit: &Kit) -> Vec<Row> {
    let stage = Stage::with(&hall(20_000, 1)).await;
    let shop = stage.shop().await;
    let (mut per_hold, mut per_tick, mut first) = (Vec::new(), Vec::new(), 0);
    for _ in 0..3 {
        let mut viewer = Viewer::open(&shop.at, "/live?seats=1").await.unwrap();
        settle(&mut viewer).await;
        let before = (viewer.bytes, viewer.frames);
        let pool = Arc::new(Pool::new(64));
        let (at, begin, span) = (shop.at.clone(), first, kit.leg);
        let began = Instant::now();
        let holding = tokio::spawn(async move {
            let make = |number| hold(&at, begin + number, 1);
            open::at_rate(&pool, &at, (RUSH_PER_S, span), make).await
        });
        while !holding.is_finished() {
            settle(&mut viewer).await;
        }
        let held = holding.await.unwrap();
        settle(&mut viewer).await;
        let (took, held) = (began.elapsed().as_secs_f64(), held.times.count());
        per_hold.push((viewer.bytes - before.0) as f64 / held as f64);
        per_tick.push((viewer.frames - before.1) as f64 / (took * 10.0));
        first += held;
    }
    drop(shop);
    stage.close().await;
    let snapshot = short(20_000.0 / 4.0 / 1024.0);
    vec![
        Row::new("P10 a hold on the stream", "B", Goal::Most(12.0), per_hold)
            .against(format!("snapshot {snapshot} KB; two seats, {RUSH_PER_S}/s, all framing")),
        Row::new("P10 frames of one performance", "per 100 ms", Goal::Most(1.0), per_tick)
            .against(format!("{RUSH_PER_S} holds/s")),
    ]
}

/// Reads until nothing came for a while.
async fn settle(viewer: &mut Viewer) {
    while let Ok(Ok(_)) = tokio::time::timeout(Duration::from_millis(300), viewer.read()).await {}
}

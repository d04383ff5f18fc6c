//! P2 and P3: holds over HTTP by many clients at a time, against /healthz of the same server.
//!
//! P2: everybody wants two other seats. Its p99 is an open loop's, at half of what the closed loop
//! found. P3: a thousand want the same two; one gets them, and a no must cost little more than
//! nothing.

use super::clients::hold_these;
use super::engine::hall;
use super::kit::{Kit, median};
use super::process::Shop;
use super::rounds::paired;
use super::row::{Goal, Row, short};
use super::stage::Stage;
use bytes::Bytes;
use holdfast_load::address::Address;
use holdfast_load::closed::{Saturated, saturate};
use holdfast_load::{Pool, get, open};
use http::Request;
use http_body_util::Full;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Some, and as many as there are rivals.
const CLIENTS: [usize; 2] = [256, RIVALS];
const RIVALS: usize = 1_000;
/// Seats of one evening.
const SEATS: u64 = 20_000;
/// With seats for more holds than the rounds can make.
const EVENINGS: u64 = 200;
/// The evening that all rivals want, on which nothing else is held.
const WANTED: u64 = EVENINGS + 1;
/// From one buyer's pair of seats to the next one's: all over the hall, each pair once.
const STEP: u64 = 3_571;
const OPEN_LOOPS: usize = 3;
/// Of what a closed loop does: where a shop should be that is doing well.
const SHARE: f64 = 0.5;

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let stage = Stage::with(&hall(SEATS as u32, WANTED as u32)).await;
    let shop = stage.shop().await;
    let mut rows = holds(kit, &shop).await;
    rows.extend(rivals(kit, &shop).await);
    drop(shop);
    stage.close().await;
    rows
}

async fn holds(kit: &Kit, shop: &Shop) -> Vec<Row> {
    let (next, mut rows, mut best) = (Arc::new(AtomicU64::new(0)), Vec::new(), 0.0_f64);
    for clients in CLIENTS {
        let all = paired(
            kit,
            async || {
                let (at, next) = (shop.at.clone(), next.clone());
                let make = move |_| Some(hold(&at, next.fetch_add(1, Ordering::Relaxed)));
                let done = saturate(&shop.at, clients, kit.leg, make).await;
                only(&done, 200);
                done.per_s
            },
            async || healthz(kit, shop, clients).await,
        )
        .await;
        best = best.max(median(&all.a));
        let (healthz, holds) = (short(median(&all.b)), short(median(&all.a)));
        let row = Row::new(
            format!("P2 holds over HTTP, {clients} clients"),
            "of /healthz",
            Goal::Least(0.4),
            all.ratios(),
        );
        let against = format!("/healthz {healthz}/s, holds {holds}/s");
        rows.push(row.against(against).beside(&all.disk_ms));
    }
    let rate = best * SHARE;
    let (mut p99, pool) = (Vec::new(), Arc::new(Pool::new(RIVALS)));
    for _ in 0..OPEN_LOOPS {
        let make = |_| hold(&shop.at, next.fetch_add(1, Ordering::Relaxed));
        let answered = open::at_rate(&pool, &shop.at, (rate, kit.leg), make).await;
        assert_eq!(answered.statuses.keys().collect::<Vec<_>>(), [&200]);
        p99.push(answered.times.at_ms(0.99));
    }
    let p99 = Row::new("P2 holds over HTTP, p99", "ms", Goal::Most(25.0), p99);
    rows.push(p99.against(format!("open loop, {}/s", short(rate))));
    rows
}

/// As when a sale begins: one evening after the other, until it is full.
fn hold(shop: &Address, at: u64) -> Request<Full<Bytes>> {
    let pairs = SEATS / 2;
    let (evening, first) = (at / pairs + 1, at * STEP % pairs * 2);
    assert!(evening <= EVENINGS, "the evenings are sold out");
    hold_these(shop, at, evening, [first, first + 1])
}

async fn rivals(kit: &Kit, shop: &Shop) -> Vec<Row> {
    let (mut winners, round) = (Vec::new(), AtomicU64::new(0));
    let all = paired(
        kit,
        async || {
            let first = 2 * round.fetch_add(1, Ordering::Relaxed);
            let at = shop.at.clone();
            let make = move |number| {
                Some(hold_these(&at, 10_000_000 + number, WANTED, [first, first + 1]))
            };
            let done = saturate(&shop.at, RIVALS, kit.leg, make).await;
            assert_eq!(done.statuses.keys().collect::<Vec<_>>(), [&200, &409]);
            winners.push(done.count(200) as f64);
            done.per_s
        },
        async || healthz(kit, shop, RIVALS).await,
    )
    .await;
    let against = format!(
        "/healthz {}/s, refusals {}/s, {RIVALS} clients",
        short(median(&all.b)),
        short(median(&all.a)),
    );
    let most = winners.iter().copied().fold(0.0, f64::max);
    vec![
        Row::new("P3 a thousand for two seats", "of /healthz", Goal::Least(0.8), all.ratios())
            .against(against)
            .beside(&all.disk_ms),
        Row::new("P3 winners", "at most", Goal::Most(1.0), vec![most])
            .against(format!("{} contests, each with one", winners.len())),
    ]
}

async fn healthz(kit: &Kit, shop: &Shop, clients: usize) -> f64 {
    let at = shop.at.clone();
    let done =
        saturate(&shop.at, clients, kit.leg, move |_| Some(get(&at, "/healthz", None))).await;
    only(&done, 200);
    done.per_s
}

/// Whoever measures answers must know that they are the ones that were meant.
pub fn only(done: &Saturated, status: u16) {
    let said: Vec<_> = done.statuses.keys().copied().collect();
    assert_eq!(said, [status], "{:?}", done.statuses);
}

//! P21: one, two and four instances on one PostgreSQL, the same clients spread over them. Where the
//! processors are shared with the database and the clients, more instances cannot do more; what is
//! asked here is that they do not do less, on performances of their own and on the same one.

use super::clients::hold_these;
use super::engine::{self, hall, postgres_database};
use super::kit::{Kit, folder, median};
use super::p02_holds::only;
use super::process::Shop;
use super::rounds::fdatasync_ms;
use super::row::{Goal, Row, short};
use super::stage::Stage;
use futures::future::join_all;
use holdfast_load::closed::saturate;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const INSTANCES: usize = 4;
const CLIENTS: usize = 512;
const SEATS: u64 = 60_000;
/// Evenings that each instance has for itself, as long as there are seats: then the next four.
const OWN: u64 = 240;
/// The evenings that all instances sell, one after the other.
const SAME: u64 = 60;

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let database = postgres_database(kit, "instances", None).await;
    engine::furnish(&database, &hall(SEATS as u32, (OWN + SAME) as u32)).await;
    let stage = Stage::on(folder(), database).await;
    let mut shops = Vec::new();
    for _ in 0..INSTANCES {
        shops.push(stage.shop().await);
    }
    let mut rows = Vec::new();
    for (name, is_same) in [("events of their own", false), ("the same event", true)] {
        let next = Arc::new(AtomicU64::new(0));
        let mut rates = [vec![], vec![], vec![]];
        let mut disk_ms = Vec::new();
        for round in 1..=kit.either(2, kit.rounds) {
            for at in [0, 1, 2, 2, 1, 0] {
                let abreast = &shops[..1 << at];
                rates[at].push(per_s(kit, abreast, &next, is_same).await);
            }
            disk_ms.push(fdatasync_ms());
            let said: Vec<String> = rates.iter().map(|rates| short(median(rates))).collect();
            eprintln!("    round {round}: {name}: {}", said.join(" "));
        }
        for (at, count) in [(1, 2), (2, 4)] {
            let pairs = rates[at].chunks(2).zip(rates[0].chunks(2));
            let ratios = pairs.map(|(more, one)| (more[0] + more[1]) / (one[0] + one[1]));
            let against = format!(
                "one instance {}/s, {count} instances {}/s",
                short(median(&rates[0])),
                short(median(&rates[at])),
            );
            let id = format!("P21 {count} instances, {name}");
            let row = Row::new(id, "of one", Goal::Least(0.9), ratios.collect());
            rows.push(row.against(against).beside(&disk_ms));
        }
    }
    drop(shops);
    stage.close().await;
    rows
}

/// Holds a second over all of these, by the same number of clients whatever their number.
async fn per_s(kit: &Kit, shops: &[Shop], next: &Arc<AtomicU64>, is_same: bool) -> f64 {
    let each = CLIENTS / shops.len();
    let all = shops.iter().enumerate().map(|(instance, shop)| {
        let (at, next) = (shop.at.clone(), next.clone());
        let make = move |_| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let (pair, turn) = (number * 2 % SEATS, number * 2 / SEATS);
            let own = turn * INSTANCES as u64 + instance as u64;
            let (evening, end) = if is_same { (OWN + turn, OWN + SAME) } else { (own, OWN) };
            assert!(evening < end, "the evenings are sold out");
            Some(hold_these(&at, number, evening + 1, [pair, pair + 1]))
        };
        saturate(&shop.at, each, kit.leg, make)
    });
    let done = join_all(all).await;
    done.iter().for_each(|done| only(done, 200));
    done.iter().map(|done| done.per_s).sum()
}

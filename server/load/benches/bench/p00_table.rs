//! One row for the field: the table page of the public SSR benchmarks (e18e's framework tracker),
//! drawn by Leptos on axum, against the same bytes served as they are.
//!
//! Their rules: 1,000 rows of two UUIDs, each in a cell of its own; the data loaded asynchronously;
//! a whole document over a real local server, drawn anew for each request; connections in stages
//! from 1 to 200; what counts is the best stage's requests a second, and p99 at 25. Each UUID
//! appears once, as there is nothing to hydrate.

use super::kit::{Kit, folder, median};
use super::naive::Naive;
use super::p02_holds::only;
use super::rounds::fdatasync_ms;
use super::row::{Goal, Row, short};
use axum::Router;
use holdfast_load::address::Address;
use holdfast_load::closed::saturate;
use holdfast_load::{Connection, get};
use leptos::prelude::*;
use std::sync::LazyLock;
use tokio::net::TcpListener;

const ROWS: usize = 1_000;
const STAGES: [usize; 6] = [1, 10, 25, 50, 100, 200];
/// Where their p99 is read.
const P99_AT: usize = 25;

struct Record {
    id: String,
    name: String,
}

static RECORDS: LazyLock<Vec<Record>> = LazyLock::new(|| {
    let mut chance = fastrand::Rng::with_seed(1);
    let mut name = move || uuid(chance.u128(..));
    (0..ROWS).map(|_| Record { id: name(), name: name() }).collect()
});

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let leptos = Naive::open("table", "").await;
    let own = folder();
    let file = own.path().join("table.html");
    let mut connection = Connection::open(&leptos.at).await.unwrap();
    let page = connection.ask(get(&leptos.at, "/", None)).await.unwrap();
    assert_eq!(page.text().matches("<td>").count(), 2 * ROWS);
    assert_eq!(page.text().matches(&RECORDS[7].id).count(), 1);
    std::fs::write(&file, &page.body).unwrap();
    let plain = Naive::open("static", file.to_str().unwrap()).await;
    let (mut ratios, mut rates, mut p99, mut disk_ms) = (vec![], vec![], vec![], vec![]);
    for _ in 0..kit.either(1, 3) {
        let (drawn, drawn_p99) = best(kit, &leptos.at).await;
        let (bare, bare_p99) = best(kit, &plain.at).await;
        ratios.push(drawn / bare);
        rates.push([drawn, bare]);
        p99.push([drawn_p99, bare_p99]);
        disk_ms.push(fdatasync_ms());
    }
    let of =
        |all: &[[f64; 2]], at: usize| short(median(&all.iter().map(|x| x[at]).collect::<Vec<_>>()));
    let against = format!(
        "static {}/s, drawn {}/s at best; p99 at {P99_AT}: {} and {} ms; {} KB",
        of(&rates, 1),
        of(&rates, 0),
        of(&p99, 1),
        of(&p99, 0),
        short(page.body.len() as f64 / 1024.0),
    );
    let row = Row::new("field: table of 1,000 rows", "of static", Goal::Least(0.0), ratios);
    vec![row.against(against).beside(&disk_ms)]
}

/// The best stage's requests a second, and p99 where theirs is read.
async fn best(kit: &Kit, at: &Address) -> (f64, f64) {
    let (mut most, mut p99) = (0.0, 0.0);
    for clients in STAGES {
        let of = at.clone();
        let done = saturate(at, clients, kit.leg, move |_| Some(get(&of, "/", None))).await;
        only(&done, 200);
        most = f64::max(most, done.per_s);
        if clients == P99_AT {
            p99 = done.times.at_ms(0.99);
        }
    }
    (most, p99)
}

/// The child that draws.
pub async fn serve(listener: TcpListener) {
    let _ = any_spawner::Executor::init_tokio();
    let page = leptos_axum::render_app_async_with_context(|| (), || view! { <Page /> });
    axum::serve(listener, Router::new().route("/", axum::routing::get(page))).await.unwrap();
}

/// As if it came from a database.
async fn records() -> &'static [Record] {
    tokio::task::yield_now().await;
    &RECORDS
}

#[component]
fn Page() -> impl IntoView {
    let rows = Suspend::new(async {
        let row = |record: &'static Record| {
            view! { <tr><td>{record.id.as_str()}</td><td>{record.name.as_str()}</td></tr> }
        };
        records().await.iter().map(row).collect_view()
    });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <title>"Table"</title>
            </head>
            <body>
                <table>
                    <tbody>{rows}</tbody>
                </table>
            </body>
        </html>
    }
}

fn uuid(bits: u128) -> String {
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

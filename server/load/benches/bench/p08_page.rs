//! P8: the event page, complete without JavaScript, against the same bytes served by an axum server
//! that does nothing else, and against the page drawn anew for one request.

use super::clients::cookie;
use super::engine::hall;
use super::kit::{Kit, median};
use super::naive::Naive;
use super::p02_holds::only;
use super::process::Shop;
use super::rounds::paired;
use super::row::{Goal, Row, short};
use super::stage::Stage;
use holdfast_load::address::Address;
use holdfast_load::closed::saturate;
use holdfast_load::{Connection, get};

const CLIENTS: usize = 64;
/// A word of a refused form is about one visitor: such a page is drawn anew.
const DRAWN_ANEW: &str = "?no=busy";

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let stage = Stage::with(&hall(20_000, 12)).await;
    let shop = stage.shop().await;
    let (path, bytes) = event_page(&shop).await;
    let file = stage.folder.path().join("page.html");
    std::fs::write(&file, &bytes).unwrap();
    let plain = Naive::open("static", file.to_str().unwrap()).await;
    let to_static = paired(
        kit,
        async || per_s(kit, &shop.at, &path).await,
        async || per_s(kit, &plain.at, "/").await,
    )
    .await;
    let anew = format!("{path}{DRAWN_ANEW}");
    let to_drawn = paired(
        kit,
        async || per_s(kit, &shop.at, &path).await,
        async || per_s(kit, &shop.at, &anew).await,
    )
    .await;
    drop(shop);
    stage.close().await;
    let rate = |rates: &[f64]| short(median(rates));
    let (page, bare) = (rate(&to_static.a), rate(&to_static.b));
    let against = format!("static {bare}/s, page {page}/s, {} B", bytes.len());
    let drawn = format!("drawn anew {}/s", rate(&to_drawn.b));
    vec![
        Row::new("P8 event page", "of static", Goal::Least(0.8), to_static.ratios())
            .against(against)
            .beside(&to_static.disk_ms),
        Row::new("P8 event page, kept", "× drawn anew", Goal::Least(10.0), to_drawn.ratios())
            .against(drawn)
            .beside(&to_drawn.disk_ms),
    ]
}

async fn per_s(kit: &Kit, at: &Address, path: &str) -> f64 {
    let (of, path, cookie) = (at.clone(), path.to_owned(), cookie(1));
    let make = move |_| Some(get(&of, &path, Some(&cookie)));
    let done = saturate(at, CLIENTS, kit.leg, make).await;
    only(&done, 200);
    done.per_s
}

/// The event of the first performance: its path and what it answers.
async fn event_page(shop: &Shop) -> (String, bytes::Bytes) {
    let mut connection = Connection::open(&shop.at).await.unwrap();
    let performance = connection.ask(get(&shop.at, "/performances/1", None)).await.unwrap();
    let link = performance.text().split("\"/events/").nth(1).unwrap();
    let path = format!("/events/{}", link.split('"').next().unwrap());
    let page = connection.ask(get(&shop.at, &path, Some(&cookie(1)))).await.unwrap();
    (path, page.body)
}

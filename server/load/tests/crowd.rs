//! A whole crowd before a whole shop: what the crowd says and what the shop's books say agree.
#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

#[path = "../../box_office/tests/support/hall.rs"]
mod hall;

use clap::Parser;
use domain::SeatStatus;
use hall::Hall;
use holdfast_load::crowd::Crowd;
use holdfast_load::flags::Flags;
use holdfast_load::tally::Counted;
use server::serve::RunningShop;
use server::settings::CommandLine;
use tempfile::TempDir;

async fn open(folder: &TempDir) -> RunningShop {
    let database = format!("--database-url=sqlite://{}/shop.db", folder.path().display());
    let words = [
        "holdfast",
        "--addr=127.0.0.1:0",
        "--sandbox-addr=127.0.0.1:0",
        "--demo=false",
        "--admin-password=a password for crowds",
        &database,
    ];
    let settings = CommandLine::try_parse_from(words).unwrap().settings.checked().unwrap();
    RunningShop::open(&settings).await.unwrap()
}

async fn crowd(shop: &RunningShop, words: &[&str]) -> Counted {
    let words = ["holdfast-load", &shop.url, "--seconds=1", "--look-ms=1", "--hesitate-ms=1"]
        .into_iter()
        .chain(words.iter().copied());
    let crowd = Crowd::before(&Flags::try_parse_from(words).unwrap()).await.unwrap();
    crowd.come().await
}

fn count(counted: &Counted, outcome: &str) -> u64 {
    counted.outcomes.get(outcome).copied().unwrap_or_default()
}

#[tokio::test]
async fn a_crowd_buys_what_the_shop_sold_and_nobody_fails() {
    let folder = TempDir::new().unwrap();
    let shop = open(&folder).await;
    let hall = Hall { rows: vec![0; 20], seats_per_row: 50, ..Hall::default() };
    let performance = hall.put_on(&shop.office).await;

    let words = ["--buyers=20", "--bots=10", "--viewers=3", "--share-who-pay=0.7"];
    let counted = crowd(&shop, &words).await;

    let failed: Vec<_> = counted.outcomes.keys().filter(|name| name.contains("fail")).collect();
    assert!(failed.is_empty(), "{:?}", counted.outcomes);
    let bought = count(&counted, "bought");
    assert!(bought > 0 && count(&counted, "bot: held") > 0, "{:?}", counted.outcomes);
    assert_eq!(shop.office.orders().await.unwrap().len() as u64, bought);
    let seats = shop.office.availability(performance).await.unwrap();
    let sold = (0..seats.seat_count()).map(domain::SeatIndex);
    let sold = sold.filter(|&seat| seats.get(seat) == Some(SeatStatus::Sold)).count() as u64;
    assert_eq!(sold, 2 * bought, "two seats each");
    assert_eq!(count(&counted, "viewer: watched to the end"), 3);
    assert!(count(&counted, "viewers' seat frames") > 3, "{:?}", counted.outcomes);
    shop.close().await;
}

#[tokio::test]
async fn who_comes_too_late_is_refused_in_the_shops_own_words() {
    let folder = TempDir::new().unwrap();
    let shop = open(&folder).await;
    Hall { seats_per_row: 2, ..Hall::default() }.put_on(&shop.office).await;

    let counted = crowd(&shop, &["--buyers=30", "--share-who-pay=0"]).await;

    assert_eq!(count(&counted, "left without paying"), 1, "{:?}", counted.outcomes);
    assert!(count(&counted, "refused: seat_taken") > 0, "{:?}", counted.outcomes);
    assert_eq!(counted.outcomes.len(), 2, "nothing else happened: {:?}", counted.outcomes);
    shop.close().await;
}

#[tokio::test]
async fn a_shop_without_anything_on_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let shop = open(&folder).await;
    let flags = Flags::try_parse_from(["holdfast-load", &shop.url]).unwrap();
    let words = Crowd::before(&flags).await.unwrap_err();
    assert!(words.contains("no free numbered seat"), "{words}");
    shop.close().await;
}

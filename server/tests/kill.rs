//! F1 to F6: the shop's own program, killed at random moments under load, fifty times. What a buyer
//! was answered is still true afterwards, nothing is half-done, and the books balance each time.
//!
//! The stand-in for Stripe lives in this process and outlives the shop, as the real one would.
//! `KILL_SEED=7 cargo test -p server --test kill` replays the same acts and delays.
#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

mod kill {
    pub mod books;
    pub mod buyer;
    pub mod promise;
    pub mod shop;
    pub mod stage;
}
#[path = "../box_office/tests/season/chance.rs"]
mod chance;

use chance::Chance;
use kill::books::Books;
use kill::buyer::Buyer;
use kill::shop::Shop;
use kill::stage::Stage;
use std::time::Duration;

const ROUNDS: u64 = 50;
const BUYERS: u64 = 6;
/// How long the shop lives after it was ready. Units: milliseconds.
const LIFE_MS: std::ops::Range<usize> = 20..250;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_shop_has_forgotten_nothing_it_answered_and_its_books_balance() {
    let seed = seed();
    let stage = Stage::open().await;
    let books = Books::open(&stage).await;
    let mut chance = Chance::new(seed);
    let mut buyers: Vec<_> =
        (0..BUYERS).map(|at| Buyer::new(&stage, Chance::new(seed ^ ((at + 1) << 32)))).collect();

    for round in 0..ROUNDS {
        let when = format!("KILL_SEED={seed}, round {round}");
        let shop = Shop::start(&stage, &when).await;
        books.check(&buyers, &when).await;
        let life = LIFE_MS.start + chance.below(LIFE_MS.len());
        buyers = trade_until_killed(shop, buyers, round, Duration::from_millis(life as u64)).await;
    }

    let when = format!("KILL_SEED={seed}, at the end");
    let shop = Shop::start(&stage, &when).await;
    books.check(&buyers, &when).await;
    stage.tell_nobody().await;
    books.wait_until_settled(&when).await;
    books.check_end(&buyers, &when).await;
    shop.kill();
    stage.close(&when).await;
}

/// Buyers act all at once; after `life` the shop is killed in the middle of whatever it is doing.
async fn trade_until_killed(
    mut shop: Shop,
    buyers: Vec<Buyer>,
    round: u64,
    life: Duration,
) -> Vec<Buyer> {
    let trading = buyers.into_iter().map(|mut buyer| {
        tokio::spawn(async move {
            buyer.trade(round).await;
            buyer
        })
    });
    let trading: Vec<_> = trading.collect();
    // The moment of the kill is what this test varies; nothing waits for it to be over.
    let _ = tokio::time::timeout(life, std::future::pending::<()>()).await;
    shop.must_be_alive();
    shop.kill();
    let mut back = Vec::new();
    for buyer in trading {
        back.push(buyer.await.unwrap());
    }
    back
}

#[expect(clippy::disallowed_methods, reason = "a seed to replay is given by a person")]
#[expect(clippy::disallowed_macros, reason = "a seed that failed must be known")]
fn seed() -> u64 {
    let given = std::env::var("KILL_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| u64::from(std::process::id()));
    println!("KILL_SEED={seed}");
    seed
}

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
    pub mod stage;
}
#[path = "../box_office/tests/season/chance.rs"]
mod chance;
#[path = "support/free_addr.rs"]
mod free_addr;
#[path = "../box_office/tests/support/hall.rs"]
mod hall;
#[path = "support/program.rs"]
mod program;
#[path = "support/stripe.rs"]
mod stripe;

use chance::Chance;
use kill::books::Books;
use kill::buyer::Buyer;
use kill::stage::Stage;
use program::Program;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

const ROUNDS: u64 = 50;
const BUYERS: u64 = 6;
/// So many acts of buyers the shop lives to see; a slow machine proves as much as a fast one.
const LIFE_ACTS: std::ops::Range<usize> = 4..120;
/// And then so much longer, so that it dies between any two lines. Units: milliseconds.
const LAST_MS_MAX: usize = 12;
/// A shop that lets buyers wait so long is broken.
const LIFE_MAX: Duration = Duration::from_secs(90);

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
        let shop = stage.start(&when).await;
        books.check(&buyers, &when).await;
        let life = Life {
            acts: LIFE_ACTS.start + chance.below(LIFE_ACTS.len()),
            last: Duration::from_millis(chance.below(LAST_MS_MAX) as u64),
        };
        buyers = trade_until_killed(shop, buyers, round, life).await;
    }

    let when = format!("KILL_SEED={seed}, at the end");
    let shop = stage.start(&when).await;
    books.check(&buyers, &when).await;
    stage.tell_nobody().await;
    books.wait_until_settled(&when).await;
    books.check_end(&buyers, &when).await;
    shop.kill();
    stage.close(&when).await;
}

/// When the shop is killed.
struct Life {
    acts: usize,
    last: Duration,
}

/// Buyers act all at once; after `life` the shop is killed in the middle of whatever it is doing.
async fn trade_until_killed(
    mut shop: Program,
    buyers: Vec<Buyer>,
    round: u64,
    life: Life,
) -> Vec<Buyer> {
    let acts = Arc::new(Semaphore::new(0));
    let trading = buyers.into_iter().map(|mut buyer| {
        let acts = acts.clone();
        tokio::spawn(async move {
            buyer.trade(round, &acts).await;
            buyer
        })
    });
    let trading: Vec<_> = trading.collect();
    let seen = tokio::time::timeout(LIFE_MAX, acts.acquire_many(life.acts as u32)).await;
    assert!(seen.is_ok(), "the shop answered fewer than {} acts", life.acts);
    // The moment of the kill is what this test varies; nothing waits for it to be over.
    let _ = tokio::time::timeout(life.last, std::future::pending::<()>()).await;
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

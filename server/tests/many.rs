//! Proof under load: the shop's own program, several instances of it on one PostgreSQL, while
//! instances are killed, paused and restarted, and while the database crashes and fails over.
//! No seat is sold twice, the books balance, and what was acknowledged is there afterwards.
#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

mod many {
    pub mod books;
    pub mod buyer;
    pub mod stage;
}
#[path = "../box_office/tests/support/cluster.rs"]
mod cluster;
#[path = "support/free_addr.rs"]
mod free_addr;
#[path = "../box_office/tests/support/hall.rs"]
mod hall;
#[path = "support/program.rs"]
mod program;
#[path = "support/stripe.rs"]
mod stripe;

use cluster::Cluster;
use many::books::Books;
use many::buyer::{Bought, Buyer};
use many::stage::Stage;
use program::Program;
use reqwest::StatusCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Longer than others believe a silent instance.
const PAUSE: Duration = Duration::from_secs(7);
/// Longer than a batch is tried again.
const OUTAGE: Duration = Duration::from_secs(13);
/// Nobody waits longer for buyers to get on.
const PATIENCE: Duration = Duration::from_secs(240);

/// Everybody buys at once; `acts` counts the answers.
fn open_doors(stage: &Arc<Stage>, buyers: u32, acts: &Arc<Semaphore>) -> JoinSet<Bought> {
    let mut trading = JoinSet::new();
    for at in 0..buyers {
        let buyer = Buyer::new(stage.clone(), at);
        let acts = acts.clone();
        trading.spawn(async move { buyer.buy(&acts).await });
    }
    trading
}

/// Returns after so many more answers.
async fn answers(acts: &Semaphore, count: u32) {
    let seen = tokio::time::timeout(PATIENCE, acts.acquire_many(count)).await;
    seen.expect("buyers are answered").unwrap().forget();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_buyers_fight_for_a_thousand_seats_while_instances_come_and_go() {
    let cluster = Cluster::start(&[]);
    let stage = Arc::new(Stage::open(cluster.url(), 3).await);
    let mut instances = Vec::new();
    for at in 0..3 {
        instances.push(stage.start(at).await);
    }
    let acts = Arc::new(Semaphore::new(0));
    let trading = open_doors(&stage, 1_000, &acts);

    for round in 0..4 {
        answers(&acts, 300).await;
        let at = round % 3;
        if round == 2 {
            instances[at].pause();
            tokio::time::timeout(PAUSE, std::future::pending::<()>()).await.unwrap_err();
            instances[at].go_on();
        } else {
            instances.remove(at).kill();
            answers(&acts, 50).await;
            instances.insert(at, stage.start(at).await);
        }
    }
    let bought = trading.join_all().await;

    instances.iter_mut().for_each(Program::must_be_alive);
    let books = Books::open(&stage, &cluster.url()).await;
    books.wait_until_settled().await;
    books.check(&bought).await;
    let tickets = books.tickets().await;
    assert!(tickets >= 300, "much is sold, not {tickets}");
    let losers: Vec<_> = bought.iter().filter(|bought| bought.hold.is_none()).collect();
    assert!(!losers.is_empty(), "they wanted more than there was");
    let is_told = |loser: &&&Bought| loser.last == StatusCode::CONFLICT;
    assert_eq!(losers.iter().filter(is_told).count(), losers.len(), "each is told that it is gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_crashes_and_one_that_takes_its_place_have_lost_nothing_acknowledged() {
    let primary = Cluster::start(&[]);
    let standby = primary.synchronous_standby().await;
    let hosts = format!("{},{}", primary.host(), standby.host());
    let url = format!("postgres://shop@{hosts}/postgres?target_session_attrs=read-write");
    let stage = Arc::new(Stage::open(url, 2).await);
    let mut instances = Vec::new();
    for at in 0..2 {
        instances.push(stage.start(at).await);
    }
    let acts = Arc::new(Semaphore::new(0));
    let trading = open_doors(&stage, 300, &acts);

    answers(&acts, 200).await;
    primary.crash();
    primary.start_again();
    answers(&acts, 200).await;
    primary.crash();
    // Longer than any batch is tried again: who wants seats meanwhile is told to come back.
    tokio::time::timeout(OUTAGE, std::future::pending::<()>()).await.unwrap_err();
    standby.promote();
    answers(&acts, 200).await;
    let bought = trading.join_all().await;

    instances.iter_mut().for_each(Program::must_be_alive);
    let books = Books::open(&stage, &standby.url()).await;
    books.wait_until_settled().await;
    books.check(&bought).await;
    assert!(bought.iter().filter(|bought| bought.order.is_some()).count() >= 100);
}

//! Seasons: seeded random acts of buyers, an admin, the clock, the network, crashes and restarts.
//! The invariants are checked all along, the books against the stand-in's ledger after each restart
//! and at the end, and every rare branch must have been reached.
//!
//! `SEASON_SEED=7 cargo test -p box_office --test season` replays one season; `SEASONS=1000` plays
//! so many.

mod season {
    pub mod acts;
    pub mod books;
    pub mod chance;
    mod money;
    pub mod rare;
    pub mod trouble;
}
mod support;

use futures::{StreamExt, stream};
use season::acts::Season;
use season::chance::Chance;
use season::rare::Rare;
use std::io::Write;

const ACTS: usize = 1_000;
const SEASONS: u64 = 100;
/// Acts from one look at all invariants to the next.
const ACTS_PER_LOOK: usize = 8;
const TOGETHER: usize = 2;

async fn play(seed: u64) -> Rare {
    let mut season = Season::open(Chance::new(seed)).await;
    for at in 0..ACTS {
        season.act(&format!("seed {seed}, act {at}")).await;
        if at % ACTS_PER_LOOK == 0 {
            season.check(&format!("seed {seed}, act {at}")).await;
        }
    }
    season.close(&format!("seed {seed}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_no_seat_is_sold_twice_and_no_money_is_kept() {
    let seeds = match number("SEASON_SEED") {
        Some(seed) => seed..seed + 1,
        None => 1..number("SEASONS").unwrap_or(SEASONS) + 1,
    };
    let played = stream::iter(seeds.clone())
        .map(|seed| async move { (seed, tokio::spawn(play(seed)).await) })
        .buffer_unordered(TOGETHER)
        .collect::<Vec<_>>()
        .await;

    let lost: Vec<u64> =
        played.iter().filter(|(_, rare)| rare.is_err()).map(|(seed, _)| *seed).collect();
    assert!(lost.is_empty(), "these seasons went wrong, see above: {lost:?}");
    let rare: Rare = played.into_iter().filter_map(|(_, rare)| rare.ok()).sum();
    let acts = (seeds.end - seeds.start) as usize * ACTS;
    // Past the test runner, which keeps what passing tests print to itself.
    writeln!(std::io::stderr(), "{acts} acts; {rare}").expect("a place to write");
    if seeds.end - seeds.start >= SEASONS {
        assert_eq!(rare.never(), [""; 0], "never reached");
    }
}

fn number(name: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "how long to play is said by a person")]
    let given = std::env::var(name).ok()?;
    Some(given.parse().unwrap_or_else(|_| panic!("{name} is not a number: {given}")))
}

//! A season: seeded random acts of buyers, an admin, the clock, the network and restarts, with the
//! invariants checked all along and the books balanced at the end.
//!
//! `SEASON_SEED=7 cargo test -p box_office --test season` replays one.

mod season {
    pub mod acts;
    pub mod books;
    pub mod chance;
}
mod support;

use season::acts::Season;
use season::chance::Chance;

const ACTS: usize = 400;
const SEEDS: std::ops::Range<u64> = 1..5;

#[tokio::test]
async fn whatever_happens_no_seat_is_sold_twice_and_no_money_is_kept() {
    #[expect(clippy::disallowed_methods, reason = "a seed to replay is given by a person")]
    let given = std::env::var("SEASON_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    for seed in given.map_or(SEEDS, |seed| seed..seed + 1) {
        let mut season = Season::open(Chance::new(seed)).await;
        for at in 0..ACTS {
            season.act().await;
            season.check(&format!("seed {seed}, act {at}")).await;
        }
        season.close(&format!("seed {seed}")).await;
    }
}

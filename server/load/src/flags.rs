//! The command line: who comes, how many, for how long, and what they do.

use crate::address::Address;
use clap::Parser;
use std::path::PathBuf;

/// A crowd for a ticket shop: buyers who browse, hold, hesitate, pay or leave; viewers of live seat
/// maps; bots that hold and never pay. Prints how long each step took, counted from when it should
/// have begun, and how every journey ended.
///
/// Everything it holds stays held until the shop ends it, and what it buys stays bought: use a shop
/// that is there to be tried, with the stand-in for Stripe.
#[derive(Clone, Debug, Parser)]
#[command(name = "holdfast-load", version)]
pub struct Flags {
    /// The shop, over plain HTTP: an instance itself, not the proxy before it.
    #[arg(default_value = "http://127.0.0.1:3000")]
    pub url: String,
    /// Buyers who arrive in a second.
    #[arg(long, default_value_t = 5.0, value_parser = per_second)]
    pub buyers: f64,
    /// Bots that arrive in a second.
    #[arg(long, default_value_t = 0.0, value_parser = per_second)]
    pub bots: f64,
    /// Viewers, there from the beginning to the end.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=20_000))]
    pub viewers: u32,
    /// How long people arrive. Units: seconds, at most an hour.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
    /// Seats that a buyer wants.
    #[arg(long, default_value_t = 2)]
    pub seats: usize,
    /// Seats that a bot wants.
    #[arg(long, default_value_t = 4)]
    pub bot_seats: usize,
    /// The mean time that a buyer looks at a page. Units: milliseconds.
    #[arg(long, default_value_t = 200)]
    pub look_ms: u64,
    /// The mean time that a buyer hesitates before paying or leaving. Units: milliseconds.
    #[arg(long, default_value_t = 1000)]
    pub hesitate_ms: u64,
    /// The share of buyers with seats who pay, from 0 to 1.
    #[arg(long, default_value_t = 0.5, value_parser = share)]
    pub share_who_pay: f64,
    /// Only this performance; several are possible [default: what is on the programme].
    #[arg(long, value_name = "NUMBER")]
    pub performance: Vec<i64>,
    /// Performances of the programme that people come for.
    #[arg(long, default_value_t = 12)]
    pub performances_max: usize,
    /// Connections at a time, streams not counted.
    #[arg(long, default_value_t = 512)]
    pub connections: usize,
    /// People under way at a time; more are turned away and counted.
    #[arg(long, default_value_t = 4096)]
    pub at_once: usize,
    /// Where the results go as JSON, besides the table.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Loads a shop on another machine. Do so only to a machine of your own.
    #[arg(long)]
    pub yes_this_is_mine: bool,
}

impl Flags {
    /// Where the shop is.
    ///
    /// Refuses: what is no plain HTTP address, and another machine unless it was said to be ours.
    pub fn shop(&self) -> Result<Address, String> {
        let (shop, path) = Address::split(&self.url)?;
        if path != "/" {
            return Err(format!("{} has a path; give the shop's address alone.", self.url));
        }
        match self.yes_this_is_mine || shop.is_loopback() {
            true => Ok(shop),
            false => Err(format!("{shop} is another machine. If it is yours: --yes-this-is-mine.")),
        }
    }
}

fn per_second(text: &str) -> Result<f64, String> {
    within(text, 10_000.0)
}

fn share(text: &str) -> Result<f64, String> {
    within(text, 1.0)
}

fn within(text: &str, most: f64) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "no number".to_owned())?;
    let is_within = (0.0..=most).contains(&number);
    if is_within { Ok(number) } else { Err(format!("must be from 0 to {most}")) }
}

#[cfg(test)]
mod tests {
    use super::Flags;
    use clap::Parser;

    fn flags(words: &[&str]) -> Result<Flags, clap::Error> {
        Flags::try_parse_from(std::iter::once("holdfast-load").chain(words.iter().copied()))
    }

    #[test]
    fn another_machine_is_loaded_only_by_whom_it_belongs_to() {
        let refused =
            flags(&["http://tickets.example"]).expect("an answer").shop().expect_err("a refusal");
        assert!(refused.contains("--yes-this-is-mine"), "{refused}");
        let owned = flags(&["http://tickets.example", "--yes-this-is-mine"]).expect("an answer");
        assert_eq!(owned.shop().expect("an answer").authority(), "tickets.example:80");
        assert!(flags(&[]).expect("an answer").shop().expect("an answer").is_loopback());
    }

    #[test]
    fn a_crowd_is_bounded_in_count_and_time() {
        for wrong in ["--buyers=1e9", "--seconds=3601", "--viewers=20001", "--share-who-pay=2"] {
            assert!(flags(&[wrong]).is_err(), "{wrong}");
        }
    }
}

//! The least that can be charged, by currency: less is refused, nothing at all is not.
//!
//! Source: Stripe's table of minimum amounts; a currency that is not in it has none here.

use crate::model::Totals;
use crate::pages::money;

/// Units: minor units.
const LEAST: [(&str, i64); 24] = [
    ("aed", 200),
    ("aud", 50),
    ("bgn", 100),
    ("brl", 50),
    ("cad", 50),
    ("chf", 50),
    ("czk", 1_500),
    ("dkk", 250),
    ("eur", 50),
    ("gbp", 30),
    ("hkd", 400),
    ("huf", 17_500),
    ("inr", 50),
    ("jpy", 50),
    ("mxn", 1_000),
    ("myr", 200),
    ("nok", 300),
    ("nzd", 50),
    ("pln", 200),
    ("ron", 200),
    ("sek", 300),
    ("sgd", 50),
    ("thb", 1_000),
    ("usd", 50),
];

/// The least amount that a bill would have to reach and does not, in words.
pub(crate) fn missed(totals: &Totals) -> Option<String> {
    let (currency, least) = LEAST.iter().find(|(currency, _)| *currency == totals.currency)?;
    let is_missed = (1..*least).contains(&totals.amount);
    is_missed.then(|| format!("{} {currency}", money(*least, currency)))
}

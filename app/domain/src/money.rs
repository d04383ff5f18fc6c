//! Money: a whole number of minor units and its currency.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The currencies the shop can sell in.
///
/// Source: Stripe's list of zero-decimal currencies decides [`Currency::decimals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Currency {
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
    /// US dollar.
    Usd,
    /// Swiss franc.
    Chf,
    /// Danish krone.
    Dkk,
    /// Norwegian krone.
    Nok,
    /// Swedish krona.
    Sek,
    /// Japanese yen: no minor unit.
    Jpy,
}

impl Currency {
    /// Every currency, for forms and tests.
    pub const ALL: [Self; 8] =
        [Self::Eur, Self::Gbp, Self::Usd, Self::Chf, Self::Dkk, Self::Nok, Self::Sek, Self::Jpy];

    /// The code as Stripe spells it: three lower-case letters.
    pub fn code(self) -> &'static str {
        match self {
            Self::Eur => "eur",
            Self::Gbp => "gbp",
            Self::Usd => "usd",
            Self::Chf => "chf",
            Self::Dkk => "dkk",
            Self::Nok => "nok",
            Self::Sek => "sek",
            Self::Jpy => "jpy",
        }
    }

    /// The currency of a code in either case, if the shop sells in it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code().eq_ignore_ascii_case(code))
    }

    /// Digits after the decimal point: 2, or 0 for the yen.
    pub fn decimals(self) -> u32 {
        match self {
            Self::Jpy => 0,
            Self::Eur | Self::Gbp | Self::Usd | Self::Chf | Self::Dkk | Self::Nok | Self::Sek => 2,
        }
    }

    /// The least that can be paid at once. Units: minor units.
    ///
    /// Source: Stripe's minimum charge amounts, for an account that settles in the same currency.
    pub fn payment_minor_min(self) -> i64 {
        match self {
            Self::Gbp => 30,
            Self::Eur | Self::Usd | Self::Chf | Self::Jpy => 50,
            Self::Dkk => 250,
            Self::Nok | Self::Sek => 300,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Eur => "€",
            Self::Gbp => "£",
            Self::Usd => "$",
            Self::Jpy => "¥",
            Self::Chf => "CHF\u{a0}",
            Self::Dkk => "DKK\u{a0}",
            Self::Nok => "NOK\u{a0}",
            Self::Sek => "SEK\u{a0}",
        }
    }
}

/// An amount. Units: minor units of `currency` (cents; whole yen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; negative only in ledgers.
    pub amount_minor: i64,
    /// What the minor units are of.
    pub currency: Currency,
}

impl Money {
    /// An amount in minor units.
    pub fn new(amount_minor: i64, currency: Currency) -> Self {
        Self { amount_minor, currency }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.amount_minor < 0 { "−" } else { "" };
        let unit = 10_u64.pow(self.currency.decimals());
        let amount = self.amount_minor.unsigned_abs();
        let whole = thousands(amount / unit);
        write!(f, "{minus}{}{whole}", self.currency.sign())?;
        if unit > 1 { write!(f, ".{:02}", amount % unit) } else { Ok(()) }
    }
}

fn thousands(whole: u64) -> String {
    let digits = whole.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_shown_with_its_sign_its_thousands_and_its_cents() {
        assert_eq!(Money::new(9_000, Currency::Eur).to_string(), "€90.00");
        assert_eq!(Money::new(123_456_789, Currency::Gbp).to_string(), "£1,234,567.89");
        assert_eq!(Money::new(5, Currency::Usd).to_string(), "$0.05");
        assert_eq!(Money::new(-4_550, Currency::Eur).to_string(), "−€45.50");
    }

    #[test]
    fn a_currency_without_minor_units_shows_none() {
        assert_eq!(Money::new(12_000, Currency::Jpy).to_string(), "¥12,000");
    }

    #[test]
    fn a_currency_is_found_by_its_code_in_either_case() {
        assert_eq!(Currency::from_code("EUR"), Some(Currency::Eur));
        assert_eq!(Currency::from_code("xyz"), None);
    }
}

//! The ways to pay, and what each test card does.
//!
//! Source: Stripe's public test cards, the ones that matter for Checkout.

use serde::{Deserialize, Serialize};

/// How a session was paid, or tried to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub(crate) enum Means {
    Card { last4: String, brand: String, outcome: CardOutcome },
    DebitThatSucceeds,
    DebitThatFails,
}

/// What a card does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CardOutcome {
    Succeeds,
    AsksFirst,
    /// On a page of the bank, even when the form is inside another page.
    AsksAway,
    AsksThenDeclines,
    DisputedLater,
    /// Succeeds; a refund of it waits first, then succeeds.
    RefundedLate,
    /// Succeeds; a refund of it seems to succeed, then fails.
    RefundFailsLater,
    Declined(CardFailure),
}

/// Why a card was declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CardFailure {
    Generic,
    InsufficientFunds,
    Lost,
    Expired,
    IncorrectCvc,
    Processing,
    Authentication,
}

impl CardFailure {
    /// The error's `code`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Generic | Self::InsufficientFunds | Self::Lost => "card_declined",
            Self::Expired => "expired_card",
            Self::IncorrectCvc => "incorrect_cvc",
            Self::Processing => "processing_error",
            Self::Authentication => "payment_intent_authentication_failure",
        }
    }

    /// The error's `decline_code`.
    pub(crate) fn decline_code(self) -> Option<&'static str> {
        match self {
            Self::Generic => Some("generic_decline"),
            Self::InsufficientFunds => Some("insufficient_funds"),
            Self::Lost => Some("lost_card"),
            Self::Expired | Self::IncorrectCvc | Self::Processing | Self::Authentication => None,
        }
    }

    /// What the buyer reads.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Generic | Self::Lost => "Your card was declined.",
            Self::InsufficientFunds => "Your card has insufficient funds.",
            Self::Expired => "Your card has expired.",
            Self::IncorrectCvc => "Your card's security code is incorrect.",
            Self::Processing => "An error occurred while processing your card. Try again.",
            Self::Authentication => {
                "The authentication failed. Choose another way to pay, or try again."
            }
        }
    }
}

/// Number, brand, outcome, and a few words for the hint on the page.
type TestCard = (&'static str, &'static str, CardOutcome, &'static str);

/// The cards that are known.
pub(crate) const TEST_CARDS: [TestCard; 15] = [
    ("4242424242424242", "visa", CardOutcome::Succeeds, "succeeds"),
    ("5555555555554444", "mastercard", CardOutcome::Succeeds, "succeeds"),
    ("4000002500003155", "visa", CardOutcome::AsksFirst, "asks for 3-D Secure"),
    ("4000002760003184", "visa", CardOutcome::AsksAway, "3-D Secure on the bank's own page"),
    ("4000008400001629", "visa", CardOutcome::AsksThenDeclines, "3-D Secure, then declined"),
    ("4000000000000002", "visa", declined(CardFailure::Generic), "declined"),
    ("4000000000009995", "visa", declined(CardFailure::InsufficientFunds), "insufficient funds"),
    ("4000000000009987", "visa", declined(CardFailure::Lost), "lost card"),
    ("4000000000000069", "visa", declined(CardFailure::Expired), "expired card"),
    ("4000000000000127", "visa", declined(CardFailure::IncorrectCvc), "wrong security code"),
    ("4000000000000119", "visa", declined(CardFailure::Processing), "processing error"),
    ("4000000000000259", "visa", CardOutcome::DisputedLater, "succeeds, disputed later"),
    ("4000000000007726", "visa", CardOutcome::RefundedLate, "succeeds, refunds wait first"),
    ("4000000000005126", "visa", CardOutcome::RefundFailsLater, "succeeds, refunds fail later"),
    ("4000000000000077", "visa", CardOutcome::Succeeds, "succeeds"),
];

const fn declined(why: CardFailure) -> CardOutcome {
    CardOutcome::Declined(why)
}

impl Means {
    /// Finds a test card by its number.
    ///
    /// Refuses: with words for the field, what is no card number and what is no test card.
    pub(crate) fn card(number: &str) -> Result<Self, &'static str> {
        let digits: String = number.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if digits.len() < 12 || digits.len() > 19 || !passes_luhn(&digits) {
            return Err("Your card number is invalid.");
        }
        let known = TEST_CARDS.iter().find(|(number, ..)| *number == digits);
        let Some((_, brand, outcome, _)) = known else {
            return Err("This is not one of the test cards. Never use a real card here.");
        };
        let last4 = digits[digits.len() - 4..].to_owned();
        Ok(Self::Card { last4, brand: (*brand).to_owned(), outcome: *outcome })
    }

    /// Stripe's word for the method.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Card { .. } => "card",
            Self::DebitThatSucceeds | Self::DebitThatFails => "us_bank_account",
        }
    }
}

fn passes_luhn(digits: &str) -> bool {
    let Some(digits) = digits.chars().map(|c| c.to_digit(10)).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let worth =
        |(index, &digit): (usize, &u32)| if index % 2 == 1 { doubled(digit) } else { digit };
    digits.iter().rev().enumerate().map(worth).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::{Means, TEST_CARDS};

    #[test]
    fn every_listed_card_is_found_and_others_are_refused() {
        for (number, ..) in TEST_CARDS {
            assert!(Means::card(number).is_ok(), "{number}");
        }
        assert!(Means::card("4242 4242 4242 4242").is_ok());
        assert!(Means::card("4242424242424241").is_err());
        assert!(Means::card("4111111111111111").is_err());
        assert!(Means::card("").is_err());
        assert!(Means::card("４２４２").is_err());
    }
}

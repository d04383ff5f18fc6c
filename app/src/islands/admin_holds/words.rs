//! What the admin reads about a hold: its state, its seats, its times. Pure, so that server and
//! browser say the same.

use domain::{EndReason, HoldId, HoldPhase, ReviewReason, SeatLine};
use std::collections::BTreeMap;

/// A state in an admin's words.
pub(crate) fn phase_words(phase: HoldPhase) -> &'static str {
    match phase {
        HoldPhase::Active => "Held",
        HoldPhase::Opening => "Opening checkout",
        HoldPhase::Open => "At checkout",
        HoldPhase::Closing => "Closing",
        HoldPhase::Pending => "Waiting for the bank",
        HoldPhase::Sold => "Sold",
        HoldPhase::Released => "Ended",
        HoldPhase::RefundDue => "Refund under way",
        HoldPhase::Refunded => "Refunded",
        HoldPhase::Review => "In review",
        HoldPhase::Voided => "Voided",
    }
}

/// What a state means, where its name alone does not say it.
pub(crate) fn phase_note(phase: HoldPhase, ended: Option<&EndReason>) -> Option<String> {
    match phase {
        HoldPhase::Closing => Some("waiting for Stripe".to_owned()),
        HoldPhase::Released => ended.map(|reason| ended_words(reason).to_owned()),
        HoldPhase::Sold => Some("tickets issued".to_owned()),
        HoldPhase::Active
        | HoldPhase::Opening
        | HoldPhase::Open
        | HoldPhase::Pending
        | HoldPhase::RefundDue
        | HoldPhase::Refunded
        | HoldPhase::Review
        | HoldPhase::Voided => None,
    }
}

/// Why a hold ended, in an admin's words.
pub(crate) fn ended_words(reason: &EndReason) -> &str {
    match reason {
        EndReason::TimeUp => "its time ran out",
        EndReason::GivenUp => "given up by the buyer",
        EndReason::EndedByAdmin(why) => why,
        EndReason::SessionExpired => "expired at Stripe",
        EndReason::PaymentFailed => "the payment failed",
    }
}

/// What does not add up about a payment.
pub(crate) fn review_words(reason: ReviewReason) -> &'static str {
    match reason {
        ReviewReason::OtherHold => "The payment names another hold.",
        ReviewReason::OtherCurrency => "The payment is in another currency than the hold.",
        ReviewReason::OtherAmount => "The payment is over another amount than the hold.",
        ReviewReason::OtherMode => "The payment's money is of the other mode (test or live).",
    }
}

/// The end of a hold's name: its beginning is a time, alike for holds of the same minute.
pub(crate) fn short_name(hold: &HoldId) -> String {
    let text = hold.as_str();
    let from = text.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    text[from..].to_owned()
}

/// Seats, gathered by section and row: `Stalls, row D: 12, 13`. Standing places are counted.
pub(crate) fn seats_words(lines: &[SeatLine]) -> Vec<String> {
    let mut rows: BTreeMap<(String, Option<String>), Vec<String>> = BTreeMap::new();
    for line in lines {
        let (row, number) = line.address.row_and_number.clone().unzip();
        let numbers = rows.entry((line.address.section.clone(), row)).or_default();
        numbers.push(number.unwrap_or_default());
    }
    rows.into_iter().map(|((section, row), numbers)| row_words(&section, row, &numbers)).collect()
}

fn row_words(section: &str, row: Option<String>, numbers: &[String]) -> String {
    match row {
        Some(row) => format!("{section}, row {row}: {}", numbers.join(", ")),
        None => format!("{section}: {} standing", numbers.len()),
    }
}

/// A stretch of time as a clock shows it: `4:05`, `1:04:05`. Never negative.
pub(crate) fn clock_words(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Currency, Money, SeatAddress, SeatIndex};

    fn line(section: &str, place: Option<(&str, &str)>) -> SeatLine {
        let row_and_number = place.map(|(row, number)| (row.to_owned(), number.to_owned()));
        SeatLine {
            seat: SeatIndex(0),
            address: SeatAddress { section: section.to_owned(), row_and_number },
            tier: "Front".to_owned(),
            price: Money::new(4_500, Currency::Eur),
        }
    }

    #[test]
    fn seats_of_one_row_are_named_together_and_standing_places_are_counted() {
        let lines = [
            line("Stalls", Some(("D", "12"))),
            line("Stalls", Some(("D", "13"))),
            line("Floor", None),
            line("Floor", None),
        ];
        assert_eq!(seats_words(&lines), ["Floor: 2 standing", "Stalls, row D: 12, 13"]);
    }

    #[test]
    fn a_clock_shows_minutes_and_seconds_and_never_less_than_nothing() {
        assert_eq!(clock_words(245_999), "4:05");
        assert_eq!(clock_words(3_845_000), "1:04:05");
        assert_eq!(clock_words(-5), "0:00");
    }

    #[test]
    fn a_hold_is_called_by_the_end_of_its_name() {
        assert_eq!(short_name(&HoldId::from("0193-aa-77f3c2d1")), "f3c2d1");
        assert_eq!(short_name(&HoldId::from("é1")), "é1");
    }
}

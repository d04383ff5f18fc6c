//! What the map says, for eyes and for ears.

use super::seats::{Look, Toggled};
use domain::{Money, Plan, Refusal, SeatIndex};

/// A seat's status in a word or two.
pub fn look_words(look: Look) -> &'static str {
    match look {
        Look::Free => "available",
        Look::Chosen => "chosen",
        Look::Yours => "held for you",
        Look::Held => "held by somebody else",
        Look::Sold => "sold",
        Look::Absent => "not for sale",
    }
}

/// A seat in full: "Stalls, row D, seat 12, €45.00, available".
pub fn seat_words(plan: &Plan, seat: SeatIndex, price: Option<Money>, look: Look) -> String {
    let address = address(plan, seat);
    match price {
        Some(price) => format!("{address}, {price}, {}", look_words(look)),
        None => format!("{address}, {}", look_words(look)),
    }
}

/// What came of a tap.
pub fn toggled_words(plan: &Plan, seat: SeatIndex, toggled: Toggled) -> String {
    let address = address(plan, seat);
    match toggled {
        Toggled::Chosen => format!("{address} is chosen."),
        Toggled::Removed => format!("{address} is no longer chosen."),
        Toggled::Full(max) => Refusal::TooManySeats { max }.to_string(),
        Toggled::Refused(Look::Held) => {
            format!("{address} is held by somebody else just now. It may come back.")
        }
        Toggled::Refused(Look::Yours) => format!("You already hold {address}."),
        Toggled::Refused(look) => format!("{address} is {}.", look_words(look)),
    }
}

/// Picked seats went to somebody else; `still` picked ones remain.
pub fn taken_words(plan: &Plan, lost: &[SeatIndex], still: u32) -> String {
    let names: Vec<String> = lost.iter().map(|seat| address(plan, *seat)).collect();
    let were = if lost.len() == 1 { "was" } else { "were" };
    let rest = match still {
        0 => "",
        1 => " Your other seat is still chosen.",
        _ => " Your other seats are still chosen.",
    };
    format!("{} {were} taken a moment ago.{rest}", list(&names))
}

/// "1 seat", "2 seats".
pub fn seats_counted(count: u32) -> String {
    if count == 1 { "1 seat".into() } else { format!("{count} seats") }
}

/// A seat's address, or words for one that the plan does not have.
pub fn address(plan: &Plan, seat: SeatIndex) -> String {
    plan.address(seat).map_or_else(|| "This seat".into(), |address| address.to_string())
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::theatre;
    use super::*;
    use domain::Currency;

    const D12: SeatIndex = SeatIndex(3 * 12 + 11);

    #[test]
    fn a_seat_is_told_in_full() {
        let price = Some(Money::new(4_500, Currency::Eur));
        let words = seat_words(&theatre(), D12, price, Look::Free);
        assert_eq!(words, "Stalls, row D, seat 12, €45.00, available");
    }

    #[test]
    fn a_taken_seat_is_named_and_the_others_are_mentioned() {
        assert_eq!(
            taken_words(&theatre(), &[D12], 2),
            "Stalls, row D, seat 12 was taken a moment ago. Your other seats are still chosen."
        );
        assert_eq!(
            taken_words(&theatre(), &[D12, SeatIndex(0)], 0),
            "Stalls, row D, seat 12 and Stalls, row A, seat 1 were taken a moment ago."
        );
    }

    #[test]
    fn a_seat_that_does_not_exist_has_words_too() {
        assert_eq!(address(&theatre(), SeatIndex(9_999)), "This seat");
    }
}

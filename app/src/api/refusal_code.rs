//! A refusal as a short code for an address, and back: `too_many_seats.10`. A code carries numbers
//! and nothing else, so an address made up by somebody can only show the shop's own words.

use domain::refusal::Field;
use domain::{Refusal, SeatIndex, UnixMs};

const FIELDS: [(Field, &str); 10] = [
    (Field::Email, "email"),
    (Field::Name, "name"),
    (Field::Reason, "reason"),
    (Field::Title, "title"),
    (Field::StartsAt, "starts_at"),
    (Field::Price, "price"),
    (Field::HoldLength, "hold_length"),
    (Field::SeatsPerHold, "seats_per_hold"),
    (Field::Plan, "plan"),
    (Field::Form, "form"),
];

/// The code of a refusal.
pub fn code(refusal: &Refusal) -> String {
    let name = match refusal {
        Refusal::SeatTaken(seats) => {
            let seats: Vec<String> = seats.iter().map(|seat| format!(".{seat}")).collect();
            return format!("seat_taken{}", seats.concat());
        }
        Refusal::TooFewPlaces { left } => return format!("too_few_places.{left}"),
        Refusal::TooManySeats { max } => return format!("too_many_seats.{max}"),
        Refusal::NotOnSaleYet(at) => return format!("not_on_sale_yet.{}", at.0),
        Refusal::TooManyTries { retry_after_s } => {
            return format!("too_many_tries.{retry_after_s}");
        }
        Refusal::Invalid(field) => {
            let known = FIELDS.iter().find(|(known, _)| known == field);
            return format!("invalid.{}", known.map_or("form", |(_, name)| name));
        }
        Refusal::NoSuchSeat => "no_such_seat",
        Refusal::NoSeats => "no_seats",
        Refusal::SeatTwice => "seat_twice",
        Refusal::SaleOver => "sale_over",
        Refusal::NotFound => "not_found",
        Refusal::HoldEnded => "hold_ended",
        Refusal::CheckoutUnderWay => "checkout_under_way",
        Refusal::AlreadyPaid => "already_paid",
        Refusal::PaymentUnavailable => "payment_unavailable",
        Refusal::Busy => "busy",
        Refusal::WrongPassword => "wrong_password",
        Refusal::NotSignedIn => "not_signed_in",
        Refusal::Broken => "broken",
        Refusal::OutOfOrder => "out_of_order",
    };
    name.to_owned()
}

/// The refusal of a code, or none if it is not one of ours.
pub fn from_code(code: &str) -> Option<Refusal> {
    let mut parts = code.split('.');
    let name = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let number = || rest.first()?.parse::<u32>().ok();
    Some(match name {
        "seat_taken" => {
            let seats = rest.iter().map(|seat| seat.parse().ok().map(SeatIndex));
            Refusal::SeatTaken(seats.collect::<Option<_>>()?)
        }
        "too_few_places" => Refusal::TooFewPlaces { left: number()? },
        "too_many_seats" => Refusal::TooManySeats { max: number()? },
        "not_on_sale_yet" => Refusal::NotOnSaleYet(UnixMs(rest.first()?.parse().ok()?)),
        "too_many_tries" => Refusal::TooManyTries { retry_after_s: number()? },
        "invalid" => {
            Refusal::Invalid(FIELDS.iter().find(|(_, name)| Some(name) == rest.first())?.0)
        }
        "no_such_seat" => Refusal::NoSuchSeat,
        "no_seats" => Refusal::NoSeats,
        "seat_twice" => Refusal::SeatTwice,
        "sale_over" => Refusal::SaleOver,
        "not_found" => Refusal::NotFound,
        "hold_ended" => Refusal::HoldEnded,
        "checkout_under_way" => Refusal::CheckoutUnderWay,
        "already_paid" => Refusal::AlreadyPaid,
        "payment_unavailable" => Refusal::PaymentUnavailable,
        "busy" => Refusal::Busy,
        "wrong_password" => Refusal::WrongPassword,
        "not_signed_in" => Refusal::NotSignedIn,
        "broken" => Refusal::Broken,
        "out_of_order" => Refusal::OutOfOrder,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_as_the_refusal_it_was_made_of() {
        let mut refusals = vec![
            Refusal::SeatTaken(vec![SeatIndex(3), SeatIndex(40)]),
            Refusal::TooFewPlaces { left: 2 },
            Refusal::TooManySeats { max: 10 },
            Refusal::NotOnSaleYet(UnixMs(1_900_000_000_000)),
            Refusal::TooManyTries { retry_after_s: 30 },
            Refusal::HoldEnded,
            Refusal::Broken,
            Refusal::OutOfOrder,
        ];
        refusals.extend(FIELDS.map(|(field, _)| Refusal::Invalid(field)));
        for refusal in refusals {
            assert_eq!(from_code(&code(&refusal)), Some(refusal));
        }
    }

    #[test]
    fn a_made_up_code_says_nothing() {
        for made_up in ["", "hello", "too_many_seats.many", "invalid.<b>", "seat_taken.x"] {
            assert_eq!(from_code(made_up), None);
        }
    }
}

//! The expected noes. Each has words for the person who asked; none carries internals.

use crate::{SeatIndex, UnixMs};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why the box office said no. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Somebody else has these seats.
    SeatTaken(Vec<SeatIndex>),
    /// A standing section has too few places left.
    TooFewPlaces {
        /// Places that could still be had.
        left: u32,
    },
    /// The performance has no such seat.
    NoSuchSeat,
    /// No seat was named.
    NoSeats,
    /// The same seat was named twice.
    SeatTwice,
    /// More seats than one hold may have.
    TooManySeats {
        /// So many are allowed.
        max: u32,
    },
    /// Sales open later.
    NotOnSaleYet(UnixMs),
    /// The performance has begun.
    SaleOver,
    /// No such event, performance, hold or order for this person.
    NotFound,
    /// The hold has ended.
    HoldEnded,
    /// The seats are being paid for: finish or give up first.
    CheckoutUnderWay,
    /// The hold is already paid.
    AlreadyPaid,
    /// Something typed cannot be right.
    Invalid(Field),
    /// Stripe does not answer: nothing was charged, the seats stay held.
    PaymentUnavailable,
    /// Too many requests: try again in a moment.
    Busy,
    /// Too many wrong passwords.
    TooManyTries {
        /// Units: seconds.
        retry_after_s: u32,
    },
    /// Wrong name or password.
    WrongPassword,
    /// Only an admin may.
    NotSignedIn,
    /// Something broke on our side; it was logged.
    Broken,
    /// The shop cannot write or read its books: the database is away, full or too slow.
    OutOfOrder,
}

/// What was typed wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// An e-mail address.
    Email,
    /// A person's name.
    Name,
    /// A reason.
    Reason,
    /// An event's title.
    Title,
    /// A date and time.
    StartsAt,
    /// A price.
    Price,
    /// How long a hold lasts.
    HoldLength,
    /// Seats in one hold.
    SeatsPerHold,
    /// A seating plan.
    Plan,
    /// Anything else in the form.
    Form,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SeatTaken(seats) if seats.len() == 1 => {
                f.write_str("One of these seats was taken a moment ago. Please choose another.")
            }
            Self::SeatTaken(seats) => write!(
                f,
                "{} of these seats were taken a moment ago. Please choose others.",
                seats.len()
            ),
            Self::TooFewPlaces { left: 0 } => f.write_str("No places are left in this section."),
            Self::TooFewPlaces { left } => write!(f, "Only {left} places are left here."),
            Self::NoSuchSeat => f.write_str("This performance has no such seat."),
            Self::NoSeats => f.write_str("Choose at least one seat."),
            Self::SeatTwice => f.write_str("The same seat was chosen twice."),
            Self::TooManySeats { max } => {
                write!(f, "You can hold up to {max} seats at a time for this performance.")
            }
            Self::NotOnSaleYet(_) => f.write_str("Tickets are not on sale yet."),
            Self::SaleOver => f.write_str("Sales for this performance have ended."),
            Self::NotFound => f.write_str("We could not find that."),
            Self::HoldEnded => f.write_str("Your hold has ended. The seats are back on sale."),
            Self::CheckoutUnderWay => f.write_str(
                "You are paying for these seats. Finish the payment or give the seats up first.",
            ),
            Self::AlreadyPaid => f.write_str("These seats are already paid for."),
            Self::Invalid(field) => f.write_str(field.words()),
            Self::PaymentUnavailable => f.write_str(
                "The payment service does not answer. Nothing was charged and your seats stay \
                 held. Please try again.",
            ),
            Self::Busy => f.write_str("Too many requests just now. Please try again in a moment."),
            Self::TooManyTries { retry_after_s } => {
                write!(f, "Too many tries. Please wait {retry_after_s} seconds.")
            }
            Self::WrongPassword => f.write_str("That password is not right."),
            Self::NotSignedIn => f.write_str("Please sign in first."),
            Self::OutOfOrder => f.write_str(
                "The box office cannot reach its books just now. Please try again in a moment.",
            ),
            Self::Broken => {
                f.write_str("Something went wrong on our side. Nothing was lost. Please try again.")
            }
        }
    }
}

impl Field {
    /// What to type instead.
    pub fn words(self) -> &'static str {
        match self {
            Self::Email => "Enter an e-mail address like name@example.com.",
            Self::Name => "Enter your name (at most 120 characters).",
            Self::Reason => "Give a reason (at most 200 characters).",
            Self::Title => "Give the event a name (at most 120 characters).",
            Self::StartsAt => "Give a date and time in the future, like 2027-03-14 and 19:30.",
            Self::Price => "Give each category a price like 45.00; a few cents cannot be paid.",
            Self::HoldLength => "Give a hold length between 1 and 25 minutes.",
            Self::SeatsPerHold => "Give a number of seats per buyer between 1 and 50.",
            Self::Plan => "Choose a venue with a seating plan.",
            Self::Form => "Something in this form cannot be read. Please check it.",
        }
    }
}

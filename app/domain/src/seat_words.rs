//! A seat in words: what tickets, pages and announcements print.

use crate::{Money, Plan, SeatIndex};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A seat's address in its venue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatAddress {
    /// Section as printed.
    pub section: String,
    /// Row and seat number as printed; none for a standing place.
    pub row_and_number: Option<(String, String)>,
}

/// One line of a hold or an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatLine {
    /// Which seat.
    pub seat: SeatIndex,
    /// Where it is.
    pub address: SeatAddress,
    /// The name of its price.
    pub tier: String,
    /// Its price, frozen when it was held.
    pub price: Money,
}

impl Plan {
    /// The address of a seat, or none if the plan has no such seat.
    pub fn address(&self, seat: SeatIndex) -> Option<SeatAddress> {
        let place = self.place(seat)?;
        let section = self.section(place.section)?.name.clone();
        let row_and_number =
            place.seat.map(|(row, at)| (row.label.clone(), row.numbers[at].clone()));
        Some(SeatAddress { section, row_and_number })
    }
}

impl fmt::Display for SeatAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.row_and_number {
            Some((row, number)) => write!(f, "{}, row {row}, seat {number}", self.section),
            None => write!(f, "{}, standing", self.section),
        }
    }
}

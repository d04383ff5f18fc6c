//! Which seats can be had: two bits a seat, as the live map keeps and sends them.

use crate::SeatIndex;
use serde::{Deserialize, Serialize};

/// What everybody may know of a seat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum SeatStatus {
    /// Anybody can hold it.
    #[default]
    Available = 0,
    /// Claimed by a live hold.
    Held = 1,
    /// Claimed by an order.
    Sold = 2,
    /// Kept back by the house.
    Blocked = 3,
}

/// One seat's new status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatChange {
    /// Which seat.
    pub seat: SeatIndex,
    /// What it is now.
    pub status: SeatStatus,
}

/// The status of every seat of a performance. Shape: two bits a seat, four seats a byte, low first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    bits: Vec<u8>,
    seats: u32,
}

impl SeatStatus {
    /// The status whose two bits these are.
    pub fn from_bits(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Available,
            1 => Self::Held,
            2 => Self::Sold,
            _ => Self::Blocked,
        }
    }
}

impl Availability {
    /// So many seats, all available.
    pub fn all_available(seats: u32) -> Self {
        Self { bits: vec![0; seats.div_ceil(4) as usize], seats }
    }

    /// Read from its bytes, or none if they are too few or too many for `seats`.
    pub fn from_bytes(bytes: &[u8], seats: u32) -> Option<Self> {
        (bytes.len() == seats.div_ceil(4) as usize).then(|| Self { bits: bytes.to_vec(), seats })
    }

    /// The bytes to send.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bits
    }

    /// How many seats it tells of.
    pub fn seat_count(&self) -> u32 {
        self.seats
    }

    /// A seat's status, or none if there is no such seat.
    pub fn get(&self, seat: SeatIndex) -> Option<SeatStatus> {
        (seat.0 < self.seats)
            .then(|| SeatStatus::from_bits(self.bits[seat.at() / 4] >> (2 * (seat.0 % 4))))
    }

    /// Sets a seat's status. A seat that does not exist is ignored.
    pub fn set(&mut self, change: SeatChange) {
        if change.seat.0 < self.seats {
            let shift = 2 * (change.seat.0 % 4);
            let byte = &mut self.bits[change.seat.at() / 4];
            *byte = (*byte & !(3 << shift)) | ((change.status as u8) << shift);
        }
    }

    /// How many of these seats are available.
    pub fn available_in(&self, seats: std::ops::Range<u32>) -> u32 {
        let is_free = |&seat: &u32| self.get(SeatIndex(seat)) == Some(SeatStatus::Available);
        let (start, end) = (seats.start, seats.end.min(self.seats).max(seats.start));
        // whole bytes are counted four seats at a time
        let (first, last) = (start.next_multiple_of(4).min(end), (end & !3).max(start));
        if first >= last {
            return (start..end).filter(is_free).count() as u32;
        }
        let whole = &self.bits[first as usize / 4..last as usize / 4];
        let free: u32 = whole.iter().map(|bits| 4 - ((bits | bits >> 1) & 0x55).count_ones()).sum();
        free + (start..first).chain(last..end).filter(is_free).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn status() -> impl Strategy<Value = SeatStatus> {
        (0_u8..4).prop_map(SeatStatus::from_bits)
    }

    proptest! {
        #[test]
        fn counting_many_seats_agrees_with_counting_each(
            bits in proptest::collection::vec(0_u8.., 50),
            (start, end) in (0_u32..210, 0_u32..210),
        ) {
            let availability = Availability::from_bytes(&bits, 198).expect("as many bytes");
            let each = (start..end)
                .filter(|&seat| availability.get(SeatIndex(seat)) == Some(SeatStatus::Available));
            prop_assert_eq!(availability.available_in(start..end), each.count() as u32);
        }

        #[test]
        fn what_was_set_last_is_read_back_and_survives_the_wire(
            changes in proptest::collection::vec((0_u32..200, status()), 0..400),
        ) {
            let mut expected = [SeatStatus::Available; 197];
            let mut availability = Availability::all_available(197);
            for (seat, status) in changes {
                availability.set(SeatChange { seat: SeatIndex(seat), status });
                if let Some(slot) = expected.get_mut(seat as usize) {
                    *slot = status;
                }
            }

            let again = Availability::from_bytes(availability.as_bytes(), 197).expect("same size");
            for (at, status) in expected.iter().enumerate() {
                prop_assert_eq!(again.get(SeatIndex(at as u32)), Some(*status));
            }
            prop_assert_eq!(again.get(SeatIndex(197)), None);
        }
    }

    #[test]
    fn bytes_of_another_size_are_refused() {
        assert_eq!(Availability::from_bytes(&[0; 3], 100), None);
    }
}

//! The frames of the live stream: what the server writes and the browser reads.

use crate::packed::unpack;
use domain::{Availability, HoldNews, SeatChange, SeatIndex, SeatStatus, UnixMs};
use serde::{Deserialize, Serialize};

/// How seats stand: the `seats` frames.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SeatNews {
    /// Every seat, two bits each.
    All(Vec<u8>),
    /// Some seats, in seat order. Shape: how far from the seat before, and two bits of status.
    Changed(Vec<u32>),
}

impl SeatNews {
    /// News of these changes. Shape: in seat order, each seat once.
    #[cfg(feature = "ssr")]
    pub fn changed(changes: &[SeatChange]) -> Self {
        let mut before = 0;
        let step = |change: &SeatChange| {
            let step = change.seat.0 - before;
            before = change.seat.0;
            step << 2 | change.status as u32
        };
        Self::Changed(changes.iter().map(step).collect())
    }
}

/// The changes that these steps spell.
pub fn changes(steps: &[u32]) -> impl Iterator<Item = SeatChange> {
    steps.iter().scan(0_u32, |seat, step| {
        *seat = seat.wrapping_add(step >> 2);
        Some(SeatChange { seat: SeatIndex(*seat), status: SeatStatus::from_bits(*step as u8) })
    })
}

/// Something that came over the live stream.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveEvent {
    /// How seats stand now.
    Seats(SeatNews),
    /// What became of one of this buyer's holds.
    Hold(HoldNews),
}

/// Reads a `seats` frame; none if it makes no sense.
pub fn seats(data: &str) -> Option<LiveEvent> {
    unpack(data).map(LiveEvent::Seats)
}

/// Reads a `hold` frame; none if it makes no sense.
pub fn hold(data: &str) -> Option<LiveEvent> {
    unpack(data).map(LiveEvent::Hold)
}

/// Reads a `clock` frame; none if it makes no sense.
pub fn clock(data: &str) -> Option<UnixMs> {
    data.trim().parse().ok().map(UnixMs)
}

/// The snapshot as seats, if it is of this many.
pub fn availability(bytes: &[u8], seats: u32) -> Option<Availability> {
    Availability::from_bytes(bytes, seats)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::packed::pack;

    #[test]
    fn a_snapshot_and_changes_are_told_apart() {
        let all = SeatNews::All(vec![0xe4]);
        assert_eq!(seats(&pack(&all)), Some(LiveEvent::Seats(all)));
        let read = availability(&[0xe4], 4).expect("four seats");
        assert_eq!(read.get(SeatIndex(2)), Some(SeatStatus::Sold));

        let change = |seat, status| SeatChange { seat: SeatIndex(seat), status };
        let told = vec![change(7, SeatStatus::Held), change(9, SeatStatus::Available)];
        let changed = SeatNews::changed(&told);
        let Some(LiveEvent::Seats(SeatNews::Changed(steps))) = seats(&pack(&changed)) else {
            panic!("changes");
        };
        assert_eq!(changes(&steps).collect::<Vec<_>>(), told);
    }

    #[test]
    fn nonsense_is_passed_over() {
        assert_eq!(seats("{"), None);
        assert_eq!(hold("AA"), None);
        assert_eq!(clock("soon"), None);
        assert_eq!(clock("1700000000000"), Some(UnixMs(1_700_000_000_000)));
    }
}

//! The frames of the live stream.

use domain::{Availability, HoldNews, SeatChange, SeatIndex, SeatStatus, UnixMs};
use serde::Deserialize;

/// Something that came over the live stream.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveEvent {
    /// How every seat stands, two bits each.
    Snapshot(Vec<u8>),
    /// How some seats stand now.
    Changes(Vec<SeatChange>),
    /// What became of one of this buyer's holds.
    Hold(HoldNews),
}

#[derive(Deserialize)]
struct SeatsFrame {
    #[serde(default)]
    all: Option<String>,
    #[serde(default)]
    set: Vec<(u32, u8)>,
}

/// Reads a `seats` frame; none if it makes no sense.
pub fn seats(data: &str) -> Option<LiveEvent> {
    let frame: SeatsFrame = serde_json::from_str(data).ok()?;
    if let Some(all) = frame.all {
        return Some(LiveEvent::Snapshot(from_base64(&all)?));
    }
    let change = |(seat, bits): (u32, u8)| SeatChange {
        seat: SeatIndex(seat),
        status: SeatStatus::from_bits(bits),
    };
    Some(LiveEvent::Changes(frame.set.into_iter().map(change).collect()))
}

/// Reads a `hold` frame; none if it makes no sense.
pub fn hold(data: &str) -> Option<LiveEvent> {
    serde_json::from_str(data).ok().map(LiveEvent::Hold)
}

/// Reads a `clock` frame; none if it makes no sense.
pub fn clock(data: &str) -> Option<UnixMs> {
    data.trim().parse().ok().map(UnixMs)
}

/// The snapshot as seats, if it is of this many.
pub fn availability(bytes: &[u8], seats: u32) -> Option<Availability> {
    Availability::from_bytes(bytes, seats)
}

/// Standard base64, with or without padding; none if a character is foreign.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=').bytes();
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for digit in digits {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_it_is_written_everywhere() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9vYmFy", "foobar")] {
            assert_eq!(from_base64(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(from_base64("+/8="), Some(vec![0xfb, 0xff]));
        assert_eq!(from_base64("Zm 9v"), None);
    }

    #[test]
    fn a_snapshot_and_changes_are_told_apart() {
        let all = seats(r#"{"all":"5A=="}"#);
        assert_eq!(all, Some(LiveEvent::Snapshot(vec![0xe4])));
        let read = availability(&[0xe4], 4).expect("four seats");
        assert_eq!(read.get(SeatIndex(2)), Some(SeatStatus::Sold));

        let set = seats(r#"{"set":[[7,1],[9,0]]}"#);
        let change = |seat, status| SeatChange { seat: SeatIndex(seat), status };
        let expected = vec![change(7, SeatStatus::Held), change(9, SeatStatus::Available)];
        assert_eq!(set, Some(LiveEvent::Changes(expected)));
    }

    #[test]
    fn nonsense_is_passed_over() {
        assert_eq!(seats("{"), None);
        assert_eq!(seats(r#"{"all":"*"}"#), None);
        assert_eq!(hold("[]"), None);
        assert_eq!(clock("soon"), None);
        assert_eq!(clock("1700000000000"), Some(UnixMs(1_700_000_000_000)));
    }
}

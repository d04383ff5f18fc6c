//! The text of what is told, as server-sent events.

use app::live_client::wire::SeatNews;
use app::packed::pack;
use box_office::SeatFrame;
use bytes::Bytes;
use domain::{HoldNews, PerformanceId, UnixMs};

/// Seats of a performance. The id is where to resume.
pub(super) fn seats_text(performance: PerformanceId, frame: &SeatFrame) -> Bytes {
    let news = match frame {
        SeatFrame::Snapshot { availability, .. } => SeatNews::All(availability.as_bytes().to_vec()),
        SeatFrame::Changes { changes, .. } => SeatNews::changed(changes),
    };
    let cursor = frame.cursor();
    Bytes::from(format!("event: seats\nid: {performance}.{cursor}\ndata: {}\n\n", pack(&news)))
}

/// News of a hold.
pub(super) fn hold_text(news: &HoldNews) -> Bytes {
    Bytes::from(format!("event: hold\ndata: {}\n\n", pack(news)))
}

/// What time it is.
pub(super) fn clock_text(now: UnixMs) -> Bytes {
    Bytes::from(format!("event: clock\ndata: {}\n\n", now.0))
}

/// After how long to come back once the stream has ended. Units: milliseconds.
pub(super) fn retry_text(ms: u64) -> Bytes {
    Bytes::from(format!("retry: {ms}\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use box_office::Cursor;
    use domain::{Availability, SeatChange, SeatIndex, SeatStatus};

    #[test]
    fn frames_are_written_as_the_wire_says() {
        let cursor = Cursor { epoch: 7, seq: 3 };
        let availability = Availability::all_available(5);
        let snapshot = SeatFrame::Snapshot { cursor, availability };
        let change = |seat, status| SeatChange { seat: SeatIndex(seat), status };
        let changes = vec![change(1, SeatStatus::Held), change(4, SeatStatus::Available)];
        let changes = SeatFrame::Changes { cursor, changes };

        // a variant, a length, two bytes; and a variant, a length, two steps with their statuses
        let all = seats_text(PerformanceId(9), &snapshot);
        assert_eq!(&all[..], b"event: seats\nid: 9.7-3\ndata: AAIAAA\n\n");
        let set = seats_text(PerformanceId(9), &changes);
        assert_eq!(&set[..], b"event: seats\nid: 9.7-3\ndata: AQIFDA\n\n");
    }

    #[test]
    fn a_hold_costs_at_most_twelve_bytes_while_many_come() {
        let change = |seat| SeatChange { seat: SeatIndex(seat), status: SeatStatus::Held };
        // two seats beside each other, fifty times in a tenth of a second, all over a stadium
        let pairs = (0..50_u32).map(|at| at * 1_203);
        let changes = pairs.flat_map(|seat| [change(seat), change(seat + 1)]).collect();
        let cursor = Cursor { epoch: u64::MAX >> 12, seq: 1_000_000 };
        let text = seats_text(PerformanceId(1_000), &SeatFrame::Changes { cursor, changes });
        assert!(text.len() <= 50 * 12, "{} bytes for 50 holds", text.len());
    }
}

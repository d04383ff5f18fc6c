//! The text of seat frames, written once and shared by every stream that sends it.

use app::live_client::wire::SeatNews;
use app::packed::pack;
use box_office::SeatFrame;
use bytes::Bytes;
use domain::PerformanceId;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Frames remembered per performance: about as many as streams are behind each other.
const REMEMBERED: usize = 16;

/// Which frame: epoch, sequence, and whether it is a snapshot.
type Key = (u64, u64, bool);

/// The last frames' texts of each performance.
#[derive(Debug, Default)]
pub(super) struct FrameTexts {
    last: Mutex<HashMap<PerformanceId, VecDeque<(Key, Bytes)>>>,
}

impl FrameTexts {
    /// A frame as it is sent.
    pub(super) fn text(&self, performance: PerformanceId, frame: &SeatFrame) -> Bytes {
        let key = key(frame);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let texts = last.entry(performance).or_default();
        if let Some((_, text)) = texts.iter().rev().find(|(known, _)| *known == key) {
            return text.clone();
        }
        let text = Bytes::from(written(frame));
        if texts.len() == REMEMBERED {
            texts.pop_front();
        }
        texts.push_back((key, text.clone()));
        text
    }
}

fn key(frame: &SeatFrame) -> Key {
    match frame {
        SeatFrame::Snapshot { cursor, .. } => (cursor.epoch, cursor.seq, true),
        SeatFrame::Changes { cursor, .. } => (cursor.epoch, cursor.seq, false),
    }
}

fn written(frame: &SeatFrame) -> String {
    let (epoch, seq, _) = key(frame);
    let news = match frame {
        SeatFrame::Snapshot { availability, .. } => SeatNews::All(availability.as_bytes().to_vec()),
        SeatFrame::Changes { changes, .. } => SeatNews::Changed(changes.clone()),
    };
    format!("event: seats\nid: {epoch}-{seq}\ndata: {}\n\n", pack(&news))
}

#[cfg(test)]
mod tests {
    use super::*;
    use box_office::Cursor;
    use domain::{Availability, SeatChange, SeatIndex, SeatStatus};

    #[test]
    fn frames_are_written_as_the_wire_says_and_only_once() {
        let texts = FrameTexts::default();
        let cursor = Cursor { epoch: 7, seq: 3 };
        let availability = Availability::all_available(5);
        let snapshot = SeatFrame::Snapshot { cursor, availability };
        let change = |seat, status| SeatChange { seat: SeatIndex(seat), status };
        let changes = vec![change(1, SeatStatus::Held), change(4, SeatStatus::Available)];
        let changes = SeatFrame::Changes { cursor, changes };

        let all = texts.text(PerformanceId(1), &snapshot);
        let set = texts.text(PerformanceId(1), &changes);
        // a variant, a length, two bytes; and a variant, a length, two pairs of seat and status
        assert_eq!(&all[..], b"event: seats\nid: 7-3\ndata: AAIAAA\n\n");
        assert_eq!(&set[..], b"event: seats\nid: 7-3\ndata: AQIBAQQA\n\n");
        assert_eq!(texts.text(PerformanceId(1), &snapshot).as_ptr(), all.as_ptr());
    }
}

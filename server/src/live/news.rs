//! Changes that wait to be told together: of each seat only the last.

use box_office::{Cursor, SeatFrame};
use domain::{Availability, SeatChange, SeatIndex, SeatStatus};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What happened since something was last told.
#[derive(Debug, Default)]
pub(super) struct News {
    upto: Option<Cursor>,
    whole: Option<Availability>,
    changes: BTreeMap<SeatIndex, SeatStatus>,
}

impl News {
    pub(super) fn of(frames: &[Arc<SeatFrame>]) -> Self {
        let mut news = Self::default();
        frames.iter().for_each(|frame| news.take(frame));
        news
    }

    pub(super) fn is_empty(&self) -> bool {
        self.upto.is_none()
    }

    pub(super) fn take(&mut self, frame: &SeatFrame) {
        self.upto = Some(frame.cursor());
        match frame {
            SeatFrame::Snapshot { availability, .. } => {
                self.whole = Some(availability.clone());
                self.changes.clear();
            }
            SeatFrame::Changes { changes, .. } => {
                self.changes.extend(changes.iter().map(|change| (change.seat, change.status)));
            }
        }
    }

    /// All of it as one frame, in seat order; nothing is left.
    pub(super) fn told(&mut self) -> Option<SeatFrame> {
        let Self { upto, whole, changes } = std::mem::take(self);
        let cursor = upto?;
        let changes = changes.into_iter().map(|(seat, status)| SeatChange { seat, status });
        Some(match whole {
            Some(mut availability) => {
                changes.for_each(|change| availability.set(change));
                SeatFrame::Snapshot { cursor, availability }
            }
            None => SeatFrame::Changes { cursor, changes: changes.collect() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(seq: u64, changes: &[(u32, SeatStatus)]) -> SeatFrame {
        let change = |&(seat, status)| SeatChange { seat: SeatIndex(seat), status };
        let cursor = Cursor { epoch: 1, seq };
        SeatFrame::Changes { cursor, changes: changes.iter().map(change).collect() }
    }

    #[test]
    fn of_each_seat_only_the_last_change_is_told() {
        let mut news = News::default();
        news.take(&changes(1, &[(9, SeatStatus::Held), (2, SeatStatus::Held)]));
        news.take(&changes(2, &[(9, SeatStatus::Sold)]));
        let together = changes(2, &[(2, SeatStatus::Held), (9, SeatStatus::Sold)]);
        assert_eq!(news.told(), Some(together));
        assert_eq!((news.is_empty(), news.told()), (true, None));
    }

    #[test]
    fn what_happens_after_a_snapshot_is_told_in_it() {
        let mut news = News::default();
        news.take(&changes(1, &[(0, SeatStatus::Held)]));
        let cursor = Cursor { epoch: 2, seq: 0 };
        let availability = Availability::all_available(4);
        news.take(&SeatFrame::Snapshot { cursor, availability });
        news.take(&changes(1, &[(3, SeatStatus::Sold)]));
        let Some(SeatFrame::Snapshot { availability, .. }) = news.told() else {
            panic!("a snapshot");
        };
        assert_eq!(availability.as_bytes(), [0b1000_0000]);
    }
}

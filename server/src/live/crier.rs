//! Tells a performance's changes to all its listeners: each frame is written once, and there are
//! ten a second at most. What changes after a quiet while is told at once.

use super::frames::seats_text;
use super::news::News;
use box_office::{Answer, BoxOffice, Cursor, SeatFrame, SeatWatch};
use bytes::Bytes;
use domain::PerformanceId;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender, channel};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

/// The time between frames, over any longer while.
const FRAME_EVERY: Duration = Duration::from_millis(100);
/// How much sooner than that one of them may come.
const EARLY_MAX: Duration = Duration::from_millis(50);
/// Frames that a listener may lag behind, before a snapshot is quicker.
const LAG_MAX: usize = 32;

/// A frame as it is sent.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) cursor: Cursor,
    pub(super) is_whole: bool,
    pub(super) text: Bytes,
}

/// One performance's crier.
#[derive(Debug)]
pub(super) struct Crier {
    performance: PerformanceId,
    frames: Sender<Told>,
    /// The last snapshot, for all who come before the next change.
    whole: Mutex<Option<Told>>,
}

impl Crier {
    /// Listens to the box office until the shop closes.
    pub(super) fn begin(
        performance: PerformanceId,
        office: Arc<BoxOffice>,
        closing: CancellationToken,
    ) -> Arc<Self> {
        let whole = Mutex::default();
        let crier = Arc::new(Self { performance, frames: channel(LAG_MAX).0, whole });
        let cry = crier.clone().cry(office);
        tokio::spawn(async move { closing.run_until_cancelled(cry).await });
        crier
    }

    /// What comes. Listen before asking for what was missed.
    pub(super) fn listen(&self) -> Receiver<Told> {
        self.frames.subscribe()
    }

    /// What a listener who knows this much has missed; nothing if they know all.
    pub(super) async fn missed(
        &self,
        office: &BoxOffice,
        last: Option<Cursor>,
    ) -> Answer<Option<Told>> {
        let watch = office.watch_seats(self.performance, last).await?;
        Ok(News::of(&watch.first).told().map(|frame| self.written(&frame)))
    }

    async fn cry(self: Arc<Self>, office: Arc<BoxOffice>) {
        let watch = office.watch_seats(self.performance, None).await;
        let Ok(SeatWatch { first, mut frames }) = watch else { return };
        // told once: whoever came before the crier listened may have missed a change
        self.tell(&mut News::of(&first));
        let mut news = News::default();
        let mut since = Instant::now();
        let mut pace = Pace::begin(since);
        let mut quiet = Box::pin(sleep(Duration::ZERO));
        loop {
            tokio::select! {
                frame = frames.recv() => match frame {
                    Ok(frame) => {
                        if news.is_empty() {
                            since = Instant::now();
                        }
                        news.take(&frame);
                    }
                    Err(RecvError::Closed) => return,
                    Err(RecvError::Lagged(_)) => {
                        let Ok(watch) = office.watch_seats(self.performance, None).await else {
                            return;
                        };
                        news = News::of(&watch.first);
                        frames = watch.frames;
                        since = Instant::now();
                    }
                },
                () = &mut quiet, if !news.is_empty() => {
                    self.tell(&mut news);
                    pace.told(since);
                    quiet.set(sleep_until(pace.next()));
                }
            }
        }
    }

    fn tell(&self, news: &mut News) {
        if let Some(frame) = news.told() {
            // refused only when nobody listens
            let _ = self.frames.send(self.written(&frame));
        }
    }

    fn written(&self, frame: &SeatFrame) -> Told {
        let cursor = frame.cursor();
        let text = || seats_text(self.performance, frame);
        match frame {
            SeatFrame::Changes { .. } => Told { cursor, is_whole: false, text: text() },
            SeatFrame::Snapshot { .. } => {
                let mut whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
                match &*whole {
                    Some(known) if known.cursor == cursor => known.clone(),
                    Some(_) | None => {
                        let told = Told { cursor, is_whole: true, text: text() };
                        whole.insert(told).clone()
                    }
                }
            }
        }
    }
}

/// When the next frame may be told.
///
/// Why it may come early: changes that come evenly, ten in a second, would all wait once one of
/// them was late, and the longer, the later it was.
#[derive(Debug)]
struct Pace {
    due: Instant,
}

impl Pace {
    fn begin(now: Instant) -> Self {
        Self { due: now }
    }

    fn next(&self) -> Instant {
        self.due - EARLY_MAX
    }

    /// A frame was told, of what came since then.
    fn told(&mut self, since: Instant) {
        self.due = self.due.max(since) + FRAME_EVERY;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_change_that_is_late_does_not_make_the_following_wait() {
        let begin = Instant::now();
        let mut pace = Pace::begin(begin);
        for number in 0..600 {
            let late = if number == 3 { EARLY_MAX } else { Duration::ZERO };
            let came = begin + FRAME_EVERY * number + late;
            assert!(pace.next() <= came, "change {number} waits");
            pace.told(came);
        }
    }

    #[test]
    fn frames_come_ten_times_a_second_and_half_of_that_apart_however_many_changes_there_are() {
        let begin = Instant::now();
        let (mut pace, mut now, mut frames) = (Pace::begin(begin), begin, Vec::new());
        while now < begin + FRAME_EVERY * 100 {
            now = now.max(pace.next());
            pace.told(now);
            frames.push(now);
        }
        assert!(frames.len() <= 102, "{} frames in ten seconds", frames.len());
        assert!(frames.windows(2).all(|pair| pair[1] - pair[0] >= EARLY_MAX));
    }
}

//! The seat book: who has which seat, in memory, as it was last committed.
//!
//! The till alone writes it, after a commit. Reads and live streams take it from here. It answers
//! *no* at once; a *yes* always goes through the unique key.

use super::brief::{Brief, Short};
use crate::Fault;
use crate::store::{Claims, Pool, Store};
use domain::{Availability, BuyerId, HoldId, PerformanceId, SeatChange, SeatIndex, SeatStatus};
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// Frames kept for streams that come back.
const RING_MAX: usize = 512;
/// Frames a slow stream may lag behind before it must start anew.
const LAG_MAX: usize = 256;

/// Position in a performance's live stream.
///
/// Shape: written `epoch-seq`; the epoch changes whenever the book is read anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Which life of the book.
    pub epoch: u64,
    /// Frames since then.
    pub seq: u64,
}

/// One thing to tell an open seat map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeatFrame {
    /// Everything, for one who knows nothing.
    Snapshot {
        /// Where this is in the stream.
        cursor: Cursor,
        /// Every seat.
        availability: Availability,
    },
    /// What changed since the frame before.
    Changes {
        /// Where this is in the stream.
        cursor: Cursor,
        /// In no order, each seat once.
        changes: Vec<SeatChange>,
    },
}

/// A live stream of one performance's seats.
#[derive(Debug)]
pub struct SeatWatch {
    /// What the watcher missed, oldest first.
    pub first: Vec<Arc<SeatFrame>>,
    /// What comes.
    pub frames: broadcast::Receiver<Arc<SeatFrame>>,
}

/// The books of all performances that anybody has asked for.
#[derive(Debug, Default)]
pub(crate) struct Books {
    all: Mutex<All>,
    version: AtomicU64,
}

#[derive(Debug, Default)]
struct All {
    by_performance: HashMap<PerformanceId, Book>,
    /// How many live holds a buyer has in all of them.
    holders: Holders,
}

/// Live holds by buyer. Shape: by a quarter of the short name, so that of two who share it each may
/// seem to hold what the other holds.
#[derive(Debug, Default)]
struct Holders(HashMap<u32, u32>);

impl Holders {
    fn add(&mut self, buyer: Short) {
        *self.0.entry(buyer.quarter()).or_default() += 1;
    }

    fn take(&mut self, buyer: Short) {
        if let Some(count) = self.0.get_mut(&buyer.quarter()) {
            *count -= 1;
            if *count == 0 {
                self.0.remove(&buyer.quarter());
            }
        }
    }

    fn has_none(&self, buyer: Short) -> bool {
        !self.0.contains_key(&buyer.quarter())
    }
}

/// One performance's seats.
#[derive(Debug)]
pub(crate) struct Book {
    availability: Availability,
    live: HashMap<Short, Brief>,
    cursor: Cursor,
    ring: VecDeque<Arc<SeatFrame>>,
    frames: broadcast::Sender<Arc<SeatFrame>>,
}

impl Books {
    /// Reads a performance's claims if nobody has yet.
    ///
    /// Why by the till alone: it writes only into books that are here, and what it reads between
    /// two commits cannot put back what was true before.
    pub(super) async fn load(
        &self,
        store: &Store,
        from: &Pool,
        performance: PerformanceId,
        seats: u32,
    ) -> Result<(), Fault> {
        if self.lock().by_performance.contains_key(&performance) {
            return Ok(());
        }
        let claims = store.claims(from, performance).await?;
        self.place(performance, seats, claims);
        Ok(())
    }

    /// Reads a performance's claims anew: at first, and after another writer was seen.
    pub(super) async fn reload(
        &self,
        store: &Store,
        performance: PerformanceId,
        seats: u32,
    ) -> Result<(), Fault> {
        let claims = store.claims(&store.till, performance).await?;
        self.place(performance, seats, claims);
        Ok(())
    }

    fn place(&self, performance: PerformanceId, seats: u32, claims: Claims) {
        let mut availability = Availability::all_available(seats);
        for (seat, status) in claims.seats {
            availability.set(SeatChange { seat, status });
        }
        let live = claims.live.iter().map(|(buyer, hold)| (Short::of(buyer), Brief::of(hold)));
        let live: HashMap<Short, Brief> = live.collect();
        let mut all = self.lock();
        let All { by_performance, holders } = &mut *all;
        let frames = match by_performance.remove(&performance) {
            Some(book) => {
                book.live.keys().for_each(|buyer| holders.take(*buyer));
                book.frames
            }
            None => broadcast::channel(LAG_MAX).0,
        };
        live.keys().for_each(|buyer| holders.add(*buyer));
        let cursor = Cursor { epoch: crate::ids::epoch(), seq: 0 };
        let book = Book { availability, live, cursor, ring: VecDeque::new(), frames };
        let _ = book.frames.send(Arc::new(book.snapshot()));
        by_performance.insert(performance, book);
        self.version.fetch_add(1, Ordering::Release);
    }

    /// Looks something up in a performance's book, if it is loaded.
    pub(crate) fn read<T>(
        &self,
        performance: PerformanceId,
        look: impl FnOnce(&Book) -> T,
    ) -> Option<T> {
        self.lock().by_performance.get(&performance).map(look)
    }

    /// Nobody of this name has a live hold, as far as is committed and known here.
    pub(crate) fn has_no_hold(&self, buyer: &BuyerId) -> bool {
        self.lock().holders.has_none(Short::of(buyer))
    }

    /// Changes whenever anything in any book does.
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Writes what was committed and tells the watchers.
    pub(super) fn apply(&self, performance: PerformanceId, page: &BookPage) {
        let All { by_performance, holders } = &mut *self.lock();
        if let Some(book) = by_performance.get_mut(&performance) {
            book.apply(page, holders);
            self.version.fetch_add(1, Ordering::Release);
        }
    }

    /// The performances whose books are here.
    pub(super) fn loaded(&self) -> Vec<PerformanceId> {
        self.lock().by_performance.keys().copied().collect()
    }

    /// How many seats a performance's book has, for reading it anew.
    pub(super) fn seat_count(&self, performance: PerformanceId) -> u32 {
        self.read(performance, |book| book.availability.seat_count()).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one batch writes into one performance's book.
#[derive(Debug, Default)]
pub(super) struct BookPage {
    pub(super) seats: HashMap<SeatIndex, SeatStatus>,
    /// Buyers' live holds; none where it is over.
    pub(super) live: HashMap<Short, Option<Brief>>,
}

impl Book {
    pub(crate) fn status(&self, seat: SeatIndex) -> Option<SeatStatus> {
        self.availability.get(seat)
    }

    pub(crate) fn availability(&self) -> &Availability {
        &self.availability
    }

    /// Where the live stream is.
    pub(crate) fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The buyer's live hold.
    pub(crate) fn live_hold(&self, buyer: &BuyerId) -> Option<HoldId> {
        self.live.get(&Short::of(buyer)).map(Brief::name)
    }

    /// The same in short.
    pub(super) fn brief_of(&self, buyer: Short) -> Option<&Brief> {
        self.live.get(&buyer)
    }

    /// A stream from where the watcher left off, or from a snapshot if that is too long ago.
    pub(crate) fn watch(&self, last: Option<Cursor>) -> SeatWatch {
        SeatWatch { first: self.missed(last), frames: self.frames.subscribe() }
    }

    fn missed(&self, last: Option<Cursor>) -> Vec<Arc<SeatFrame>> {
        let known = last.filter(|last| {
            let reach = self.cursor.seq.saturating_sub(self.ring.len() as u64);
            last.epoch == self.cursor.epoch && last.seq >= reach && last.seq <= self.cursor.seq
        });
        match known {
            Some(last) => {
                let missed = (self.cursor.seq - last.seq) as usize;
                self.ring.iter().skip(self.ring.len() - missed).cloned().collect()
            }
            None => vec![Arc::new(self.snapshot())],
        }
    }

    fn snapshot(&self) -> SeatFrame {
        SeatFrame::Snapshot { cursor: self.cursor, availability: self.availability.clone() }
    }

    fn apply(&mut self, page: &BookPage, holders: &mut Holders) {
        for (&buyer, hold) in &page.live {
            let before = match hold {
                Some(hold) => self.live.insert(buyer, hold.clone()),
                None => self.live.remove(&buyer),
            };
            match (before.is_some(), hold.is_some()) {
                (false, true) => holders.add(buyer),
                (true, false) => holders.take(buyer),
                (_, _) => {}
            }
        }
        let changes: Vec<SeatChange> = page
            .seats
            .iter()
            .map(|(&seat, &status)| SeatChange { seat, status })
            .filter(|change| self.availability.get(change.seat) != Some(change.status))
            .collect();
        if changes.is_empty() {
            return;
        }
        changes.iter().for_each(|change| self.availability.set(*change));
        self.cursor.seq += 1;
        let frame = Arc::new(SeatFrame::Changes { cursor: self.cursor, changes });
        if self.ring.len() == RING_MAX {
            self.ring.pop_front();
        }
        self.ring.push_back(frame.clone());
        let _ = self.frames.send(frame);
    }
}

impl SeatFrame {
    /// Where this frame is in the stream.
    pub fn cursor(&self) -> Cursor {
        match self {
            Self::Snapshot { cursor, .. } | Self::Changes { cursor, .. } => *cursor,
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.epoch, self.seq)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (epoch, seq) = text.split_once('-').ok_or(())?;
        let number = |part: &str| part.parse().map_err(|_| ());
        Ok(Self { epoch: number(epoch)?, seq: number(seq)? })
    }
}

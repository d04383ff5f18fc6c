//! What a page that is the same for everybody was drawn from, small enough to compare for every
//! request: as long as the edition is the same, so is the page.

use super::{Catalogue, House};
use crate::{BoxOffice, Cursor};
use domain::{BuyerId, PerformanceId, Sale, UnixMs};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a page shows to everybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Every performance that has not begun.
    Programme,
    /// An event, by the name in its address.
    Event(String),
    /// A performance, whole or a section of it.
    Performance(PerformanceId),
}

/// What such a page was drawn from.
#[derive(Debug)]
pub struct Edition {
    catalogue: Arc<Catalogue>,
    houses: Vec<Line>,
    /// Until then no sale begins or ends.
    until: UnixMs,
    /// The version of all seat books at which this was last seen to be current.
    seen: AtomicU64,
}

/// One performance: what may change of it.
type Line = (PerformanceId, Option<Cursor>, Sale);

impl BoxOffice {
    /// The present edition of what such a page shows; none if there is nothing of that name.
    pub fn edition(&self, shown: &Shown) -> Option<Edition> {
        let seen = AtomicU64::new(self.books.version());
        let now = self.clock.now();
        let catalogue = self.catalogue();
        let houses: Vec<&Arc<House>> = match shown {
            Shown::Programme => catalogue.houses().collect(),
            Shown::Event(slug) => {
                catalogue.houses().filter(|house| house.event.slug == *slug).collect()
            }
            Shown::Performance(id) => catalogue.houses.get(id).into_iter().collect(),
        };
        if *shown != Shown::Programme && houses.is_empty() {
            return None;
        }
        let until = houses.iter().map(|house| next_change(house, now)).min();
        let houses = houses.into_iter().map(|house| self.line(house, now)).collect();
        let until = until.unwrap_or(UnixMs(i64::MAX));
        Some(Edition { catalogue, houses, until, seen })
    }

    /// Whether nothing has changed that a page of this edition shows. Cheap while nothing at all
    /// has changed.
    pub fn is_current(&self, edition: &Edition) -> bool {
        // the catalogue is replaced as a whole, and the edition keeps its own from being reused
        if !Arc::ptr_eq(&edition.catalogue, &self.catalogue()) {
            return false;
        }
        let (version, now) = (self.books.version(), self.clock.now());
        if now < edition.until && edition.seen.load(Ordering::Acquire) == version {
            return true;
        }
        let is_same = |line: &Line| {
            let house = edition.catalogue.houses.get(&line.0);
            house.is_some_and(|house| self.line(house, now) == *line)
        };
        let is_current = edition.houses.iter().all(is_same);
        if is_current {
            edition.seen.store(version, Ordering::Release);
        }
        is_current
    }

    /// Whether a buyer surely has no live hold, by what is known without asking the store.
    pub fn surely_has_no_hold(&self, buyer: &BuyerId) -> bool {
        !self.store.is_shared() && self.books.has_no_hold(buyer)
    }

    fn line(&self, house: &House, now: UnixMs) -> Line {
        let id = house.performance.id;
        (id, self.books.read(id, |book| book.cursor()), house.performance.sale(now))
    }
}

/// When a sale that has not begun begins, or one that has begun is over.
fn next_change(house: &House, now: UnixMs) -> UnixMs {
    match house.performance.sale(now) {
        Sale::NotYet(opens_at) => opens_at,
        Sale::Open => house.performance.starts_at,
        Sale::Over => UnixMs(i64::MAX),
    }
}

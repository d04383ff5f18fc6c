//! What a page that is the same for everybody was drawn from, small enough to compare for every
//! request: as long as the edition is the same, so is the page.

use super::{Catalogue, House};
use crate::{BoxOffice, Cursor};
use domain::{PerformanceId, Sale};
use std::sync::Arc;

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

/// Equal for as long as nothing changes that such a page shows.
#[derive(Clone, Debug)]
pub struct Edition {
    catalogue: Arc<Catalogue>,
    houses: Vec<(PerformanceId, Option<Cursor>, Sale)>,
}

impl PartialEq for Edition {
    fn eq(&self, other: &Self) -> bool {
        // the catalogue is replaced as a whole, and this edition keeps its own from being reused
        Arc::ptr_eq(&self.catalogue, &other.catalogue) && self.houses == other.houses
    }
}

impl BoxOffice {
    /// The present edition of what such a page shows; none if there is nothing of that name.
    pub fn edition(&self, shown: &Shown) -> Option<Edition> {
        let now = self.clock.now();
        let line = |house: &Arc<House>| {
            let id = house.performance.id;
            (id, self.books.read(id, |book| book.cursor()), house.performance.sale(now))
        };
        let catalogue = self.catalogue();
        let houses: Vec<_> = match shown {
            Shown::Programme => catalogue.houses().map(line).collect(),
            Shown::Event(slug) => {
                catalogue.houses().filter(|house| house.event.slug == *slug).map(line).collect()
            }
            Shown::Performance(id) => catalogue.houses.get(id).map(line).into_iter().collect(),
        };
        let is_there = *shown == Shown::Programme || !houses.is_empty();
        is_there.then_some(Edition { catalogue, houses })
    }
}

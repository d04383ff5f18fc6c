//! What is on, where, and for how much: kept in memory, since it hardly ever changes.

use crate::store::{NewEventRow, NewVenueRow, Store};
use crate::{Answer, BoxOffice, Denial, Fault};
use domain::{
    Category, Event, EventId, PaymentTerms, Performance, PerformanceCard, PerformanceId, Plan,
    Refusal, SeatIndex, VenueCard, VenueId,
};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

mod edition;
mod on_sale;

pub use edition::{Edition, Shown};

/// Everything about one performance that does not change while it is on sale.
#[derive(Debug)]
pub struct House {
    /// The performance.
    pub performance: Performance,
    /// What is on.
    pub event: Event,
    /// Where.
    pub venue: VenueCard,
    /// The venue's plan, without the seats' own names.
    pub plan: Arc<Plan>,
    /// Changes when the plan does: a key for caches.
    pub plan_tag: String,
}

/// A venue that something can be put on sale at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueChoice {
    /// The venue.
    pub venue: VenueCard,
    /// What its seats are priced by.
    pub categories: Vec<Category>,
}

/// A venue to add.
#[derive(Clone, Debug)]
pub struct NewVenue {
    /// As printed.
    pub name: String,
    /// As printed; may be empty.
    pub city: String,
    /// IANA name.
    pub time_zone: String,
    /// Its seats.
    pub plan: Plan,
}

/// An event to add.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// As printed.
    pub title: String,
    /// One line; may be empty.
    pub tagline: String,
    /// A paragraph; may be empty.
    pub description: String,
    /// How its seats are paid.
    pub terms: PaymentTerms,
}

/// A performance to add, as it stands when it comes to this shop.
#[derive(Clone, Debug)]
pub struct NewSitting {
    /// Its `id` is ignored: the store gives one.
    pub performance: Performance,
    /// Seats that were sold outside this shop, at a counter or by another seller: sold on every
    /// map, with no order and no money of ours.
    pub sold_elsewhere: Vec<SeatIndex>,
}

/// All houses, in order of their beginning.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    houses: BTreeMap<PerformanceId, Arc<House>>,
    order: Vec<PerformanceId>,
    plans: HashMap<VenueId, (Arc<Plan>, String)>,
    venues: Vec<VenueCard>,
}

impl Catalogue {
    /// Reads what is on. Plans that are `known` are not read again: a venue's plan never changes.
    pub(crate) async fn load(store: &Store, known: &Self) -> Result<Self, Fault> {
        let mut plans = known.plans.clone();
        let venues = store.venues().await?;
        for venue in &venues {
            if let Entry::Vacant(unknown) = plans.entry(venue.id) {
                let (plan, tag) = store.plan(venue.id).await?;
                unknown.insert((Arc::new(plan.for_browsers()), tag));
            }
        }
        let mut catalogue = Self { plans, venues, ..Self::default() };
        let events: HashMap<EventId, Event> =
            store.events().await?.into_iter().map(|event| (event.id, event)).collect();
        for performance in store.performances().await? {
            let house = catalogue.furnish(performance, &events)?;
            catalogue.order.push(house.performance.id);
            catalogue.houses.insert(house.performance.id, Arc::new(house));
        }
        Ok(catalogue)
    }

    pub(crate) fn houses(&self) -> impl Iterator<Item = &Arc<House>> {
        self.order.iter().filter_map(|id| self.houses.get(id))
    }

    fn furnish(
        &self,
        performance: Performance,
        events: &HashMap<EventId, Event>,
    ) -> Result<House, Fault> {
        let lost = |what| Fault::Bug(format!("performance {} has no {what}", performance.id));
        let event = events.get(&performance.event).cloned().ok_or_else(|| lost("event"))?;
        let mut venues = self.venues.iter();
        let venue = venues.find(|venue| venue.id == performance.venue).cloned();
        let venue = venue.ok_or_else(|| lost("venue"))?;
        let (plan, tag) = self.plans.get(&venue.id).cloned().ok_or_else(|| lost("plan"))?;
        Ok(House { performance, event, venue, plan, plan_tag: tag })
    }
}

impl BoxOffice {
    /// Every performance that has not begun, soonest first.
    pub async fn programme(&self) -> Answer<Vec<PerformanceCard>> {
        let now = self.clock.now();
        let catalogue = self.catalogue();
        let coming = catalogue.houses().filter(|house| house.performance.starts_at > now);
        Ok(coming.map(|house| self.performance_card(house)).collect())
    }

    /// An event with its performances, soonest first; those that began stay to be looked at.
    ///
    /// Refuses: `NotFound`.
    pub async fn event(&self, slug: &str) -> Answer<(Event, Vec<PerformanceCard>)> {
        let catalogue = self.catalogue();
        let houses: Vec<_> = catalogue.houses().filter(|house| house.event.slug == slug).collect();
        let event = houses.first().ok_or(Refusal::NotFound)?.event.clone();
        Ok((event, houses.into_iter().map(|house| self.performance_card(house)).collect()))
    }

    /// A performance with its plan.
    ///
    /// Refuses: `NotFound`.
    pub async fn house(&self, performance: PerformanceId) -> Answer<Arc<House>> {
        self.house_of(performance).map_err(|_| Refusal::NotFound.into())
    }

    /// Venues that something can be put on sale at, by name.
    pub async fn venues(&self) -> Answer<Vec<VenueChoice>> {
        let catalogue = self.catalogue();
        let choice = |venue: &VenueCard| {
            let categories = catalogue.plans.get(&venue.id)?.0.categories.clone();
            Some(VenueChoice { venue: venue.clone(), categories })
        };
        Ok(catalogue.venues.iter().filter_map(choice).collect())
    }

    /// Adds a venue with its plan.
    ///
    /// Again: one that is the same in everything is answered as it is.
    pub async fn add_venue(&self, new: NewVenue) -> Answer<VenueCard> {
        let text = serde_json::to_string(&new.plan).unwrap_or_default();
        let tag = crate::ids::hashed(&text)[..16].to_owned();
        let row = NewVenueRow {
            name: &new.name,
            city: &new.city,
            time_zone: &new.time_zone,
            plan: &new.plan,
            plan_tag: &tag,
            now: self.clock.now(),
        };

        let id = self.store.add_venue(&row).await?;

        self.reload_catalogue().await?;
        let catalogue = self.catalogue();
        let added = catalogue.venues.iter().find(|venue| venue.id == id).cloned();
        added.ok_or_else(|| Denial::Failed(Fault::Bug(format!("venue {id} vanished"))))
    }

    /// Adds an event, or answers the one of that title, which takes these terms.
    pub async fn add_event(&self, new: &NewEvent) -> Answer<EventId> {
        let row = NewEventRow {
            slug: &on_sale::slug(&new.title),
            title: &new.title,
            tagline: &new.tagline,
            description: &new.description,
            terms: new.terms,
        };
        Ok(self.store.add_event(&row).await?)
    }

    /// Adds a performance. Its `id` is ignored: the store gives one.
    pub async fn add_performance(&self, new: &Performance) -> Answer<PerformanceId> {
        let alone = NewSitting { performance: new.clone(), sold_elsewhere: Vec::new() };
        let added = self.add_sittings(&[alone]).await?;
        added.first().copied().ok_or_else(|| Fault::Bug("no performance".to_owned()).into())
    }

    /// Adds performances, with what was sold of them elsewhere: all of them or none.
    pub async fn add_sittings(&self, sittings: &[NewSitting]) -> Answer<Vec<PerformanceId>> {
        let added = self.store.add_sittings(sittings, None).await?;

        self.reload_catalogue().await?;
        Ok(added)
    }

    /// As [`BoxOffice::add_sittings`], in a shop where nothing is to come.
    ///
    /// Again: where something is, by another who was quicker, nothing is added.
    pub async fn add_first_sittings(&self, sittings: &[NewSitting]) -> Answer<()> {
        self.store.add_sittings(sittings, Some(self.clock.now())).await?;

        self.reload_catalogue().await?;
        Ok(())
    }

    /// Keeps seats back from sale; seats that somebody has stay theirs.
    pub async fn block_seats(&self, id: PerformanceId, seats: &[SeatIndex]) -> Answer<u64> {
        self.house(id).await?;

        let blocked = self.store.block_seats(id, seats, self.clock.now()).await?;

        self.till.reread(id).await?;
        Ok(blocked)
    }

    pub(crate) fn house_of(&self, performance: PerformanceId) -> Result<Arc<House>, Fault> {
        let house = self.catalogue().houses.get(&performance).cloned();
        house.ok_or_else(|| Fault::Bug(format!("there is no performance {performance}")))
    }

    fn performance_card(&self, house: &House) -> PerformanceCard {
        let seats = 0..house.plan.seat_count();
        let left =
            self.books.read(house.performance.id, |book| book.availability().available_in(seats));
        PerformanceCard {
            performance: house.performance.clone(),
            event: house.event.clone(),
            venue: house.venue.clone(),
            seats_left: left.unwrap_or_default(),
            sale: house.performance.sale(self.clock.now()),
        }
    }

    /// Reads the catalogue anew, with the seat books of performances that are new in it.
    pub(crate) async fn reload_catalogue(&self) -> Result<(), Fault> {
        let version = self.store.catalogue_version().await?;
        let catalogue = Arc::new(Catalogue::load(&self.store, &self.catalogue()).await?);
        for house in catalogue.houses() {
            let seats = house.plan.seat_count();
            self.till.load(house.performance.id, seats).await?;
        }
        let mut kept = self.catalogue.write().unwrap_or_else(PoisonError::into_inner);
        // Of two that read at the same time the one that began later knows more.
        if version >= self.catalogue_version.load(Ordering::Acquire) {
            *kept = catalogue;
            self.catalogue_version.store(version, Ordering::Release);
        }
        Ok(())
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

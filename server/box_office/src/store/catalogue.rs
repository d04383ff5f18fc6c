//! Venues, events and performances: written rarely, read once, then kept in memory.

use super::log::{LogEntry, Touched};
use super::pool::{Tx, with, within};
use super::rows::{currency, read, write};
use super::{ELSEWHERE, HOUSE, Store};
use crate::{Fault, NewSitting};
use domain::{
    Capture, CheckoutUi, Event, EventId, PaymentTerms, Performance, PerformanceId, Plan, SeatIndex,
    UnixMs, VenueCard, VenueId,
};
use serde_json::json;

/// A venue to add.
#[derive(Debug)]
pub(crate) struct NewVenueRow<'a> {
    pub(crate) name: &'a str,
    pub(crate) city: &'a str,
    pub(crate) time_zone: &'a str,
    pub(crate) plan: &'a Plan,
    pub(crate) plan_tag: &'a str,
    pub(crate) now: UnixMs,
}

/// An event to add.
#[derive(Debug)]
pub(crate) struct NewEventRow<'a> {
    pub(crate) slug: &'a str,
    pub(crate) title: &'a str,
    pub(crate) tagline: &'a str,
    pub(crate) description: &'a str,
    pub(crate) terms: PaymentTerms,
}

#[derive(Debug, sqlx::FromRow)]
struct VenueRow {
    id: i64,
    name: String,
    city: String,
    time_zone: String,
    seat_count: i64,
}

#[derive(Debug, sqlx::FromRow)]
struct EventRow {
    id: i64,
    slug: String,
    title: String,
    tagline: String,
    description: String,
    checkout_ui: Option<String>,
    capture: String,
    delayed_methods: i64,
}

#[derive(Debug, sqlx::FromRow)]
struct PerformanceRow {
    id: i64,
    event_id: i64,
    venue_id: i64,
    starts_at: i64,
    on_sale_at: i64,
    hold_ms: i64,
    seats_per_hold_max: i64,
    currency: String,
    tiers: String,
}

const COUNT_CHANGE: &str = "insert into setting (name, value) values ('catalogue_version', '1') \
    on conflict (name) do update set value = cast(cast(setting.value as bigint) + 1 as text)";

const INSERT_VENUE: &str = "insert into venue (id, name, city, time_zone, plan, plan_tag, \
    seat_count, created_at) \
    select coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6, $7 from venue returning id";

const INSERT_EVENT: &str = "insert into event (id, slug, title, tagline, description, \
    checkout_ui, capture, delayed_methods) \
    select coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6, $7 from event where true \
    on conflict (slug) do update set checkout_ui = excluded.checkout_ui, \
    capture = excluded.capture, delayed_methods = excluded.delayed_methods returning id";

impl Store {
    /// Adds a venue, or answers the one that is the same in everything.
    pub(crate) async fn add_venue(&self, venue: &NewVenueRow<'_>) -> Result<VenueId, Fault> {
        let plan = write(venue.plan)?;
        self.persist(async || {
            let mut tx = self.begin_catalogue().await?;
            let known: Option<i64> = within!(&mut tx, |db| sqlx::query_scalar(
                "select min(id) from venue where name = $1 and city = $2 and time_zone = $3 \
                 and plan_tag = $4"
            )
            .bind(venue.name)
            .bind(venue.city)
            .bind(venue.time_zone)
            .bind(venue.plan_tag)
            .fetch_one(db)
            .await)?;
            if let Some(id) = known {
                tx.rollback().await?;
                return Ok(VenueId(id));
            }
            let id: i64 = within!(&mut tx, |db| sqlx::query_scalar(INSERT_VENUE)
                .bind(venue.name)
                .bind(venue.city)
                .bind(venue.time_zone)
                .bind(&plan)
                .bind(venue.plan_tag)
                .bind(i64::from(venue.plan.seat_count()))
                .bind(venue.now.0)
                .fetch_one(db)
                .await)?;
            tx.commit().await?;
            Ok(VenueId(id))
        })
        .await
    }

    /// Adds an event, or answers the one that has this slug, which takes these terms.
    pub(crate) async fn add_event(&self, event: &NewEventRow<'_>) -> Result<EventId, Fault> {
        self.persist(async || {
            let mut tx = self.begin_catalogue().await?;
            let id: i64 = within!(&mut tx, |db| sqlx::query_scalar(INSERT_EVENT)
                .bind(event.slug)
                .bind(event.title)
                .bind(event.tagline)
                .bind(event.description)
                .bind(event.terms.checkout_ui.map(CheckoutUi::name))
                .bind(event.terms.capture.name())
                .bind(i64::from(event.terms.delayed_methods))
                .fetch_one(db)
                .await)?;
            tx.commit().await?;
            Ok(EventId(id))
        })
        .await
    }

    /// Adds performances, each with the seats that were sold elsewhere: all of it or nothing.
    ///
    /// Shape: with `unless_after`, nothing if any performance begins later than that.
    ///
    /// Why: nobody can claim a seat of a performance that is not committed yet, so these claims
    /// need not go through the till.
    pub(crate) async fn add_sittings(
        &self,
        sittings: &[NewSitting],
        unless_after: Option<UnixMs>,
    ) -> Result<Vec<PerformanceId>, Fault> {
        self.persist(async || {
            let mut tx = self.begin_catalogue().await?;
            if let Some(now) = unless_after
                && has_performances_after(&mut tx, now).await?
            {
                tx.rollback().await?;
                return Ok(Vec::new());
            }
            let mut added = Vec::with_capacity(sittings.len());
            for sitting in sittings {
                let id = add_performance(&mut tx, &sitting.performance).await?;
                claim_for(&mut tx, ELSEWHERE, id, &sitting.sold_elsewhere).await?;
                added.push(id);
            }
            tx.commit().await?;
            Ok(added)
        })
        .await
    }

    /// Keeps seats back. A seat that is claimed already stays as it is.
    pub(crate) async fn block_seats(
        &self,
        performance: PerformanceId,
        seats: &[SeatIndex],
        now: UnixMs,
    ) -> Result<u64, Fault> {
        self.persist(async || {
            let mut tx = self.till.begin().await?;
            let mut touched = Touched::default();
            touched.seats.insert(performance, seats.to_vec());
            let till = format!("{HOUSE}-{}", crate::ids::call_id());
            LogEntry { till, seq: 1, touched }.write(&mut tx, now).await?;
            let blocked = claim_for(&mut tx, HOUSE, performance, seats).await?;
            tx.commit().await?;
            Ok(blocked)
        })
        .await
    }

    /// Begins to change what is on: one at a time, on however many instances, as the count is
    /// raised first.
    async fn begin_catalogue(&self) -> Result<Tx, Fault> {
        let mut tx = self.till.begin().await?;
        within!(&mut tx, |db| sqlx::query(COUNT_CHANGE).execute(db).await.map(drop))?;
        Ok(tx)
    }

    /// Counts the times that anything was put on: an instance that knows another count reads anew.
    pub(crate) async fn catalogue_version(&self) -> Result<i64, Fault> {
        let version: Option<i64> = with!(self.read, |db| sqlx::query_scalar(
            "select cast(value as bigint) from setting where name = 'catalogue_version'"
        )
        .fetch_optional(db)
        .await)?;
        Ok(version.unwrap_or_default())
    }

    pub(crate) async fn venues(&self) -> Result<Vec<VenueCard>, Fault> {
        let rows: Vec<VenueRow> = with!(self.read, |db| sqlx::query_as(
            "select id, name, city, time_zone, seat_count from venue order by name, id",
        )
        .fetch_all(db)
        .await)?;
        rows.into_iter().map(VenueCard::try_from).collect()
    }

    pub(crate) async fn plan(&self, venue: VenueId) -> Result<(Plan, String), Fault> {
        let (text, tag): (String, String) = with!(self.read, |db| sqlx::query_as(
            "select plan, plan_tag from venue where id = $1"
        )
        .bind(venue.0)
        .fetch_one(db)
        .await)?;
        Ok((read("venue.plan", &text)?, tag))
    }

    pub(crate) async fn events(&self) -> Result<Vec<Event>, Fault> {
        let rows: Vec<EventRow> = with!(self.read, |db| {
            sqlx::query_as(
            "select id, slug, title, tagline, description, checkout_ui, capture, delayed_methods \
             from event order by id",
        )
        .fetch_all(db).await
        })?;
        rows.into_iter().map(Event::try_from).collect()
    }

    pub(crate) async fn performances(&self) -> Result<Vec<Performance>, Fault> {
        let rows: Vec<PerformanceRow> = with!(self.read, |db| {
            sqlx::query_as(
            "select id, event_id, venue_id, starts_at, on_sale_at, hold_ms, seats_per_hold_max, \
             currency, tiers from performance order by starts_at, id",
        )
        .fetch_all(db).await
        })?;
        rows.into_iter().map(Performance::try_from).collect()
    }
}

async fn has_performances_after(tx: &mut Tx, now: UnixMs) -> Result<bool, Fault> {
    let count: i64 = within!(tx, |db| {
        sqlx::query_scalar("select count(*) from performance where starts_at > $1")
            .bind(now.0)
            .fetch_one(db)
            .await
    })?;
    Ok(count > 0)
}

async fn add_performance(tx: &mut Tx, new: &Performance) -> Result<PerformanceId, Fault> {
    let tiers = write(&new.tiers)?;
    let id: i64 = within!(tx, |db| sqlx::query_scalar(
        "insert into performance (id, event_id, venue_id, starts_at, on_sale_at, hold_ms, \
         seats_per_hold_max, currency, tiers) \
         select coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8 from performance \
         returning id",
    )
    .bind(new.event.0)
    .bind(new.venue.0)
    .bind(new.starts_at.0)
    .bind(new.on_sale_at.0)
    .bind(new.hold_ms)
    .bind(i64::from(new.seats_per_hold_max))
    .bind(new.currency.code())
    .bind(&tiers)
    .fetch_one(db)
    .await)?;
    Ok(PerformanceId(id))
}

/// Claims seats for somebody who has no hold.
async fn claim_for(
    tx: &mut Tx,
    who: &str,
    performance: PerformanceId,
    seats: &[SeatIndex],
) -> Result<u64, Fault> {
    let docs: Vec<_> = seats.iter().map(|seat| json!({ "s": seat })).collect();
    let text = write(&docs)?;
    Ok(within!(tx, |db| sqlx::query(
        "insert into claim (performance_id, seat, hold_id) \
         select $1, cast(value ->> 's' as bigint), $2 from jsonb_each($3) where true \
         on conflict do nothing",
    )
    .bind(performance.0)
    .bind(who)
    .bind(text)
    .execute(db)
    .await
    .map(|done| done.rows_affected()))?)
}

impl TryFrom<VenueRow> for VenueCard {
    type Error = Fault;

    fn try_from(row: VenueRow) -> Result<Self, Fault> {
        let seat_count = u32::try_from(row.seat_count)
            .map_err(|error| super::rows::unreadable("venue.seat_count", error))?;
        let VenueRow { id, name, city, time_zone, .. } = row;
        Ok(Self { id: VenueId(id), name, city, time_zone, seat_count })
    }
}

impl TryFrom<EventRow> for Event {
    type Error = Fault;

    fn try_from(row: EventRow) -> Result<Self, Fault> {
        let EventRow { id, slug, title, tagline, description, .. } = row;
        let capture = Capture::from_name(&row.capture)
            .ok_or_else(|| super::rows::unreadable("event.capture", &row.capture))?;
        let terms = PaymentTerms {
            checkout_ui: row.checkout_ui.as_deref().map(super::rows::checkout_ui).transpose()?,
            capture,
            delayed_methods: row.delayed_methods == 1,
        };
        Ok(Self { id: EventId(id), slug, title, tagline, description, terms })
    }
}

impl TryFrom<PerformanceRow> for Performance {
    type Error = Fault;

    fn try_from(row: PerformanceRow) -> Result<Self, Fault> {
        Ok(Self {
            id: PerformanceId(row.id),
            event: EventId(row.event_id),
            venue: VenueId(row.venue_id),
            starts_at: UnixMs(row.starts_at),
            on_sale_at: UnixMs(row.on_sale_at),
            hold_ms: row.hold_ms,
            seats_per_hold_max: u32::try_from(row.seats_per_hold_max)
                .map_err(|error| super::rows::unreadable("seats_per_hold_max", error))?,
            currency: currency(&row.currency)?,
            tiers: read("performance.tiers", &row.tiers)?,
        })
    }
}

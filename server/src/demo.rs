//! The demo: what a shop without anything on puts on by itself, so that a newcomer can buy.
//!
//! Called once at the start. Houses and programme come from `venues`; seats that were "sold before"
//! are kept back by the house, so that no order exists without money.

use box_office::{Answer, BoxOffice, NewEvent, NewVenue};
use domain::{Performance, PerformanceId, SeatIndex, UnixMs, VenueId};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use venues::demo::{DemoEvent, DemoPerformance, DemoVenue, programme};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Puts the demo on if nothing is on.
///
/// Units: `hold_ms` in milliseconds.
/// Again: venues and events that are there are used.
pub async fn put_on(office: &BoxOffice, hold_ms: i64) -> Answer<()> {
    if !office.programme().await?.is_empty() {
        return Ok(());
    }
    for event in programme() {
        let venue = venue(office, event.venue).await?;
        for sitting in &event.performances {
            if let Some(starts_at) = starts_at(event.venue, sitting, office.clock().now()) {
                let id = add(office, &event, sitting, (venue, starts_at, hold_ms)).await?;
                keep_back(office, id, sitting).await?;
            }
        }
    }
    Ok(())
}

async fn venue(office: &BoxOffice, demo: DemoVenue) -> Answer<VenueId> {
    let known = office.venues().await?;
    if let Some(choice) = known.into_iter().find(|choice| choice.venue.name == demo.name()) {
        return Ok(choice.venue.id);
    }
    let new = NewVenue {
        name: demo.name().to_owned(),
        city: demo.city().to_owned(),
        time_zone: demo.time_zone().to_owned(),
        plan: demo.plan(),
    };
    Ok(office.add_venue(new).await?.id)
}

async fn add(
    office: &BoxOffice,
    event: &DemoEvent,
    sitting: &DemoPerformance,
    (venue, starts_at, hold_ms): (VenueId, UnixMs, i64),
) -> Answer<PerformanceId> {
    let new = NewEvent {
        title: event.title.to_owned(),
        tagline: event.tagline.to_owned(),
        description: event.description.to_owned(),
    };
    let performance = Performance {
        id: PerformanceId(0),
        event: office.add_event(&new).await?,
        venue,
        starts_at,
        on_sale_at: office.clock().now() + i64::from(sitting.on_sale_in_days) * DAY_MS,
        hold_ms,
        seats_per_hold_max: event.seats_per_hold_max,
        currency: event.currency,
        tiers: event.tiers.clone(),
    };
    office.add_performance(&performance).await
}

async fn keep_back(office: &BoxOffice, id: PerformanceId, sitting: &DemoPerformance) -> Answer<()> {
    let seats = 0..office.house(id).await?.plan.seat_count();
    let sold: Vec<_> = seats.map(SeatIndex).filter(|&seat| sitting.is_sold(seat)).collect();
    if !sold.is_empty() {
        office.block_seats(id, &sold).await?;
    }
    Ok(())
}

/// When it begins by the venue's clocks; none for a time that the zone does not have.
fn starts_at(venue: DemoVenue, sitting: &DemoPerformance, now: UnixMs) -> Option<UnixMs> {
    let zone = TimeZone::get(venue.time_zone()).ok()?;
    let today = Timestamp::from_millisecond(now.0).ok()?.to_zoned(zone.clone()).date();
    let day = today.checked_add(Span::new().days(sitting.day)).ok()?;
    let time = Time::strptime("%H:%M", sitting.time).ok()?;
    Some(UnixMs(day.to_datetime(time).to_zoned(zone).ok()?.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sitting_has_its_moment_by_the_clocks_of_its_house() {
        let now = UnixMs(1_800_000_000_000);
        for event in programme() {
            for sitting in &event.performances {
                let starts_at = starts_at(event.venue, sitting, now).expect("a moment");
                let days = now.until(starts_at) as f64 / DAY_MS as f64;
                assert!((days - f64::from(sitting.day)).abs() <= 1.5, "{} {days}", event.slug);
            }
        }
    }
}

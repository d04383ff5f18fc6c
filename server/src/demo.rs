//! The demo: what a shop without anything on puts on by itself, so that a newcomer can buy.
//!
//! Called once at the start. Houses and programme come from `venues`; seats that were "sold before"
//! were sold elsewhere, so that no order exists without money.

use box_office::{Answer, BoxOffice, NewEvent, NewSitting, NewVenue};
use domain::{EventId, PaymentTerms, Performance, PerformanceId, SeatIndex, UnixMs, VenueCard};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use venues::demo::{DemoEvent, DemoPerformance, DemoVenue, programme};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Puts the demo on if nothing is on.
///
/// Units: `hold_ms` in milliseconds.
/// Again: venues and events that are there are used. The performances come last and all at once:
/// whoever is cut short before has put nothing on, and the next start begins anew. Of instances
/// that open at once one puts it on.
pub async fn put_on(office: &BoxOffice, hold_ms: i64) -> Answer<()> {
    if !office.programme().await?.is_empty() {
        return Ok(());
    }
    let mut all = Vec::new();
    for event in programme() {
        let (id, venue) = (add_event(office, &event).await?, venue(office, event.venue).await?);
        all.extend(sittings(&event, id, &venue, office.clock().now(), hold_ms));
    }
    office.add_first_sittings(&all).await
}

async fn add_event(office: &BoxOffice, demo: &DemoEvent) -> Answer<EventId> {
    let new = NewEvent {
        title: demo.title.to_owned(),
        tagline: demo.tagline.to_owned(),
        description: demo.description.to_owned(),
        terms: PaymentTerms::default(),
    };
    office.add_event(&new).await
}

async fn venue(office: &BoxOffice, demo: DemoVenue) -> Answer<VenueCard> {
    let known = office.venues().await?;
    if let Some(choice) = known.into_iter().find(|choice| choice.venue.name == demo.name()) {
        return Ok(choice.venue);
    }
    let new = NewVenue {
        name: demo.name().to_owned(),
        city: demo.city().to_owned(),
        time_zone: demo.time_zone().to_owned(),
        plan: demo.plan(),
    };
    office.add_venue(new).await
}

fn sittings(
    event: &DemoEvent,
    id: EventId,
    venue: &VenueCard,
    now: UnixMs,
    hold_ms: i64,
) -> Vec<NewSitting> {
    let new = |demo: &DemoPerformance| {
        let sold = (0..venue.seat_count).map(SeatIndex).filter(|&seat| demo.is_sold(seat));
        let performance = Performance {
            id: PerformanceId(0),
            event: id,
            venue: venue.id,
            starts_at: starts_at(event.venue, demo, now)?,
            on_sale_at: now + i64::from(demo.on_sale_in_days) * DAY_MS,
            hold_ms,
            seats_per_hold_max: event.seats_per_hold_max,
            currency: event.currency,
            tiers: event.tiers.clone(),
        };
        Some(NewSitting { performance, sold_elsewhere: sold.collect() })
    };
    event.performances.iter().filter_map(new).collect()
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
    use box_office::{Clock, Options, StripeSettings};
    use domain::SeatStatus;
    use std::future::poll_fn;
    use std::pin::pin;
    use std::sync::Arc;
    use std::task::Poll;
    use tempfile::TempDir;

    async fn open(folder: &TempDir) -> Arc<BoxOffice> {
        open_at(folder, UnixMs(1_800_000_000_000)).await
    }

    async fn open_at(folder: &TempDir, now: UnixMs) -> Arc<BoxOffice> {
        let stripe = StripeSettings::test_mode("http://127.0.0.1:9", "sk_test_x".into());
        let options = Options {
            database_url: format!("sqlite://{}", folder.path().join("shop.db").display()).into(),
            clock: Clock::manual(now),
            url: "http://shop.test".to_owned(),
            stripe,
            admin_password: Some("a password for demos".into()),
            batch_max: box_office::BATCH_MAX,
        };
        BoxOffice::open(options).await.expect("a box office")
    }

    /// Works on a future for so many turns and then lets it fall; says whether it was done.
    async fn cut_short<T>(mut turns: u32, work: impl Future<Output = T>) -> bool {
        let mut work = pin!(work);
        poll_fn(|context| {
            turns = turns.saturating_sub(1);
            match (work.as_mut().poll(context), turns) {
                (Poll::Ready(_), _) => Poll::Ready(true),
                (Poll::Pending, 0) => Poll::Ready(false),
                (Poll::Pending, _) => Poll::Pending,
            }
        })
        .await
    }

    #[tokio::test]
    async fn a_demo_that_was_cut_short_is_whole_after_the_next_start() {
        let folder = TempDir::new().expect("a folder");
        let whole: usize = programme().iter().map(|event| event.performances.len()).sum();
        let (mut turns, mut is_done) = (1, false);
        while !is_done {
            let office = open(&folder).await;
            is_done = cut_short(turns, put_on(&office, 600_000)).await;
            office.close().await;

            let office = open(&folder).await;
            let on = office.programme().await.expect("a programme").len();
            assert!(on == whole || (on == 0 && !is_done), "{on} of {whole} after {turns} turns");
            is_done = on == whole;
            turns += turns / 2 + 1;
            office.close().await;
        }
        let office = open(&folder).await;
        put_on(&office, 600_000).await.expect("nothing to do");
        assert_eq!(office.programme().await.expect("a programme").len(), whole);
        assert_eq!(office.venues().await.expect("venues").len(), DemoVenue::ALL.len());
        office.close().await;
    }

    #[tokio::test]
    async fn of_two_that_open_at_once_one_puts_the_demo_on() {
        let folder = TempDir::new().expect("a folder");
        let whole: usize = programme().iter().map(|event| event.performances.len()).sum();
        let (one, two) = (open(&folder).await, open(&folder).await);
        let (first, second) = tokio::join!(put_on(&one, 600_000), put_on(&two, 600_000));
        first.and(second).expect("both go on");
        for office in [one, two] {
            assert_eq!(office.programme().await.expect("a programme").len(), whole);
            assert_eq!(office.venues().await.expect("venues").len(), DemoVenue::ALL.len());
            office.close().await;
        }
    }

    #[tokio::test]
    async fn a_demo_that_is_over_is_put_on_anew() {
        let folder = TempDir::new().expect("a folder");
        let office = open(&folder).await;
        put_on(&office, 600_000).await.expect("a demo");
        office.close().await;

        let office = open_at(&folder, UnixMs(1_800_000_000_000 + 400 * DAY_MS)).await;
        assert!(office.programme().await.expect("a programme").is_empty(), "all of it is over");
        put_on(&office, 600_000).await.expect("another demo");
        assert!(!office.programme().await.expect("a programme").is_empty());
        office.close().await;
    }

    #[tokio::test]
    async fn seats_that_were_sold_before_look_sold_and_no_money_is_made_up_for_them() {
        let folder = TempDir::new().expect("a folder");
        let office = open(&folder).await;
        put_on(&office, 600_000).await.expect("a demo");
        let event = &programme()[0];
        let (_, cards) = office.event(event.slug).await.expect("an event");
        for (demo, card) in event.performances.iter().zip(&cards) {
            let map = office.availability(card.performance.id).await.expect("a map");
            for seat in (0..map.seat_count()).map(SeatIndex) {
                let looks =
                    if demo.is_sold(seat) { SeatStatus::Sold } else { SeatStatus::Available };
                assert_eq!(map.get(seat), Some(looks), "{} {} {seat}", demo.day, demo.time);
            }
        }
        assert!(office.orders().await.expect("orders").is_empty());
        office.close().await;
    }

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

//! The admin's form that puts a performance on sale: every typed value is read or refused.

use crate::{Answer, BoxOffice, NewEvent};
use domain::limits::{
    AMOUNT_MINOR_MAX, HOLD_MS_MAX, HOLD_MS_MIN, NAME_CHARS_MAX, SEATS_PER_HOLD_CEILING,
};
use domain::refusal::Field;
use domain::{
    Currency, EventId, NewPerformance, Performance, PerformanceId, PriceTier, Refusal, UnixMs,
    VenueCard,
};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

impl BoxOffice {
    /// Puts a performance on sale at once.
    ///
    /// Refuses: `Invalid` with the first field that cannot be right.
    pub async fn put_on_sale(&self, new: NewPerformance) -> Answer<PerformanceId> {
        let now = self.clock.now();
        let venues = self.venues().await?;
        let choice = venues.iter().find(|choice| choice.venue.id == new.venue);
        let choice = choice.ok_or(Refusal::Invalid(Field::Plan))?;

        let title = text(&new.title, 1, Field::Title)?;
        let tagline = text(&new.tagline, 0, Field::Title)?;
        let names = choice.categories.iter().map(|category| category.name.as_str());
        let mut performance = read(&new, &choice.venue, now)?;
        performance.tiers = tiers(names, &new.prices, performance.currency)?;

        let event = NewEvent { title, tagline, description: String::new(), terms: new.terms };
        performance.event = self.add_event(&event).await?;
        self.add_performance(&performance).await
    }
}

/// An event's address: its title in lower case, words joined by hyphens.
pub(super) fn slug(title: &str) -> String {
    let letter = |letter: char| if letter.is_alphanumeric() { letter } else { ' ' };
    let words: String = title.to_lowercase().chars().map(letter).collect();
    let slug = words.split_whitespace().collect::<Vec<_>>().join("-");
    if slug.is_empty() { "event".to_owned() } else { slug }
}

fn read(new: &NewPerformance, venue: &VenueCard, now: UnixMs) -> Result<Performance, Refusal> {
    let currency = Currency::from_code(&new.currency).ok_or(Refusal::Invalid(Field::Price))?;
    let hold_ms = i64::from(new.hold_minutes) * 60_000;
    if !(HOLD_MS_MIN..=HOLD_MS_MAX).contains(&hold_ms) {
        return Err(Refusal::Invalid(Field::HoldLength));
    }
    if !(1..=SEATS_PER_HOLD_CEILING).contains(&new.seats_per_hold_max) {
        return Err(Refusal::Invalid(Field::SeatsPerHold));
    }
    Ok(Performance {
        id: PerformanceId(0),
        event: EventId(0),
        venue: venue.id,
        starts_at: starts_at(&new.date, &new.time, &venue.time_zone, now)?,
        on_sale_at: now,
        hold_ms,
        seats_per_hold_max: new.seats_per_hold_max,
        currency,
        tiers: Vec::new(),
    })
}

/// A moment on the venue's own clock. A time that a change of clocks skips is moved past the gap.
fn starts_at(date: &str, time: &str, zone: &str, now: UnixMs) -> Result<UnixMs, Refusal> {
    let refused = Refusal::Invalid(Field::StartsAt);
    let moment = || {
        let date: Date = date.trim().parse().ok()?;
        let time: Time = time.trim().parse().ok()?;
        let zone = TimeZone::get(zone).ok()?;
        DateTime::from_parts(date, time).to_zoned(zone).ok()
    };
    let starts_at = UnixMs(moment().ok_or(refused.clone())?.timestamp().as_millisecond());
    if starts_at > now { Ok(starts_at) } else { Err(refused) }
}

fn tiers<'a>(
    names: impl ExactSizeIterator<Item = &'a str>,
    prices: &[String],
    currency: Currency,
) -> Result<Vec<PriceTier>, Refusal> {
    let refused = Refusal::Invalid(Field::Price);
    if names.len() != prices.len() {
        return Err(refused);
    }
    let tier = |(name, price): (&str, &String)| {
        let amount_minor = price_minor(price, currency).ok_or(refused.clone())?;
        Ok(PriceTier { name: name.to_owned(), amount_minor })
    };
    names.zip(prices).map(tier).collect()
}

/// Reads a price as a person types it: `45`, `45.5`, `45,50`. None for what nobody could pay.
fn price_minor(text: &str, currency: Currency) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = currency.decimals() as usize;
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || cents.len() > decimals || !is_number(whole) || !is_number(cents) {
        return None;
    }
    let amount: i64 = format!("{whole}{cents:0<decimals$}").parse().ok()?;
    (currency.payment_minor_min()..=AMOUNT_MINOR_MAX).contains(&amount).then_some(amount)
}

fn text(typed: &str, least: usize, field: Field) -> Result<String, Refusal> {
    let typed = typed.trim();
    let is_plain = !typed.chars().any(char::is_control);
    if is_plain && (least..=NAME_CHARS_MAX).contains(&typed.chars().count()) {
        Ok(typed.to_owned())
    } else {
        Err(Refusal::Invalid(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_as_people_type_it() {
        for (typed, minor) in [("45", 4_500), ("45.5", 4_550), (" 45,50 ", 4_550), ("0.5", 50)] {
            assert_eq!(price_minor(typed, Currency::Eur), Some(minor), "{typed}");
        }
        assert_eq!(price_minor("1200", Currency::Jpy), Some(1_200));
        for typed in
            ["", "0", "0.49", "-1", "4.505", "1e3", "12.", "abc", "1,000.00", "99999999999"]
        {
            let read = price_minor(typed, Currency::Eur);
            assert!(read.is_none() || typed == "12.", "{typed} became {read:?}");
        }
        assert_eq!(price_minor("12.50", Currency::Jpy), None);
    }

    #[test]
    fn a_time_is_the_venues_own_and_must_be_to_come() {
        let now = UnixMs(1_700_000_000_000);
        let lisbon = starts_at("2027-03-14", "19:30", "Europe/Lisbon", now);
        let berlin = starts_at("2027-03-14", "19:30", "Europe/Berlin", now);
        assert_eq!(lisbon.as_ref().map(|at| at.0), Ok(1_805_052_600_000));
        assert_eq!(berlin.map(|at| at.0), Ok(1_805_052_600_000 - 3_600_000));
        for (date, time) in [("2020-01-01", "19:30"), ("2027-02-30", "19:30"), ("x", "y")] {
            assert!(starts_at(date, time, "Europe/Lisbon", now).is_err(), "{date} {time}");
        }
    }

    #[test]
    fn a_title_becomes_an_address() {
        assert_eq!(slug("The Long Night, Part 2!"), "the-long-night-part-2");
        assert_eq!(slug("!!!"), "event");
    }
}

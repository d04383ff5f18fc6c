//! A moment by the venue's clock.

use domain::UnixMs;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// A moment in a zone, ready to be printed.
#[derive(Clone, Debug)]
pub struct Moment(Zoned);

impl Moment {
    /// This moment by the clock of this IANA zone; by UTC when the zone is unknown.
    pub fn new(at: UnixMs, time_zone: &str) -> Self {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        let at = Timestamp::from_millisecond(at.0).unwrap_or_default();
        Self(at.to_zoned(zone))
    }

    /// `14`
    pub fn day(&self) -> String {
        self.0.strftime("%-d").to_string()
    }

    /// `Mar`
    pub fn month(&self) -> String {
        self.0.strftime("%b").to_string()
    }

    /// `Sunday`
    pub fn weekday(&self) -> String {
        self.0.strftime("%A").to_string()
    }

    /// `March 2027`
    pub fn month_and_year(&self) -> String {
        self.0.strftime("%B %Y").to_string()
    }

    /// `19:30`
    pub fn time(&self) -> String {
        self.0.strftime("%H:%M").to_string()
    }

    /// `Sunday 14 March 2027`
    pub fn date(&self) -> String {
        self.0.strftime("%A %-d %B %Y").to_string()
    }

    /// `Sunday 14 March 2027, 19:30`
    pub fn long(&self) -> String {
        self.0.strftime("%A %-d %B %Y, %H:%M").to_string()
    }

    /// `Sun 14 Mar, 19:30`
    pub fn short(&self) -> String {
        self.0.strftime("%a %-d %b, %H:%M").to_string()
    }

    /// For a `datetime` attribute: `2027-03-14T19:30:00+00:00`.
    pub fn machine(&self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// For a calendar file, in UTC: `20270314T193000Z`.
    pub fn calendar(&self) -> String {
        self.0.with_time_zone(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_printed_by_the_clock_of_its_venue() {
        let moment = Moment::new(UnixMs(1_805_049_000_000), "Europe/Berlin");
        assert_eq!(moment.long(), "Sunday 14 March 2027, 19:30");
        assert_eq!(moment.machine(), "2027-03-14T19:30:00+01:00");
        assert_eq!(moment.calendar(), "20270314T183000Z");
    }

    #[test]
    fn an_unknown_zone_is_printed_by_utc() {
        assert_eq!(Moment::new(UnixMs(0), "Nowhere/At_All").time(), "00:00");
    }
}

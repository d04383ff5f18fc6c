//! The time that is left, by the server's clock.
//!
//! Counted by the browser's steady clock and set right by what the server says of its own; the
//! computer's date is never asked, so a wrong or changed one does no harm.

use domain::UnixMs;

/// The server's clock as this page knows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServerClock {
    /// Server's milliseconds minus steady milliseconds.
    offset: f64,
    /// When a word of the server last set it, by the steady clock.
    set_at: f64,
}

/// A word of the server that is older than this was not merely late. Units: milliseconds.
const LATE_MS: f64 = 1_500.0;
/// From here on time is short. Units: milliseconds.
const SOON_MS: i64 = 120_000;
/// From here on every second counts. Units: milliseconds.
const LAST_MS: i64 = 30_000;
/// What is announced. Units: minutes.
const ANNOUNCED: [i64; 3] = [5, 2, 1];

/// How urgent it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// More than two minutes.
    Calm,
    /// Up to two minutes.
    Soon,
    /// Up to half a minute.
    Last,
    /// Time is up.
    Over,
}

impl ServerClock {
    /// The server said `server` at `steady` milliseconds of this page's steady clock.
    pub fn new(server: UnixMs, steady: f64) -> Self {
        Self { offset: server.0 as f64 - steady, set_at: steady }
    }

    /// Takes another word of the server, said unasked.
    ///
    /// Why: a word is always late by its way here, so the one that puts the clock furthest ahead
    /// is the best; a jump back by more than lateness means that a clock was set.
    pub fn correct(&mut self, server: UnixMs, steady: f64) {
        self.take(server, steady, steady - LATE_MS);
    }

    /// Takes the time that an answer gives, to what was asked at `asked` of the steady clock.
    ///
    /// Why: it was written after it was asked for, however long it took to come; and one that was
    /// asked for before the clock was last set may be older than that, and puts it no further back.
    pub fn correct_by_answer(&mut self, server: UnixMs, asked: f64, steady: f64) {
        let written = if asked < self.set_at { f64::NEG_INFINITY } else { asked - LATE_MS };
        self.take(server, steady, written);
    }

    /// Takes a word that came at `steady` and was written after `written`.
    fn take(&mut self, server: UnixMs, steady: f64, written: f64) {
        let server = server.0 as f64;
        if server - steady > self.offset || server - written < self.offset {
            *self = Self { offset: server - steady, set_at: steady };
        }
    }

    /// The server's time at `steady`.
    pub fn now(&self, steady: f64) -> UnixMs {
        UnixMs((steady + self.offset).floor() as i64)
    }
}

/// Minutes and seconds as on a board: "9:05". A begun second counts.
pub fn label(left_ms: i64) -> String {
    let seconds = (left_ms.max(0) + 999) / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// How urgent it is with so much time left. Units: milliseconds.
pub fn urgency(left_ms: i64) -> Urgency {
    if left_ms <= 0 {
        Urgency::Over
    } else if left_ms <= LAST_MS {
        Urgency::Last
    } else if left_ms <= SOON_MS {
        Urgency::Soon
    } else {
        Urgency::Calm
    }
}

/// The words to announce when the time left went from `before` to `after`. Units: milliseconds.
pub fn announcement(before: i64, after: i64) -> Option<String> {
    let passed = |minutes: &i64| before > minutes * 60_000 && after <= minutes * 60_000;
    let minutes = ANNOUNCED.into_iter().rev().find(passed).filter(|_| after > 0)?;
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    Some(format!("{minutes} {unit} left to buy your seats."))
}

impl Urgency {
    /// As style sheets spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Soon => "soon",
            Self::Last => "last",
            Self::Over => "over",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_word_of_the_server_does_not_turn_the_clock_back() {
        let mut clock = ServerClock::new(UnixMs(1_000_000), 50.0);
        clock.correct(UnixMs(1_000_900), 1_050.0);
        assert_eq!(clock.now(1_050.0), UnixMs(1_001_000));
    }

    #[test]
    fn after_sleep_the_servers_word_puts_it_right() {
        let mut clock = ServerClock::new(UnixMs(1_000_000), 50.0);
        // the computer slept for four minutes, and its steady clock with it
        clock.correct(UnixMs(1_240_000), 60.0);
        assert_eq!(clock.now(60.0), UnixMs(1_240_000));
    }

    #[test]
    fn a_clock_that_was_set_back_is_followed() {
        let mut clock = ServerClock::new(UnixMs(1_000_000), 0.0);
        clock.correct(UnixMs(900_000), 0.0);
        assert_eq!(clock.now(0.0), UnixMs(900_000));
    }

    #[test]
    fn an_answer_that_took_long_does_not_turn_the_clock_back() {
        let mut clock = ServerClock::new(UnixMs(1_000_000), 0.0);
        // and where the two clocks have drifted apart a little
        for server in [1_002_000, 1_000_900] {
            clock.correct_by_answer(UnixMs(server), 1_000.0, 9_000.0);
            assert_eq!(clock.now(9_000.0), UnixMs(1_009_000));
        }
    }

    #[test]
    fn an_answer_that_was_asked_for_before_the_last_word_does_not_turn_the_clock_back() {
        let mut clock = ServerClock::new(UnixMs(1_000_000), 0.0);
        clock.correct(UnixMs(1_300_000), 150.0);
        clock.correct_by_answer(UnixMs(1_000_000), 100.0, 200.0);
        assert_eq!(clock.now(200.0), UnixMs(1_300_050));
    }

    #[test]
    fn an_answer_is_followed_to_a_clock_that_was_set() {
        let mut clock = ServerClock::new(UnixMs(1_000_000), 0.0);
        clock.correct_by_answer(UnixMs(900_000), 100.0, 200.0);
        assert_eq!(clock.now(200.0), UnixMs(900_000));
        clock.correct_by_answer(UnixMs(1_200_000), 100.0, 300.0);
        assert_eq!(clock.now(300.0), UnixMs(1_200_000));
    }

    #[test]
    fn a_begun_second_counts() {
        assert_eq!(label(600_000), "10:00");
        assert_eq!(label(599_001), "10:00");
        assert_eq!(label(599_000), "9:59");
        assert_eq!(label(1), "0:01");
        assert_eq!(label(-5), "0:00");
    }

    #[test]
    fn urgency_rises_at_two_minutes_and_at_thirty_seconds() {
        let names = [120_001, 120_000, 30_001, 30_000, 1, 0].map(|left| urgency(left).name());
        assert_eq!(names, ["calm", "soon", "soon", "last", "last", "over"]);
    }

    #[test]
    fn five_two_and_one_minutes_are_announced_once() {
        let said = |before, after| announcement(before, after);
        assert_eq!(said(300_250, 300_000).as_deref(), Some("5 minutes left to buy your seats."));
        assert_eq!(said(300_000, 299_750), None);
        assert_eq!(said(60_100, 59_900).as_deref(), Some("1 minute left to buy your seats."));
        assert_eq!(said(400_000, 70_000).as_deref(), Some("2 minutes left to buy your seats."));
        assert_eq!(said(400_000, -10), None, "the end has words of its own");
    }
}

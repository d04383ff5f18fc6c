//! Where a page is in a performance's stream. Pure: the same rules natively and in the browser.

use domain::PerformanceId;
use std::fmt;

/// A place in the stream of a performance's seats.
///
/// Shape: written `7.epoch-seq`, as the stream's ids are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose seats.
    pub performance: PerformanceId,
    // signed, as ids are: one way of reading numbers is enough to download
    epoch: i64,
    seq: i64,
}

/// What a frame is to a page that knows this much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Known already.
    Old,
    /// To be shown.
    News,
    /// Something is missing before it: the seats are to be read anew.
    Gap,
}

impl Place {
    /// Reads a place; none if it makes no sense.
    pub fn read(id: &str) -> Option<Self> {
        let (performance, rest) = id.split_once('.')?;
        let (epoch, seq) = rest.split_once('-')?;
        let performance = PerformanceId(performance.parse().ok()?);
        Some(Self { performance, epoch: epoch.parse().ok()?, seq: seq.parse().ok()? })
    }

    /// Reads the place that a snapshot's tag tells; the encoding's name at its end is passed over.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim_start_matches("W/").trim_matches('"');
        Self::read(
            tag.trim_end_matches(|letter: char| letter.is_ascii_lowercase() || letter == '.'),
        )
    }

    /// What a frame that leads here is to a page at `known`. A whole one needs nothing before it.
    pub fn fit(&self, known: Option<&Self>, is_whole: bool) -> Fit {
        match known {
            Some(known) if known.epoch == self.epoch && self.seq <= known.seq => Fit::Old,
            Some(known) if known.epoch == self.epoch => Fit::News,
            Some(_) | None if is_whole => Fit::News,
            Some(_) | None => Fit::Gap,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}-{}", self.performance, self.epoch, self.seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Place {
        Place::read(text).expect("a place")
    }

    #[test]
    fn a_place_is_read_as_it_is_written_and_from_a_tag() {
        assert_eq!(place("7.12-34").to_string(), "7.12-34");
        for tag in ["\"7.12-34\"", "\"7.12-34.br\"", "W/\"7.12-34.gzip\""] {
            assert_eq!(Place::of_tag(tag), Some(place("7.12-34")), "{tag}");
        }
        for forged in ["", "7", "7.", "7.1", "7.a-1", "x.1-1", "7.1-99999999999999999999"] {
            assert_eq!(Place::read(forged), None, "{forged}");
        }
    }

    #[test]
    fn a_frame_is_old_news_or_after_a_gap() {
        let known = place("7.1-5");
        let fit = |told: &str, is_whole| place(told).fit(Some(&known), is_whole);
        assert_eq!(fit("7.1-5", true), Fit::Old);
        assert_eq!(fit("7.1-4", false), Fit::Old);
        assert_eq!(fit("7.1-9", false), Fit::News);
        assert_eq!(fit("7.2-1", false), Fit::Gap);
        assert_eq!(fit("7.2-0", true), Fit::News);
        assert_eq!(place("7.1-1").fit(None, false), Fit::Gap);
        assert_eq!(place("7.1-1").fit(None, true), Fit::News);
    }
}

//! "Stalls D 12": what people type to find a seat or a section.

use domain::{Plan, Row, SeatIndex, SectionIndex, SectionKind};

/// What the words named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// One seat.
    Seat(SeatIndex),
    /// A section as a whole.
    Section(SectionIndex),
}

/// Finds the seat or section that somebody typed.
///
/// Shape: section, row and seat in this order, in any case, with or without "row", "seat" and
/// commas; "D12" is row D, seat 12; without a section the first that has the row and seat answers.
pub fn find(plan: &Plan, typed: &str) -> Option<Found> {
    let typed = words(typed);
    let mut best: Option<(usize, Found)> = None;
    for (at, section) in plan.sections.iter().enumerate() {
        let name = words(&section.name);
        let named = if typed.starts_with(&name) { name.len() } else { 0 };
        let rest = &typed[named..];
        let found = match &section.kind {
            _ if rest.is_empty() && named > 0 => Some(Found::Section(SectionIndex(at as u16))),
            SectionKind::Seated { rows } => seat_in(rows, rest).map(Found::Seat),
            SectionKind::Standing { .. } => None,
        };
        if let Some(found) = found
            && best.is_none_or(|(most, _)| named > most)
        {
            best = Some((named, found));
        }
    }
    best.map(|(_, found)| found)
}

fn seat_in(rows: &[Row], typed: &[String]) -> Option<SeatIndex> {
    let split;
    let (row, number) = match typed {
        [row, number] => (row.as_str(), number.as_str()),
        [both] => {
            split = both.find(|c: char| c.is_ascii_digit())?;
            both.split_at_checked(split)?
        }
        _ => return None,
    };
    let row = rows.iter().find(|line| lower(&line.label) == row)?;
    let at = row.numbers.iter().position(|other| lower(other) == number)?;
    Some(SeatIndex(row.first + at as u32))
}

fn words(text: &str) -> Vec<String> {
    let text = lower(text);
    let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    words
        .filter(|word| !word.is_empty() && *word != "row" && *word != "seat")
        .map(Into::into)
        .collect()
}

/// In small letters: in the browser by its own tables, which need not be downloaded.
fn lower(text: &str) -> String {
    #[cfg(feature = "hydrate")]
    return js_sys::JsString::from(text).to_lower_case().into();
    #[cfg(not(feature = "hydrate"))]
    return text.to_lowercase();
}

#[cfg(test)]
mod tests {
    use super::super::sample::{STALLS_SEATS, theatre};
    use super::*;

    fn seat(typed: &str) -> Option<u32> {
        match find(&theatre(), typed)? {
            Found::Seat(seat) => Some(seat.0),
            Found::Section(_) => None,
        }
    }

    #[test]
    fn a_seat_is_found_however_it_is_written() {
        let expected = Some(3 * 12 + 11);
        for typed in
            ["Stalls D 12", "stalls d12", "Stalls, row D, seat 12", "d 12", "ROW D SEAT 12"]
        {
            assert_eq!(seat(typed), expected, "{typed}");
        }
        assert_eq!(seat("Grand balcony B 3"), Some(STALLS_SEATS + 8 + 2));
    }

    #[test]
    fn a_section_is_found_by_its_name_alone() {
        assert_eq!(find(&theatre(), "grand balcony"), Some(Found::Section(SectionIndex(1))));
        assert_eq!(find(&theatre(), "Floor"), Some(Found::Section(SectionIndex(2))));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for typed in ["", "Stalls Z 1", "Stalls D 99", "Circle", "D", "☃"] {
            assert_eq!(find(&theatre(), typed), None, "{typed}");
        }
    }
}

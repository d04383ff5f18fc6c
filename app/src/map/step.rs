//! Where the keyboard's seat cursor goes: along a row, or to the row before or behind.

use super::chart::Chart;
use domain::SeatIndex;

/// An arrow key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the left on the map.
    Left,
    /// To the right on the map.
    Right,
    /// Upwards on the map.
    Up,
    /// Downwards on the map.
    Down,
}

/// How much a sideways stray counts against a step, as a multiple of its length.
const STRAY: f32 = 2.5;

/// The next seat in a direction, among those that can be `seen`; none at the edge.
///
/// Why: left and right keep to the row while it lasts, then cross to the nearest row of another
/// section. All seats are looked at, which takes a fraction of a millisecond for 60,000.
pub fn step(
    chart: &Chart,
    from: SeatIndex,
    step: Step,
    seen: impl Fn(SeatIndex) -> bool,
) -> Option<SeatIndex> {
    let here = chart.centre(from);
    let row = chart.row(from)?.seats.clone();
    let is_along = matches!(step, Step::Left | Step::Right);
    let cost = |seat: u32| {
        let there = chart.centres[seat as usize];
        let (dx, dy) = (there.x - here.x, there.y - here.y);
        let (ahead, aside) = match step {
            Step::Left => (-dx, dy),
            Step::Right => (dx, dy),
            Step::Up => (-dy, dx),
            Step::Down => (dy, dx),
        };
        (ahead > 0.01).then_some(ahead + STRAY * aside.abs())
    };
    let nearest = |seats: &mut dyn Iterator<Item = u32>| {
        seats
            .filter(|seat| seen(SeatIndex(*seat)))
            .filter_map(|seat| Some((cost(seat)?, seat)))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, seat)| SeatIndex(seat))
    };

    let in_row = if is_along { nearest(&mut row.clone()) } else { None };
    in_row.or_else(|| {
        let elsewhere = chart.rows.iter().map(|line| line.seats.clone());
        nearest(&mut elsewhere.filter(|seats| *seats != row).flatten())
    })
}

/// The free seat nearest to what people come to see: where the cursor starts.
pub fn first(chart: &Chart, free: impl Fn(SeatIndex) -> bool) -> Option<SeatIndex> {
    let numbered = chart.rows.iter().flat_map(|line| line.seats.clone());
    numbered
        .filter(|seat| free(SeatIndex(*seat)))
        .min_by(|a, b| {
            let away = |seat: &u32| chart.centres[*seat as usize].distance(chart.focus);
            away(a).total_cmp(&away(b))
        })
        .map(SeatIndex)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{STALLS_SEATS, theatre};
    use super::*;

    fn go(from: u32, way: Step) -> Option<u32> {
        step(&Chart::new(&theatre()), SeatIndex(from), way, |_| true).map(|seat| seat.0)
    }

    #[test]
    fn arrows_move_along_the_row_and_between_rows() {
        assert_eq!(go(14, Step::Right), Some(15));
        assert_eq!(go(14, Step::Left), Some(13));
        assert_eq!(go(14, Step::Down), Some(26));
        assert_eq!(go(14, Step::Up), Some(2));
        assert_eq!(go(2, Step::Up), None, "before the first row is the stage");
        assert_eq!(go(12, Step::Left), None);
    }

    #[test]
    fn the_last_row_leads_to_the_next_section() {
        let below = go(5 * 12 + 6, Step::Down).expect("the balcony");
        assert!(below >= STALLS_SEATS);
    }

    #[test]
    fn seats_that_are_not_drawn_are_skipped() {
        let chart = Chart::new(&theatre());
        let next = step(&chart, SeatIndex(14), Step::Right, |seat| seat.0 != 15);
        assert_eq!(next, Some(SeatIndex(16)));
    }

    #[test]
    fn the_cursor_starts_in_front_of_the_stage() {
        let start = first(&Chart::new(&theatre()), |seat| seat.0 != 5).expect("a seat");
        assert_eq!(start, SeatIndex(6));
    }
}

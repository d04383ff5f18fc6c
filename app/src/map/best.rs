//! The best seats that can still be had together.

use super::chart::{Chart, RowLine};
use super::plane::Point;
use domain::SeatIndex;

/// Neighbours farther apart than this many radii have an aisle between them.
const AISLE_RADII: f32 = 3.6;
/// Leaving one seat alone costs as much as being this many radii farther away.
const ORPHAN_RADII: f32 = 6.0;
/// Being aside costs so much of being farther away: front rows bend towards the stage.
const ASIDE: f32 = 1.2;

/// Finds `count` seats side by side, nearest to what people come to see.
///
/// Shape: `count` ≥ 1; with `tier` only seats of that price.
/// Why: an aisle parts neighbours; a choice that leaves a single seat alone counts as worse.
pub fn best(
    chart: &Chart,
    count: u32,
    tier: Option<u16>,
    is_free: impl Fn(SeatIndex) -> bool,
) -> Option<Vec<SeatIndex>> {
    let wanted = |seat: u32| {
        is_free(SeatIndex(seat)) && tier.is_none_or(|tier| chart.tiers[seat as usize] == tier)
    };
    let mut best: Option<(f32, u32)> = None;
    for line in &chart.rows {
        for run in runs(chart, line, wanted) {
            for start in run.start..=run.end.saturating_sub(count) {
                if start + count > run.end {
                    break;
                }
                let cost = cost(chart, line, &run, start..start + count);
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, start));
                }
            }
        }
    }
    best.map(|(_, start)| (start..start + count).map(SeatIndex).collect())
}

type Run = std::ops::Range<u32>;

/// The stretches of a row whose seats are wanted and stand side by side.
fn runs(chart: &Chart, line: &RowLine, wanted: impl Fn(u32) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for seat in line.seats.clone().filter(|seat| wanted(*seat)) {
        let at = chart.centres[seat as usize];
        let is_next = |run: &Run| {
            run.end == seat
                && chart.centres[seat as usize - 1].distance(at) <= line.radius * AISLE_RADII
        };
        match runs.last_mut().filter(|run| is_next(run)) {
            Some(run) => run.end += 1,
            None => runs.push(seat..seat + 1),
        }
    }
    runs
}

fn cost(chart: &Chart, line: &RowLine, run: &Run, taken: Run) -> f32 {
    let (a, b) = (chart.centres[taken.start as usize], chart.centres[taken.end as usize - 1]);
    let away = (a.distance(chart.focus) + b.distance(chart.focus)) / 2.0;
    let aside = (aside(chart, a) + aside(chart, b)) / 2.0;
    let alone = [taken.start - run.start, run.end - taken.end];
    let orphans = alone.iter().filter(|left| **left == 1).count();
    away + aside * ASIDE + orphans as f32 * ORPHAN_RADII * line.radius
}

/// How far a seat is from the line that runs from the stage through the middle of the house. A
/// stage in the middle has no such line.
fn aside(chart: &Chart, at: Point) -> f32 {
    let (focus, middle) = (chart.focus, chart.bounds.centre());
    let length = focus.distance(middle);
    if length < chart.radius * 8.0 {
        return 0.0;
    }
    let across = (middle.x - focus.x) * (at.y - focus.y) - (middle.y - focus.y) * (at.x - focus.x);
    across.abs() / length
}

#[cfg(test)]
mod tests {
    use super::super::sample::{STALLS_SEATS, theatre};
    use super::*;

    fn seats(count: u32, tier: Option<u16>, taken: &[u32]) -> Option<Vec<u32>> {
        let found = best(&Chart::new(&theatre()), count, tier, |seat| !taken.contains(&seat.0));
        found.map(|seats| seats.into_iter().map(|seat| seat.0).collect())
    }

    #[test]
    fn two_seats_are_in_the_middle_of_the_first_row() {
        let pair = seats(2, None, &[]).expect("an empty house");
        assert!(pair == [4, 5] || pair == [6, 7], "{pair:?}");
    }

    #[test]
    fn an_aisle_parts_neighbours() {
        let six = seats(6, None, &[]).expect("six to a side");
        assert!(six == [0, 1, 2, 3, 4, 5] || six == [6, 7, 8, 9, 10, 11], "{six:?}");
        assert_eq!(seats(7, None, &[]), None);
    }

    #[test]
    fn a_taken_seat_is_passed_over_and_nobody_is_left_alone() {
        let front: Vec<u32> = (0..12).collect();
        let pair = seats(2, None, &front).expect("the second row");
        assert!(pair.iter().all(|seat| (12..24).contains(seat)));
        // of three seats two would leave one alone; the row behind is whole
        let taken: Vec<u32> = (0..12).filter(|seat| ![3, 4, 5].contains(seat)).collect();
        let pair = seats(2, None, &taken).expect("seats");
        assert!(pair.iter().all(|seat| (12..24).contains(seat)), "{pair:?}");
    }

    #[test]
    fn a_price_is_kept_to() {
        let pair = seats(2, Some(1), &[]).expect("the good seats");
        assert!(pair.iter().all(|seat| (48..STALLS_SEATS).contains(seat)));
        assert_eq!(seats(2, Some(2), &[]), None, "standing places are not numbered seats");
        assert_eq!(seats(2, Some(9), &[]), None);
    }
}

//! An arena: two tiers of blocks around a floor that is a rectangle with round corners.
//!
//! A row is the floor's outline moved outwards, so rows keep the same distance all the way round.

use super::draw::{Arc, Point, categories, line, polygon, row, seated};
use domain::{Plan, Row, Section, Shape};

/// The straight part of the long and of the short sides. Units: pixels.
const LONG: f64 = 1_440.0;
const SHORT: f64 = 720.0;
/// Radius of the corners at the first row of the lower tier.
const CORNER: f64 = 170.0;
const PITCH: f64 = 24.0;
const ROW_DEPTH: f64 = 27.0;
const AISLE: f64 = 34.0;
const MARGIN: f64 = 80.0;

const FRONT: u16 = 0;
const CLUB: u16 = 1;
const LOWER: u16 = 2;
const UPPER: u16 = 3;
const HIGH: u16 = 4;
const WHEELCHAIR: u16 = 5;

/// One ring of blocks.
struct Tier {
    /// The number before its first block: 100.
    number: usize,
    rows: usize,
    /// From the floor's outline to the first row.
    depth: f64,
    /// Blocks on a long side, on a short side and in a corner.
    long: usize,
    short: usize,
    corner: usize,
}

const LOWER_TIER: Tier = Tier { number: 100, rows: 20, depth: 0.0, long: 4, short: 2, corner: 2 };
const UPPER_TIER: Tier = Tier { number: 200, rows: 33, depth: 620.0, long: 4, short: 2, corner: 4 };

/// Where a block lies, as seen from its first row.
enum Block {
    /// From, to, and the direction away from the floor.
    Straight(Point, Point, Point),
    /// Centre, and the angles it lies between.
    Corner(Point, f64, f64),
}

pub(super) fn plan() -> Plan {
    let (width, height) = size();
    let mut sections = Vec::new();
    for tier in [LOWER_TIER, UPPER_TIER] {
        let blocks = blocks(&tier).into_iter().enumerate();
        sections.extend(blocks.map(|(at, block)| section(&tier, at, &block)));
    }
    Plan {
        width: (width * 10.0) as i32,
        height: (height * 10.0) as i32,
        categories: categories(&[
            ("Front rows", "#cc79a7"),
            ("Club", "#d55e00"),
            ("Lower tier", "#0072b2"),
            ("Upper tier", "#009e73"),
            ("Upper tier, high rows", "#e69f00"),
            ("Wheelchair and companion", "#56b4e9"),
        ]),
        sections,
        shapes: vec![court()],
        ..Plan::default()
    }
}

fn size() -> (f64, f64) {
    let last_row = UPPER_TIER.depth + ROW_DEPTH * (UPPER_TIER.rows - 1) as f64;
    let round = 2.0 * (CORNER + last_row + MARGIN);
    (LONG + round, SHORT + round)
}

/// The blocks of a tier, clockwise from the left end of the upper side.
fn blocks(tier: &Tier) -> Vec<Block> {
    let (width, height) = size();
    let (left, right) = ((width - LONG) / 2.0, (width + LONG) / 2.0);
    let (top, bottom) = ((height - SHORT) / 2.0, (height + SHORT) / 2.0);
    let round = CORNER + tier.depth;
    let sides = [
        (tier.long, (left, top), (right, top), (0.0, -1.0), 270.0),
        (tier.short, (right, top), (right, bottom), (1.0, 0.0), 0.0),
        (tier.long, (right, bottom), (left, bottom), (0.0, 1.0), 90.0),
        (tier.short, (left, bottom), (left, top), (-1.0, 0.0), 180.0),
    ];
    let mut blocks = Vec::new();
    for (count, from, to, out, turn) in sides {
        let at = |nth: usize| {
            let share = nth as f64 / count as f64;
            let along = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            (along.0 + out.0 * round, along.1 + out.1 * round)
        };
        blocks.extend((0..count).map(|nth| Block::Straight(at(nth), at(nth + 1), out)));
        let angle = |nth: usize| turn + 90.0 * nth as f64 / tier.corner as f64;
        blocks.extend((0..tier.corner).map(|nth| Block::Corner(to, angle(nth), angle(nth + 1))));
    }
    blocks
}

fn section(tier: &Tier, at: usize, block: &Block) -> Section {
    let number = tier.number + at + 1;
    let is_long = at < tier.long || {
        let after = at.checked_sub(tier.long + tier.short + 2 * tier.corner);
        after.is_some_and(|after| after < tier.long)
    };
    let rows = (0..tier.rows).map(|row| block_row(tier, number, (row, is_long), block)).collect();
    seated(&format!("Block {number}"), &number.to_string(), rows)
}

fn block_row(tier: &Tier, number: usize, (at, is_long): (usize, bool), block: &Block) -> Row {
    let out = ROW_DEPTH * at as f64;
    let points = match *block {
        Block::Straight(from, to, way) => {
            let (dx, dy) = (-way.1, way.0);
            let half = AISLE / 2.0;
            let moved = |point: Point, along: f64| {
                (point.0 + way.0 * out + dx * along, point.1 + way.1 * out + dy * along)
            };
            line(moved(from, half), moved(to, -half), PITCH)
        }
        Block::Corner(centre, from, to) => {
            let radius = CORNER + tier.depth + out;
            let half = (AISLE / 2.0 / radius).to_degrees();
            Arc { centre, radius, from: from + half, to: to - half }.seats(PITCH)
        }
    };
    let is_lower = tier.number == LOWER_TIER.number;
    let category = |seat: usize| match (is_lower, at) {
        (true, 19) if number % 2 == 1 && seat < 4 => WHEELCHAIR,
        (true, 0..=3) => FRONT,
        (true, _) if is_long => CLUB,
        (true, _) => LOWER,
        (false, 0..=14) => UPPER,
        (false, _) => HIGH,
    };
    row(&(at + 1).to_string(), &points, category)
}

/// The floor, one row's depth inside the first row.
fn court() -> Shape {
    let (width, height) = size();
    let radius = CORNER - 2.0 * ROW_DEPTH;
    let (dx, dy) = (LONG / 2.0, SHORT / 2.0);
    let (x, y) = (width / 2.0, height / 2.0);
    let corners =
        [((1.0, -1.0), 270.0), ((1.0, 1.0), 0.0), ((-1.0, 1.0), 90.0), ((-1.0, -1.0), 180.0)];
    let points: Vec<Point> = corners
        .iter()
        .flat_map(|&(side, from)| {
            let centre = (x + side.0 * dx, y + side.1 * dy);
            Arc { centre, radius, from, to: from + 90.0 }.corners(12)
        })
        .collect();
    polygon(&points, "Floor", (x, y), 96)
}

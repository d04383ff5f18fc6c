//! A playhouse: rows on arcs about one centre behind the stage, in three levels, and boxes at the
//! sides.

use super::draw::{Arc, Point, categories, letter, polygon, row, seated};
use domain::{Plan, Row, Section, Shape};

const WIDTH: f64 = 1_300.0;
const HEIGHT: f64 = 1_220.0;
/// Where every arc has its centre: above the drawing, behind the stage.
const CENTRE: Point = (650.0, -300.0);
const PITCH: f64 = 24.0;
const ROW_DEPTH: f64 = 29.0;
/// Between the ends of two blocks.
const AISLE: f64 = 34.0;
/// Between the chairs of a box.
const BOX_SEATS: f64 = 28.0;

const PREMIUM: u16 = 0;
const STALLS: u16 = 1;
const CIRCLE: u16 = 2;
const BALCONY: u16 = 3;
const BOX: u16 = 4;
const RESTRICTED: u16 = 5;
const WHEELCHAIR: u16 = 6;

/// One level of the house.
struct Level {
    name: &'static str,
    code: &'static str,
    rows: usize,
    /// Radius of its first row.
    radius: f64,
    /// Degrees from the middle to its sides, and to its aisles.
    sides: f64,
    aisles: f64,
    category: fn(usize, f64) -> u16,
}

pub(super) fn plan() -> Plan {
    let mut sections: Vec<_> = LEVELS.iter().map(level).collect();
    sections.splice(1..1, boxes());
    let mut shapes = vec![stage()];
    shapes.extend(LEVELS[1..].iter().map(parapet));
    shapes.extend(box_walls());
    Plan {
        width: (WIDTH * 10.0) as i32,
        height: (HEIGHT * 10.0) as i32,
        categories: categories(&[
            ("Premium", "#cc79a7"),
            ("Stalls", "#0072b2"),
            ("Dress circle", "#009e73"),
            ("Balcony", "#e69f00"),
            ("Box", "#d55e00"),
            ("Restricted view", "#999999"),
            ("Wheelchair and companion", "#56b4e9"),
        ]),
        sections,
        shapes,
        ..Plan::default()
    }
}

/// `category` is asked with the row and how far off the middle a seat is, 0.0 to 1.0.
const LEVELS: [Level; 3] = [
    Level {
        name: "Stalls",
        code: "ST",
        rows: 18,
        radius: 500.0,
        sides: 29.0,
        aisles: 13.0,
        category: |row, off| match row {
            17 if off > 0.86 => WHEELCHAIR,
            2..=8 if off < 0.5 => PREMIUM,
            _ => STALLS,
        },
    },
    Level {
        name: "Dress circle",
        code: "DC",
        rows: 7,
        radius: 1_080.0,
        sides: 27.5,
        aisles: 12.5,
        category: |row, off| match row {
            0 | 1 if off < 0.5 => PREMIUM,
            _ => CIRCLE,
        },
    },
    Level {
        name: "Balcony",
        code: "BA",
        rows: 5,
        radius: 1_345.0,
        sides: 23.5,
        aisles: 10.5,
        category: |_, off| if off > 0.9 { RESTRICTED } else { BALCONY },
    },
];

fn level(level: &Level) -> Section {
    let rows = (0..level.rows).map(|at| curved_row(level, at)).collect();
    seated(level.name, level.code, rows)
}

/// Three justified arcs with an aisle between each two.
fn curved_row(level: &Level, at: usize) -> Row {
    let radius = level.radius + ROW_DEPTH * at as f64;
    let half_aisle = (AISLE / 2.0 / radius).to_degrees();
    let (sides, aisles) = (level.sides, level.aisles);
    let spans = [
        (-sides, -aisles - half_aisle),
        (-aisles + half_aisle, aisles - half_aisle),
        (aisles + half_aisle, sides),
    ];
    let points: Vec<Point> =
        spans.iter().flat_map(|&(from, to)| arc(radius, from, to).seats(PITCH)).collect();
    let half_width = radius * sides.to_radians().sin();
    let off = |seat: usize| (points[seat].0 - CENTRE.0).abs() / half_width;
    row(&letter(at), &points, |seat| (level.category)(at, off(seat)))
}

/// An arc from left to right; degrees from the middle of the house.
fn arc(radius: f64, from: f64, to: f64) -> Arc {
    Arc { centre: CENTRE, radius, from: 90.0 - from, to: 90.0 - to }
}

/// Three boxes of four chairs on either side of the stalls, turned to the stage.
fn boxes() -> Vec<Section> {
    (1..=6)
        .map(|number| {
            let chairs: Vec<Point> = [(0.0, -1.0), (0.0, 1.0), (1.0, -1.0), (1.0, 1.0)]
                .map(|(row, side)| box_point(number, BOX_SEATS * row, BOX_SEATS / 2.0 * side))
                .to_vec();
            let rows = vec![row("A", &chairs, |_| BOX)];
            seated(&format!("Box {number}"), &format!("BX{number}"), rows)
        })
        .collect()
}

/// The walls of the boxes, open to the stage.
fn box_walls() -> impl Iterator<Item = Shape> {
    (1..=6).map(|number| {
        let (front, back, side) = (-20.0, BOX_SEATS + 24.0, 34.0);
        let corners = [(front, side), (back, side), (back, -side), (front, -side)];
        let inner = [(front, 5.0 - side), (back - 5.0, 5.0 - side), (back - 5.0, side - 5.0)];
        let points: Vec<Point> = corners
            .into_iter()
            .chain(inner)
            .chain([(front, side - 5.0)])
            .map(|(out, along)| box_point(number, out, along))
            .collect();
        polygon(&points, "", (0.0, 0.0), 0)
    })
}

/// A point of a box: so far from its front row, so far along the arc. Odd boxes lie on the left.
fn box_point(number: u32, out: f64, along: f64) -> Point {
    let side = if number % 2 == 1 { 1.0 } else { -1.0 };
    let nth = f64::from((number - 1) / 2);
    let angle = (90.0 + side * (35.5 - 0.4 * nth)).to_radians();
    let (x, y) = (angle.cos(), angle.sin());
    let radius = 560.0 + 118.0 * nth + out;
    (CENTRE.0 + radius * x - along * y, CENTRE.1 + radius * y + along * x)
}

/// The apron bulges towards the stalls.
fn stage() -> Shape {
    let mut corners = vec![(930.0, 40.0), (370.0, 40.0)];
    corners.extend(arc(452.0, -30.0, 30.0).corners(24));
    polygon(&corners, "Stage", (CENTRE.0, 92.0), 30)
}

/// The parapet in front of an upper level.
fn parapet(level: &Level) -> Shape {
    let sides = level.sides + 0.6;
    let mut corners = arc(level.radius - 34.0, -sides, sides).corners(40);
    corners.extend(arc(level.radius - 28.0, sides, -sides).corners(40));
    polygon(&corners, "", (0.0, 0.0), 0)
}

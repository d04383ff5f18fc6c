//! A club: a standing floor before the stage, and a balcony of two rows bent around its back.

use super::draw::{Arc, Point, categories, line, polygon, row, seated};
use domain::{Plan, Row, Section, SectionKind, Shape};

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 690.0;
const PITCH: f64 = 25.0;
const STANDING: u16 = 0;
const BALCONY: u16 = 1;

/// The floor's edges. Units: pixels.
const LEFT: f64 = 190.0;
const RIGHT: f64 = 710.0;
const TOP: f64 = 220.0;
const BOTTOM: f64 = 560.0;
/// The balcony follows the floor's back corners.
const CORNER: f64 = 40.0;

pub(super) fn plan() -> Plan {
    let rows = vec![balcony_row("A", 44.0), balcony_row("B", 76.0)];
    Plan {
        width: (WIDTH * 10.0) as i32,
        height: (HEIGHT * 10.0) as i32,
        categories: categories(&[("Standing", "#0072b2"), ("Balcony", "#e69f00")]),
        sections: vec![floor(), seated("Balcony", "BA", rows)],
        shapes: vec![stage(), bar()],
        ..Plan::default()
    }
}

fn floor() -> Section {
    let kind = SectionKind::Standing {
        capacity: 400,
        category: STANDING,
        x: (LEFT * 10.0) as i32,
        y: (TOP * 10.0) as i32,
        width: ((RIGHT - LEFT) * 10.0) as i32,
        height: ((BOTTOM - TOP) * 10.0) as i32,
    };
    Section { name: "Floor".to_owned(), first: 0, kind }
}

/// A horseshoe this far out from the floor: round one corner, along the back, round the other.
fn balcony_row(label: &str, out: f64) -> Row {
    let radius = CORNER + out;
    let (left, right) = (LEFT + CORNER, RIGHT - CORNER);
    let arc = |x: f64, from: f64, to: f64| {
        Arc { centre: (x, BOTTOM - CORNER), radius, from, to }.seats(PITCH)
    };
    let mut points: Vec<Point> = arc(left, 180.0, 90.0);
    points.extend(line((left, BOTTOM + out), (right, BOTTOM + out), PITCH));
    points.extend(arc(right, 90.0, 0.0));
    row(label, &points, |_| BALCONY)
}

fn stage() -> Shape {
    let corners = [(270.0, 40.0), (630.0, 40.0), (670.0, 180.0), (230.0, 180.0)];
    polygon(&corners, "Stage", (450.0, 110.0), 28)
}

fn bar() -> Shape {
    let corners = [(50.0, 220.0), (100.0, 220.0), (100.0, 440.0), (50.0, 440.0)];
    polygon(&corners, "Bar", (75.0, 330.0), 18)
}

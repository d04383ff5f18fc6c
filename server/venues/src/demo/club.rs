//! A club: a standing floor before the stage, and a balcony of two rows bent around its back.

use super::draw::{Arc, Point, categories, line, polygon, row, seated};
use domain::{Plan, Row, Section, SectionKind, Shape};

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 760.0;
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
    let rows = vec![balcony_row("A", 44.0, 28), balcony_row("B", 76.0, 32)];
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

/// A horseshoe this far out from the floor: up one side, along the back, up the other.
fn balcony_row(label: &str, out: f64, seats: usize) -> Row {
    let radius = CORNER + out;
    let y = BOTTOM - CORNER;
    let arcs = [
        Arc { centre: (LEFT + CORNER, y), radius, from: 180.0, to: 90.0 },
        Arc { centre: (RIGHT - CORNER, y), radius, from: 90.0, to: 0.0 },
    ];
    let pitch = 25.0;
    let back = line((LEFT + CORNER, BOTTOM + out), (RIGHT - CORNER, BOTTOM + out), pitch);
    let corners = arcs.map(|arc| arc.seats(pitch));
    let arms = seats - back.len() - corners[0].len() - corners[1].len();
    let arm = |x: f64, nth: usize| -> Point { (x, y - pitch * (nth as f64 + 0.5)) };
    let mut points: Vec<Point> = (0..arms / 2).rev().map(|nth| arm(LEFT - out, nth)).collect();
    points.extend(&corners[0]);
    points.extend(&back);
    points.extend(&corners[1]);
    points.extend((0..arms - arms / 2).map(|nth| arm(RIGHT + out, nth)));
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

//! A small house for tests: curved stalls, a balcony, a standing floor, a stage.

use domain::{Category, Plan, Row, Section, SectionKind, Shape, ShapeKind};

/// Numbered seats of [`theatre`].
pub(crate) const THEATRE_SEATS: u32 = STALLS_SEATS + 4 * 8;
/// Seats of its stalls: rows A to F of 12 with an aisle in the middle.
pub(crate) const STALLS_SEATS: u32 = 6 * 12;

/// Stalls (tiers 0 and 1), balcony (tier 1) and a floor of 50 places (tier 2).
pub(crate) fn theatre() -> Plan {
    let category = |name: &str| Category { name: name.into(), color: "#000000".into() };
    let stalls = (0..6).map(|at| row(at, 12, 1_000, u16::from(at >= 4))).collect();
    let balcony = (0..4).map(|at| row(at, 8, 3_500, 1)).collect();
    let seated = |name: &str, rows| Section {
        name: name.into(),
        first: 0,
        kind: SectionKind::Seated { rows },
    };
    let floor = SectionKind::Standing {
        capacity: 50,
        category: 2,
        x: -2_000,
        y: 6_000,
        width: 4_000,
        height: 1_500,
    };
    let mut plan = Plan {
        name: "Little house".into(),
        width: 6_000,
        height: 8_000,
        categories: vec![category("Best"), category("Good"), category("Floor")],
        sections: vec![
            seated("Stalls", stalls),
            seated("Grand balcony", balcony),
            Section { name: "Floor".into(), first: 0, kind: floor },
        ],
        shapes: vec![Shape {
            kind: ShapeKind::Rectangle(4_000, 600),
            x: -2_000,
            y: 0,
            rotation: 0,
            text: "Stage".into(),
            text_x: 2_000,
            text_y: 300,
            text_size: 160,
        }],
    };
    plan.number();
    plan
}

fn row(at: i32, seats: i32, top: i32, category: u16) -> Row {
    let label = char::from(b'A' + at as u8).to_string();
    let xs: Vec<i32> = (0..seats)
        .map(|seat| (2 * seat - seats + 1) * 110 + if seat < seats / 2 { -200 } else { 200 })
        .collect();
    Row {
        label,
        first: 0,
        numbers: (1..=seats).map(|seat| seat.to_string()).collect(),
        ys: xs.iter().map(|x| top + at * 260 + x * x / 20_000).collect(),
        xs,
        categories: vec![category; seats as usize],
        radius: 90,
        guids: Vec::new(),
    }
}

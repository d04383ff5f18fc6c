//! How the demo houses are drawn: points along lines and arcs, rows of seats, shapes.
//!
//! Everything here counts in pixels; only `row` and the shapes turn them into tenths.

use domain::{Category, Row, Section, SectionKind, Shape, ShapeKind};

/// A point of the drawing. Units: pixels.
pub(super) type Point = (f64, f64);

/// Radius of a seat. Units: tenths of a pixel.
pub(super) const SEAT_RADIUS: i32 = 90;

/// Part of a circle; angles in degrees, 0 to the right, 90 down the page.
#[derive(Clone, Copy)]
pub(super) struct Arc {
    pub(super) centre: Point,
    pub(super) radius: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Arc {
    pub(super) fn length(&self) -> f64 {
        (self.to - self.from).abs().to_radians() * self.radius
    }

    /// The point at a share of the way, 0.0 to 1.0.
    pub(super) fn at(&self, share: f64) -> Point {
        let angle = (self.from + (self.to - self.from) * share).to_radians();
        (self.centre.0 + self.radius * angle.cos(), self.centre.1 + self.radius * angle.sin())
    }

    /// Seats at about this pitch, justified over the whole arc.
    pub(super) fn seats(&self, pitch: f64) -> Vec<Point> {
        let count = (self.length() / pitch).round();
        (0..count as u32).map(|nth| self.at((f64::from(nth) + 0.5) / count)).collect()
    }

    /// The arc as corners of a polygon.
    pub(super) fn corners(&self, count: u32) -> Vec<Point> {
        (0..=count).map(|nth| self.at(f64::from(nth) / f64::from(count))).collect()
    }
}

/// Seats at about this pitch between two points, justified.
pub(super) fn line(from: Point, to: Point, pitch: f64) -> Vec<Point> {
    let count = ((to.0 - from.0).hypot(to.1 - from.1) / pitch).round();
    let at = |share: f64| (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
    (0..count as u32).map(|nth| at((f64::from(nth) + 0.5) / count)).collect()
}

/// A row of seats numbered from 1; `category` is asked with each position.
pub(super) fn row(label: &str, points: &[Point], category: impl Fn(usize) -> u16) -> Row {
    Row {
        label: label.to_owned(),
        first: 0,
        numbers: (1..=points.len()).map(|number| number.to_string()).collect(),
        xs: points.iter().map(|point| tenths(point.0)).collect(),
        ys: points.iter().map(|point| tenths(point.1)).collect(),
        categories: (0..points.len()).map(category).collect(),
        radius: SEAT_RADIUS,
        guids: Vec::new(),
    }
}

/// A section with rows, whose seats get names of their own: `ST-D-12`.
pub(super) fn seated(name: &str, code: &str, mut rows: Vec<Row>) -> Section {
    for row in &mut rows {
        let label = &row.label;
        row.guids = row.numbers.iter().map(|number| format!("{code}-{label}-{number}")).collect();
    }
    Section { name: name.to_owned(), first: 0, kind: SectionKind::Seated { rows } }
}

/// A closed shape with words in the middle of `words_at`.
pub(super) fn polygon(points: &[Point], text: &str, words_at: Point, text_size: i32) -> Shape {
    let corners = points.iter().map(|point| (tenths(point.0), tenths(point.1))).collect();
    Shape {
        kind: ShapeKind::Polygon(corners),
        x: 0,
        y: 0,
        rotation: 0,
        text: text.to_owned(),
        text_x: tenths(words_at.0),
        text_y: tenths(words_at.1),
        text_size: text_size * 10,
    }
}

/// Row letters without I and O, which read as digits.
pub(super) fn letter(at: usize) -> String {
    const LETTERS: [&str; 24] = [
        "A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "Q", "R", "S", "T",
        "U", "V", "W", "X", "Y", "Z",
    ];
    LETTERS[at % LETTERS.len()].repeat(1 + at / LETTERS.len())
}

pub(super) fn categories(list: &[(&str, &str)]) -> Vec<Category> {
    list.iter()
        .map(|(name, color)| Category { name: (*name).to_owned(), color: (*color).to_owned() })
        .collect()
}

/// Units: from pixels to tenths of one.
pub(super) fn tenths(pixels: f64) -> i32 {
    (pixels * 10.0).round() as i32
}

//! A venue's seating plan: sections, rows and seats with positions.
//!
//! Rows keep their seats as columns, so that 60,000 seats stay small on the wire and quick to read
//! in a browser. A seat is known by its index: sections, rows and seats counted in plan order; a
//! standing section counts one place per person it admits.

use crate::{SeatIndex, SectionIndex};
use serde::{Deserialize, Serialize};

/// A seating plan. Units: every coordinate and length is a tenth of a plan pixel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// As printed.
    pub name: String,
    /// Width of the drawing.
    pub width: i32,
    /// Height of the drawing.
    pub height: i32,
    /// What seats are priced by; at least one.
    pub categories: Vec<Category>,
    /// In plan order.
    pub sections: Vec<Section>,
    /// Stage, walls and words: drawn, never sold.
    pub shapes: Vec<Shape>,
}

/// What a seat is priced by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// As printed; unique in the plan.
    pub name: String,
    /// The plan's own colour, `#rrggbb`; the shop draws with its own palette.
    pub color: String,
}

/// A part of the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// As printed.
    pub name: String,
    /// The index of its first seat or place.
    pub first: u32,
    /// Seated or standing.
    pub kind: SectionKind,
}

/// How people are admitted to a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SectionKind {
    /// Everyone has a numbered seat.
    Seated {
        /// In plan order.
        rows: Vec<Row>,
    },
    /// General admission: so many places, none of them numbered.
    Standing {
        /// People admitted; one claim each.
        capacity: u32,
        /// The category of every place.
        category: u16,
        /// Left edge of the floor.
        x: i32,
        /// Top edge of the floor.
        y: i32,
        /// Width of the floor.
        width: i32,
        /// Height of the floor.
        height: i32,
    },
}

/// A row of seats. Every column has one entry per seat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// As printed: "D".
    pub label: String,
    /// The index of its first seat.
    pub first: u32,
    /// Seat numbers as printed: "12".
    pub numbers: Vec<String>,
    /// Centres.
    pub xs: Vec<i32>,
    /// Centres.
    pub ys: Vec<i32>,
    /// Positions in the plan's categories.
    pub categories: Vec<u16>,
    /// Radius of each seat.
    pub radius: i32,
    /// The plan's own unique names of its seats; left out on the way to browsers.
    #[serde(default)]
    pub guids: Vec<String>,
}

/// Something drawn that is not for sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Its geometry.
    pub kind: ShapeKind,
    /// Position of its origin.
    pub x: i32,
    /// Position of its origin.
    pub y: i32,
    /// Degrees clockwise about its origin.
    pub rotation: i32,
    /// The words printed on it; may be empty.
    pub text: String,
    /// Offset of the words from the origin.
    pub text_x: i32,
    /// Offset of the words from the origin.
    pub text_y: i32,
    /// Height of the words; 0 means the drawing chooses.
    pub text_size: i32,
}

/// The geometry of a shape, relative to its origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShapeKind {
    /// Closed polygon.
    Polygon(Vec<(i32, i32)>),
    /// Width and height from the origin.
    Rectangle(i32, i32),
    /// Radii about the origin; a circle has two equal ones.
    Ellipse(i32, i32),
    /// Words alone.
    Text,
}

/// Where a seat stands in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatPlace<'a> {
    /// Position of the section.
    pub section: SectionIndex,
    /// The row and the seat's position in it; none for a standing place.
    pub seat: Option<(&'a Row, usize)>,
    /// Position in the plan's categories.
    pub category: u16,
}

impl Plan {
    /// How many seats and places there are.
    pub fn seat_count(&self) -> u32 {
        self.sections.last().map_or(0, |section| section.first + section.seat_count())
    }

    /// The section at a position.
    pub fn section(&self, index: SectionIndex) -> Option<&Section> {
        self.sections.get(index.at())
    }

    /// Where a seat stands, or none if the plan has no such seat.
    pub fn place(&self, seat: SeatIndex) -> Option<SeatPlace<'_>> {
        let after = self.sections.partition_point(|section| section.first <= seat.0);
        let at = after.checked_sub(1)?;
        let section = &self.sections[at];
        let index = SectionIndex(u16::try_from(at).ok()?);
        match &section.kind {
            SectionKind::Seated { rows } => {
                let row = &rows[rows.partition_point(|row| row.first <= seat.0).checked_sub(1)?];
                let position = (seat.0 - row.first) as usize;
                let category = *row.categories.get(position)?;
                Some(SeatPlace { section: index, seat: Some((row, position)), category })
            }
            SectionKind::Standing { capacity, category, .. } => (seat.0 < section.first + capacity)
                .then_some(SeatPlace { section: index, seat: None, category: *category }),
        }
    }

    /// Numbers sections and rows by the seats before them. An importer calls it once at the end.
    pub fn number(&mut self) {
        let mut next = 0;
        for section in &mut self.sections {
            section.first = next;
            match &mut section.kind {
                SectionKind::Seated { rows } => {
                    for row in rows {
                        row.first = next;
                        next += row.seat_count();
                    }
                }
                SectionKind::Standing { capacity, .. } => next += *capacity,
            }
        }
    }

    /// The same plan without the seats' own names: what a browser needs.
    pub fn for_browsers(&self) -> Self {
        let mut plan = self.clone();
        for section in &mut plan.sections {
            if let SectionKind::Seated { rows } = &mut section.kind {
                rows.iter_mut().for_each(|row| row.guids.clear());
            }
        }
        plan
    }
}

impl Section {
    /// How many seats or places it has.
    pub fn seat_count(&self) -> u32 {
        match &self.kind {
            SectionKind::Seated { rows } => rows.iter().map(Row::seat_count).sum(),
            SectionKind::Standing { capacity, .. } => *capacity,
        }
    }

    /// The indexes of its seats or places.
    pub fn seats(&self) -> std::ops::Range<u32> {
        self.first..self.first + self.seat_count()
    }
}

impl Row {
    /// How many seats it has.
    pub fn seat_count(&self) -> u32 {
        self.numbers.len() as u32
    }
}

#[cfg(test)]
mod tests;

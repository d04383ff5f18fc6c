//! A plan laid out for drawing and picking: flat columns by seat index, outlines by section.
//!
//! Made once from the plan, in the browser; it never changes. Units: plan pixels.

use super::grid::Grid;
use super::outline::{is_inside, outline};
use super::plane::{Point, Rect};
use domain::{Plan, Row, SeatIndex, Section, SectionIndex, SectionKind, ShapeKind};
use std::ops::Range;

/// The row of a place without a number.
pub const NO_ROW: u32 = u32::MAX;

/// Everything the map knows of a plan without words. Columns have one entry per seat or place.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Centres; a standing place has its floor's.
    pub centres: Vec<Point>,
    /// Positions in the performance's price tiers.
    pub tiers: Vec<u16>,
    /// Positions in `rows`, or [`NO_ROW`].
    pub row_of: Vec<u32>,
    /// Every row of numbered seats, in plan order.
    pub rows: Vec<RowLine>,
    /// One per section, in plan order.
    pub blocks: Vec<Block>,
    /// Seats, floors and shapes.
    pub bounds: Rect,
    /// The radius of most seats.
    pub radius: f32,
    /// What people come to see: the stage, or the top of the plan.
    pub focus: Point,
    grid: Grid,
}

/// A row of numbered seats.
#[derive(Clone, Debug)]
pub struct RowLine {
    /// Its section.
    pub section: SectionIndex,
    /// Its position in its section.
    pub at: usize,
    /// The indexes of its seats.
    pub seats: Range<u32>,
    /// The radius of each.
    pub radius: f32,
}

/// A section as it is drawn from far away.
#[derive(Clone, Debug)]
pub struct Block {
    /// The indexes of its seats or places.
    pub seats: Range<u32>,
    /// Around its seats; drawn with a margin of a seat.
    pub outline: Vec<Point>,
    /// Around its outline, with that margin.
    pub bounds: Rect,
    /// Where its name goes.
    pub heart: Point,
    /// The foremost seat beside its heart: where its name goes among seats.
    pub crown: Point,
    /// The radius of its seats; the corner of a floor.
    pub radius: f32,
    /// General admission.
    pub is_standing: bool,
}

impl Chart {
    /// Lays a plan out.
    pub fn new(plan: &Plan) -> Self {
        let count = plan.seat_count() as usize;
        let mut chart = Self {
            centres: Vec::with_capacity(count),
            tiers: Vec::with_capacity(count),
            row_of: Vec::with_capacity(count),
            rows: Vec::new(),
            blocks: Vec::new(),
            bounds: Rect::EMPTY,
            radius: 0.0,
            focus: Point::default(),
            grid: Grid::default(),
        };
        for (at, section) in plan.sections.iter().enumerate() {
            let block = chart.lay(SectionIndex(at as u16), section);
            chart.bounds.join(block.bounds);
            chart.blocks.push(block);
        }
        chart.radius = typical_radius(&chart.rows);
        chart.grid = chart.sort_into_cells();
        chart.focus = focus(plan, chart.bounds);
        shape_bounds(plan).for_each(|bounds| chart.bounds.join(bounds));
        if chart.bounds.is_empty() {
            chart.bounds = Rect::sized(Point::default(), 100.0, 100.0);
        }
        chart
    }

    fn lay(&mut self, index: SectionIndex, section: &Section) -> Block {
        match &section.kind {
            SectionKind::Seated { rows } => self.lay_rows(index, section, rows),
            SectionKind::Standing { capacity, category, x, y, width, height } => {
                let corner = Point::from_tenths(*x, *y);
                let floor = Rect::sized(corner, *width as f32 / 10.0, *height as f32 / 10.0);
                for _ in 0..*capacity {
                    self.centres.push(floor.centre());
                    self.tiers.push(*category);
                    self.row_of.push(NO_ROW);
                }
                Block {
                    seats: section.seats(),
                    outline: corners(floor),
                    bounds: floor,
                    heart: floor.centre(),
                    crown: Point { x: floor.centre().x, y: floor.y0 },
                    radius: 8.0,
                    is_standing: true,
                }
            }
        }
    }

    fn lay_rows(&mut self, index: SectionIndex, section: &Section, rows: &[Row]) -> Block {
        let first = self.centres.len();
        let mut radius = 0.0_f32;
        for (at, row) in rows.iter().enumerate() {
            let line = self.rows.len() as u32;
            let size = row.radius as f32 / 10.0;
            radius = radius.max(size);
            let seats = row.first..row.first + row.seat_count();
            self.rows.push(RowLine { section: index, at, seats, radius: size });
            let places = row.xs.iter().zip(&row.ys);
            self.centres.extend(places.map(|(x, y)| Point::from_tenths(*x, *y)));
            self.tiers.extend(&row.categories);
            self.row_of.resize(self.centres.len(), line);
        }
        let centres = &self.centres[first..];
        let mut bounds = Rect::EMPTY;
        centres.iter().for_each(|centre| bounds.include(*centre));
        let mut next = 0;
        let rows: Vec<&[Point]> = rows
            .iter()
            .map(|row| {
                let start = next;
                next += row.seat_count() as usize;
                &centres[start..next]
            })
            .collect();
        let heart = heart(&rows, bounds);
        let crown = crown(centres, heart, radius);
        let outline = outline(&rows);
        let bounds = bounds.padded(radius * 1.8);
        Block { seats: section.seats(), outline, bounds, heart, crown, radius, is_standing: false }
    }

    fn sort_into_cells(&self) -> Grid {
        let mut bounds = Rect::EMPTY;
        let seats = (0_u32..).zip(self.centres.iter().copied());
        let seats = seats.filter(|(seat, _)| self.row_of[*seat as usize] != NO_ROW);
        seats.clone().for_each(|(_, at)| bounds.include(at));
        Grid::new(bounds, self.radius.max(1.0) * 6.0, seats)
    }

    /// How many seats and places there are.
    pub fn seat_count(&self) -> u32 {
        self.centres.len() as u32
    }

    /// A seat's centre.
    pub fn centre(&self, seat: SeatIndex) -> Point {
        self.centres.get(seat.at()).copied().unwrap_or_default()
    }

    /// A numbered seat's row.
    pub fn row(&self, seat: SeatIndex) -> Option<&RowLine> {
        self.rows.get(*self.row_of.get(seat.at())? as usize)
    }

    /// The section of a seat or place.
    pub fn section_of(&self, seat: SeatIndex) -> Option<SectionIndex> {
        let after = self.blocks.partition_point(|block| block.seats.start <= seat.0);
        let at = after.checked_sub(1)?;
        self.blocks[at].seats.contains(&seat.0).then_some(SectionIndex(at as u16))
    }

    /// The numbered seat under a point, with some mercy for fingers.
    pub fn seat_at(&self, at: Point, mercy: f32) -> Option<SeatIndex> {
        let reach = self.radius.max(0.5) * 1.25 + mercy;
        let place = |seat: u32| self.centres[seat as usize];
        self.grid.nearest(at, reach, place, |_| true).map(SeatIndex)
    }

    /// The section under a point.
    pub fn block_at(&self, at: Point) -> Option<SectionIndex> {
        let hit = |block: &Block| {
            block.bounds.contains(at)
                && (is_inside(&block.outline, at)
                    || block.outline.iter().any(|p| p.distance(at) <= block.radius * 1.8))
        };
        self.blocks.iter().rposition(hit).map(|at| SectionIndex(at as u16))
    }

    /// Calls `visit` with every numbered seat in (or just beside) a rectangle.
    pub fn for_each_in(&self, area: Rect, visit: impl FnMut(u32)) {
        self.grid.for_each_in(area.padded(self.radius), visit);
    }
}

fn corners(area: Rect) -> Vec<Point> {
    let Rect { x0, y0, x1, y1 } = area;
    [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(|(x, y)| Point { x, y }).to_vec()
}

/// The middle seat of the middle row: always among the seats, even where rows are bent.
fn heart(rows: &[&[Point]], bounds: Rect) -> Point {
    let row = rows.get(rows.len() / 2).filter(|row| !row.is_empty());
    row.map_or(bounds.centre(), |row| {
        let (a, b) = (row[(row.len() - 1) / 2], row[row.len() / 2]);
        Point { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 }
    })
}

/// The topmost seat of those above and below the heart. Why: where rows are bent, the top of the
/// bounds lies in front of the row's ends, among the neighbours.
fn crown(centres: &[Point], heart: Point, radius: f32) -> Point {
    let aside = |seat: &Point| (seat.x - heart.x).abs();
    let nearest = centres.iter().map(aside).fold(f32::MAX, f32::min);
    let reach = nearest.max(radius * 2.0) * 1.1;
    let beside = centres.iter().filter(|seat| aside(seat) <= reach);
    Point { x: heart.x, y: beside.map(|seat| seat.y).fold(heart.y, f32::min) }
}

fn typical_radius(rows: &[RowLine]) -> f32 {
    let is_middle = |radius: f32| {
        let smaller = rows.iter().filter(|row| row.radius < radius).count();
        let as_small = rows.iter().filter(|row| row.radius <= radius).count();
        (smaller..as_small).contains(&(rows.len() / 2))
    };
    rows.iter().map(|row| row.radius).find(|radius| is_middle(*radius)).unwrap_or(8.0)
}

fn shape_bounds(plan: &Plan) -> impl Iterator<Item = Rect> {
    plan.shapes.iter().map(|shape| {
        let origin = Point::from_tenths(shape.x, shape.y);
        let mut bounds = Rect::sized(origin, 0.0, 0.0);
        match &shape.kind {
            ShapeKind::Polygon(points) => points.iter().for_each(|(x, y)| {
                bounds.include(Point::from_tenths(shape.x + x, shape.y + y));
            }),
            ShapeKind::Rectangle(width, height) => {
                bounds.include(Point::from_tenths(shape.x + width, shape.y + height));
            }
            ShapeKind::Ellipse(rx, ry) => {
                bounds.include(Point::from_tenths(shape.x - rx, shape.y - ry));
                bounds.include(Point::from_tenths(shape.x + rx, shape.y + ry));
            }
            ShapeKind::Text => {}
        }
        bounds
    })
}

fn focus(plan: &Plan, seats: Rect) -> Point {
    const NAMES: [&str; 6] = ["stage", "pitch", "field", "ring", "court", "screen"];
    let is_name = |word: &str| NAMES.iter().any(|name| name.eq_ignore_ascii_case(word));
    let is_named = |text: &str| text.split_ascii_whitespace().any(is_name);
    let named = plan.shapes.iter().zip(shape_bounds(plan)).find(|(shape, _)| is_named(&shape.text));
    named.map_or(Point { x: seats.centre().x, y: seats.y0 }, |(_, bounds)| bounds.centre())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{THEATRE_SEATS, theatre};
    use super::*;

    #[test]
    fn every_seat_is_found_where_it_stands() {
        let plan = theatre();
        let chart = Chart::new(&plan);
        assert_eq!(chart.seat_count(), plan.seat_count());
        for seat in (0..THEATRE_SEATS).map(SeatIndex) {
            assert_eq!(chart.seat_at(chart.centre(seat), 0.0), Some(seat));
            let place = plan.place(seat).expect("a seat of the plan");
            assert_eq!(chart.section_of(seat), Some(place.section));
            assert_eq!(chart.tiers[seat.at()], place.category);
            assert!(chart.bounds.contains(chart.centre(seat)));
        }
    }

    #[test]
    fn blocks_are_found_by_their_hearts_and_floors_by_their_ground() {
        let chart = Chart::new(&theatre());
        for (at, block) in chart.blocks.iter().enumerate() {
            assert_eq!(chart.block_at(block.heart), Some(SectionIndex(at as u16)));
        }
        assert_eq!(chart.block_at(Point { x: -900.0, y: 0.0 }), None);
        assert!(chart.blocks.last().is_some_and(|block| block.is_standing));
        assert_eq!(
            chart.seat_at(chart.blocks[2].heart, 0.0),
            None,
            "places are not picked one by one"
        );
    }

    #[test]
    fn the_stage_is_what_people_come_to_see() {
        let chart = Chart::new(&theatre());
        assert!(chart.focus.y < chart.blocks[0].bounds.y0);
    }

    #[test]
    fn an_empty_plan_lays_out() {
        let chart = Chart::new(&Plan::default());
        assert_eq!(chart.seat_count(), 0);
        assert_eq!(chart.block_at(Point::default()), None);
    }
}

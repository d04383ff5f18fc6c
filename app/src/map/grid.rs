//! Which seat is under a point: seats sorted into square cells, so that picking looks at a few.

use super::plane::{Point, Rect};

/// Seats by cell: `items[starts[cell]..starts[cell + 1]]` are the seats of a cell.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    corner: Point,
    cell: f32,
    columns: u32,
    rows: u32,
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// Cells to a side at most: bounds the memory of a plan with far-flung seats.
const CELLS_MAX: f32 = 512.0;

impl Grid {
    /// Sorts seats into cells about `cell` wide.
    ///
    /// Shape: `places` yields a seat's index and its centre; seats may be missing.
    pub fn new(
        bounds: Rect,
        cell: f32,
        places: impl Iterator<Item = (u32, Point)> + Clone,
    ) -> Self {
        if bounds.is_empty() {
            return Self::default();
        }
        let cell = cell.max(bounds.width().max(bounds.height()) / CELLS_MAX).max(1e-3);
        let columns = (bounds.width() / cell) as u32 + 1;
        let rows = (bounds.height() / cell) as u32 + 1;
        let corner = Point { x: bounds.x0, y: bounds.y0 };
        let mut grid = Self { corner, cell, columns, rows, starts: Vec::new(), items: Vec::new() };

        let mut starts = vec![0_u32; (columns * rows) as usize + 1];
        places.clone().for_each(|(_, at)| starts[grid.cell_of(at) + 1] += 1);
        for cell in 1..starts.len() {
            starts[cell] += starts[cell - 1];
        }
        let mut next = starts.clone();
        grid.items = vec![0; *starts.last().unwrap_or(&0) as usize];
        for (seat, at) in places {
            let slot = &mut next[grid.cell_of(at)];
            grid.items[*slot as usize] = seat;
            *slot += 1;
        }
        grid.starts = starts;
        grid
    }

    /// Calls `visit` with every seat whose cell meets the rectangle.
    pub fn for_each_in(&self, area: Rect, mut visit: impl FnMut(u32)) {
        if self.starts.is_empty() {
            return;
        }
        let (left, top) = self.column_row(Point { x: area.x0, y: area.y0 });
        let (right, bottom) = self.column_row(Point { x: area.x1, y: area.y1 });
        for row in top..=bottom {
            let first = (row * self.columns + left) as usize;
            let last = (row * self.columns + right) as usize;
            let (from, to) = (self.starts[first] as usize, self.starts[last + 1] as usize);
            self.items[from..to].iter().copied().for_each(&mut visit);
        }
    }

    /// The seat nearest to a point and at most `reach` away, among those that `counts`.
    pub fn nearest(
        &self,
        at: Point,
        reach: f32,
        place: impl Fn(u32) -> Point,
        counts: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let mut best: Option<(f32, u32)> = None;
        self.for_each_in(Rect::sized(at, 0.0, 0.0).padded(reach), |seat| {
            let distance = place(seat).distance(at);
            if distance <= reach && best.is_none_or(|(least, _)| distance < least) && counts(seat) {
                best = Some((distance, seat));
            }
        });
        best.map(|(_, seat)| seat)
    }

    fn column_row(&self, at: Point) -> (u32, u32) {
        let column = ((at.x - self.corner.x) / self.cell).max(0.0) as u32;
        let row = ((at.y - self.corner.y) / self.cell).max(0.0) as u32;
        (column.min(self.columns - 1), row.min(self.rows - 1))
    }

    fn cell_of(&self, at: Point) -> usize {
        let (column, row) = self.column_row(at);
        (row * self.columns + column) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    fn places(count: u32) -> Vec<(u32, Point)> {
        let scatter = |at: u32| (at.wrapping_mul(2_654_435_761) >> 8) as f32 % 977.0;
        (0..count).map(|at| (at, Point { x: scatter(at), y: scatter(at + 7_919) })).collect()
    }

    #[test]
    fn picking_agrees_with_looking_at_every_seat() {
        let places = places(3_000);
        let mut bounds = Rect::EMPTY;
        places.iter().for_each(|(_, at)| bounds.include(*at));
        let grid = Grid::new(bounds, 24.0, places.iter().copied());
        let place = |seat: u32| places[seat as usize].1;

        for (_, probe) in places.iter().step_by(37) {
            let at = Point { x: probe.x + 4.0, y: probe.y - 3.0 };
            let slow = places
                .iter()
                .filter(|(_, place)| place.distance(at) <= 12.0)
                .min_by(|a, b| a.1.distance(at).total_cmp(&b.1.distance(at)))
                .map(|(_, place)| place.distance(at));
            let found =
                grid.nearest(at, 12.0, place, |_| true).map(|seat| place(seat).distance(at));
            assert_eq!(found, slow);
        }
    }

    #[test]
    fn a_look_at_a_corner_sees_few_seats_and_all_that_are_there() {
        let places = places(3_000);
        let grid =
            Grid::new(Rect::sized(Point::default(), 977.0, 977.0), 24.0, places.iter().copied());
        let corner = Rect::sized(Point::default(), 100.0, 100.0);
        let seen = RefCell::new(Vec::new());
        grid.for_each_in(corner, |seat| seen.borrow_mut().push(seat));

        let seen = seen.into_inner();
        assert!(seen.len() < 100);
        let inside = places.iter().filter(|(_, at)| corner.contains(*at));
        inside.for_each(|(seat, _)| assert!(seen.contains(seat)));
    }

    #[test]
    fn an_empty_plan_has_no_seat_anywhere() {
        let grid = Grid::new(Rect::EMPTY, 24.0, std::iter::empty());
        assert_eq!(grid.nearest(Point::default(), 9.0, |_| Point::default(), |_| true), None);
    }
}

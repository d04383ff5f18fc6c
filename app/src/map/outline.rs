//! The shape of a section as it is drawn from far away.

use super::plane::Point;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The outline of rows of seats: along the first row, down the row ends, back along the last.
///
/// Why: it follows curved rows, where a convex hull would run over the neighbours. Rows in no
/// spatial order make it cross itself; then the hull is the honest shape.
pub fn outline(rows: &[&[Point]]) -> Vec<Point> {
    let rows: Vec<&[Point]> = rows.iter().copied().filter(|row| !row.is_empty()).collect();
    let every: Vec<Point> = rows.iter().flat_map(|row| row.iter().copied()).collect();
    let hull = convex_hull(every);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return hull;
    };
    if rows.len() < 2 {
        return first.to_vec();
    }

    let mut around = first.to_vec();
    around.extend(rows[1..rows.len() - 1].iter().filter_map(|row| row.last()));
    around.extend(last.iter().rev());
    around.extend(rows[1..rows.len() - 1].iter().rev().filter_map(|row| row.first()));
    if area(&around) >= area(&hull) * 0.5 { around } else { hull }
}

/// The smallest convex polygon around points (monotone chain), counter-clockwise on paper.
///
/// Why a heap: it sorts with a tenth of the code of a slice's sort, all of which is downloaded.
pub fn convex_hull(points: Vec<Point>) -> Vec<Point> {
    let heap: BinaryHeap<FromLeft> = points.into_iter().map(FromLeft).collect();
    let mut points: Vec<Point> = heap.into_sorted_vec().into_iter().map(|point| point.0).collect();
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut hull = half_hull(points.iter().copied());
    hull.pop();
    let mut other = half_hull(points.iter().rev().copied());
    other.pop();
    hull.append(&mut other);
    hull
}

/// Points from left to right, those above each other from top to bottom.
struct FromLeft(Point);

impl Ord for FromLeft {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.0, other.0);
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    }
}

impl PartialOrd for FromLeft {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for FromLeft {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for FromLeft {}

fn half_hull(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut chain: Vec<Point> = Vec::new();
    for point in points {
        while let [.., a, b] = chain[..] {
            if turn(a, b, point) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(point);
    }
    chain
}

fn turn(a: Point, b: Point, c: Point) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// The area inside a polygon; parts wound the other way count against it.
pub fn area(polygon: &[Point]) -> f32 {
    let next = polygon.iter().cycle().skip(1);
    let doubled: f32 = polygon.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
    doubled.abs() / 2.0
}

/// Whether a point is inside a polygon (even-odd).
pub fn is_inside(polygon: &[Point], at: Point) -> bool {
    let next = polygon.iter().cycle().skip(1);
    polygon.iter().zip(next).fold(false, |inside, (a, b)| {
        let crosses =
            (a.y > at.y) != (b.y > at.y) && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x;
        inside != crosses
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(y: f32, bend: f32) -> Vec<Point> {
        (0..11).map(|at| at as f32 - 5.0).map(|x| Point { x, y: y + bend * x * x }).collect()
    }

    #[test]
    fn a_hull_keeps_only_corners() {
        let grid = (0..25).map(|at| Point { x: (at % 5) as f32, y: (at / 5) as f32 }).collect();
        let hull = convex_hull(grid);
        assert_eq!(hull.len(), 4);
        assert_eq!(area(&hull), 16.0);
    }

    #[test]
    fn curved_rows_keep_their_curve() {
        let rows: Vec<Vec<Point>> = (0..6).map(|at| row(at as f32, 0.1)).collect();
        let rows: Vec<&[Point]> = rows.iter().map(Vec::as_slice).collect();
        let around = outline(&rows);
        assert!(is_inside(&around, Point { x: 0.0, y: 2.0 }));
        assert!(!is_inside(&around, Point { x: 0.0, y: 6.5 }), "the hollow of the bow is outside");
    }

    #[test]
    fn rows_without_order_fall_back_to_the_hull() {
        let rows: Vec<Vec<Point>> = [0.0, 5.0, 1.0, 4.0, 0.5].map(|y| row(y, 0.0)).to_vec();
        let rows: Vec<&[Point]> = rows.iter().map(Vec::as_slice).collect();
        assert_eq!(area(&outline(&rows)), 50.0);
    }

    #[test]
    fn nothing_has_no_outline() {
        assert!(outline(&[]).is_empty());
        assert_eq!(outline(&[&[Point { x: 1.0, y: 2.0 }]]).len(), 1);
    }
}

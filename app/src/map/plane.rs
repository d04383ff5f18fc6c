//! Points and rectangles of the plan. Units: plan pixels.

/// A place on the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// An upright rectangle; empty while `x0 > x1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left.
    pub x0: f32,
    /// Top.
    pub y0: f32,
    /// Right.
    pub x1: f32,
    /// Bottom.
    pub y1: f32,
}

/// The value, but at least and at most these; `least` wins.
///
/// Why not `clamp`: it prints fractions before it panics, and what prints them would have to be
/// downloaded.
pub fn within<T: PartialOrd>(value: T, least: T, most: T) -> T {
    if value < least || most < least {
        least
    } else if value > most {
        most
    } else {
        value
    }
}

/// A power: in the browser by its own mathematics, which need not be downloaded.
pub fn power(base: f32, exponent: f32) -> f32 {
    #[cfg(feature = "hydrate")]
    return js_sys::Math::pow(f64::from(base), f64::from(exponent)) as f32;
    #[cfg(not(feature = "hydrate"))]
    return base.powf(exponent);
}

impl Point {
    /// A point of the plan's integer units, tenths of a plan pixel.
    pub fn from_tenths(x: i32, y: i32) -> Self {
        Self { x: x as f32 / 10.0, y: y as f32 / 10.0 }
    }

    /// How far another point is.
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

impl Rect {
    /// Holds nothing; grows by [`Rect::include`].
    pub const EMPTY: Self =
        Self { x0: f32::INFINITY, y0: f32::INFINITY, x1: f32::NEG_INFINITY, y1: f32::NEG_INFINITY };

    /// From its left top corner and its size.
    pub fn sized(corner: Point, width: f32, height: f32) -> Self {
        Self { x0: corner.x, y0: corner.y, x1: corner.x + width, y1: corner.y + height }
    }

    /// Nothing was included yet.
    pub fn is_empty(&self) -> bool {
        self.x0 > self.x1 || self.y0 > self.y1
    }

    /// Grows to hold a point.
    pub fn include(&mut self, point: Point) {
        self.x0 = self.x0.min(point.x);
        self.y0 = self.y0.min(point.y);
        self.x1 = self.x1.max(point.x);
        self.y1 = self.y1.max(point.y);
    }

    /// Grows to hold another rectangle.
    pub fn join(&mut self, other: Self) {
        if !other.is_empty() {
            self.include(Point { x: other.x0, y: other.y0 });
            self.include(Point { x: other.x1, y: other.y1 });
        }
    }

    /// The same with a margin on every side.
    pub fn padded(self, by: f32) -> Self {
        Self { x0: self.x0 - by, y0: self.y0 - by, x1: self.x1 + by, y1: self.y1 + by }
    }

    /// Whether a point is inside or on its edge.
    pub fn contains(&self, point: Point) -> bool {
        (self.x0..=self.x1).contains(&point.x) && (self.y0..=self.y1).contains(&point.y)
    }

    /// Whether the two share a point.
    pub fn meets(&self, other: &Self) -> bool {
        self.x0 <= other.x1 && other.x0 <= self.x1 && self.y0 <= other.y1 && other.y0 <= self.y1
    }

    /// Its middle.
    pub fn centre(&self) -> Point {
        Point { x: (self.x0 + self.x1) / 2.0, y: (self.y0 + self.y1) / 2.0 }
    }

    /// Left to right.
    pub fn width(&self) -> f32 {
        (self.x1 - self.x0).max(0.0)
    }

    /// Top to bottom.
    pub fn height(&self) -> f32 {
        (self.y1 - self.y0).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_grows_over_what_it_is_given() {
        let mut rect = Rect::EMPTY;
        assert!(rect.is_empty());
        rect.include(Point { x: 3.0, y: 1.0 });
        rect.join(Rect::sized(Point { x: -1.0, y: 0.0 }, 2.0, 8.0));
        rect.join(Rect::EMPTY);

        assert_eq!(rect, Rect { x0: -1.0, y0: 0.0, x1: 3.0, y1: 8.0 });
        assert!(rect.contains(rect.centre()));
        assert!(!rect.contains(Point { x: 3.5, y: 1.0 }));
        assert!(rect.meets(&rect.padded(1.0)));
    }
}

//! A short, eased move from one view to another: it explains where the map went.

use super::plane::{Point, power, within};
use super::view::View;

/// How long a move takes. Units: milliseconds.
const GLIDE_MS: f64 = 220.0;

/// A move under way. Units: milliseconds of any steady clock.
#[derive(Clone, Copy, Debug)]
pub struct Glide {
    from: View,
    to: View,
    started: f64,
}

impl Glide {
    /// Starts a move at `now`.
    pub fn new(from: View, to: View, now: f64) -> Self {
        Self { from, to, started: now }
    }

    /// The view at `now`, and whether the move is over.
    pub fn at(&self, now: f64) -> (View, bool) {
        let part = within((now - self.started) / GLIDE_MS, 0.0, 1.0) as f32;
        if part >= 1.0 {
            return (self.to, true);
        }
        let eased = 1.0 - (1.0 - part).powi(3);
        let mix = |a: f32, b: f32| a + (b - a) * eased;
        let mut view = self.to;
        // a steady zoom is a steady ratio, not a steady difference
        view.scale = self.from.scale * power(self.to.scale / self.from.scale, eased);
        let (a, b) = (self.from.seen().centre(), self.to.seen().centre());
        view.look_at(Point { x: mix(a.x, b.x), y: mix(a.y, b.y) });
        (view, false)
    }
}

#[cfg(test)]
mod tests {
    use super::super::plane::Rect;
    use super::*;

    #[test]
    fn it_begins_where_it_was_and_ends_where_it_should() {
        let from = View::fit(Rect::sized(Point::default(), 900.0, 900.0), 4.0, 500.0, 500.0);
        let to = from.near(Rect::sized(Point { x: 700.0, y: 20.0 }, 90.0, 90.0), 8.0);
        let glide = Glide::new(from, to, 1_000.0);

        let (first, over) = glide.at(1_000.0);
        assert!(!over && (first.scale - from.scale).abs() < 1e-3);
        let (middle, _) = glide.at(1_100.0);
        assert!(middle.scale > from.scale && middle.scale < to.scale);
        assert_eq!(glide.at(1_000.0 + GLIDE_MS), (to, true));
    }
}

//! What part of the plan is seen, and how large. Units: CSS pixels on screen, plan pixels on plan.

use super::plane::{Point, Rect, within};

/// From this radius on screen a seat is drawn by itself. Units: CSS pixels.
const NEAR_RADIUS: f32 = 3.4;
/// A seat is never drawn larger. Units: CSS pixels.
const RADIUS_MAX: f32 = 26.0;
/// What is left free around the plan when all of it is shown. Units: CSS pixels.
const MARGIN: f32 = 20.0;

/// How much is shown of seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Section blocks.
    Far,
    /// Seats.
    Near,
}

/// A window on the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// CSS pixels per plan pixel.
    pub scale: f32,
    /// The plan point in the window's left top corner.
    pub corner: Point,
    /// The window's width on screen.
    pub width: f32,
    /// The window's height on screen.
    pub height: f32,
}

impl View {
    /// A window that shows all of `area`, with seats of this radius no larger than they ever are.
    pub fn fit(area: Rect, radius: f32, width: f32, height: f32) -> Self {
        let mut view = Self { scale: 1.0, corner: Point::default(), width, height };
        view.scale = view.scale_to_show(area).min(RADIUS_MAX / radius.max(0.1));
        view.look_at(area.centre());
        view
    }

    /// The plan point under a screen point.
    pub fn to_plan(&self, x: f32, y: f32) -> Point {
        Point { x: self.corner.x + x / self.scale, y: self.corner.y + y / self.scale }
    }

    /// Where a plan point is on screen.
    pub fn to_screen(&self, at: Point) -> (f32, f32) {
        ((at.x - self.corner.x) * self.scale, (at.y - self.corner.y) * self.scale)
    }

    /// The part of the plan that is seen.
    pub fn seen(&self) -> Rect {
        Rect::sized(self.corner, self.width / self.scale, self.height / self.scale)
    }

    /// Blocks or seats, for seats of this radius on the plan.
    pub fn level(&self, radius: f32) -> Level {
        if radius * self.scale >= NEAR_RADIUS { Level::Near } else { Level::Far }
    }

    /// Brings a plan point to the middle.
    pub fn look_at(&mut self, at: Point) {
        self.corner.x = at.x - self.width / self.scale / 2.0;
        self.corner.y = at.y - self.height / self.scale / 2.0;
    }

    /// Moves the plan under the window by screen pixels.
    pub fn pan(&mut self, dx: f32, dy: f32) {
        self.corner.x -= dx / self.scale;
        self.corner.y -= dy / self.scale;
    }

    /// Grows or shrinks what is seen; the plan point under the pointer stays there.
    pub fn zoom_about(&mut self, x: f32, y: f32, factor: f32, limits: (f32, f32)) {
        let under = self.to_plan(x, y);
        self.scale = within(self.scale * factor, limits.0, limits.1.max(limits.0));
        self.corner = Point { x: under.x - x / self.scale, y: under.y - y / self.scale };
    }

    /// Keeps some of the plan in the window, and centres what is smaller than the window.
    pub fn keep_in(&mut self, bounds: Rect) {
        let slack = MARGIN / self.scale;
        let (wide, high) = (self.width / self.scale, self.height / self.scale);
        self.corner.x = keep(self.corner.x, wide, bounds.x0 - slack, bounds.x1 + slack);
        self.corner.y = keep(self.corner.y, high, bounds.y0 - slack, bounds.y1 + slack);
    }

    /// The smallest and the largest scale for a plan with seats of this radius.
    pub fn limits(&self, bounds: Rect, radius: f32) -> (f32, f32) {
        let all = self.scale_to_show(bounds);
        let closest = RADIUS_MAX / radius.max(0.1);
        (all.min(closest) * 0.9, closest)
    }

    /// The view that shows `area` with its seats near enough to be told apart.
    pub fn near(&self, area: Rect, radius: f32) -> Self {
        let mut view = *self;
        let close = NEAR_RADIUS * 2.0 / radius.max(0.1);
        let closest = RADIUS_MAX * 0.6 / radius.max(0.1);
        view.scale = within(view.scale_to_show(area), close, closest.max(close));
        view.look_at(area.centre());
        view
    }

    fn scale_to_show(&self, area: Rect) -> f32 {
        let across = (self.width - 2.0 * MARGIN).max(1.0) / area.width().max(1.0);
        let down = (self.height - 2.0 * MARGIN).max(1.0) / area.height().max(1.0);
        across.min(down)
    }
}

fn keep(start: f32, length: f32, low: f32, high: f32) -> f32 {
    if high - low <= length {
        (low + high - length) / 2.0
    } else {
        within(start, low, high - length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: Rect = Rect { x0: 0.0, y0: 0.0, x1: 1_000.0, y1: 500.0 };

    #[test]
    fn fit_shows_all_of_it_in_the_middle() {
        let view = View::fit(HOUSE, 4.0, 540.0, 740.0);
        assert_eq!(view.scale, 0.5);
        assert_eq!(view.to_screen(HOUSE.centre()), (270.0, 370.0));
        assert!(view.seen().contains(Point { x: 0.0, y: 0.0 }));
    }

    #[test]
    fn zoom_keeps_what_is_under_the_pointer() {
        let mut view = View::fit(HOUSE, 4.0, 540.0, 740.0);
        let before = view.to_plan(100.0, 300.0);
        view.zoom_about(100.0, 300.0, 3.0, (0.1, 10.0));
        let after = view.to_plan(100.0, 300.0);
        assert!(before.distance(after) < 0.01);
        assert_eq!(view.scale, 1.5);
        view.zoom_about(100.0, 300.0, 100.0, (0.1, 10.0));
        assert_eq!(view.scale, 10.0, "zoom stops at its limit");
    }

    #[test]
    fn panning_cannot_lose_the_house() {
        let mut view = View::fit(HOUSE, 4.0, 540.0, 740.0);
        view.zoom_about(270.0, 370.0, 4.0, (0.1, 10.0));
        view.pan(100_000.0, -100_000.0);
        view.keep_in(HOUSE);
        assert!(view.seen().meets(&HOUSE));
        view.zoom_about(270.0, 370.0, 0.25, (0.1, 10.0));
        view.keep_in(HOUSE);
        let (x, y) = view.to_screen(HOUSE.centre());
        assert!((x - 270.0).abs() < 0.1 && (y - 370.0).abs() < 0.1);
    }

    #[test]
    fn seats_are_drawn_only_when_near() {
        let mut view = View::fit(HOUSE, 4.0, 540.0, 740.0);
        assert_eq!(view.level(4.0), Level::Far);
        view.zoom_about(0.0, 0.0, 4.0, (0.1, 10.0));
        assert_eq!(view.level(4.0), Level::Near);
        let view = View::fit(HOUSE, 4.0, 540.0, 740.0).near(HOUSE, 4.0);
        assert_eq!(view.level(4.0), Level::Near);
    }
}

//! What fingers and the mouse mean: a drag pans, two fingers zoom, a short touch is a tap.

/// How far a pointer may stray and still tap. Units: CSS pixels.
const SLOP_MOUSE: f32 = 5.0;
const SLOP_TOUCH: f32 = 12.0;

/// What a movement asks for. Units: CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motion {
    /// Move the plan.
    Pan {
        /// To the right.
        dx: f32,
        /// Downwards.
        dy: f32,
    },
    /// Move the plan and grow it about a point.
    Pinch {
        /// Midpoint of the fingers.
        x: f32,
        /// Midpoint of the fingers.
        y: f32,
        /// How far the midpoint moved to the right.
        dx: f32,
        /// How far the midpoint moved downwards.
        dy: f32,
        /// How much wider apart they are.
        factor: f32,
    },
}

#[derive(Clone, Copy, Debug)]
struct Pointer {
    id: i32,
    x: f32,
    y: f32,
}

/// Pointers that are down.
#[derive(Clone, Debug, Default)]
pub struct Gesture {
    down: Vec<Pointer>,
    start: (f32, f32),
    slop: f32,
    strayed: bool,
}

impl Gesture {
    /// A pointer went down.
    pub fn down(&mut self, id: i32, x: f32, y: f32, is_touch: bool) {
        self.down.retain(|pointer| pointer.id != id);
        if self.down.is_empty() {
            self.start = (x, y);
            self.slop = if is_touch { SLOP_TOUCH } else { SLOP_MOUSE };
            self.strayed = false;
        } else {
            self.strayed = true;
        }
        self.down.push(Pointer { id, x, y });
    }

    /// A pointer moved; none if it only hovers or has not strayed yet.
    pub fn moved(&mut self, id: i32, x: f32, y: f32) -> Option<Motion> {
        let at = self.down.iter().position(|pointer| pointer.id == id)?;
        let before = self.down[at];
        if !self.strayed && (x - self.start.0).hypot(y - self.start.1) <= self.slop {
            return None;
        }
        self.strayed = true;
        self.down[at] = Pointer { id, x, y };
        let Some(other) = self.down.iter().find(|pointer| pointer.id != id) else {
            return Some(Motion::Pan { dx: x - before.x, dy: y - before.y });
        };

        let apart = |pointer: Pointer| (pointer.x - other.x).hypot(pointer.y - other.y).max(1.0);
        Some(Motion::Pinch {
            x: (x + other.x) / 2.0,
            y: (y + other.y) / 2.0,
            dx: (x - before.x) / 2.0,
            dy: (y - before.y) / 2.0,
            factor: apart(self.down[at]) / apart(before),
        })
    }

    /// A pointer went up; the place of the tap, if it was one.
    pub fn up(&mut self, id: i32, x: f32, y: f32) -> Option<(f32, f32)> {
        let was_alone = self.down.len() == 1 && self.down[0].id == id;
        self.down.retain(|pointer| pointer.id != id);
        (was_alone && !self.strayed).then_some((x, y))
    }

    /// A pointer was taken away, as when the browser scrolls.
    pub fn cancel(&mut self, id: i32) {
        self.down.retain(|pointer| pointer.id != id);
        self.strayed = true;
    }

    /// The plan is being moved.
    pub fn is_dragging(&self) -> bool {
        self.strayed && !self.down.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_touch_taps_and_a_drag_does_not() {
        let mut gesture = Gesture::default();
        gesture.down(1, 10.0, 10.0, true);
        assert_eq!(gesture.moved(1, 14.0, 12.0), None);
        assert_eq!(gesture.up(1, 14.0, 12.0), Some((14.0, 12.0)));

        gesture.down(1, 10.0, 10.0, false);
        assert_eq!(gesture.moved(1, 30.0, 10.0), Some(Motion::Pan { dx: 20.0, dy: 0.0 }));
        assert!(gesture.is_dragging());
        assert_eq!(gesture.up(1, 30.0, 10.0), None);
        assert_eq!(gesture.moved(1, 31.0, 10.0), None, "hovering moves nothing");
    }

    #[test]
    fn two_fingers_zoom_about_their_middle() {
        let mut gesture = Gesture::default();
        gesture.down(1, 100.0, 100.0, true);
        gesture.down(2, 200.0, 100.0, true);
        let motion = gesture.moved(2, 300.0, 100.0);
        assert_eq!(
            motion,
            Some(Motion::Pinch { x: 200.0, y: 100.0, dx: 50.0, dy: 0.0, factor: 2.0 })
        );
        assert_eq!(gesture.up(2, 300.0, 100.0), None);
        assert_eq!(gesture.up(1, 100.0, 100.0), None, "a pinch never ends in a tap");
    }
}

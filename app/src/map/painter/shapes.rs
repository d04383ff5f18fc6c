//! Stage, walls and words: what is drawn and never sold.

use super::Brush;
use crate::map::plane::{Point, within};
use domain::{Plan, Shape, ShapeKind};
use js_sys::Math;
use std::f64::consts::TAU;

/// Words of a shape that does not say how large they are. Units: CSS pixels.
const WORDS_SIZE: f64 = 13.0;

impl Brush<'_> {
    pub(super) fn shapes(&self, plan: &Plan) {
        for shape in &plan.shapes {
            self.outline(shape);
            if !shape.text.is_empty() {
                self.inscription(shape);
            }
        }
    }

    /// Draws in plan pixels about the shape's origin, turned as the plan says.
    fn outline(&self, shape: &Shape) {
        let context = self.context;
        let (x, y) = self.place(Point::from_tenths(shape.x, shape.y));
        let scale = f64::from(self.view.scale) / 10.0;
        context.save();
        // translating, turning and ellipses fail only for numbers that are none
        let _ = context.translate(x, y);
        let _ = context.rotate(f64::from(shape.rotation).to_radians());
        context.begin_path();
        let size = |tenths: &i32| f64::from(*tenths) * scale;
        match &shape.kind {
            ShapeKind::Polygon(points) => {
                points.iter().for_each(|(x, y)| context.line_to(size(x), size(y)));
                context.close_path();
            }
            ShapeKind::Rectangle(width, height) => {
                context.rect(0.0, 0.0, size(width), size(height));
            }
            ShapeKind::Ellipse(rx, ry) => {
                let _ = context.ellipse(0.0, 0.0, size(rx), size(ry), 0.0, 0.0, TAU);
            }
            ShapeKind::Text => {}
        }
        context.set_fill_style_str(&self.theme.shape.css());
        context.fill();
        context.set_line_width(1.0);
        context.set_stroke_style_str(&self.theme.line.css());
        context.stroke();
        context.restore();
    }

    fn inscription(&self, shape: &Shape) {
        let (dx, dy) = turned(shape.text_x, shape.text_y, shape.rotation);
        let origin = Point::from_tenths(shape.x, shape.y);
        let at = self.place(Point { x: origin.x + dx, y: origin.y + dy });
        let size = match shape.text_size {
            0 => WORDS_SIZE,
            tenths => within(f64::from(tenths) / 10.0 * f64::from(self.view.scale), 10.0, 34.0),
        };
        self.words(&shape.text, at, (size, 650), self.theme.muted);
    }
}

fn turned(x: i32, y: i32, degrees: i32) -> (f32, f32) {
    let angle = f64::from(degrees).to_radians();
    let (sin, cos) = (Math::sin(angle) as f32, Math::cos(angle) as f32);
    let (x, y) = (x as f32 / 10.0, y as f32 / 10.0);
    (x * cos - y * sin, x * sin + y * cos)
}

//! Draws the map on a canvas. It only looks at the model; it decides nothing.
//!
//! Far away it draws sections as blocks, near by seats from a sheet of small pictures, so that a
//! frame costs the same whatever a seat looks like.

mod atlas;
mod blocks;
mod marks;
mod shapes;
mod theme;

use super::model::Model;
use super::plane::Point;
use super::seats::Look;
use super::view::{Level, View};
use atlas::Atlas;
use domain::SeatIndex;
use theme::Theme;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Window};

/// From this radius on rows have their letters. Units: CSS pixels.
const LABELS_RADIUS: f32 = 5.0;

/// A canvas and what is needed to draw on it.
pub struct Painter {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    window: Window,
    theme: Theme,
    atlas: Option<Atlas>,
    /// Device pixels per CSS pixel.
    density: f64,
}

/// What the parts of the picture are drawn with.
struct Brush<'a> {
    context: &'a CanvasRenderingContext2d,
    theme: &'a Theme,
    view: View,
}

impl Painter {
    /// None if the browser cannot draw.
    pub fn new(canvas: HtmlCanvasElement, window: Window) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let theme = Theme::of(&window, &canvas);
        Some(Self { canvas, context, window, theme, atlas: None, density: 1.0 })
    }

    /// Reads the colours again, as after a change of scheme.
    pub fn refresh_theme(&mut self) {
        self.theme = Theme::of(&self.window, &self.canvas);
        self.atlas = None;
    }

    /// Fits the canvas to its box; answers its size. Units: CSS pixels.
    pub fn fit_box(&mut self) -> (f32, f32) {
        let bounds = self.canvas.get_bounding_client_rect();
        self.density = self.window.device_pixel_ratio().clamp(1.0, 3.0);
        let device = |css: f64| (css * self.density).round().max(1.0) as u32;
        let (width, height) = (device(bounds.width()), device(bounds.height()));
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        (bounds.width() as f32, bounds.height() as f32)
    }

    /// Draws everything. The cursor's ring is drawn only while the canvas `has_focus`.
    pub fn paint(&mut self, model: &Model, has_focus: bool) {
        let near = model.level() == Level::Near;
        if near {
            self.prepare_atlas(model);
        }
        let (width, height) = (f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        let reset = |scale: f64| {
            // fails only for numbers that are none
            let _ = self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0);
        };
        reset(1.0);
        self.context.clear_rect(0.0, 0.0, width, height);
        reset(self.density);

        let brush = Brush { context: &self.context, theme: &self.theme, view: model.view };
        brush.shapes(&model.plan);
        brush.blocks(model, near);
        if near {
            reset(1.0);
            self.seats(model);
            reset(self.density);
            if model.chart.radius * model.view.scale >= LABELS_RADIUS {
                brush.row_labels(model);
            }
        }
        brush.rings(model, has_focus);
    }

    fn prepare_atlas(&mut self, model: &Model) {
        let radius = f64::from(model.chart.radius * model.view.scale) * self.density;
        let key = Atlas::key(radius);
        if self.atlas.as_ref().is_none_or(|atlas| atlas.key != key) {
            let document = self.window.document();
            let tiers = model.prices.len().max(1);
            self.atlas = document
                .and_then(|page| Atlas::new(&page, &self.theme, radius, tiers, self.density));
        }
    }

    fn seats(&self, model: &Model) {
        let Some(atlas) = &self.atlas else { return };
        let seen = model.view.seen();
        let scale = f64::from(model.view.scale) * self.density;
        let (left, top) = (f64::from(seen.x0), f64::from(seen.y0));
        model.chart.for_each_in(seen, |seat| {
            let look = model.seats.look(SeatIndex(seat));
            if look != Look::Absent {
                let Point { x, y } = model.chart.centres[seat as usize];
                let at = ((f64::from(x) - left) * scale, (f64::from(y) - top) * scale);
                atlas.stamp(&self.context, usize::from(model.chart.tiers[seat as usize]), look, at);
            }
        });
    }
}

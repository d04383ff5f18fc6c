//! Draws the map on a canvas. It only looks at the model; it decides nothing.
//!
//! Far away it draws sections as blocks; near by it stamps seats from small pictures on a layer in
//! memory, so that a frame costs the same whatever a seat looks like.

mod atlas;
mod blocks;
mod marks;
mod shapes;
mod theme;

use super::model::Model;
use super::plane::{Point, within};
use super::raster::Layer;
use super::view::{Level, View};
use atlas::{Atlas, Sheet};
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
    layer: Layer,
    sheet: Sheet,
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
        let sheet = Sheet::new(&window.document()?)?;
        let layer = Layer::default();
        Some(Self { canvas, context, window, theme, atlas: None, layer, sheet, density: 1.0 })
    }

    /// Reads the colours again, as after a change of scheme.
    pub fn refresh_theme(&mut self) {
        self.theme = Theme::of(&self.window, &self.canvas);
        self.atlas = None;
    }

    /// Fits the canvas to its box; answers its size. Units: CSS pixels.
    pub fn fit_box(&mut self) -> (f32, f32) {
        let bounds = self.canvas.get_bounding_client_rect();
        self.density = within(self.window.device_pixel_ratio(), 1.0, 3.0);
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
        self.set_scale(1.0);
        self.context.clear_rect(0.0, 0.0, width, height);
        self.set_scale(self.density);

        self.brush(model).shapes(&model.plan);
        self.brush(model).blocks(model, near);
        if near {
            self.set_scale(1.0);
            self.seats(model);
        }
        self.set_scale(self.density);
        let brush = self.brush(model);
        if near && model.chart.radius * model.view.scale >= LABELS_RADIUS {
            brush.row_labels(model);
        }
        brush.names(model, near);
        brush.rings(model, has_focus);
    }

    fn set_scale(&self, scale: f64) {
        // fails only for numbers that are none
        let _ = self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0);
    }

    fn brush(&self, model: &Model) -> Brush<'_> {
        Brush { context: &self.context, theme: &self.theme, view: model.view }
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

    /// Stamps the seats in view on a layer in memory, then puts the layer on the canvas at once:
    /// ten thousand seats are one call of the browser's.
    fn seats(&mut self, model: &Model) {
        let Some(atlas) = &self.atlas else { return };
        self.layer.clear(self.canvas.width(), self.canvas.height());
        let seen = model.view.seen();
        let scale = model.view.scale * self.density as f32;
        let layer = &mut self.layer;
        model.chart.for_each_in(seen, |seat| {
            let look = model.seats.look(SeatIndex(seat));
            if let Some(stamp) = atlas.stamp(usize::from(model.chart.tiers[seat as usize]), look) {
                let Point { x, y } = model.chart.centres[seat as usize];
                layer.stamp(stamp, (x - seen.x0) * scale, (y - seen.y0) * scale);
            }
        });
        self.sheet.show(&self.layer, &self.context);
    }
}

/// A font as a canvas reads it. Units: CSS pixels, to a tenth. Why by hand: the browser's way of
/// writing fractions is here already, Rust's would have to be downloaded.
fn font(weight: u32, size: f64, family: &str) -> String {
    let tenths = (size * 10.0).round() as u32;
    format!("{weight} {}.{}px {family}", tenths / 10, tenths % 10)
}

//! The small pictures that seats are stamped from, and the sheet that brings them to the screen.

use super::marks::{Mark, draw};
use super::theme::Theme;
use crate::map::raster::Layer;
use crate::map::seats::Look;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, Document, HtmlCanvasElement, ImageData};

const LOOKS: [Look; 5] = [Look::Free, Look::Chosen, Look::Yours, Look::Held, Look::Sold];

/// A picture per tier and look.
pub(super) struct Atlas {
    /// The radius it was drawn for.
    pub(super) key: u32,
    pictures: Vec<Layer>,
}

/// A canvas that is never shown: pixels are put on it, and it on the map.
pub(super) struct Sheet {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Atlas {
    /// Pictures are drawn anew for every half device pixel of radius.
    pub(super) fn key(radius: f64) -> u32 {
        (radius * 2.0).round() as u32
    }

    pub(super) fn new(
        page: &Document,
        theme: &Theme,
        radius: f64,
        tiers: usize,
        density: f64,
    ) -> Option<Self> {
        let key = Self::key(radius);
        let radius = f64::from(key) / 2.0;
        let cell = (radius * 2.8).ceil() as u32 + 2;
        let (columns, lines) = (LOOKS.len() as u32, tiers as u32);
        let sheet = Sheet::new(page)?;
        sheet.fit(cell * columns, cell * lines);
        for tier in 0..tiers {
            for (column, look) in LOOKS.into_iter().enumerate() {
                let x = (column as f64 + 0.5) * f64::from(cell);
                let y = (tier as f64 + 0.5) * f64::from(cell);
                draw(&sheet.context, theme, &Mark { tier, look, x, y, radius, density });
            }
        }
        let pixels = sheet.pixels(cell * columns, cell * lines)?;
        let cut = |at: u32| cut(&pixels, cell * columns, (at % columns, at / columns), cell);
        Some(Self { key, pictures: (0..columns * lines).map(cut).collect() })
    }

    /// The picture of a seat; none if it is not drawn.
    pub(super) fn stamp(&self, tier: usize, look: Look) -> Option<&Layer> {
        let column = LOOKS.iter().position(|other| *other == look)?;
        self.pictures.get(tier * LOOKS.len() + column)
    }
}

/// One picture out of the sheet's pixels.
fn cut(pixels: &[u8], width: u32, (column, line): (u32, u32), cell: u32) -> Layer {
    let mut picture = Layer::default();
    picture.clear(cell, cell);
    let bytes = cell as usize * 4;
    for (row, target) in picture.pixels.chunks_exact_mut(bytes).enumerate() {
        let start = ((line * cell + row as u32) * width + column * cell) as usize * 4;
        target.copy_from_slice(&pixels[start..start + bytes]);
    }
    picture
}

impl Sheet {
    pub(super) fn new(page: &Document) -> Option<Self> {
        let canvas: HtmlCanvasElement = page.create_element("canvas").ok()?.dyn_into().ok()?;
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { canvas, context })
    }

    fn fit(&self, width: u32, height: u32) {
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
    }

    fn pixels(&self, width: u32, height: u32) -> Option<Vec<u8>> {
        let (width, height) = (f64::from(width), f64::from(height));
        Some(self.context.get_image_data(0.0, 0.0, width, height).ok()?.data().0)
    }

    /// Brings a layer to a canvas, over what is there.
    pub(super) fn show(&self, layer: &Layer, to: &CanvasRenderingContext2d) {
        self.fit(layer.width, layer.height);
        let pixels = Clamped(layer.pixels.as_slice());
        let image = ImageData::new_with_u8_clamped_array_and_sh(pixels, layer.width, layer.height);
        if let Ok(image) = image {
            // both fail only for a layer without size
            let _ = self.context.put_image_data(&image, 0.0, 0.0);
            let _ = to.draw_image_with_html_canvas_element(&self.canvas, 0.0, 0.0);
        }
    }
}

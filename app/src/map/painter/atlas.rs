//! The sheet of small pictures that seats are stamped from: a line per tier, a column per look.

use super::marks::{Mark, draw};
use super::theme::Theme;
use crate::map::seats::Look;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Document, HtmlCanvasElement};

const LOOKS: [Look; 5] = [Look::Free, Look::Chosen, Look::Yours, Look::Held, Look::Sold];

pub(super) struct Atlas {
    /// The radius it was drawn for.
    pub(super) key: u32,
    sheet: HtmlCanvasElement,
    cell: f64,
}

impl Atlas {
    /// Sheets are drawn anew for every half device pixel of radius.
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
        let cell = (radius * 2.8).ceil() + 2.0;
        let sheet: HtmlCanvasElement = page.create_element("canvas").ok()?.dyn_into().ok()?;
        sheet.set_width((cell * LOOKS.len() as f64) as u32);
        sheet.set_height((cell * tiers as f64) as u32);
        let context: CanvasRenderingContext2d = sheet.get_context("2d").ok()??.dyn_into().ok()?;
        for tier in 0..tiers {
            for (column, look) in LOOKS.into_iter().enumerate() {
                let x = (column as f64 + 0.5) * cell;
                let y = (tier as f64 + 0.5) * cell;
                draw(&context, theme, &Mark { tier, look, x, y, radius, density });
            }
        }
        Some(Self { key, sheet, cell })
    }

    /// Puts a seat's picture with its middle at a place. Units: device pixels.
    pub(super) fn stamp(
        &self,
        context: &CanvasRenderingContext2d,
        tier: usize,
        look: Look,
        (x, y): (f64, f64),
    ) {
        let column = LOOKS.iter().position(|other| *other == look).unwrap_or(0) as f64;
        let half = self.cell / 2.0;
        // fails only for a sheet without size
        let _ = context
            .draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                &self.sheet,
                column * self.cell,
                tier as f64 * self.cell,
                self.cell,
                self.cell,
                (x - half).round(),
                (y - half).round(),
                self.cell,
                self.cell,
            );
    }
}

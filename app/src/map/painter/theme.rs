//! The map's colours, read once from the style sheet, in whatever way it spells them.

use crate::map::ink::Ink;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Window};

/// Tiers with a colour of their own; further ones begin again with another shape.
const TIER_COLOURS: usize = 8;
/// The style sheet's names; the tiers last.
const NAMES: [&str; 15] = [
    "--paper",
    "--ink",
    "--ink-2",
    "--hairline",
    "--paper-2",
    "--accent",
    "--focus",
    "--tier-1",
    "--tier-2",
    "--tier-3",
    "--tier-4",
    "--tier-5",
    "--tier-6",
    "--tier-7",
    "--tier-8",
];

pub(super) struct Theme {
    pub(super) ground: Ink,
    pub(super) ink: Ink,
    pub(super) muted: Ink,
    pub(super) line: Ink,
    pub(super) shape: Ink,
    pub(super) yours: Ink,
    pub(super) focus: Ink,
    tiers: [Ink; TIER_COLOURS],
    pub(super) font: String,
}

impl Theme {
    pub(super) fn of(window: &Window, canvas: &HtmlCanvasElement) -> Self {
        let style = window.get_computed_style(canvas).ok().flatten();
        let text = |name: &str| {
            style.as_ref().and_then(|style| style.get_property_value(name).ok()).unwrap_or_default()
        };
        let inks = resolve(window, &NAMES.map(&text));
        let ink = |name: &str, or: Ink| {
            let at = NAMES.iter().position(|other| *other == name);
            at.and_then(|at| inks.get(at).copied()?).unwrap_or(or)
        };
        let dark = Ink(18, 24, 38);
        let font = text("font-family");
        Self {
            ground: ink("--paper", Ink(251, 248, 243)),
            ink: ink("--ink", dark),
            muted: ink("--ink-2", Ink(90, 96, 110)),
            line: ink("--hairline", Ink(205, 203, 198)),
            shape: ink("--paper-2", Ink(236, 232, 224)),
            yours: ink("--accent", Ink(213, 60, 20)),
            focus: ink("--focus", Ink(30, 90, 200)),
            tiers: std::array::from_fn(|at| ink(NAMES[NAMES.len() - TIER_COLOURS + at], dark)),
            font: if font.is_empty() { "sans-serif".to_owned() } else { font },
        }
    }

    pub(super) fn tier(&self, tier: usize) -> Ink {
        self.tiers[tier % TIER_COLOURS]
    }

    /// Dark or light letters, whichever can be read on a colour, in either scheme.
    pub(super) fn on(&self, colour: Ink) -> Ink {
        colour.readable(Ink(16, 20, 32), Ink(255, 255, 255))
    }
}

/// Colours as the browser paints them, a pixel each: the one way that reads every spelling.
fn resolve(window: &Window, colours: &[String]) -> Vec<Option<Ink>> {
    paint(window, colours).unwrap_or_default()
}

fn paint(window: &Window, colours: &[String]) -> Option<Vec<Option<Ink>>> {
    let canvas = window.document()?.create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(colours.len() as u32);
    canvas.set_height(1);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    for (at, colour) in colours.iter().enumerate().filter(|(_, colour)| !colour.trim().is_empty()) {
        context.set_fill_style_str(colour.trim());
        context.fill_rect(at as f64, 0.0, 1.0, 1.0);
    }
    let pixels = context.get_image_data(0.0, 0.0, colours.len() as f64, 1.0).ok()?.data();
    let ink = |pixel: &[u8]| (pixel[3] > 0).then(|| Ink(pixel[0], pixel[1], pixel[2]));
    Some(pixels.0.chunks_exact(4).map(ink).collect())
}

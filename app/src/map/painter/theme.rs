//! The map's colours, read once from the style sheet, in whatever way it spells them.

use crate::map::ink::Ink;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Window};

/// Tiers with a colour of their own; further ones begin again with another shape.
const TIER_COLOURS: usize = 8;

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
        let probe = probe(window);
        let ink = |name: &str, or: Ink| {
            probe.as_ref().and_then(|probe| resolve(probe, &text(name))).unwrap_or(or)
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
            tiers: std::array::from_fn(|at| ink(&format!("--tier-{}", at + 1), dark)),
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

/// A canvas of one pixel.
fn probe(window: &Window) -> Option<CanvasRenderingContext2d> {
    let canvas = window.document()?.create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(1);
    canvas.set_height(1);
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// A colour as the browser paints it: the one way that reads every spelling.
fn resolve(probe: &CanvasRenderingContext2d, colour: &str) -> Option<Ink> {
    let colour = colour.trim();
    if colour.is_empty() {
        return None;
    }
    probe.set_fill_style_str(colour);
    probe.fill_rect(0.0, 0.0, 1.0, 1.0);
    let pixel = probe.get_image_data(0.0, 0.0, 1.0, 1.0).ok()?.data();
    match pixel.0[..] {
        [red, green, blue, ..] => Some(Ink(red, green, blue)),
        _ => None,
    }
}

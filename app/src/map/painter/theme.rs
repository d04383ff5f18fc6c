//! The map's colours, read once from the style sheet.

use crate::map::ink::Ink;
use web_sys::{HtmlCanvasElement, Window};

/// Tiers with a colour of their own; further ones begin again with another shape.
pub(super) const TIER_COLOURS: usize = 6;

pub(super) struct Theme {
    pub(super) ground: Ink,
    pub(super) ink: Ink,
    pub(super) paper: Ink,
    pub(super) muted: Ink,
    pub(super) line: Ink,
    pub(super) shape: Ink,
    pub(super) yours: Ink,
    pub(super) focus: Ink,
    pub(super) tiers: [Ink; TIER_COLOURS],
    pub(super) font: String,
}

impl Theme {
    pub(super) fn of(window: &Window, canvas: &HtmlCanvasElement) -> Self {
        let style = window.get_computed_style(canvas).ok().flatten();
        let text = |name: &str| {
            style.as_ref().and_then(|style| style.get_property_value(name).ok()).unwrap_or_default()
        };
        let ink = |name: &str, or: Ink| Ink::from_hex(&text(name)).unwrap_or(or);
        let dark = Ink(18, 24, 38);
        let font = text("font-family");
        Self {
            ground: ink("--map-ground", Ink(251, 248, 243)),
            ink: ink("--map-ink", dark),
            paper: ink("--map-paper", Ink(255, 255, 255)),
            muted: ink("--map-muted", Ink(110, 116, 130)),
            line: ink("--map-line", Ink(205, 203, 198)),
            shape: ink("--map-shape", Ink(236, 232, 224)),
            yours: ink("--map-yours", Ink(213, 60, 20)),
            focus: ink("--map-focus", Ink(30, 90, 200)),
            tiers: std::array::from_fn(|at| ink(&format!("--map-tier-{}", at + 1), dark)),
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

//! One seat's picture: a colour and a shape by price, and how it stands without colour alone:
//! a check for chosen, a dot for yours, hatching for held, a small hollow ring for sold.

use super::font;
use super::theme::Theme;
use crate::map::seats::Look;
use js_sys::Math;
use std::f64::consts::{PI, TAU};
use web_sys::CanvasRenderingContext2d;

/// From this radius on a seat shows its tier's letter. Units: CSS pixels.
const LETTER_RADIUS: f64 = 6.5;

pub(super) struct Mark {
    pub(super) tier: usize,
    pub(super) look: Look,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) radius: f64,
    pub(super) density: f64,
}

/// Calls on a canvas fail only for numbers that are none.
fn done(_: Result<(), wasm_bindgen::JsValue>) {}

pub(super) fn draw(context: &CanvasRenderingContext2d, theme: &Theme, mark: &Mark) {
    match mark.look {
        Look::Free => free(context, theme, mark),
        Look::Chosen => chosen(context, theme, mark),
        Look::Yours => yours(context, theme, mark),
        Look::Held => held(context, theme, mark),
        Look::Sold => sold(context, theme, mark),
        Look::Absent => {}
    }
}

/// The letter of a tier: A, B, C …
pub(super) fn letter(tier: usize) -> char {
    char::from(b'A' + (tier % 26) as u8)
}

fn free(context: &CanvasRenderingContext2d, theme: &Theme, mark: &Mark) {
    let colour = theme.tier(mark.tier);
    shape(context, mark, mark.radius);
    context.set_fill_style_str(&colour.css());
    context.fill();
    if mark.radius >= LETTER_RADIUS * mark.density {
        context.set_fill_style_str(&theme.on(colour).css());
        context.set_font(&font(600, mark.radius, &theme.font));
        context.set_text_align("center");
        context.set_text_baseline("middle");
        let y = mark.y + mark.radius * 0.08;
        done(context.fill_text(&letter(mark.tier).to_string(), mark.x, y));
    }
}

fn chosen(context: &CanvasRenderingContext2d, theme: &Theme, mark: &Mark) {
    let r = mark.radius * 1.15;
    disc(context, mark, r);
    context.set_fill_style_str(&theme.yours.css());
    context.fill();
    context.begin_path();
    context.move_to(mark.x - r * 0.48, mark.y + r * 0.04);
    context.line_to(mark.x - r * 0.12, mark.y + r * 0.42);
    context.line_to(mark.x + r * 0.5, mark.y - r * 0.38);
    context.set_line_cap("round");
    context.set_line_join("round");
    context.set_line_width((r * 0.28).max(1.0));
    context.set_stroke_style_str(&theme.on(theme.yours).css());
    context.stroke();
}

fn yours(context: &CanvasRenderingContext2d, theme: &Theme, mark: &Mark) {
    disc(context, mark, mark.radius * 1.2);
    context.set_fill_style_str(&theme.yours.css());
    context.fill();
    disc(context, mark, mark.radius * 0.78);
    context.set_fill_style_str(&theme.ground.css());
    context.fill();
    disc(context, mark, mark.radius * 0.48);
    context.set_fill_style_str(&theme.yours.css());
    context.fill();
}

fn held(context: &CanvasRenderingContext2d, theme: &Theme, mark: &Mark) {
    let r = mark.radius * 0.9;
    context.save();
    disc(context, mark, r);
    context.set_line_width((mark.radius * 0.16).max(0.75));
    context.set_stroke_style_str(&theme.muted.css());
    context.stroke();
    context.clip();
    context.begin_path();
    for stripe in [-1.1, -0.37, 0.37, 1.1] {
        context.move_to(mark.x + (stripe - 1.0) * r, mark.y + r);
        context.line_to(mark.x + (stripe + 1.0) * r, mark.y - r);
    }
    context.stroke();
    context.restore();
}

fn sold(context: &CanvasRenderingContext2d, theme: &Theme, mark: &Mark) {
    disc(context, mark, mark.radius * 0.42);
    context.set_line_width((mark.radius * 0.16).max(0.75));
    context.set_stroke_style_str(&theme.muted.mix(theme.ground, 0.25).css());
    context.stroke();
}

fn disc(context: &CanvasRenderingContext2d, mark: &Mark, radius: f64) {
    context.begin_path();
    done(context.arc(mark.x, mark.y, radius, 0.0, TAU));
}

/// The outline of a tier: circle, square, diamond, hexagon, triangle, octagon.
fn shape(context: &CanvasRenderingContext2d, mark: &Mark, radius: f64) {
    let (corners, turn, grow) = match mark.tier % 6 {
        0 => return disc(context, mark, radius),
        1 => (4, PI / 4.0, 1.22),
        2 => (4, 0.0, 1.22),
        3 => (6, 0.0, 1.1),
        4 => (3, -PI / 2.0, 1.3),
        _ => (8, PI / 8.0, 1.06),
    };
    context.begin_path();
    for corner in 0..corners {
        let angle = turn + TAU * f64::from(corner) / f64::from(corners);
        let (sin, cos) = (Math::sin(angle), Math::cos(angle));
        context.line_to(mark.x + radius * grow * cos, mark.y + radius * grow * sin);
    }
    context.close_path();
}

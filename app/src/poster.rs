//! Each event's poster, drawn from its slug: flat shapes, a few colours, the title set large.
//!
//! The server's poster door calls it, and pages that show a poster large. A poster is a document of
//! its own: it refers to no font, no style sheet and no picture outside, and the same slug and
//! title always give the same text.

mod art;
mod palette;
mod title;

use palette::Palette;
use std::fmt::Write;

/// The shop's own face where the poster stands in a page of the shop; else what readers have, since
/// a poster brings no font of its own.
const FONTS: &str =
    "Bricolage Grotesque, Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";
/// Chosen so that the demo's posters all differ.
const SEASON: u64 = 1_083_776;

/// The shapes a poster is asked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PosterSize {
    /// Square, shapes alone: what is left of a poster at the size of a thumb.
    Thumb,
    /// Upright, 3 to 4.
    Card,
    /// A banner, 5 to 2.
    Wide,
    /// 1200 × 630: what other sites show of a link.
    Social,
}

/// A rectangle of the drawing. Units: pixels at the poster's own size.
#[derive(Clone, Copy)]
struct Frame {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl PosterSize {
    /// Every size.
    pub const ALL: [Self; 4] = [Self::Thumb, Self::Card, Self::Wide, Self::Social];

    /// The size's name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Card => "card",
            Self::Wide => "wide",
            Self::Social => "social",
        }
    }

    /// The size of a name, if it is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name() == name)
    }

    /// Width and height. Units: pixels; a poster scales to any.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            Self::Thumb => (240, 240),
            Self::Card => (900, 1200),
            Self::Wide => (1600, 640),
            Self::Social => (1200, 630),
        }
    }

    /// The square with the shapes, and the room for the title beside or above it.
    fn frames(self) -> (Frame, Option<Frame>) {
        let frame = |x, y, width, height| Frame { x, y, width, height };
        match self {
            Self::Thumb => (frame(0.0, 0.0, 240.0, 240.0), None),
            Self::Card => (frame(0.0, 300.0, 900.0, 900.0), Some(frame(56.0, 52.0, 788.0, 220.0))),
            Self::Wide => (frame(960.0, 0.0, 640.0, 640.0), Some(frame(72.0, 64.0, 820.0, 512.0))),
            Self::Social => {
                (frame(570.0, 0.0, 630.0, 630.0), Some(frame(44.0, 48.0, 506.0, 534.0)))
            }
        }
    }
}

/// The poster of an event, as an SVG document.
///
/// Shape: any title; one that is too long for the poster ends in an ellipsis.
/// Again: the same slug, title and size give the same text.
pub fn poster_svg(slug: &str, title: &str, size: PosterSize) -> String {
    let seed = hash(slug);
    let palette = palette::of(seed);
    let (width, height) = size.pixels();
    let (picture, words) = size.frames();
    let mut svg =
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" "#);
    let label = title::escape(title);
    let _ = write!(svg, r#"width="{width}" height="{height}" role="img"><title>{label}</title>"#);
    let _ = write!(svg, r#"<rect width="{width}" height="{height}" fill="{}"/>"#, palette.ground);
    let Frame { x, y, width, height } = picture;
    let _ = write!(
        svg,
        r#"<svg x="{x}" y="{y}" width="{width}" height="{height}" viewBox="0 0 100 100">{}</svg>"#,
        art::draw(seed, &palette)
    );
    if let Some(room) = words {
        svg.push_str(&set_title(title, room, &palette));
    }
    svg.push_str("</svg>\n");
    svg
}

fn set_title(text: &str, room: Frame, palette: &Palette) -> String {
    let set = title::fit(text, room.width, room.height);
    let mut svg = format!(r#"<g font-family="{FONTS}" font-weight="800" fill="{}" "#, palette.ink);
    let spacing = title::SPACING * set.size;
    let _ = write!(svg, r#"font-size="{}" letter-spacing="{spacing:.1}">"#, set.size);
    for (at, line) in set.lines.iter().enumerate() {
        let y = room.y + set.size * (title::ASCENT + title::LEADING * at as f64);
        let line = title::escape(line);
        let _ = write!(svg, r#"<text x="{}" y="{y:.1}">{line}</text>"#, room.x);
    }
    svg.push_str("</g>");
    svg
}

/// The seed of a slug. Source: FNV-1a, 64 bits.
fn hash(text: &str) -> u64 {
    let seed = text.bytes().fold(0xcbf2_9ce4_8422_2325 ^ SEASON, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(seed)
}

/// Scatters the bits of a number. Source: the finalizer of SplitMix64.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests;

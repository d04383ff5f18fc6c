//! The shapes of a poster, on a square of 100 by 100; what lies outside is cut off.
//!
//! Ten compositions, each with a few turns of its own, so that a season's posters differ.

use super::palette::Palette;
use std::f64::consts::TAU;
use std::fmt::Write;

type Composition = fn(&mut Brush, &mut Dice);

const COMPOSITIONS: [Composition; 10] =
    [arcs, stripes, quarters, waves, dots, sunrise, stairs, halves, fan, arches];

/// The shapes of a seed in its colours.
pub(super) fn draw(seed: u64, palette: &Palette) -> String {
    let mut dice = Dice(seed);
    let mut brush = Brush { svg: String::new(), palette: *palette };
    COMPOSITIONS[composition(seed)](&mut brush, &mut dice);
    brush.svg
}

/// Which composition a seed draws.
pub(super) fn composition(seed: u64) -> usize {
    ((seed >> 40) % COMPOSITIONS.len() as u64) as usize
}

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        super::mix(self.0) % sides
    }

    fn coin(&mut self) -> bool {
        self.roll(2) == 0
    }
}

struct Brush {
    svg: String,
    palette: Palette,
}

impl Brush {
    fn circle(&mut self, x: f64, y: f64, radius: f64, fill: &str) {
        let _ =
            write!(self.svg, r#"<circle cx="{x:.2}" cy="{y:.2}" r="{radius:.2}" fill="{fill}"/>"#);
    }

    /// From a corner over a width and a height.
    fn bar(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
        let _ = write!(
            self.svg,
            r#"<rect x="{x:.2}" y="{y:.2}" width="{width:.2}" height="{height:.2}" fill="{fill}"/>"#
        );
    }

    fn path(&mut self, way: &str, fill: &str) {
        let _ = write!(self.svg, r#"<path d="{way}" fill="{fill}"/>"#);
    }

    fn stroke(&mut self, way: &str, width: f64, color: &str) {
        let _ = write!(
            self.svg,
            r#"<path d="{way}" fill="none" stroke="{color}" stroke-width="{width:.2}"/>"#
        );
    }

    /// Draws what follows through a transform, until `end`.
    fn begin(&mut self, transform: &str) {
        let _ = write!(self.svg, r#"<g transform="{transform}">"#);
    }

    /// Draws what follows mirrored left to right, until `end`.
    fn begin_facing(&mut self, is_mirrored: bool) {
        self.begin(if is_mirrored { "matrix(-1 0 0 1 100 0)" } else { "scale(1)" });
    }

    fn end(&mut self) {
        self.svg.push_str("</g>");
    }
}

/// A point on a circle; turns count clockwise from the right.
fn on_circle((x, y): (f64, f64), radius: f64, turn: f64) -> (f64, f64) {
    (x + radius * (turn * TAU).cos(), y + radius * (turn * TAU).sin())
}

/// Rings about one point, each cut to its own length and heavier than the last. They leave the
/// square to the right and below only, where the poster ends too.
fn arcs(brush: &mut Brush, dice: &mut Dice) {
    let Palette { first, second, ink, .. } = brush.palette;
    let centre = (64.0, 64.0);
    let mut radius = 11.0;
    for ring in 0..5 {
        let width = 4.5 + 2.6 * f64::from(ring);
        // The last ring lies mostly outside: it is cut where it can be seen.
        let (from, length) = if ring == 4 {
            (0.375 + 0.125 * dice.roll(2) as f64, 0.375)
        } else {
            (0.125 * dice.roll(8) as f64, 0.5 + 0.125 * dice.roll(3) as f64)
        };
        let (x, y) = on_circle(centre, radius, from);
        let (to_x, to_y) = on_circle(centre, radius, from + length);
        let large = u8::from(length > 0.5);
        let way = format!("M{x:.2} {y:.2}A{radius:.2} {radius:.2} 0 {large} 1 {to_x:.2} {to_y:.2}");
        brush.stroke(&way, width, [first, second, first, ink, first][ring as usize]);
        radius += width + 2.6;
    }
    brush.circle(centre.0, centre.1, 5.0, second);
}

/// Slanted bars that swell from hairline to slab.
fn stripes(brush: &mut Brush, dice: &mut Dice) {
    let Palette { first, second, .. } = brush.palette;
    brush.begin_facing(dice.coin());
    brush.begin(if dice.coin() { "rotate(-38 50 50)" } else { "rotate(-52 50 50)" });
    let odd = 4 + dice.roll(3);
    let mut y = -18.0;
    for bar in 0..9_u64 {
        let height = 1.4 * 1.36_f64.powi(bar as i32);
        brush.bar((-60.0, y), (220.0, height), if bar == odd { second } else { first });
        y += height + 5.2;
    }
    brush.end();
    brush.end();
}

/// Nine tiles of quarter circles, one of them whole.
fn quarters(brush: &mut Brush, dice: &mut Dice) {
    let Palette { first, second, ink, .. } = brush.palette;
    let tile = 100.0 / 3.0;
    let whole = dice.roll(9);
    for at in 0..9 {
        let (x, y) = ((at % 3) as f64 * tile, (at / 3) as f64 * tile);
        let fill = [first, second, first, ink][((at + at / 3 + dice.roll(2)) % 4) as usize];
        if at == whole {
            brush.circle(x + tile / 2.0, y + tile / 2.0, tile / 2.0, second);
            continue;
        }
        let turn = 90 * dice.roll(4);
        let middle = tile / 2.0;
        brush.begin(&format!("translate({x:.2} {y:.2}) rotate({turn} {middle:.2} {middle:.2})"));
        brush.path(&format!("M0 0H{tile:.2}A{tile:.2} {tile:.2} 0 0 1 0 {tile:.2}Z"), fill);
        brush.end();
    }
}

/// A swell of bands, and a disc that sinks into it.
fn waves(brush: &mut Brush, dice: &mut Dice) {
    let Palette { ground, first, second, .. } = brush.palette;
    let left = 26.0 + 12.0 * dice.roll(5) as f64;
    brush.circle(left, 34.0, 22.0, second);
    for band in 0..5 {
        let y = 46.0 + 13.0 * f64::from(band);
        let way = format!("M-25 {y}q12.5 -14 25 0{}", "t25 0".repeat(6));
        brush.path(&format!("{way}V120H-25Z"), ground);
        brush.stroke(&way, 7.0, first);
    }
}

/// A grid of dots that grow towards one of them.
fn dots(brush: &mut Brush, dice: &mut Dice) {
    let Palette { first, second, .. } = brush.palette;
    let focus = (1 + dice.roll(5), 1 + dice.roll(5));
    for at in 0..49 {
        let (column, row) = (at % 7, at / 7);
        let away = (column as f64 - focus.0 as f64).hypot(row as f64 - focus.1 as f64);
        let radius = (6.9 - 0.92 * away).max(1.3);
        let fill = if (column, row) == focus { second } else { first };
        brush.circle(8.0 + 14.0 * column as f64, 8.0 + 14.0 * row as f64, radius, fill);
    }
}

/// A disc behind bars that thicken towards the horizon.
fn sunrise(brush: &mut Brush, dice: &mut Dice) {
    let Palette { ground, first, second, .. } = brush.palette;
    let x = 38.0 + 12.0 * dice.roll(3) as f64;
    brush.circle(x, 50.0, 38.0, second);
    let mut y = 46.0;
    for bar in 0..5 {
        let height = 2.0 + 1.1 * f64::from(bar);
        brush.bar((0.0, y), (100.0, height), ground);
        y += 8.6;
    }
    brush.bar((0.0, 82.0), (100.0, 18.0), first);
}

/// Steps up to the edge, and a ball on one of them.
fn stairs(brush: &mut Brush, dice: &mut Dice) {
    let Palette { first, second, ink, .. } = brush.palette;
    brush.begin_facing(dice.coin());
    let rest = 1 + dice.roll(2);
    for step in 0..5_u64 {
        let (x, top) = (20.0 * step as f64, 84.0 - 16.0 * step as f64);
        brush.bar((x, top), (20.4, 100.0 - top), if step % 2 == 0 { first } else { ink });
        if step == rest {
            brush.circle(x + 10.0, top - 10.0, 10.0, second);
        }
    }
    brush.end();
}

/// A disc cut in two, the halves slid along the cut.
fn halves(brush: &mut Brush, dice: &mut Dice) {
    let Palette { first, second, ink, .. } = brush.palette;
    brush.begin(&format!("rotate({} 50 50)", [0, 45, 90, 135][dice.roll(4) as usize]));
    let slide = 9.0 + 4.0 * dice.roll(3) as f64;
    let radius = 32.0;
    for (x, sweep, fill) in [(50.0 - slide, 1, first), (50.0 + slide, 0, second)] {
        let way = format!("M{} 50A{radius} {radius} 0 0 {sweep} {} 50Z", x - radius, x + radius);
        brush.path(&way, fill);
    }
    brush.circle(58.0 - slide + radius, 43.0, 7.0, ink);
    brush.end();
}

/// Rays from the lower edge, one in another colour, over a half disc.
fn fan(brush: &mut Brush, dice: &mut Dice) {
    let Palette { first, second, ink, .. } = brush.palette;
    let rays = 7;
    let odd = 1 + dice.roll(5);
    let centre = (50.0, 100.0);
    for ray in 0..rays {
        let from = 0.5 + 0.5 * (ray as f64 + 0.14) / rays as f64;
        let to = 0.5 + 0.5 * (ray as f64 + 0.86) / rays as f64;
        let reach = if ray % 2 == 0 { 92.0 } else { 74.0 };
        let (ax, ay) = on_circle(centre, reach, from);
        let (bx, by) = on_circle(centre, reach, to);
        let way = format!("M50 100L{ax:.2} {ay:.2}A{reach} {reach} 0 0 1 {bx:.2} {by:.2}Z");
        brush.path(&way, if ray == odd { second } else { first });
    }
    brush.circle(centre.0, centre.1, 24.0, ink);
}

/// Doorways one inside another.
fn arches(brush: &mut Brush, dice: &mut Dice) {
    let Palette { ground, first, second, ink } = brush.palette;
    brush.begin_facing(dice.coin());
    let foot = 56.0;
    let fills = [first, ground, second, ground, ink];
    for (nth, fill) in fills.into_iter().enumerate() {
        let half = 44.0 - 9.0 * nth as f64;
        let way =
            format!("M{} 100V{foot}A{half} {half} 0 0 1 {} {foot}V100Z", foot - half, foot + half);
        brush.path(&way, fill);
    }
    brush.circle(12.0, 20.0, 8.0, second);
    brush.end();
}

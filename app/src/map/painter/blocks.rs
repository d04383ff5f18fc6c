//! Sections from afar, standing floors, row letters, and the rings of cursor and mouse.

use super::{Brush, font};
use crate::map::chart::Block;
use crate::map::ink::Ink;
use crate::map::model::Model;
use crate::map::outline::is_inside;
use crate::map::plane::{Point, within};
use domain::SeatIndex;
use std::f64::consts::TAU;

/// Words smaller than this are not drawn. Units: CSS pixels.
const NAME_SIZE: f64 = 13.0;
const COUNT_SIZE: f64 = 11.5;
/// From this radius on sections are named beside their seats. Units: CSS pixels.
const NAMED_RADIUS: f32 = 4.0;
/// A block with this part left looks untouched.
const FULL_SHADE: f32 = 0.82;

impl Brush<'_> {
    pub(super) fn blocks(&self, model: &Model, near: bool) {
        let seen = model.view.seen();
        for (at, block) in model.chart.blocks.iter().enumerate() {
            if !block.bounds.meets(&seen) || block.outline.is_empty() {
                continue;
            }
            if !near || block.is_standing {
                self.block(block, self.shade(model, block, at));
            }
        }
    }

    /// Names, after everything that they must not hide under.
    pub(super) fn names(&self, model: &Model, near: bool) {
        let seen = model.view.seen();
        for (at, block) in model.chart.blocks.iter().enumerate() {
            if !block.bounds.meets(&seen) || block.outline.is_empty() {
                continue;
            }
            if !near || block.is_standing {
                self.block_words(model, at, self.shade(model, block, at));
            } else if block.radius * self.view.scale >= NAMED_RADIUS {
                self.name_above(block, &model.plan.sections[at].name);
            }
        }
    }

    /// The block's price colour, the paler the fewer seats are left; ground when none is.
    fn shade(&self, model: &Model, block: &Block, at: usize) -> Ink {
        let left = model.seats.left_by_block[at];
        if left == 0 {
            return self.theme.shape;
        }
        let middle = (block.seats.start + block.seats.end) / 2;
        let tier = usize::from(model.chart.tiers[middle as usize]);
        let part = left as f32 / block.seats.len().max(1) as f32;
        self.theme.ground.mix(self.theme.tier(tier), 0.22 + (FULL_SHADE - 0.22) * part)
    }

    fn block(&self, block: &Block, fill: Ink) {
        let context = self.context;
        context.begin_path();
        for point in &block.outline {
            let (x, y) = self.place(*point);
            context.line_to(x, y);
        }
        context.close_path();
        context.set_line_join("round");
        context.set_fill_style_str(&fill.css());
        context.set_stroke_style_str(&fill.css());
        let margin = if block.is_standing { 4.0 } else { block.radius * 2.6 };
        context.set_line_width(f64::from(margin * self.view.scale));
        context.stroke();
        context.fill();
    }

    fn block_words(&self, model: &Model, at: usize, fill: Ink) {
        let block = &model.chart.blocks[at];
        let full = &model.plan.sections[at].name;
        let short = full.rsplit(' ').next().unwrap_or(full);
        let left = model.seats.left_by_block[at];
        let count = if left == 0 { "sold out".to_owned() } else { format!("{left} left") };
        let (x, y) = self.place(block.heart);
        let ink = self.theme.on(fill);
        let wide = self.width(&count, COUNT_SIZE, 500);
        for (name, has_count) in
            [(full.as_str(), true), (short, true), (full, false), (short, false)]
        {
            let name_wide = self.width(name, NAME_SIZE, 650);
            let (lift, room) = if has_count { (8.0, 15.0) } else { (0.0, 7.0) };
            if self.has_room(block, name_wide, (-room, 0.0))
                && self.has_room(block, if has_count { wide } else { name_wide }, (0.0, room))
            {
                self.words(name, (x, y - lift), (NAME_SIZE, 650), ink);
                if has_count {
                    self.words(&count, (x, y + lift), (COUNT_SIZE, 500), ink);
                }
                return;
            }
        }
    }

    /// A box so wide, and from here to there above or below the heart, lies in the block as it is
    /// drawn: its outline and a margin of a seat.
    fn has_room(&self, block: &Block, wide: f64, (above, below): (f64, f64)) -> bool {
        let margin = if block.is_standing { 0.0 } else { block.radius * 1.3 };
        let plan = |css: f64| (css as f32 / self.view.scale).abs();
        let across = (plan(wide / 2.0 + 1.0) - margin).max(0.0);
        let Point { x, y } = block.heart;
        [above, below].into_iter().all(|edge| {
            let away = (plan(edge) - margin).max(0.0);
            let y = if edge < 0.0 { y - away } else { y + away };
            [x - across, x + across].into_iter().all(|x| is_inside(&block.outline, Point { x, y }))
        })
    }

    fn name_above(&self, block: &Block, name: &str) {
        let (x, y) = self.place(block.crown);
        let y = y - f64::from(block.radius * self.view.scale) - 3.0;
        self.context.set_font(&font(650, NAME_SIZE, &self.theme.font));
        self.context.set_text_align("center");
        self.context.set_text_baseline("middle");
        self.context.set_line_join("round");
        self.context.set_line_width(5.0);
        self.context.set_stroke_style_str(&self.theme.ground.css());
        // fails only for numbers that are none
        let _ = self.context.stroke_text(name, x, y - 8.0);
        self.words(name, (x, y - 8.0), (NAME_SIZE, 650), self.theme.muted);
    }

    /// The letter of each row, before its first seat and behind its last.
    pub(super) fn row_labels(&self, model: &Model) {
        let seen = model.view.seen();
        let chart = &model.chart;
        for line in chart.rows.iter().filter(|line| line.seats.len() > 1) {
            let seat = |seat: u32| chart.centres[seat as usize];
            let (first, last) = (line.seats.start, line.seats.end - 1);
            let label = row_label(model, line.section.at(), line.at);
            for (end, next) in [(seat(first), seat(first + 1)), (seat(last), seat(last - 1))] {
                if seen.contains(end) {
                    let away = end.distance(next).max(0.1);
                    let reach = line.radius * 2.4 / away;
                    let at = Point {
                        x: end.x + (end.x - next.x) * reach,
                        y: end.y + (end.y - next.y) * reach,
                    };
                    let size = within(f64::from(line.radius * self.view.scale), 9.0, 15.0);
                    self.words(label, self.place(at), (size, 500), self.theme.muted);
                }
            }
        }
    }

    pub(super) fn rings(&self, model: &Model, has_focus: bool) {
        let ring = |seat: SeatIndex, ink: Ink, by: f64| {
            let radius = f64::from(model.chart.radius * self.view.scale);
            let (x, y) = self.place(model.chart.centre(seat));
            self.context.begin_path();
            // fails only for a negative radius
            let _ = self.context.arc(x, y, (radius * 1.2 + by).max(1.0), 0.0, TAU);
            self.context.set_line_width(2.5);
            self.context.set_stroke_style_str(&ink.css());
            self.context.stroke();
        };
        if let Some(seat) = model.hover {
            ring(seat, self.theme.ink, 2.0);
        }
        if let Some(seat) = model.cursor.filter(|_| has_focus) {
            ring(seat, self.theme.ground, 5.5);
            ring(seat, self.theme.focus, 3.5);
        }
    }

    pub(super) fn place(&self, at: Point) -> (f64, f64) {
        let (x, y) = self.view.to_screen(at);
        (f64::from(x), f64::from(y))
    }

    pub(super) fn words(
        &self,
        text: &str,
        (x, y): (f64, f64),
        (size, weight): (f64, u32),
        ink: Ink,
    ) {
        self.context.set_font(&font(weight, size, &self.theme.font));
        self.context.set_text_align("center");
        self.context.set_text_baseline("middle");
        self.context.set_fill_style_str(&ink.css());
        // fails only for numbers that are none
        let _ = self.context.fill_text(text, x, y);
    }

    fn width(&self, text: &str, size: f64, weight: u32) -> f64 {
        self.context.set_font(&font(weight, size, &self.theme.font));
        self.context.measure_text(text).map_or(f64::INFINITY, |measured| measured.width())
    }
}

fn row_label(model: &Model, section: usize, row: usize) -> &str {
    match &model.plan.sections[section].kind {
        domain::SectionKind::Seated { rows } => rows.get(row).map_or("", |row| row.label.as_str()),
        domain::SectionKind::Standing { .. } => "",
    }
}

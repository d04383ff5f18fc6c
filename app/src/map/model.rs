//! The map as one value: the house, its seats, what is seen of it and where the cursor is.
//!
//! The seat picker forwards every act of a person to it and paints it afterwards. It knows no
//! browser: screen places and steady-clock times are arguments.

use super::chart::Chart;
use super::find::{Found, find};
use super::gesture::Motion;
use super::glide::Glide;
use super::plane::{Point, Rect, power};
use super::seats::{Look, Seats, Toggled};
use super::step::{Step, first, step};
use super::view::{Level, View};
use domain::{Money, Plan, SeatIndex, SectionIndex};

/// What one press of + or − does.
const ZOOM_STEP: f32 = 1.6;
/// How far a finger may miss. Units: CSS pixels.
const MERCY_TOUCH: f32 = 8.0;

/// What a tap hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tapped {
    /// A seat, and what came of it.
    Seat(SeatIndex, Toggled),
    /// A standing section.
    Floor(SectionIndex),
    /// A section seen from afar: the map goes there.
    Closer(SectionIndex),
    /// Nothing for sale.
    Nothing,
}

/// The seat map of one performance.
#[derive(Clone, Debug)]
pub struct Model {
    /// The plan, for words.
    pub plan: Plan,
    /// The plan, for drawing.
    pub chart: Chart,
    /// What is so with its seats.
    pub seats: Seats,
    /// By price tier.
    pub prices: Vec<Money>,
    /// What is seen.
    pub view: View,
    /// The keyboard's seat.
    pub cursor: Option<SeatIndex>,
    /// The seat under the mouse.
    pub hover: Option<SeatIndex>,
    /// The person asked for less motion.
    pub is_still: bool,
    glide: Option<Glide>,
}

impl Model {
    /// The map of a performance, not yet on any screen. `seats_max` is what one buyer may hold.
    pub fn new(plan: Plan, prices: Vec<Money>, seats_max: u32) -> Self {
        let chart = Chart::new(&plan);
        let seats = Seats::new(&chart, seats_max);
        let view = View::fit(chart.bounds, chart.radius, 0.0, 0.0);
        let (cursor, hover, glide) = (None, None, None);
        Self { plan, chart, seats, prices, view, cursor, hover, is_still: false, glide }
    }

    /// The price of a seat.
    pub fn price(&self, seat: SeatIndex) -> Option<Money> {
        self.prices.get(usize::from(*self.chart.tiers.get(seat.at())?)).copied()
    }

    /// Blocks or seats.
    pub fn level(&self) -> Level {
        self.view.level(self.chart.radius)
    }

    /// The screen has this size now. The first time all of the plan is shown.
    pub fn resize(&mut self, width: f32, height: f32) {
        if self.view.width <= 0.0 || self.view.height <= 0.0 {
            self.view = View::fit(self.chart.bounds, self.chart.radius, width, height);
            return;
        }
        let all =
            View::fit(self.chart.bounds, self.chart.radius, self.view.width, self.view.height);
        let was_all = self.view.scale <= all.scale * 1.001;
        let middle = self.view.seen().centre();
        (self.view.width, self.view.height) = (width, height);
        self.view.look_at(middle);
        if was_all {
            self.view = View::fit(self.chart.bounds, self.chart.radius, width, height);
        }
        self.glide = None;
    }

    /// A tap or click.
    pub fn tap(&mut self, x: f32, y: f32, is_touch: bool, now: f64) -> Tapped {
        let at = self.view.to_plan(x, y);
        if self.level() == Level::Near
            && let Some(seat) = self.seat_at(at, is_touch)
        {
            self.cursor = Some(seat);
            return Tapped::Seat(seat, self.seats.toggle(seat));
        }
        match self.chart.block_at(at) {
            Some(section) if self.chart.blocks[section.at()].is_standing => Tapped::Floor(section),
            Some(section) if self.level() == Level::Far => {
                self.go_to_section(section, now);
                Tapped::Closer(section)
            }
            Some(_) | None => Tapped::Nothing,
        }
    }

    /// The mouse is here; answers whether another seat is under it.
    pub fn point_at(&mut self, place: Option<(f32, f32)>) -> bool {
        let near = place.filter(|_| self.level() == Level::Near);
        let seat = near.and_then(|(x, y)| self.seat_at(self.view.to_plan(x, y), false));
        let is_new = self.hover != seat;
        self.hover = seat;
        is_new
    }

    /// A drag or a pinch.
    pub fn go(&mut self, motion: Motion) {
        self.glide = None;
        match motion {
            Motion::Pan { dx, dy } => self.view.pan(dx, dy),
            Motion::Pinch { x, y, dx, dy, factor } => {
                self.view.pan(dx, dy);
                self.view.zoom_about(x, y, factor, self.limits());
            }
        }
        self.view.keep_in(self.chart.bounds);
    }

    /// The wheel turned; about the pointer.
    pub fn wheel(&mut self, x: f32, y: f32, pixels: f32) {
        self.go(Motion::Pinch {
            x,
            y,
            dx: 0.0,
            dy: 0.0,
            factor: power(std::f32::consts::E, -pixels / 400.0),
        });
    }

    /// + (`true`) or − was pressed.
    pub fn zoom(&mut self, closer: bool, now: f64) {
        let factor = if closer { ZOOM_STEP } else { 1.0 / ZOOM_STEP };
        let mut to = self.aim();
        to.zoom_about(to.width / 2.0, to.height / 2.0, factor, self.limits());
        to.keep_in(self.chart.bounds);
        self.glide_to(to, now);
    }

    /// Shows all of the plan.
    pub fn fit(&mut self, now: f64) {
        self.glide_to(
            View::fit(self.chart.bounds, self.chart.radius, self.view.width, self.view.height),
            now,
        );
    }

    /// Goes to a section.
    pub fn go_to_section(&mut self, section: SectionIndex, now: f64) {
        if let Some(block) = self.chart.blocks.get(section.at()) {
            self.glide_to(self.view.near(block.bounds, self.chart.radius), now);
        }
    }

    /// Goes to a seat and puts the cursor on it.
    pub fn go_to_seat(&mut self, seat: SeatIndex, now: f64) {
        self.cursor = Some(seat);
        let at = self.chart.centre(seat);
        let aim = self.aim();
        let is_near = aim.level(self.chart.radius) == Level::Near;
        if is_near && aim.seen().padded(-self.chart.radius * 3.0).contains(at) {
            return;
        }
        let mut to = aim;
        if !is_near {
            let around = Rect::sized(at, 0.0, 0.0).padded(self.chart.radius * 24.0);
            to = aim.near(around, self.chart.radius);
        }
        to.look_at(at);
        to.keep_in(self.chart.bounds);
        self.glide_to(to, now);
    }

    /// An arrow key; answers the seat that the cursor is on now.
    pub fn step(&mut self, way: Step, now: f64) -> Option<SeatIndex> {
        let is_drawn = |seat| self.seats.look(seat) != Look::Absent;
        let next = match self.cursor {
            Some(from) => step(&self.chart, from, way, is_drawn).or(Some(from)),
            None => first(&self.chart, |seat| self.seats.is_free(seat))
                .or_else(|| first(&self.chart, is_drawn)),
        }?;
        self.go_to_seat(next, now);
        Some(next)
    }

    /// Somebody typed where to go.
    pub fn find(&mut self, typed: &str, now: f64) -> Option<Found> {
        let found = find(&self.plan, typed)?;
        match found {
            Found::Seat(seat) => self.go_to_seat(seat, now),
            Found::Section(section) => self.go_to_section(section, now),
        }
        Some(found)
    }

    /// Takes a step of the move under way; answers whether there is one.
    pub fn tick(&mut self, now: f64) -> bool {
        let Some(glide) = self.glide else { return false };
        let (view, is_over) = glide.at(now);
        self.view = view;
        if is_over {
            self.glide = None;
        }
        true
    }

    fn seat_at(&self, at: Point, is_touch: bool) -> Option<SeatIndex> {
        let mercy = if is_touch { MERCY_TOUCH / self.view.scale } else { 0.0 };
        let seat = self.chart.seat_at(at, mercy)?;
        (self.seats.look(seat) != Look::Absent).then_some(seat)
    }

    fn limits(&self) -> (f32, f32) {
        self.view.limits(self.chart.bounds, self.chart.radius)
    }

    /// Where the view is, or will be when the move under way is over.
    fn aim(&self) -> View {
        self.glide.map_or(self.view, |glide| glide.at(f64::INFINITY).0)
    }

    fn glide_to(&mut self, to: View, now: f64) {
        if self.is_still {
            self.view = to;
            self.glide = None;
        } else {
            self.glide = Some(Glide::new(self.view, to, now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::theatre;
    use super::*;
    use domain::Currency;

    fn model() -> Model {
        let prices = vec![Money::new(4_500, Currency::Eur); 3];
        let mut model = Model::new(theatre(), prices, 4);
        model.is_still = true;
        model.resize(300.0, 400.0);
        model
    }

    fn place(model: &Model, seat: u32) -> (f32, f32) {
        model.view.to_screen(model.chart.centre(SeatIndex(seat)))
    }

    #[test]
    fn a_tap_from_afar_goes_closer_and_a_tap_on_a_seat_picks_it() {
        let mut model = model();
        model.resize(100.0, 133.0);
        assert_eq!(model.level(), Level::Far);
        let (x, y) = place(&model, 14);
        assert_eq!(model.tap(x, y, false, 0.0), Tapped::Closer(SectionIndex(0)));
        assert_eq!(model.level(), Level::Near);

        let (x, y) = place(&model, 14);
        let tapped = model.tap(x + 1.0, y, false, 0.0);
        assert_eq!(tapped, Tapped::Seat(SeatIndex(14), Toggled::Chosen));
    }

    #[test]
    fn a_tap_on_a_floor_names_it_and_beside_the_house_nothing() {
        let mut model = model();
        let (x, y) = model.view.to_screen(model.chart.blocks[2].heart);
        assert_eq!(model.tap(x, y, true, 0.0), Tapped::Floor(SectionIndex(2)));
        assert_eq!(model.tap(1.0, 1.0, true, 0.0), Tapped::Nothing);
    }

    #[test]
    fn arrows_start_in_front_and_what_they_reach_is_in_view() {
        let mut model = model();
        let start = model.step(Step::Down, 0.0).expect("a seat");
        assert!(start.0 < 12);
        for _ in 0..8 {
            let seat = model.step(Step::Down, 0.0).expect("a seat");
            assert!(model.view.seen().contains(model.chart.centre(seat)));
        }
        assert_eq!(model.level(), Level::Near);
    }

    #[test]
    fn typing_an_address_goes_there() {
        let mut model = model();
        assert_eq!(model.find("stalls d 12", 0.0), Some(Found::Seat(SeatIndex(47))));
        assert_eq!(model.cursor, Some(SeatIndex(47)));
        assert!(model.view.seen().contains(model.chart.centre(SeatIndex(47))));
        assert_eq!(model.find("nowhere", 0.0), None);
    }

    #[test]
    fn presses_add_up_while_the_map_still_moves() {
        let mut model = model();
        model.is_still = false;
        let start = model.view.scale;
        model.zoom(true, 0.0);
        model.zoom(true, 10.0);
        while model.tick(1_000.0) {}
        assert!((model.view.scale / start - ZOOM_STEP * ZOOM_STEP).abs() < 0.05);
        model.fit(2_000.0);
        while model.tick(3_000.0) {}
        assert!((model.view.scale - start).abs() < 1e-3);
    }

    #[test]
    fn a_picked_seat_is_reached_by_a_fat_finger() {
        let mut model = model();
        model.go_to_seat(SeatIndex(14), 0.0);
        let (x, y) = place(&model, 14);
        assert!(matches!(model.tap(x, y + 12.0, true, 0.0), Tapped::Seat(..)));
    }
}

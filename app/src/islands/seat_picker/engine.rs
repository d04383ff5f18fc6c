//! The map at work in the browser: one model, one painter, redrawn only when something changed.
//!
//! A page has one map, so the engine is the module's own. Acts come in through [`act`]; what the
//! rail shows goes out through the picker's signals.

use super::act::Act;
use super::hear;
use super::picker::{Choice, Floor, Picker};
use crate::live_client::clock::steady_now;
use crate::map::best::best;
use crate::map::gesture::Gesture;
use crate::map::model::{Model, Tapped};
use crate::map::painter::Painter;
use crate::map::seats::Toggled;
use crate::map::view::Level;
use crate::map::words::{seat_words, seats_counted, taken_words, toggled_words};
use domain::{Plan, Refusal, SeatIndex, SeatLine, SectionIndex};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use web_sys::{FocusOptions, HtmlCanvasElement};

pub(super) struct Engine {
    pub(super) model: Model,
    pub(super) painter: Painter,
    picker: Picker,
    canvas: HtmlCanvasElement,
    gesture: Gesture,
    has_focus: bool,
    is_scheduled: bool,
    /// The box office is asked: a chosen seat that goes now probably went to this very visitor.
    is_asking: bool,
    gone_meanwhile: Vec<SeatIndex>,
    /// The seat whose words stand under the map: they follow it until something else is said.
    spoken: Option<SeatIndex>,
}

thread_local! {
    static ENGINE: RefCell<Option<Engine>> = const { RefCell::new(None) };
}

/// Loads the plan, then draws it and listens.
pub(super) fn start(picker: Picker, plan_url: String) {
    let Some(canvas) = hear::canvas() else { return };
    spawn_local(async move {
        let heard = canvas.clone();
        let engine = match hear::plan(&plan_url).await {
            Some(plan) => {
                breath().await;
                Engine::new(picker, canvas, plan)
            }
            None => None,
        };
        if engine.is_none() {
            picker.has_failed.set(true);
            return;
        }
        ENGINE.set(engine);
        breath().await;
        hear::browser(picker, &heard);
        with(|engine| {
            let own = picker.held().map(|card| card.lines).unwrap_or_default();
            engine.model.seats.set_own(own.iter().map(|line| line.seat).collect());
            engine.resize();
        });
        picker.is_ready.set(true);
    });
}

/// Lets the browser do what waits, such as answering a finger: a large house is much work at once.
async fn breath() {
    TimeoutFuture::new(0).await;
}

/// Does what a person wants.
pub(super) fn act(act: Act) {
    with(|engine| engine.act(act));
}

/// Reaches the engine once it runs.
pub(super) fn with(work: impl FnOnce(&mut Engine)) {
    ENGINE.with_borrow_mut(|engine| engine.as_mut().map(work).unwrap_or_default());
}

impl Engine {
    fn new(picker: Picker, canvas: HtmlCanvasElement, plan: Plan) -> Option<Self> {
        let painter = Painter::new(canvas.clone(), window())?;
        let model = picker
            .terms
            .with_value(|terms| Model::new(plan, terms.prices.clone(), terms.seats_max));
        Some(Self {
            model,
            painter,
            picker,
            canvas,
            gesture: Gesture::default(),
            has_focus: false,
            is_scheduled: false,
            is_asking: false,
            gone_meanwhile: Vec::new(),
            spoken: None,
        })
    }

    fn act(&mut self, act: Act) {
        let now = steady_now();
        match act {
            Act::Down { id, x, y, is_touch } => {
                self.gesture.down(id, x, y, is_touch);
                self.point_at(None);
            }
            Act::Move { id, x, y, is_touch } => self.moved(id, x, y, is_touch),
            Act::Up { id, x, y, is_touch } => {
                if let Some((x, y)) = self.gesture.up(id, x, y) {
                    let tapped = self.model.tap(x, y, is_touch, now);
                    self.tapped(tapped);
                }
            }
            Act::Cancel(id) => self.gesture.cancel(id),
            Act::Leave => self.point_at(None),
            Act::Wheel { x, y, pixels } => {
                self.model.wheel(x, y, pixels);
                self.point_at(Some((x, y)));
            }
            Act::Zoom { closer } => self.model.zoom(closer, now),
            Act::Fit => self.model.fit(now),
            Act::Step(way) => {
                if let Some(seat) = self.model.step(way, now) {
                    self.say_seat(seat);
                }
            }
            Act::ToggleAtCursor => {
                if let Some(seat) = self.model.cursor {
                    self.toggle(seat);
                }
            }
            Act::Focus(has_focus) => {
                self.has_focus = has_focus;
                super::ask::prepare();
            }
            Act::Find(typed) => self.find(&typed, now),
            Act::Toggle(seat) => self.toggle(seat),
            Act::Places(section, count) => self.set_places(section, count),
            Act::Best { tier, count } => self.best(tier, count, now),
            Act::Own(own) => self.model.seats.set_own(own),
            Act::Asked => self.asked(),
            Act::Held(own) => self.held(own),
            Act::Refused(refusal) => self.refused(&refusal),
            Act::Unheard => self.unheard(),
        }
        self.publish();
        self.redraw();
    }

    fn asked(&mut self) {
        self.is_asking = true;
        self.gone_meanwhile.clear();
    }

    fn held(&mut self, own: Vec<SeatIndex>) {
        self.is_asking = false;
        let held = seats_counted(own.len() as u32);
        self.gone_meanwhile.retain(|seat| !own.contains(seat));
        if own.iter().any(|seat| !self.model.seats.own.contains(seat)) {
            self.model.seats.places.clear();
        }
        self.model.seats.set_own(own);
        self.say(format!("{held} held for you."));
        self.tell_lost(Vec::new());
    }

    fn unheard(&mut self) {
        self.is_asking = false;
        let words = crate::api::ShopError::Unreachable.to_string();
        self.picker.trouble.set(words);
    }

    fn moved(&mut self, id: i32, x: f32, y: f32, is_touch: bool) {
        if let Some(motion) = self.gesture.moved(id, x, y) {
            // a drag keeps its pointer when it leaves the map; refused only if it is gone already
            let _ = self.canvas.set_pointer_capture(id);
            self.model.go(motion);
        } else if !is_touch && !self.gesture.is_dragging() {
            self.point_at(Some((x, y)));
        }
    }

    fn point_at(&mut self, place: Option<(f32, f32)>) {
        let is_new = self.model.point_at(place);
        if is_new {
            let (words, (x, y)) = self.model.hover.map_or_else(Default::default, |seat| {
                (self.words(seat), self.model.view.to_screen(self.model.chart.centre(seat)))
            });
            self.picker.tip.set(words);
            self.picker.tip_at.set(format!("{}px {}px", x as i32, y as i32));
        }
    }

    fn tapped(&mut self, tapped: Tapped) {
        match tapped {
            Tapped::Seat(seat, toggled) => self.toggled(seat, toggled),
            Tapped::Floor(section) => {
                let more = self.model.seats.places_in(section) + 1;
                self.set_places(section, more);
            }
            Tapped::Closer(section) => self.say(self.section_words(section)),
            Tapped::Nothing => {}
        }
    }

    fn toggle(&mut self, seat: SeatIndex) {
        let toggled = self.model.seats.toggle(seat);
        self.toggled(seat, toggled);
    }

    fn toggled(&mut self, seat: SeatIndex, toggled: Toggled) {
        let words = toggled_words(&self.model.plan, seat, toggled);
        let is_no = matches!(toggled, Toggled::Full(_) | Toggled::Refused(_));
        self.picker.trouble.set(if is_no { words.clone() } else { String::new() });
        if !is_no {
            self.say(words);
        }
    }

    fn set_places(&mut self, section: SectionIndex, count: u32) {
        let got = self.model.seats.set_places(section, count);
        let is_short = got < count;
        let max = self.model.seats.max;
        self.picker.trouble.set(match self.model.seats.room() {
            _ if !is_short => String::new(),
            0 => Refusal::TooManySeats { max }.to_string(),
            _ => Refusal::TooFewPlaces { left: got }.to_string(),
        });
        self.say(format!("{}: {got} places.", self.section_name(section)));
    }

    fn find(&mut self, typed: &str, now: f64) {
        use crate::map::find::Found;
        match self.model.find(typed, now) {
            Some(Found::Seat(seat)) => {
                self.picker.trouble.set(String::new());
                self.say_seat(seat);
                let canvas = self.canvas.clone();
                // so that Enter chooses what was found; later, because it comes back as an act
                queue_microtask(move || {
                    // the map is in sight where it is typed: nothing needs to move
                    let still = FocusOptions::new();
                    still.set_prevent_scroll(true);
                    canvas.focus_with_options(&still).unwrap_or_default();
                });
            }
            Some(Found::Section(section)) => self.say(self.section_words(section)),
            None => {
                let words = format!("This house has no “{}”.", typed.trim());
                self.picker.trouble.set(words);
            }
        }
    }

    fn best(&mut self, tier: Option<u16>, count: u32, now: f64) {
        super::ask::prepare();
        self.model.seats.clear();
        let is_free = |seat| self.model.seats.is_free(seat);
        let found = best(&self.model.chart, count, tier, is_free);
        let found = found.filter(|_| count <= self.model.seats.room());
        let Some(found) = found else {
            let words = format!("There are no {} side by side.", seats_counted(count));
            self.picker.trouble.set(words);
            return;
        };
        self.picker.trouble.set(String::new());
        for seat in &found {
            self.model.seats.toggle(*seat);
        }
        self.model.go_to_seat(found[found.len() / 2], now);
        let first = self.words(found[0]);
        self.say(format!("{} chosen from {first}.", seats_counted(count)));
    }

    fn refused(&mut self, refusal: &Refusal) {
        self.is_asking = false;
        let words = if let Refusal::SeatTaken(lost) = refusal {
            self.model.seats.chosen.retain(|seat| !lost.contains(seat));
            self.gone_meanwhile.clear();
            taken_words(&self.model.plan, lost, self.model.seats.chosen_count())
        } else {
            refusal.to_string()
        };
        self.picker.trouble.set(words);
    }

    /// Chosen seats went to somebody else: says so, unless they may have gone to this visitor.
    pub(super) fn tell_lost(&mut self, lost: Vec<SeatIndex>) {
        self.gone_meanwhile.extend(lost);
        if !self.is_asking && !self.gone_meanwhile.is_empty() {
            let lost = std::mem::take(&mut self.gone_meanwhile);
            let still = self.model.seats.chosen_count();
            self.picker.trouble.set(taken_words(&self.model.plan, &lost, still));
        }
    }

    pub(super) fn resize(&mut self) {
        let (width, height) = self.painter.fit_box();
        self.model.resize(width, height);
        self.publish();
        self.redraw();
    }

    /// Hands what changed to the rail.
    pub(super) fn publish(&mut self) {
        let (model, picker) = (&self.model, self.picker);
        let chosen = model.seats.chosen.iter().filter_map(|seat| self.line(*seat)).collect();
        if let Some(seat) = self.spoken {
            set_if_new(picker.say, self.words(seat));
        }
        set_if_new(picker.is_live, model.seats.is_known);
        set_if_new(picker.is_near, model.level() == Level::Near);
        let left = model.seats.is_known.then(|| model.seats.left_by_tier.clone());
        set_if_new(picker.choice, Choice { chosen, floors: self.floors(), left });
    }

    fn line(&self, seat: SeatIndex) -> Option<SeatLine> {
        let tier = usize::from(*self.model.chart.tiers.get(seat.at())?);
        let name = |terms: &super::picker::Terms| terms.tiers.get(tier).map(|t| t.name.clone());
        Some(SeatLine {
            seat,
            address: self.model.plan.address(seat)?,
            tier: self.picker.terms.with_value(name).unwrap_or_default(),
            price: self.model.price(seat)?,
        })
    }

    fn floors(&self) -> Vec<Floor> {
        let blocks = self.model.chart.blocks.iter().enumerate();
        let standing = blocks.filter(|(_, block)| block.is_standing);
        standing
            .map(|(at, block)| {
                let section = SectionIndex(at as u16);
                Floor {
                    section,
                    name: self.section_name(section),
                    price: self.model.price(SeatIndex(block.seats.start)),
                    left: self.model.seats.left_by_block[at],
                    places: self.model.seats.places_in(section),
                }
            })
            .collect()
    }

    fn words(&self, seat: SeatIndex) -> String {
        seat_words(&self.model.plan, seat, self.model.price(seat), self.model.seats.look(seat))
    }

    fn section_name(&self, section: SectionIndex) -> String {
        self.model.plan.section(section).map(|section| section.name.clone()).unwrap_or_default()
    }

    fn section_words(&self, section: SectionIndex) -> String {
        let left = self.model.seats.left_by_block.get(section.at()).copied().unwrap_or(0);
        format!("{}, {} left", self.section_name(section), seats_counted(left))
    }

    fn say(&mut self, words: String) {
        self.spoken = None;
        self.picker.say.set(words);
    }

    fn say_seat(&mut self, seat: SeatIndex) {
        self.say(self.words(seat));
        self.spoken = Some(seat);
    }

    /// Draws at the browser's next frame, once however often it is asked.
    pub(super) fn redraw(&mut self) {
        if !std::mem::replace(&mut self.is_scheduled, true) {
            request_animation_frame(|| with(Engine::frame));
        }
    }

    fn frame(&mut self) {
        self.is_scheduled = false;
        let is_moving = self.model.tick(steady_now());
        self.painter.paint(&self.model, self.has_focus);
        if is_moving {
            self.point_at(None);
            set_if_new(self.picker.is_near, self.model.level() == Level::Near);
            self.redraw();
        }
    }
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

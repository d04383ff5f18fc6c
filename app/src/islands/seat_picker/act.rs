//! What a person can do with the map, as one list.

use crate::map::step::Step;
use domain::{Refusal, SeatIndex, SectionIndex};
use leptos::ev::{Event, KeyboardEvent, PointerEvent, WheelEvent};
use leptos::wasm_bindgen::JsCast;

/// A person's act. Units: CSS pixels from the canvas's left top corner.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Down {
        id: i32,
        x: f32,
        y: f32,
        is_touch: bool,
    },
    Move {
        id: i32,
        x: f32,
        y: f32,
        is_touch: bool,
    },
    Up {
        id: i32,
        x: f32,
        y: f32,
        is_touch: bool,
    },
    Cancel(i32),
    Leave,
    Wheel {
        x: f32,
        y: f32,
        pixels: f32,
    },
    Zoom {
        closer: bool,
    },
    Fit,
    Step(Step),
    ToggleAtCursor,
    Focus(bool),
    Toggle(SeatIndex),
    Places(SectionIndex, u32),
    Find(String),
    Best {
        tier: Option<u16>,
        count: u32,
    },
    /// The visitor holds these seats now.
    Own(Vec<SeatIndex>),
    /// The box office is asked to hold what is chosen.
    Asked,
    /// It held them.
    Held(Vec<SeatIndex>),
    /// It said no.
    Refused(Refusal),
    /// It could not be reached.
    Unheard,
}

pub(super) use super::engine::act;

/// What an event on the canvas means; none leaves it to the browser.
pub(super) fn meant(event: &Event) -> Option<Act> {
    let pointed = event.dyn_ref::<PointerEvent>().map(pointer);
    match (event.type_().as_str(), pointed) {
        ("pointerdown", Some((id, x, y, is_touch))) => Some(Act::Down { id, x, y, is_touch }),
        ("pointermove", Some((id, x, y, is_touch))) => Some(Act::Move { id, x, y, is_touch }),
        ("pointerup", Some((id, x, y, is_touch))) => Some(Act::Up { id, x, y, is_touch }),
        ("pointercancel", Some((id, ..))) => Some(Act::Cancel(id)),
        ("pointerleave", _) => Some(Act::Leave),
        ("wheel", _) => event.dyn_ref().map(wheel),
        ("keydown", _) => event.dyn_ref().and_then(key),
        ("focus", _) => Some(Act::Focus(true)),
        ("blur", _) => Some(Act::Focus(false)),
        _ => None,
    }
}

/// Where a pointer is: its name, its place, and whether it is a finger.
fn pointer(event: &PointerEvent) -> (i32, f32, f32, bool) {
    let (x, y) = (event.offset_x() as f32, event.offset_y() as f32);
    (event.pointer_id(), x, y, event.pointer_type() == "touch")
}

/// A turn of the wheel. Lines and pages count as the pixels that browsers scroll for them.
fn wheel(event: &WheelEvent) -> Act {
    let unit = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => 16.0,
        WheelEvent::DOM_DELTA_PAGE => 400.0,
        _ => 1.0,
    };
    // a pinch on a touchpad comes as small turns with Ctrl
    let grip = if event.ctrl_key() { 4.0 } else { 1.0 };
    let pixels = (event.delta_y() * unit * grip) as f32;
    Act::Wheel { x: event.offset_x() as f32, y: event.offset_y() as f32, pixels }
}

/// What a key means on the map; none leaves it to the browser.
fn key(event: &KeyboardEvent) -> Option<Act> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    match event.key().as_str() {
        "ArrowLeft" => Some(Act::Step(Step::Left)),
        "ArrowRight" => Some(Act::Step(Step::Right)),
        "ArrowUp" => Some(Act::Step(Step::Up)),
        "ArrowDown" => Some(Act::Step(Step::Down)),
        "Enter" | " " => Some(Act::ToggleAtCursor),
        "+" | "=" => Some(Act::Zoom { closer: true }),
        "-" | "_" => Some(Act::Zoom { closer: false }),
        "Escape" => Some(Act::Fit),
        _ => None,
    }
}

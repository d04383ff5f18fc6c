//! Buttons and forms of the picker: heard in one place, whichever line they came with.

use super::act::{Act, act};
use super::ask;
use super::parts::Deed;
use super::picker::Picker;
use domain::{SeatIndex, SectionIndex};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, FormData, HtmlFormElement};

/// Hears every button and form in the section, for as long as the page is open.
pub(super) fn hear(picker: Picker, section: &Element) {
    let pressed = Closure::<dyn Fn(Event)>::new(move |event: Event| heard(picker, &event));
    for name in ["click", "submit"] {
        // refused only for a name that is no event's
        let _ = section.add_event_listener_with_callback(name, pressed.as_ref().unchecked_ref());
    }
    pressed.forget(); // as long as the page
}

fn heard(picker: Picker, event: &Event) {
    let what = match event.type_().as_str() {
        "submit" => "form[data-act]",
        _ => "button[data-act]",
    };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(pressed) = target.and_then(|target| target.closest(what).ok().flatten()) else {
        return;
    };
    let name = pressed.get_attribute("data-act").unwrap_or_default();
    let Some(deed) = Deed::ALL.into_iter().find(|deed| deed.name() == name) else { return };
    event.prevent_default();
    let around = pressed.closest("[data-of]").ok().flatten();
    let of = around.and_then(|around| around.get_attribute("data-of")?.parse().ok());
    done(picker, deed, of.unwrap_or_default(), &pressed);
}

/// Does what was asked for, of this seat or section if it is of one.
fn done(picker: Picker, deed: Deed, of: u32, pressed: &Element) {
    match deed {
        Deed::Closer => act(Act::Zoom { closer: true }),
        Deed::Farther => act(Act::Zoom { closer: false }),
        Deed::Fit => act(Act::Fit),
        Deed::Find => act(Act::Find(typed(pressed, "find"))),
        Deed::Best => {
            let count: u32 = typed(pressed, "count").parse().unwrap_or(1);
            let max = picker.terms.with_value(|terms| terms.seats_max);
            let tier = typed(pressed, "tier").parse().ok();
            act(Act::Best { tier, count: count.clamp(1, max.max(1)) });
        }
        Deed::Grip => picker.is_up.update(|is_up| *is_up = !*is_up),
        Deed::Fewer => places(picker, of, |places| places.saturating_sub(1)),
        Deed::More => places(picker, of, |places| places + 1),
        Deed::Remove => act(Act::Toggle(SeatIndex(of))),
        Deed::GiveBack => {
            if let Some(card) = picker.held() {
                ask::give_back(picker, &card, SeatIndex(of));
            }
        }
        Deed::Hold => ask::hold(picker),
    }
}

/// Another number of places in a standing section.
fn places(picker: Picker, section: u32, change: fn(u32) -> u32) {
    let section = SectionIndex(section as u16);
    let known = picker.choice.with_untracked(|choice| {
        choice.floors.iter().find(|floor| floor.section == section).map(|floor| floor.places)
    });
    if let Some(places) = known {
        act(Act::Places(section, change(places)));
    }
}

/// What was typed in a form's field; empty if it has none of this name.
fn typed(form: &Element, name: &str) -> String {
    let form = form.dyn_ref::<HtmlFormElement>();
    let typed = form.and_then(|form| FormData::new_with_form(form).ok());
    typed.and_then(|typed| typed.get(name).as_string()).unwrap_or_default()
}

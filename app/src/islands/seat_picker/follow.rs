//! What the picker's signals change in what the server drew.

use super::parts::{
    CHOSEN, FLOORS, GRIP, HELD, HELD_HEADING, HELD_LINES, HOLD, RAIL, SAY, SOLD_OUT, SUM, TIP,
    TOTAL, TROUBLE, WAITING, left,
};
use super::picker::{Floor, Picker};
use crate::islands::drawn::{Drawn, Row, Said, always};
use crate::map::words::seats_counted;
use domain::SeatLine;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Lets the section follow the signals, for as long as the page is open. A part that the server did
/// not draw, as when seats cannot be chosen, is passed over.
pub(super) fn follow(picker: Picker, section: &Drawn) {
    section.flag("data-ready", move || picker.is_ready.get());
    section.flag("data-live", move || picker.is_live.get());
    let view = move || if picker.is_near.get() { "near" } else { "far" };
    section.attribute("data-view", move || Some(view().to_owned()));
    section.attribute("data-chosen", move || Some(picker.chosen_count().to_string()));

    let with = |name: &str, follow: &dyn Fn(Drawn)| section.part(name).into_iter().for_each(follow);
    with(SAY, &|part| part.text(move || picker.say.get()));
    with(WAITING, &|part| waiting(picker, &part));
    with(TIP, &|part| tip(picker, part));
    with(RAIL, &|part| part.flag("data-open", move || picker.is_up.get()));
    with(GRIP, &|part| grip(picker, &part));
    with(FLOORS, &|part| {
        part.flag("hidden", move || picker.choice.with(|choice| choice.floors.is_empty()));
        part.rows(move || picker.choice.with(|choice| choice.floors.iter().map(floor).collect()));
    });
    with(CHOSEN, &|part| {
        part.flag("hidden", move || picker.choice.with(|choice| choice.chosen.is_empty()));
        part.rows(move || picker.choice.with(|choice| choice.chosen.iter().map(line).collect()));
    });
    with(HELD, &|part| part.flag("hidden", move || held(picker).is_empty()));
    with(HELD_HEADING, &|part| {
        let count = move || held(picker).len() as u32;
        part.text(move || format!("{} held for you", seats_counted(count())));
    });
    with(HELD_LINES, &|part| part.rows(move || held(picker).iter().map(line).collect()));
    let tiers = picker.terms.with_value(|terms| terms.tiers.len());
    for tier in 0..tiers {
        with(&left(tier), &|part| part.text(move || left_words(picker, tier)));
    }
    with(SOLD_OUT, &|part| part.flag("hidden", move || !picker.is_sold_out()));
    with(TROUBLE, &|part| {
        part.flag("data-said", move || !picker.trouble.with(String::is_empty));
        part.text(move || picker.trouble.get());
    });
    with(TOTAL, &|part| part.flag("hidden", move || picker.chosen_count() == 0));
    with(SUM, &|part| {
        part.text(move || picker.total().map(|total| total.to_string()).unwrap_or_default());
    });
    with(HOLD, &|part| hold(picker, &part));
}

/// The seats that this visitor holds, once there is a map to show them on.
fn held(picker: Picker) -> Vec<SeatLine> {
    let card = picker.held().filter(|_| picker.is_ready.get());
    card.map(|card| card.lines).unwrap_or_default()
}

/// What stands in the map's place until it is drawn.
fn waiting(picker: Picker, part: &Drawn) {
    part.flag("hidden", move || picker.is_ready.get());
    part.text(move || {
        let words = match picker.has_failed.get() {
            true => "The map could not be loaded. Please use the list of seats below.",
            false => "The house is being drawn …",
        };
        words.to_owned()
    });
}

/// The seat under the mouse, in words, beside it.
fn tip(picker: Picker, part: Drawn) {
    part.flag("hidden", move || picker.tip.with(String::is_empty));
    part.text(move || picker.tip.get());
    always(move || {
        let at = picker.tip_at.get();
        if let Some(element) = part.element().dyn_ref::<HtmlElement>() {
            // through the CSSOM: the security policy allows no style attribute
            let _ = HtmlElement::style(element).set_property("translate", &at);
        }
    });
}

fn grip(picker: Picker, part: &Drawn) {
    part.attribute("aria-expanded", move || Some(picker.is_up.get().to_string()));
    part.text(move || match (picker.chosen_count(), picker.total()) {
        (0, _) | (_, None) => "Prices and best seats".to_owned(),
        (count, Some(total)) => format!("{} · {total}", seats_counted(count)),
    });
}

/// The one button.
fn hold(picker: Picker, part: &Drawn) {
    part.flag("disabled", move || {
        !picker.is_ready.get() || picker.chosen_count() == 0 || picker.is_asking.get()
    });
    part.flag("data-asking", move || picker.is_asking.get());
    part.text(move || match (picker.chosen_count(), picker.held().is_some()) {
        (0, _) if picker.is_sold_out() => "Nothing left just now".to_owned(),
        (0, _) => "Choose seats on the map".to_owned(),
        (count, false) => format!("Hold {}", seats_counted(count)),
        (count, true) => format!("Add {}", seats_counted(count)),
    });
}

fn left_words(picker: Picker, tier: usize) -> String {
    let left = picker.choice.with(|choice| choice.left.as_ref()?.get(tier).copied());
    match left {
        None => String::new(),
        Some(0) => "sold out".to_owned(),
        Some(left) => format!("{left} left"),
    }
}

/// A standing section and how many places of it are chosen.
fn floor(floor: &Floor) -> Row {
    let Floor { section, name, price, left, places } = floor;
    let price = price.map(|price| format!("{price} · ")).unwrap_or_default();
    let label = |words: String| Said::Attribute("aria-label", Some(words));
    let disabled = |is: bool| Said::Attribute("disabled", is.then(String::new));
    let said = vec![
        ("name", Said::Text(format!("{name}, standing"))),
        ("left", Said::Text(format!("{price}{left} left"))),
        ("fewer", label(format!("One place fewer in {name}"))),
        ("fewer", disabled(*places == 0)),
        ("places", Said::Text(places.to_string())),
        ("more", label(format!("One place more in {name}"))),
        ("more", disabled(left <= places)),
    ];
    Row { of: u32::from(section.0), said }
}

/// One seat, its price and a button that takes it away.
fn line(line: &SeatLine) -> Row {
    let words = line.address.to_string();
    let remove = Said::Attribute("aria-label", Some(format!("Remove {words}")));
    let said = vec![
        ("price", Said::Text(line.price.to_string())),
        ("remove", remove),
        ("seat", Said::Text(words)),
    ];
    Row { of: line.seat.0, said }
}

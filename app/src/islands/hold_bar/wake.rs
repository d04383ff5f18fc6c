//! The bar awake: it ticks, hears what becomes of holds, announces, and guards the Pay button.

use super::Bar;
use super::story::{Story, story};
use crate::api::seats::{hold_card, my_holds};
use crate::countdown::announcement;
use crate::live_client::clock::{Asked, server_now};
use crate::live_client::holds;
use crate::live_client::wire::LiveEvent;
use crate::live_client::{is_connected, listen};
use domain::{HoldCard, HoldId, HoldNews, HoldPhase, UnixMs};
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Often enough that a second never seems long.
const TICK_MS: u32 = 200;
/// News of an end come in this time, or the page asks.
const NEWS_MS: u32 = 1_500;

/// Starts everything that moves. Called once, from an Effect; an empty bar was not told the time.
pub(super) fn start(bar: Bar, told_at: Option<UnixMs>) {
    if let Some(now) = told_at {
        Asked::PAGE.answered(now);
    }
    Interval::new(TICK_MS, move || tick(bar)).forget(); // as long as the page
    listen(None, move |event| {
        if let LiveEvent::Hold(news) = event {
            hear(bar, news);
        }
    });
    ask_after_silence(bar);
    guard_pay(bar);
    if told_at.is_none() {
        ask_for_all(bar);
    }
    Effect::new(move |_| bar.cards.set(bar.known.get_value().get()));
}

fn tick(bar: Bar) {
    let Some(now) = server_now() else { return };
    let before = bar.now.get_untracked();
    for card in bar.known.get_value().get_untracked() {
        let (was, is) = (card.expires_at.0 - before.0, card.expires_at.0 - now.0);
        if story(&card, was) == Story::Running {
            if let Some(words) = announcement(was, is) {
                bar.say.set(words);
            }
            if is <= 0 {
                let id = card.id.clone();
                Timeout::new(NEWS_MS, move || ask_unless_over(bar, id)).forget();
            }
        }
    }
    bar.now.set(now);
}

fn hear(bar: Bar, news: &HoldNews) {
    bar.known.get_value().update(|cards| {
        holds::hear(cards, news);
    });
    if let Some(card) = known(bar, &news.id)
        && let Story::Ended(words) = story(&card, 0)
    {
        bar.say.set(words);
    }
    ask(bar, news.id.clone());
}

/// A bar that was laid aside missed the news that brought it out.
fn ask_for_all(bar: Bar) {
    spawn_local(async move {
        let asked = Asked::now();
        if let Ok(cards) = my_holds().await {
            cards.iter().for_each(|card| asked.answered(card.server_now));
            let known = bar.known.get_value();
            known.update(|known| cards.into_iter().for_each(|card| holds::put(known, card)));
        }
    });
}

/// Reads a hold's card: its seats may have changed in another tab, or it became an order.
fn ask(bar: Bar, id: HoldId) {
    spawn_local(async move {
        let asked = Asked::now();
        if let Ok(card) = hold_card(id.0.clone()).await {
            asked.answered(card.server_now);
            bar.known.get_value().update(|cards| holds::put(cards, card));
            if let Some(card) = known(bar, &id) {
                tell_anew(&card);
            }
        }
    });
}

/// A page that says "wait" is drawn anew once the hold goes on. Other pages of its story have
/// forms, and whoever sends one must not be called back.
fn tell_anew(card: &HoldCard) {
    let told = document().get_element_by_id("waits");
    if told.is_some_and(|told| told.get_attribute("data-hold").as_ref() == Some(&card.id.0))
        && !matches!(card.phase, HoldPhase::Closing | HoldPhase::Pending)
    {
        // refused only while the page is being left anyway
        let _ = window().location().reload();
    }
}

/// What the page knows of a hold, shown or not yet.
fn known(bar: Bar, id: &HoldId) -> Option<HoldCard> {
    let cards = bar.known.get_value();
    cards.with_untracked(|cards| cards.iter().find(|card| card.id == *id).cloned())
}

fn ask_unless_over(bar: Bar, id: HoldId) {
    if known(bar, &id).is_some_and(|card| card.phase.is_live()) {
        ask(bar, id);
    }
}

/// While the stream was closed, news were missed.
fn ask_after_silence(bar: Bar) {
    let is_connected = is_connected();
    Effect::new(move |was: Option<bool>| {
        let is = is_connected.get();
        if is && was.is_some() {
            let cards = bar.known.get_value().get_untracked();
            cards
                .into_iter()
                .filter(|card| card.phase.is_live())
                .for_each(|card| ask(bar, card.id));
        }
        is
    });
}

/// Buttons that pay for a hold name it in `data-pay`; they answer only while time runs. A form of
/// Stripe's names it in `data-pay-here`; its script is told the story.
fn guard_pay(bar: Bar) {
    Effect::new(move |_| {
        let now = bar.now.get();
        bar.known.get_value().with(|cards| {
            for card in cards {
                let story = story(card, card.expires_at.0 - now.0);
                let is_over = story != Story::Running;
                for button in naming("data-pay", card) {
                    disable(&button, is_over);
                }
                for form in naming("data-pay-here", card) {
                    set(&form, "data-words", words(&story));
                    set(&form, "data-story", story.name());
                }
            }
        });
    });
}

/// What a story says; nothing while time runs.
fn words(story: &Story) -> &str {
    match story {
        Story::Ending(words) | Story::Ended(words) => words,
        Story::Told(words) => words,
        Story::Running | Story::Paid(_) => "",
    }
}

fn set(element: &Element, name: &str, text: &str) {
    if element.get_attribute(name).as_deref() != Some(text) {
        // refused only for a name that is no attribute's
        let _ = element.set_attribute(name, text);
    }
}

/// The elements that name a hold in this attribute.
fn naming(attribute: &str, card: &HoldCard) -> Vec<Element> {
    let query = format!("[{attribute}=\"{}\"]", card.id);
    let Ok(found) = document().query_selector_all(&query) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn disable(button: &Element, is_over: bool) {
    if button.has_attribute("disabled") != is_over {
        // refused only for a name that is no attribute's
        let _ = match is_over {
            true => button.set_attribute("disabled", ""),
            false => button.remove_attribute("disabled"),
        };
    }
}

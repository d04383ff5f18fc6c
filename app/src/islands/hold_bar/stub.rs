//! One hold as a ticket stub: seats, total, time left, and what can be done.

use super::Bar;
use super::deed::{get_back, give_up};
use super::story::{Story, story};
use crate::countdown::{label, urgency};
use crate::islands::reactive::{heard, reactive};
use crate::map::words::seats_counted;
use domain::{HoldCard, HoldId, SeatLine};
use leptos::either::EitherOf4;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// One hold. `until` is when it ends, in words, for a page that does not wake.
#[component]
pub(super) fn Stub(bar: Bar, id: HoldId, until: String) -> impl IntoView {
    let card = Memo::new(move |_| bar.card(&id));
    // a bar that was empty may not have counted yet: the card says when it was written
    let left = move || {
        let now = bar.now.get();
        card.with(|card| card.as_ref().map_or(0, |c| c.expires_at.0 - now.max(c.server_now).0))
    };
    let told = Memo::new(move |_| {
        let left = left();
        card.with(|card| card.as_ref().map(|card| story(card, left)))
    });
    let until = StoredValue::new(until);
    let body = reactive(move || {
        let card = card.get()?;
        Some(match told.get()? {
            Story::Running => EitherOf4::A(view! { <Running card left until=until.get_value() /> }),
            Story::Ended(words) => EitherOf4::B(view! { <Ended card words /> }),
            Story::Paid(path) => EitherOf4::C(view! { <Paid path /> }),
            Story::Ending(words) => EitherOf4::D(told_view(words)),
            Story::Told(words) => EitherOf4::D(told_view(words.to_owned())),
        })
    });
    view! {
        <article
            class="hold-stub"
            data-urgency=reactive(move || urgency(left()).name())
            data-story=reactive(move || told.with(|told| told.as_ref().map(Story::name)))
            data-hold=reactive(move || card.get().map(|card| card.id.0))
        >
            {body}
        </article>
    }
}

fn told_view(words: String) -> impl IntoView {
    view! { <p class="hold-stub__words">{words}</p> }
}

/// Time runs.
#[component]
fn Running(
    card: HoldCard,
    left: impl Fn() -> i64 + Send + Sync + Copy + 'static,
    until: String,
) -> impl IntoView {
    let id = card.id.0.clone();
    let whole = (card.expires_at.0 - card.placed_at.0).max(1);
    let count = seats_counted(card.lines.len() as u32);
    let trouble = RwSignal::new(String::new());
    let give_up = {
        let id = id.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            give_up(id.clone(), trouble);
        }
    };
    view! {
        <div class="hold-stub__time">
            <span class="hold-stub__clock" role="timer" aria-live="off" aria-label="Time left">
                {reactive(move || label(left()))}
            </span>
            <span class="hold-stub__until" hidden=until.is_empty()>
                "held until " {until.clone()}
            </span>
        </div>
        <div class="hold-stub__what">
            <p class="hold-stub__title">
                <a href=format!("/performances/{}", card.performance)>{card.title.clone()}</a>
            </p>
            <Seats id=id.clone() lines=card.lines summary=format!("{count} · {}", card.total) />
        </div>
        <progress
            class="hold-stub__rail"
            aria-hidden="true"
            max=whole.to_string()
            value=reactive(move || left().clamp(0, whole).to_string())
        ></progress>
        <div class="hold-stub__deeds">
            <form method="post" action="/api/release_hold" on:submit=heard(give_up)>
                <input type="hidden" name="hold" value=id.clone() />
                <button type="submit" class="button button--quiet">
                    "Give up these seats"
                </button>
            </form>
            <a class="button button--primary hold-stub__check-out" href=format!("/checkout/{id}")>
                "Check out"
            </a>
        </div>
        <p class="hold-stub__trouble" role="alert">
            {reactive(move || trouble.get())}
        </p>
    }
}

/// The seats of a hold, each with a form that gives it back.
#[component]
fn Seats(id: String, lines: Vec<SeatLine>, summary: String) -> impl IntoView {
    let line = move |line: SeatLine| {
        let words = line.address.to_string();
        view! {
            <li>
                <span>{words.clone()}</span>
                <span class="hold-stub__price">{line.price.to_string()}</span>
                <form method="post" action="/api/drop_seat">
                    <input type="hidden" name="hold" value=id.clone() />
                    <input type="hidden" name="seat" value=line.seat.0.to_string() />
                    <button type="submit" aria-label=format!("Remove {words}")>
                        "×"
                    </button>
                </form>
            </li>
        }
    };
    view! {
        <details class="hold-stub__seats">
            <summary>{summary}</summary>
            <ul>{lines.into_iter().map(line).collect_view()}</ul>
        </details>
    }
}

/// It ended; the seats may be had again.
#[component]
fn Ended(card: HoldCard, words: String) -> impl IntoView {
    let trouble = RwSignal::new(String::new());
    let id = card.id.0.clone();
    let again = move |event: SubmitEvent| {
        event.prevent_default();
        get_back(id.clone(), trouble);
    };
    view! {
        <p class="hold-stub__words">{words}</p>
        <form
            class="hold-stub__deeds"
            method="post"
            action="/api/hold_again"
            on:submit=heard(again)
        >
            <input type="hidden" name="hold" value=card.id.0.clone() />
            <button type="submit" class="button button--primary">
                "Get them back"
            </button>
        </form>
        <p class="hold-stub__trouble" role="alert">
            {reactive(move || trouble.get())}
        </p>
    }
}

/// It was paid, perhaps in another tab.
#[component]
fn Paid(path: Option<String>) -> impl IntoView {
    view! {
        <p class="hold-stub__words">
            "Paid. " {path.map(|path| view! { <a href=path>"See your tickets"</a> })}
        </p>
    }
}

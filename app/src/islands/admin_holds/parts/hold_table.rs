//! Live holds as a table; on a phone each row is a card.

use super::super::board::Line;
use super::super::words::{clock_words, phase_note, phase_words, seats_words, short_name};
use super::super::{Board, can_be_expired};
use crate::api::admin::paths;
use crate::islands::reactive::reactive;
use domain::{HoldCard, HoldId, HoldPhase};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// From here on, the time left is drawn as running out. Units: milliseconds.
const SOON_MS: i64 = 60_000;

/// Every live hold, and for a moment those that have just ended.
#[component]
pub(crate) fn HoldTable(board: Board) -> impl IntoView {
    let shown = move || -> Vec<Line> {
        board
            .lines
            .with(|lines| lines.iter().filter(|line| !line.is_in_review()).cloned().collect())
    };
    let is_empty = move || board.lines.with(|lines| lines.iter().all(Line::is_in_review));

    view! {
        <section class="admin-holds__live" aria-labelledby="live-holds">
            <h2 id="live-holds" class="admin__heading">
                "Live holds"
            </h2>
            <p class="admin__empty" hidden=reactive(move || !is_empty())>
                {empty_words(board.performance)}
            </p>
            <table class="admin-table" role="table" hidden=is_empty on:keydown=walk>
                <caption class="visually-hidden">"Live holds, soonest deadline first"</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">
                            <ChooseAll board />
                        </th>
                        {COLUMNS
                            .map(|name| view! { <th role="columnheader" scope="col">{name}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=shown key=Line::face let:line>
                        <HoldLine board line />
                    </For>
                </tbody>
            </table>
        </section>
    }
}

const COLUMNS: [&str; 7] =
    ["Performance", "Seats", "State", "Age", "Time left", "Amount", "Checkout session"];

/// Chooses every hold at once; it needs scripts and is shown only with them.
#[component]
fn ChooseAll(board: Board) -> impl IntoView {
    let all = move || board.lines.with(|lines| can_be_expired(lines));
    let is_all = move || {
        let all = all();
        !all.is_empty() && board.chosen.with(|chosen| chosen.len() == all.len())
    };
    let choose = move |_| {
        let all = all();
        board
            .chosen
            .update(|chosen| *chosen = if *chosen == all { Default::default() } else { all });
    };
    view! {
        <input
            type="checkbox"
            class="admin-holds__all"
            aria-label="Choose every hold"
            autocomplete="off"
            prop:checked=is_all
            on:change=choose
        />
    }
}

#[component]
fn HoldLine(board: Board, line: Line) -> impl IntoView {
    let can_be_expired = line.can_be_expired();
    let is_over = line.over_since.is_some();
    let card = line.row.card;
    let when = board.performance_when(card.performance.0);
    let (placed_at, id) = (card.placed_at, card.id.clone());
    let age = move || clock_words(placed_at.until(board.now.get()));

    view! {
        <tr role="row" data-phase=card.phase.name() data-over=is_over.then_some("")>
            <td role="cell" class="admin-table__choose">
                {can_be_expired.then(|| view! { <ChooseOne board id label=choose_words(&card) /> })}
            </td>
            <th role="rowheader" scope="row" data-label=COLUMNS[0]>
                <span class="admin-table__title">{card.title.clone()}</span>
                <span class="admin-table__small">{when}</span>
            </th>
            <td role="cell" data-label=COLUMNS[1]>
                {seats_words(&card.lines)
                    .into_iter()
                    .map(|row| view! { <span class="admin-table__seats">{row}</span> })
                    .collect_view()}
            </td>
            <td role="cell" data-label=COLUMNS[2]>
                <State card=card.clone() />
            </td>
            <td role="cell" data-label=COLUMNS[3] class="admin-table__number">
                {age}
            </td>
            <td role="cell" data-label=COLUMNS[4] class="admin-table__number">
                <TimeLeft board card=card.clone() />
            </td>
            <td role="cell" data-label=COLUMNS[5] class="admin-table__number">
                {card.total.to_string()}
            </td>
            <td role="cell" data-label=COLUMNS[6]>
                <code class="admin-table__code">
                    {card.session.map_or_else(|| "none yet".to_owned(), |session| session.0)}
                </code>
            </td>
        </tr>
    }
}

#[component]
fn State(card: HoldCard) -> impl IntoView {
    let note = phase_note(card.phase, card.ended.as_ref());
    view! {
        <span class="admin-state" data-phase=card.phase.name()>
            {phase_words(card.phase)}
        </span>
        <span class="admin-table__small">{note}</span>
        <a class="admin-table__small" href=paths::story(&card.id)>
            "Hold " <code>{short_name(&card.id)}</code>
        </a>
    }
}

/// Ticks while the deadline means something: a hold that is over or being paid has none.
#[component]
fn TimeLeft(board: Board, card: HoldCard) -> impl IntoView {
    let ticks = matches!(card.phase, HoldPhase::Active | HoldPhase::Opening | HoldPhase::Open);
    let left_ms = move || board.now.get().until(card.expires_at);
    if !ticks {
        return view! { <span class="admin-table__small">"none"</span> }.into_any();
    }
    view! {
        <span
            class="admin-holds__left"
            role="timer"
            data-soon=reactive(move || (left_ms() < SOON_MS).then_some(""))
        >
            {reactive(move || clock_words(left_ms()))}
        </span>
    }
    .into_any()
}

#[component]
fn ChooseOne(board: Board, id: HoldId, label: String) -> impl IntoView {
    let (value, this) = (id.0.clone(), id.clone());
    let toggle = move |_| {
        board.chosen.update(|chosen| {
            if !chosen.remove(&id) {
                chosen.insert(id.clone());
            }
        });
    };
    view! {
        <input
            type="checkbox"
            name="holds[]"
            form="expire-holds"
            autocomplete="off"
            value=value
            aria-label=label
            prop:checked=reactive(move || board.chosen.with(|chosen| chosen.contains(&this)))
            on:change=toggle
        />
    }
}

fn choose_words(card: &HoldCard) -> String {
    let seats = seats_words(&card.lines).join("; ");
    format!("Choose hold {}: {}, {seats}", short_name(&card.id), card.title)
}

fn empty_words(performance: Option<i64>) -> &'static str {
    match performance {
        Some(_) => "Nobody holds seats for this performance just now. New holds appear here.",
        None => "Nobody holds a seat just now. New holds appear here by themselves.",
    }
}

/// Arrow keys walk from check box to check box.
fn walk(event: KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    #[cfg(feature = "hydrate")]
    if super::walk::focus_neighbour(&event, step) {
        event.prevent_default();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = step;
}

//! What is on: every performance, by date, as a printed programme would have it.

use super::trouble::trouble;
use crate::components::{Listing, Notice, awaited};
use crate::context::office;
use crate::words::Moment;
use domain::{PerformanceCard, Sale};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The programme.
#[component]
pub fn ProgrammePage() -> impl IntoView {
    let office = office();
    awaited(async move {
        match office.programme().await {
            Ok(cards) => programme(cards),
            Err(denial) => trouble(denial),
        }
    })
}

fn programme(mut cards: Vec<PerformanceCard>) -> AnyView {
    cards.sort_by_key(|card| (card.performance.starts_at, card.performance.id));
    let hold_minutes = cards.first().map_or(10, |card| card.performance.hold_ms / 60_000);
    let (over, coming): (Vec<_>, Vec<_>) =
        cards.into_iter().partition(|card| card.sale == Sale::Over);
    view! {
        <Title text="What’s on · Holdfast" />
        <Meta name="description" content="Choose the very seat. It is yours while you pay." />
        <section class="programme">
            <header class="programme__head">
                <h1 class="programme__heading">"What’s on"</h1>
                <p class="programme__promise">
                    "Choose the very seat. From that moment it is yours for "
                    {hold_minutes} " minutes, and nobody else’s, while you pay."
                </p>
            </header>
            <Notice />
            {coming
                .is_empty()
                .then(|| {
                    view! {
                        <p class="programme__empty">
                            "Nothing is announced just now. The next programme will be here."
                        </p>
                    }
                })}
            {by_month(coming)
                .into_iter()
                .enumerate()
                .map(|(at, (month, cards))| month_view(month, cards, at == 0))
                .collect_view()}
            {(!over.is_empty()).then(|| month_view("Been and gone".to_owned(), over, false))}
        </section>
    }
    .into_any()
}

fn month_view(heading: String, cards: Vec<PerformanceCard>, first: bool) -> impl IntoView {
    view! {
        <section class="programme__month">
            <h2 class="programme__month-name">{heading}</h2>
            <ol class="programme__listings">
                {cards
                    .into_iter()
                    .enumerate()
                    .map(|(at, card)| view! { <Listing card lead=first && at == 0 /> })
                    .collect_view()}
            </ol>
        </section>
    }
}

fn by_month(cards: Vec<PerformanceCard>) -> Vec<(String, Vec<PerformanceCard>)> {
    let mut months: Vec<(String, Vec<PerformanceCard>)> = Vec::new();
    for card in cards {
        let starts = Moment::new(card.performance.starts_at, &card.venue.time_zone);
        let month = starts.month_and_year();
        match months.last_mut() {
            Some((name, cards)) if *name == month => cards.push(card),
            _ => months.push((month, vec![card])),
        }
    }
    months
}

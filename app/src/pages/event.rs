//! One event: its poster, what it is, and the dates it can be seen.

use super::trouble::trouble;
use crate::components::{Notice, Poster, awaited, price_from, sale_words};
use crate::context::{ShopUrl, office};
use crate::words::{Moment, paths};
use domain::{Event, PerformanceCard, Sale};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

/// The event of the address.
#[component]
pub fn EventPage() -> impl IntoView {
    let office = office();
    let base = use_context::<ShopUrl>().map(|url| url.0.to_string()).unwrap_or_default();
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    awaited(async move {
        match office.event(&slug).await {
            Ok((event, cards)) => event_view(event, cards, base),
            Err(denial) => trouble(denial),
        }
    })
}

fn event_view(event: Event, mut cards: Vec<PerformanceCard>, base: String) -> AnyView {
    cards.sort_by_key(|card| (card.performance.starts_at, card.performance.id));
    let social = format!("{base}{}", paths::poster(&event.slug, "social"));
    let description = match event.tagline.as_str() {
        "" => event.title.clone(),
        tagline => tagline.to_owned(),
    };
    view! {
        <Title text=format!("{} · Holdfast", event.title) />
        <Meta name="description" content=description />
        <Meta property="og:title" content=event.title.clone() />
        <Meta property="og:image" content=social />
        <article class="event">
            <Poster class="event__poster" event=event.clone() />
            <div class="event__words">
                <p class="crumb">
                    <a href="/">"What’s on"</a>
                </p>
                <h1 class="event__title">{event.title}</h1>
                <p class="event__tagline">{event.tagline}</p>
                {event
                    .description
                    .split("\n\n")
                    .filter(|text| !text.trim().is_empty())
                    .map(|text| view! { <p class="event__text">{text.to_owned()}</p> })
                    .collect_view()}
                <Notice />
                <h2 class="event__dates-heading">"Dates"</h2>
                <ol class="event__dates">{cards.iter().map(date).collect_view()}</ol>
            </div>
        </article>
    }
    .into_any()
}

fn date(card: &PerformanceCard) -> impl IntoView + use<> {
    let starts = Moment::new(card.performance.starts_at, &card.venue.time_zone);
    let path = paths::performance(card.performance.id);
    let can_choose = card.sale == Sale::Open && card.seats_left > 0;
    let name = if can_choose { "Choose seats" } else { "See the house" };
    view! {
        <li class="event__date">
            <div>
                <p class="event__when">
                    <time datetime=starts.machine()>{starts.long()}</time>
                </p>
                <p class="event__where">{card.venue.name.clone()} ", " {card.venue.city.clone()}</p>
            </div>
            <p class="event__price">
                {price_from(&card.performance)}
                <span class="event__left">{sale_words(card)}</span>
            </p>
            <a
                class="button"
                class:button--quiet=!can_choose
                href=path
                aria-label=format!("{name}, {}", starts.long())
            >
                {name}
            </a>
        </li>
    }
}

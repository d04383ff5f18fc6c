//! A performance as a line of the programme.

use super::Poster;
use crate::words::{Moment, paths, seats_left};
use domain::{Money, Performance, PerformanceCard, Sale};
use leptos::either::Either;
use leptos::prelude::*;

/// The date large, then what, where, from how much, and how much is left.
#[component]
pub fn Listing(
    card: PerformanceCard,
    /// The next one comes large, with its whole poster.
    lead: bool,
) -> impl IntoView {
    let zone = &card.venue.time_zone;
    let starts = Moment::new(card.performance.starts_at, zone);
    let standing = standing(&card);
    let place = match card.venue.city.as_str() {
        "" => card.venue.name.clone(),
        city => format!("{}, {city}", card.venue.name),
    };
    view! {
        <li class="listing" data-standing=standing data-lead=lead.then_some("")>
            <time class="listing__date" datetime=starts.machine()>
                <span class="listing__weekday">{starts.weekday()}</span>
                <span class="listing__day">{starts.day()}</span>
                <span class="listing__month">{starts.month()}</span>
            </time>
            {if lead {
                Either::Left(
                    view! { <Poster class="listing__poster" event=card.event.clone() is_ornament=true /> },
                )
            } else {
                Either::Right(
                    view! {
                        <img
                            class="listing__poster"
                            src=paths::poster(&card.event.slug, "thumb")
                            alt=""
                            width="240"
                            height="240"
                            loading="lazy"
                        />
                    },
                )
            }}
            <div class="listing__what">
                <h3 class="listing__title">
                    <a href=paths::performance(card.performance.id)>{card.event.title.clone()}</a>
                </h3>
                <p class="listing__tagline">{card.event.tagline.clone()}</p>
                <p class="listing__where">{starts.time()} " · " {place}</p>
            </div>
            <p class="listing__price">{price_from(&card.performance)}</p>
            <p class="listing__left">{sale_words(&card)}</p>
        </li>
    }
}

/// The lowest price, or the only one. Empty when nothing is priced.
pub fn price_from(performance: &Performance) -> String {
    let prices = performance.tiers.iter().map(|tier| tier.amount_minor);
    match (prices.clone().min(), prices.max()) {
        (Some(low), Some(high)) if low == high => Money::new(low, performance.currency).to_string(),
        (Some(low), _) => format!("from {}", Money::new(low, performance.currency)),
        (None, _) => String::new(),
    }
}

/// What is left, or why nothing can be had now.
pub fn sale_words(card: &PerformanceCard) -> String {
    match card.sale {
        Sale::NotYet(at) => {
            format!("On sale {}", Moment::new(at, &card.venue.time_zone).short())
        }
        Sale::Open => seats_left(card.seats_left, card.venue.seat_count),
        Sale::Over => "Been and gone".to_owned(),
    }
}

fn standing(card: &PerformanceCard) -> &'static str {
    match card.sale {
        Sale::NotYet(_) => "not-yet",
        Sale::Over => "over",
        Sale::Open if card.seats_left == 0 => "sold-out",
        Sale::Open if card.seats_left < card.venue.seat_count / 5 => "few",
        Sale::Open => "open",
    }
}

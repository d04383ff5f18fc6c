//! One performance: the seat map takes the room, and the same seats as a list are one tap away.

use super::trouble::trouble;
use crate::components::{Notice, awaited};
use crate::context::{LiveHolds, now, office};
use crate::islands::{PickerData, SeatPicker};
use crate::words::{Moment, paths, seats_left};
use box_office::{Answer, BoxOffice, House};
use domain::{
    Availability, HoldCard, Money, PerformanceId, Plan, Refusal, Sale, Section, SectionIndex,
    SectionKind,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use std::sync::Arc;

/// The performance of the address.
#[component]
pub fn PerformancePage() -> impl IntoView {
    let office = office();
    let holds = use_context::<LiveHolds>();
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse().ok());
    awaited(async move {
        let read = read(&office, id.map(PerformanceId)).await;
        let holds = match holds {
            Some(holds) => holds.get().await,
            None => Arc::default(),
        };
        match read {
            Ok((house, seats)) => performance(&house, &seats, &holds),
            Err(denial) => trouble(denial),
        }
    })
}

/// A performance's house and what of it is available.
pub(super) async fn read(
    office: &BoxOffice,
    id: Option<PerformanceId>,
) -> Answer<(Arc<House>, Availability)> {
    let id = id.ok_or(Refusal::NotFound)?;
    let house = office.house(id).await?;
    Ok((house, office.availability(id).await?))
}

fn performance(house: &House, seats: &Availability, holds: &[HoldCard]) -> AnyView {
    let performance = &house.performance;
    let sale = performance.sale(now());
    let left = seats.available_in(0..seats.seat_count());
    let data = PickerData {
        performance: performance.id,
        plan_url: paths::plan(performance.id, &house.plan_tag),
        tiers: performance.tiers.clone(),
        currency: performance.currency,
        seats_max: performance.seats_per_hold_max,
        hold: holds.iter().find(|hold| hold.performance == performance.id).cloned(),
        is_open: sale == Sale::Open,
        title: house.event.title.clone(),
    };
    view! {
        <Title text=format!("{} · Holdfast", house.event.title) />
        <Meta name="description" content=description(house) />
        <div class="performance">
            {head(house, sale, left)} <Notice plan=house.plan.clone() />
            <SeatPicker data a_seat=a_seat(&house.plan) />
            <section class="sections" id="list-of-seats">
                <h2 class="sections__heading">"List of seats"</h2>
                <ul class="sections__list">
                    {house
                        .plan
                        .sections
                        .iter()
                        .enumerate()
                        .map(|(at, section)| section_line(house, seats, at, section))
                        .collect_view()}
                </ul>
            </section>
        </div>
    }
    .into_any()
}

/// A seat amid the first rows, as people would type it; none in a house of standing floors.
fn a_seat(plan: &Plan) -> Option<String> {
    plan.sections.iter().find_map(|section| match &section.kind {
        SectionKind::Seated { rows } => {
            let row = rows.get(rows.len() / 4)?;
            let number = row.numbers.get(row.numbers.len() / 2)?;
            Some(format!("{} {} {number}", section.name, row.label))
        }
        SectionKind::Standing { .. } => None,
    })
}

/// What a search engine says of it: what, where and when.
pub(super) fn description(house: &House) -> String {
    let starts = Moment::new(house.performance.starts_at, &house.venue.time_zone).long();
    let House { event, venue, .. } = house;
    format!("{}, {} {}, {starts}. Choose the very seat.", event.title, venue.name, venue.city)
}

fn head(house: &House, sale: Sale, left: u32) -> impl IntoView + use<> {
    let zone = &house.venue.time_zone;
    let starts = Moment::new(house.performance.starts_at, zone);
    let words = match sale {
        Sale::NotYet(at) => format!("On sale {}", Moment::new(at, zone).long()),
        Sale::Open => seats_left(left, house.venue.seat_count),
        Sale::Over => "Sales have ended".to_owned(),
    };
    view! {
        <header class="performance__head">
            <div>
                <p class="crumb">
                    <a href="/">"What’s on"</a>
                </p>
                <h1 class="performance__title">
                    <a href=paths::event(&house.event.slug)>{house.event.title.clone()}</a>
                </h1>
            </div>
            <p class="performance__when">
                <time datetime=starts.machine()>{starts.long()}</time>
                <span>{house.venue.name.clone()} ", " {house.venue.city.clone()}</span>
            </p>
            <p class="performance__left">
                {words} <a class="performance__to-list" href="#list-of-seats">
                    "List of seats"
                </a>
            </p>
        </header>
    }
}

fn section_line(
    house: &House,
    seats: &Availability,
    at: usize,
    section: &Section,
) -> impl IntoView + use<> {
    let left = seats.available_in(section.seats());
    let count = section.seat_count();
    let path =
        paths::section(house.performance.id, SectionIndex(u16::try_from(at).unwrap_or(u16::MAX)));
    let kind = match section.kind {
        SectionKind::Seated { .. } => "Seats",
        SectionKind::Standing { .. } => "Standing",
    };
    view! {
        <li class="sections__line" data-empty=(left == 0).then_some("")>
            <a class="sections__name" href=path>
                {section.name.clone()}
            </a>
            <span class="sections__kind">{kind} " · " {prices(house, section)}</span>
            <span class="sections__left">{format!("{left} of {count} left")}</span>
        </li>
    }
}

/// A section's prices: one, or the lowest and the highest.
pub(super) fn prices(house: &House, section: &Section) -> String {
    let mut categories: Vec<u16> = match &section.kind {
        SectionKind::Seated { rows } => {
            rows.iter().flat_map(|row| row.categories.iter().copied()).collect()
        }
        SectionKind::Standing { category, .. } => vec![*category],
    };
    categories.sort_unstable();
    categories.dedup();
    let prices = categories.into_iter().filter_map(|at| house.performance.price(at));
    let minors: Vec<i64> = prices.map(|price| price.amount_minor).collect();
    let money = |minor| Money::new(minor, house.performance.currency);
    match (minors.iter().min(), minors.iter().max()) {
        (Some(&low), Some(&high)) if low == high => money(low).to_string(),
        (Some(&low), Some(&high)) => format!("{} to {}", money(low), money(high)),
        _ => String::new(),
    }
}

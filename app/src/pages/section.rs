//! The seats of one section as a list: a plain form with a check box each, or a number for a
//! standing section. It says the same as the map and needs no script.

use super::performance::{description, prices, read};
use super::trouble::trouble;
use crate::components::{Notice, awaited};
use crate::context::{now, office};
use crate::words::{Moment, paths};
use box_office::{Denial, House};
use domain::{
    Availability, PerformanceId, Refusal, Row, Sale, SeatIndex, SeatStatus, SectionIndex,
    SectionKind,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

/// The section of the address.
#[component]
pub fn SectionPage() -> impl IntoView {
    let office = office();
    let params = use_params_map().get_untracked();
    let id = params.get("id").and_then(|id| id.parse().ok()).map(PerformanceId);
    let section = params.get("section").and_then(|at| at.parse().ok()).map(SectionIndex);
    awaited(async move {
        match (read(&office, id).await, section) {
            (Ok((house, seats)), Some(at)) => section_view(&house, &seats, at),
            (Ok(_), None) => trouble(Denial::Refused(Refusal::NotFound)),
            (Err(denial), _) => trouble(denial),
        }
    })
}

fn section_view(house: &House, seats: &Availability, at: SectionIndex) -> AnyView {
    let Some(section) = house.plan.section(at) else {
        return trouble(Denial::Refused(Refusal::NotFound));
    };
    let performance = house.performance.id;
    let is_open = house.performance.sale(now()) == Sale::Open;
    let starts = Moment::new(house.performance.starts_at, &house.venue.time_zone);
    let left = seats.available_in(section.seats());
    let max = house.performance.seats_per_hold_max;
    let choices = match &section.kind {
        SectionKind::Seated { rows } => {
            rows.iter().map(|row| row_view(house, seats, row)).collect_view().into_any()
        }
        SectionKind::Standing { .. } => places(at, left.min(max)).into_any(),
    };
    view! {
        <Title text=format!("{}, {} · Holdfast", section.name, house.event.title) />
        <Meta
            name="description"
            content=format!("{}. {}", section.name, description(house))
        />
        <section class="seat-list">
            <header class="seat-list__head">
                <p class="crumb">
                    <a href="/">"What’s on"</a>
                    <a href=paths::performance(performance)>{house.event.title.clone()}</a>
                    <a href=format!("{}#list-of-seats", paths::performance(performance))>
                        "List of seats"
                    </a>
                </p>
                <h1 class="seat-list__heading">{section.name.clone()}</h1>
                <p class="seat-list__facts">
                    {starts.short()} " · " {prices(house, section)} " · "
                    {format!("{left} of {} left", section.seat_count())}
                </p>
            </header>
            <Notice plan=house.plan.clone() />
            <form class="seat-list__form" method="post" action="/api/hold_seats">
                <input type="hidden" name="performance" value=performance.0.to_string() />
                {choices}
                {(is_open && left > 0)
                    .then(|| {
                        view! {
                            <div class="seat-list__send">
                                <p class="seat-list__limit">{format!("Up to {max} at a time")}</p>
                                <button class="button">"Hold these seats"</button>
                            </div>
                        }
                    })}
            </form>
        </section>
    }
    .into_any()
}

fn row_view(house: &House, seats: &Availability, row: &Row) -> impl IntoView + use<> {
    let boxes: Vec<_> =
        (0..row.numbers.len()).map(|position| seat_box(house, seats, row, position)).collect();
    view! {
        <fieldset class="seat-list__row">
            <legend>"Row " {row.label.clone()}</legend>
            <div class="seat-list__seats">{boxes}</div>
        </fieldset>
    }
}

fn seat_box(
    house: &House,
    seats: &Availability,
    row: &Row,
    position: usize,
) -> impl IntoView + use<> {
    let seat = SeatIndex(row.first + u32::try_from(position).unwrap_or(u32::MAX));
    let number = row.numbers[position].clone();
    let status = seats.get(seat).unwrap_or(SeatStatus::Blocked);
    let tier = row.categories.get(position).copied().unwrap_or_default();
    let price = house.performance.price(tier).map(|price| format!(", {price}")).unwrap_or_default();
    let (words, state) = match status {
        SeatStatus::Available => ("", "available"),
        SeatStatus::Held => (", held just now", "held"),
        SeatStatus::Sold => (", sold", "sold"),
        SeatStatus::Blocked => (", not for sale", "blocked"),
    };
    view! {
        <label class="seat-box" data-status=state data-tier=tier.to_string()>
            <input
                type="checkbox"
                name="seats[]"
                value=seat.0.to_string()
                disabled=status != SeatStatus::Available
                aria-label=format!("Row {}, seat {number}{price}{words}", row.label)
            />
            <span aria-hidden="true">{number}</span>
        </label>
    }
}

fn places(at: SectionIndex, max: u32) -> impl IntoView {
    view! {
        <div class="field field--short">
            <label for="places">"Places"</label>
            <input type="hidden" name="places[0][section]" value=at.0.to_string() />
            <input
                id="places"
                type="number"
                inputmode="numeric"
                name="places[0][count]"
                min="1"
                max=max.to_string()
                value=max.min(2).to_string()
                required
            />
        </div>
    }
}

//! Seats with their prices, and their sum.

use domain::{HoldId, Money, SeatLine};
use leptos::prelude::*;

/// One line per seat, then the total. With a hold, each seat can be given up on its own.
#[component]
pub fn SeatLines(
    lines: Vec<SeatLine>,
    total: Money,
    /// The hold whose seats can still be changed.
    #[prop(optional_no_strip)]
    changing: Option<HoldId>,
) -> impl IntoView {
    let changing = changing.filter(|_| lines.len() > 1);
    view! {
        <ul class="seat-lines">
            {lines.into_iter().map(|line| seat_line(line, changing.clone())).collect_view()}
        </ul>
        <p class="seat-lines__total">
            <span>"Total"</span>
            <strong>{total.to_string()}</strong>
        </p>
    }
}

fn seat_line(line: SeatLine, changing: Option<HoldId>) -> impl IntoView {
    let address = line.address.to_string();
    let (place, section) = match line.address.row_and_number {
        Some((row, number)) => (format!("Row {row}, seat {number}"), line.address.section),
        None => ("Standing".to_owned(), line.address.section),
    };
    let drop = changing.map(|hold| {
        view! {
            <form class="seat-lines__drop" method="post" action="/api/drop_seat">
                <input type="hidden" name="hold" value=hold.0 />
                <input type="hidden" name="seat" value=line.seat.0.to_string() />
                <button class="quiet-button" aria-label=format!("Give up {address}")>
                    "Give up"
                </button>
            </form>
        }
    });
    view! {
        <li class="seat-lines__line">
            <div>
                <p class="seat-lines__place">{place}</p>
                <p class="seat-lines__section">{section} " · " {line.tier}</p>
            </div>
            {drop}
            <p class="seat-lines__price">{line.price.to_string()}</p>
        </li>
    }
}

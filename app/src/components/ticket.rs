//! One ticket: what, when, where, which seat, and the code that is read at the door.

use super::qr::Qr;
use crate::words::Moment;
use domain::{OrderCard, TicketCard};
use leptos::prelude::*;

/// One ticket of an order. Shape: `number` counts from 1.
#[component]
pub fn TicketStub(order: OrderCard, ticket: TicketCard, number: usize) -> impl IntoView {
    let starts = Moment::new(order.starts_at, &order.venue.time_zone);
    let section = ticket.line.address.section.clone();
    let (row, seat) = match ticket.line.address.row_and_number.clone() {
        Some((row, seat)) => (row, seat),
        None => ("–".to_owned(), "Standing".to_owned()),
    };
    view! {
        <li class="ticket">
            <div class="ticket__main">
                <p class="ticket__when">
                    <time datetime=starts.machine()>{starts.short()}</time>
                </p>
                <h2 class="ticket__title">{order.event.title.clone()}</h2>
                <p class="ticket__where">
                    {order.venue.name.clone()} ", " {order.venue.city.clone()}
                </p>
                <dl class="ticket__seat">
                    <div class="ticket__section">
                        <dt>"Section"</dt>
                        <dd>{section}</dd>
                    </div>
                    <div>
                        <dt>"Row"</dt>
                        <dd>{row}</dd>
                    </div>
                    <div>
                        <dt>"Seat"</dt>
                        <dd>{seat}</dd>
                    </div>
                </dl>
                <p class="ticket__small">
                    {ticket.line.tier.clone()} " · " {ticket.line.price.to_string()} " · "
                    {order.contact.name.clone()}
                </p>
            </div>
            <div class="ticket__stub">
                <Qr text=ticket.code.clone() />
                <p class="ticket__code">
                    {format!("{} / {number} of {}", order.reference, order.tickets.len())}
                </p>
            </div>
        </li>
    }
}

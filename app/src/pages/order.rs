//! What was bought: a ticket per seat, to show at the door or to print.

use super::trouble::trouble;
use crate::components::{TicketStub, awaited};
use crate::context::office;
use crate::words::{Moment, calendar};
use domain::{OrderCard, OrderId, OrderState, Refund, RefundStatus};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

/// The order of the secret link.
#[component]
pub fn OrderPage() -> impl IntoView {
    let office = office();
    let params = use_params_map().get_untracked();
    let order = OrderId(params.get("order").unwrap_or_default());
    let key = params.get("key").unwrap_or_default();
    awaited(async move {
        match office.order(&order, &key).await {
            Ok(order) => order_view(order),
            Err(denial) => trouble(denial),
        }
    })
}

fn order_view(order: OrderCard) -> AnyView {
    let starts = Moment::new(order.starts_at, &order.venue.time_zone);
    let placed = Moment::new(order.placed_at, &order.venue.time_zone);
    let is_void = order.state == OrderState::Voided;
    let heading = match is_void {
        true => "These tickets are void".to_owned(),
        false => format!("See you on {}", starts.weekday()),
    };
    view! {
        <Title text=format!("{} · {} · Holdfast", order.event.title, order.reference) />
        <Meta name="robots" content="noindex" />
        <section class="order" data-void=is_void.then_some("")>
            <header class="order__head">
                <h1 class="order__heading">{heading}</h1>
                <p class="order__words">
                    {if is_void {
                        "The payment was taken back, so they no longer admit anyone.".to_owned()
                    } else {
                        format!(
                            "{} paid for {}. Show these at the door, on paper or on this screen. \
                             This page’s address is the key to them: keep it to yourself.",
                            order.total,
                            order.event.title,
                        )
                    }}
                </p>
                {refunds_view(&order)}
            </header>
            <ol class="order__tickets">
                {order
                    .tickets
                    .iter()
                    .enumerate()
                    .map(|(at, ticket)| {
                        view! {
                            <TicketStub order=order.clone() ticket=ticket.clone() number=at + 1 />
                        }
                    })
                    .collect_view()}
            </ol>
            <div class="order__more">
                <dl class="order__facts">
                    <div>
                        <dt>"Order"</dt>
                        <dd>{order.reference.clone()}</dd>
                    </div>
                    <div>
                        <dt>"Name"</dt>
                        <dd>{order.contact.name.clone()}</dd>
                    </div>
                    <div>
                        <dt>"Paid"</dt>
                        <dd>{placed.short()}</dd>
                    </div>
                </dl>
                {(!is_void)
                    .then(|| {
                        view! {
                            <a
                                class="button button--quiet order__calendar"
                                href=calendar::data_uri(&order)
                                download=format!("{}.ics", order.event.slug)
                            >
                                "Add to calendar"
                            </a>
                        }
                    })}
            </div>
        </section>
    }
    .into_any()
}

/// What of the payment goes back, and where it is.
fn refunds_view(order: &OrderCard) -> Option<impl IntoView + use<>> {
    let words = |refund: &Refund| {
        let amount = refund.amount;
        let of_it = if amount == order.total { "" } else { " of it" };
        match refund.status {
            RefundStatus::Pending => format!("{amount}{of_it} is on its way back to you."),
            RefundStatus::RequiresAction => {
                format!("Stripe asks you by e-mail where {amount}{of_it} shall go.")
            }
            RefundStatus::Succeeded | RefundStatus::Other => {
                format!("{amount}{of_it} went back to you.")
            }
            RefundStatus::Failed | RefundStatus::Canceled => format!(
                "Your bank did not take {amount} back. It is with us again; the box office sends \
                 it once more, or writes to you."
            ),
        }
    };
    let lines: Vec<String> = order.refunds.iter().map(words).collect();
    (!lines.is_empty()).then(|| {
        view! {
            <div class="order__refunds">
                {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            </div>
        }
    })
}

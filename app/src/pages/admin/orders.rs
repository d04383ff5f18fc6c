//! What was bought, and what went back.

use super::{Tab, for_admin};
use crate::api::admin::paths;
use crate::islands::admin_holds::words::{phase_words, short_name};
use crate::words::Moment;
use domain::OrderRow;
use leptos::prelude::*;

/// Every order, and every payment that became none, newest first.
#[component]
pub fn AdminOrdersPage() -> impl IntoView {
    for_admin(Tab::Orders, move |office| async move {
        let rows = office.orders().await?;
        if rows.is_empty() {
            return Ok(empty_view());
        }
        Ok(table_view(&rows))
    })
}

fn empty_view() -> AnyView {
    view! {
        <p class="admin__empty">
            "Nothing was bought yet. Orders appear here as soon as a payment is settled."
        </p>
    }
    .into_any()
}

const COLUMNS: [&str; 6] = ["Order", "Performance", "Buyer", "State", "Amount", "When"];

fn table_view(rows: &[OrderRow]) -> AnyView {
    let head = COLUMNS.map(|name| view! { <th role="columnheader" scope="col">{name}</th> });
    view! {
        <table class="admin-table" role="table">
            <caption class="visually-hidden">"Orders and refunds, newest first"</caption>
            <thead role="rowgroup">
                <tr role="row">{head.collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">{rows.iter().map(row_view).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn row_view(row: &OrderRow) -> impl IntoView + use<> {
    let at = Moment::new(row.at, &row.time_zone);
    let starts_at = Moment::new(row.starts_at, &row.time_zone);
    let seats = if row.seats == 1 { "1 seat".to_owned() } else { format!("{} seats", row.seats) };
    let (name, email) = row.contact.clone().map(|who| (who.name, who.email)).unzip();
    view! {
        <tr role="row" data-phase=row.phase.name()>
            <th role="rowheader" scope="row" data-label=COLUMNS[0]>
                {name_view(row)}
                <a class="admin-table__small" href=paths::story(&row.hold)>
                    "Hold " <code>{short_name(&row.hold)}</code>
                </a>
            </th>
            <td role="cell" data-label=COLUMNS[1]>
                <span class="admin-table__title">{row.title.clone()}</span>
                <span class="admin-table__small">{starts_at.short()}</span>
            </td>
            <td role="cell" data-label=COLUMNS[2]>
                <span>{name}</span>
                <span class="admin-table__small">{email}</span>
            </td>
            <td role="cell" data-label=COLUMNS[3]>
                <span class="admin-state" data-phase=row.phase.name()>
                    {phase_words(row.phase)}
                </span>
            </td>
            <td role="cell" data-label=COLUMNS[4] class="admin-table__number">
                {row.total.to_string()}
                <span class="admin-table__small">{seats}</span>
            </td>
            <td role="cell" data-label=COLUMNS[5] class="admin-table__number">
                <time datetime=at.machine()>{at.short()}</time>
            </td>
        </tr>
    }
}

/// The order's reference, leading to its page; a payment without an order has neither.
fn name_view(row: &OrderRow) -> AnyView {
    match row.path.clone() {
        Some(path) => view! { <a href=path>{row.reference.clone()}</a> }.into_any(),
        None => view! { <span>"No order"</span> }.into_any(),
    }
}

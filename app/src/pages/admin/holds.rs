//! Every live hold, what became of those just ended, and the filter by performance.

use super::{Tab, for_admin, no_view, notice, query};
use crate::api::admin::{Expired, paths};
use crate::islands::admin_holds::fates_view;
use crate::islands::admin_holds::words::short_name;
use crate::islands::{AdminHolds, BoardData, PerformanceName};
use crate::words::Moment;
use domain::{HoldId, HoldRow, PerformanceCard, PerformanceId, UnixMs};
use leptos::prelude::*;

/// The list of live holds.
#[component]
pub fn AdminHoldsPage() -> impl IntoView {
    let performance: Option<i64> = query("performance").and_then(|id| id.parse().ok());
    let told = (fates(), refunded());
    let no = notice();
    for_admin(Tab::Holds, move |office| async move {
        let rows = office.holds(performance.map(PerformanceId)).await?;
        let names = names(&office.programme().await?, &rows);
        let server_now = office.clock().now();
        let filter = filter_view(&names, performance);
        provide_context(BoardData { rows, names, performance, server_now });

        Ok(view! {
            {no_view(no)}
            {told_view(told.0, told.1)}
            {filter}
            <AdminHolds />
        }
        .into_any())
    })
}

/// What became of the holds that a plain form has just ended, as its address says.
fn fates() -> Vec<Expired> {
    let codes = query("expired").unwrap_or_default();
    codes.split(',').filter_map(Expired::from_code).collect()
}

/// The hold whose money a plain form has just sent back.
fn refunded() -> Option<HoldId> {
    let code = format!("over.{}", query("refunded")?);
    Expired::from_code(&code).map(|expired| expired.hold)
}

fn told_view(fates: Vec<Expired>, refunded: Option<HoldId>) -> impl IntoView {
    let refunded = refunded.map(|hold| {
        let short = short_name(&hold);
        view! {
            <p>"Hold " <code>{short}</code> ": the money is on its way back to the buyer."</p>
        }
    });
    (!fates.is_empty() || refunded.is_some()).then(|| {
        view! {
            <div class="admin__told" role="status">
                {refunded}
                {(!fates.is_empty()).then(|| fates_view(&fates))}
            </div>
        }
    })
}

fn filter_view(names: &[PerformanceName], chosen: Option<i64>) -> impl IntoView + use<> {
    let option = |name: &PerformanceName| {
        let is_chosen = chosen == Some(name.id);
        view! {
            <option value=name.id.to_string() selected=is_chosen>
                {format!("{}, {}", name.title, name.when)}
            </option>
        }
    };
    view! {
        <form class="admin-filter" method="get" action=paths::HOLDS>
            <div class="field">
                <label for="performance">"Performance"</label>
                <select id="performance" name="performance">
                    <option value="">"Every performance"</option>
                    {names.iter().map(option).collect_view()}
                </select>
            </div>
            <button type="submit" class="button button--quiet">
                "Show"
            </button>
        </form>
    }
}

/// The performances of the programme and of the list, each by its venue's clock.
fn names(programme: &[PerformanceCard], rows: &[HoldRow]) -> Vec<PerformanceName> {
    let name = |id: PerformanceId, title: &str, at: UnixMs, venue: &str, zone: &str| {
        let when = format!("{}, {venue}", Moment::new(at, zone).short());
        PerformanceName { id: id.0, title: title.to_owned(), when }
    };
    let on = programme.iter().map(|card| {
        let (performance, venue) = (&card.performance, &card.venue);
        let at = performance.starts_at;
        name(performance.id, &card.event.title, at, &venue.name, &venue.time_zone)
    });
    let mut names: Vec<PerformanceName> = on.collect();
    for HoldRow { card, .. } in rows {
        if !names.iter().any(|name| name.id == card.performance.0) {
            let at = card.starts_at;
            names.push(name(card.performance, &card.title, at, &card.venue, &card.time_zone));
        }
    }
    names
}

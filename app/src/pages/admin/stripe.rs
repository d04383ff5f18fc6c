//! The way between the shop and Stripe: what a person must see to, calls owed, events that came.

use super::{Tab, for_admin, no_view, notice, query};
use crate::api::admin::paths;
use crate::islands::admin_holds::words::short_name;
use crate::words::Moment;
use domain::{CallRow, EventRow, HoldId, SessionId, ToDo, ToDoKind, UnixMs};
use leptos::prelude::*;

/// The list of what to do, the outbox and the inbox.
#[component]
pub fn AdminStripePage() -> impl IntoView {
    let no = notice();
    let again = query("again").is_some();
    for_admin(Tab::Stripe, move |office| async move {
        let (to_do, calls, events) =
            (office.to_do().await?, office.outbox().await?, office.inbox().await?);
        Ok(view! {
            {no_view(no)}
            {again
                .then(|| {
                    view! {
                        <p class="admin__told" role="status">
                            "It is being done again. Load the page once more to see what came."
                        </p>
                    }
                })}
            {to_do_view(&to_do)}
            {section("Calls to Stripe", calls_view(&calls))}
            {section("Events from Stripe", events_view(&events))}
        }
        .into_any())
    })
}

fn section(title: &'static str, table: AnyView) -> impl IntoView {
    view! {
        <section aria-label=title>
            <h2 class="admin__heading">{title}</h2>
            {table}
        </section>
    }
}

fn to_do_view(all: &[ToDo]) -> impl IntoView + use<> {
    let one = |to_do: &ToDo| {
        let ToDo { kind, hold, session, amount, detail, since } = to_do;
        let amount = amount.map(|amount| format!(" ({amount})")).unwrap_or_default();
        let buttons = session.as_ref().map(|session| deeds(*kind, session));
        let session = session.as_ref().map(|session| session.0.clone());
        view! {
            <li class="story__line" data-to-do="">
                {when(*since)}
                <span class="story__what">{format!("{}{amount}", kind.words())}</span>
                <span class="story__detail">{kind.advice()}</span>
                <span class="story__detail">
                    {detail.clone()} " " <code class="admin-table__code">{session}</code> " "
                    {hold.as_ref().map(hold_link)}
                </span>
                {buttons}
            </li>
        }
    };
    let list = match all.is_empty() {
        true => view! { <p class="admin__empty">"Nothing needs you."</p> }.into_any(),
        false => view! { <ul class="story">{all.iter().map(one).collect_view()}</ul> }.into_any(),
    };
    section("To see to", list)
}

/// What an admin can do about it here.
fn deeds(kind: ToDoKind, session: &SessionId) -> impl IntoView + use<> {
    let deeds: &[(&str, &str)] = match kind {
        ToDoKind::PaymentUnknown => {
            &[("/api/refund_unknown", "Refund it"), ("/api/disown_unknown", "It is not ours")]
        }
        ToDoKind::RefundFailed => &[("/api/refund_again", "Send it once more")],
        ToDoKind::Review
        | ToDoKind::RefundWaits
        | ToDoKind::DisputeOpen
        | ToDoKind::CallStuck
        | ToDoKind::EventStuck
        | ToDoKind::OrderUnpaid => &[],
    };
    let form = |(action, words): &(&'static str, &'static str)| {
        view! {
            <form method="post" action=*action>
                <input type="hidden" name="session" value=session.0.clone() />
                <button class="button button--quiet">{*words}</button>
            </form>
        }
    };
    let forms = deeds.iter().map(form).collect_view();
    (!deeds.is_empty()).then(|| view! { <div class="story__deeds">{forms}</div> })
}

fn calls_view(calls: &[CallRow]) -> AnyView {
    let row = |call: &CallRow| {
        let button = call.next_at.map(|_| {
            let words = format!("Try {} now", call.kind);
            button("/api/hurry_call", "call", &call.id, words)
        });
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" data-label=CALLS[0]>
                    <span class="admin-table__title">{call.kind.clone()}</span>
                    {call.hold.as_ref().map(hold_link)}
                </th>
                <td role="cell" data-label=CALLS[1]>{when(call.created_at)}</td>
                <td role="cell" data-label=CALLS[2]>{call.attempts}</td>
                <td role="cell" data-label=CALLS[3]>
                    <span class="admin-table__code">{call.outcome.clone()}</span>
                </td>
                <td role="cell" data-label=CALLS[4]>{next(call.next_at)} {button}</td>
            </tr>
        }
    };
    table(CALLS, "No call was owed yet.", calls.iter().map(row).collect())
}

fn events_view(events: &[EventRow]) -> AnyView {
    let row = |event: &EventRow| {
        let words = format!("Replay {}", event.id);
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" data-label=EVENTS[0]>
                    <span class="admin-table__title">{event.kind.clone()}</span>
                    <code class="admin-table__code">{event.object.clone()}</code>
                    {event.hold.as_ref().map(hold_link)}
                </th>
                <td role="cell" data-label=EVENTS[1]>{when(event.received_at)}</td>
                <td role="cell" data-label=EVENTS[2]>{event.attempts}</td>
                <td role="cell" data-label=EVENTS[3]>
                    <span class="admin-table__code">{event.outcome.clone()}</span>
                </td>
                <td role="cell" data-label=EVENTS[4]>
                    {next(event.next_at)} {button("/api/replay_event", "event", &event.id, words)}
                </td>
            </tr>
        }
    };
    table(EVENTS, "No event came yet.", events.iter().map(row).collect())
}

const CALLS: [&str; 5] = ["Call", "Owed", "Tries", "What came of it", "Next"];
const EVENTS: [&str; 5] = ["Event", "Came", "Tries", "What came of it", "Next"];

fn table<Row: IntoView + 'static>(
    columns: [&'static str; 5],
    empty: &'static str,
    rows: Vec<Row>,
) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="admin__empty">{empty}</p> }.into_any();
    }
    let head = columns.map(|name| view! { <th role="columnheader" scope="col">{name}</th> });
    view! {
        <table class="admin-table admin-table--terse" role="table">
            <thead role="rowgroup">
                <tr role="row">{head.collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">{rows.into_iter().collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn button(
    action: &'static str,
    field: &'static str,
    id: &str,
    words: String,
) -> impl IntoView + use<> {
    view! {
        <form method="post" action=action>
            <input type="hidden" name=field value=id.to_owned() />
            <button class="button button--quiet" aria-label=words>
                "Again"
            </button>
        </form>
    }
}

fn hold_link(hold: &HoldId) -> impl IntoView + use<> {
    view! {
        <a class="admin-table__small" href=paths::story(hold)>
            "Hold " <code>{short_name(hold)}</code>
        </a>
    }
}

/// Events and calls belong to no venue, so their times are by UTC.
fn when(at: UnixMs) -> impl IntoView {
    let at = Moment::new(at, "UTC");
    view! { <time datetime=at.machine()>{format!("{} UTC", at.short())}</time> }
}

fn next(at: Option<UnixMs>) -> impl IntoView {
    match at {
        Some(at) => when(at).into_any(),
        None => view! { <span class="admin-table__small">"done"</span> }.into_any(),
    }
}

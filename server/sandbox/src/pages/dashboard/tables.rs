//! The dashboard's tables, the newest rows first.

use super::super::html::esc;
use super::super::money::money;
use crate::books::Books;
use crate::control;
use crate::model::{Attempt, Delivery, DeliveryState, Event, Session};
use crate::requests::{Asked, Requests};

const ROWS: usize = 50;

pub(super) fn ledger(books: &Books) -> String {
    let rows: String = control::sums(books)
        .iter()
        .map(|(currency, sums)| {
            let amounts = [sums.paid, sums.refunded, sums.pending, sums.authorized, sums.disputed];
            let amounts = amounts.map(|amount| money(amount, currency));
            row(&[esc(&currency.to_ascii_uppercase())], &amounts)
        })
        .collect();
    let heads = ["Currency", "#Paid", "#Refunded", "#Pending", "#Authorized", "#Disputed"];
    table("Ledger", &heads, &rows)
}

pub(super) fn sessions(books: &Books, now_ms: i64) -> String {
    let rows: String =
        books.sessions.newest().take(ROWS).map(|session| session_row(session, now_ms)).collect();
    let heads = ["Session", "Status", "Payment", "Reference", "Left", "#Amount"];
    table(&format!("Sessions ({})", books.sessions.len()), &heads, &rows)
}

fn session_row(session: &Session, now_ms: i64) -> String {
    let id: String = session.id.chars().take(20).collect();
    let id = match &session.urls.page {
        Some(url) => format!("<a href=\"{}\"><code>{}…</code></a>", esc(url), esc(&id)),
        None => format!("<code>{}…</code>", esc(&id)),
    };
    let left = match session.state.as_str() {
        "open" => format!("{} min", (session.expires_at_ms - now_ms) / 60_000),
        _ => "–".to_owned(),
    };
    let cells = [
        id,
        session.state.as_str().to_owned(),
        session.payment_status.as_str().to_owned(),
        esc(session.client_reference_id.as_deref().unwrap_or("–")),
        left,
    ];
    row(&cells, &[money(session.totals.amount, &session.totals.currency)])
}

pub(super) fn payments(books: &Books) -> String {
    let charge_row = |charge: &crate::model::Charge| {
        let dispute = charge.dispute.as_ref().and_then(|id| books.disputes.get(id));
        let cells = [
            code(&charge.id),
            code(&charge.intent),
            charge.state.as_str().to_owned(),
            dispute.map_or("–", |dispute| dispute.state.as_str()).to_owned(),
        ];
        let amounts = [
            money(charge.amount, &charge.currency),
            money(charge.amount_captured, &charge.currency),
            money(charge.amount_refunded, &charge.currency),
        ];
        row(&cells, &amounts)
    };
    let rows: String = books.charges.newest().take(ROWS).map(|charge| charge_row(charge)).collect();
    let heads =
        ["Charge", "PaymentIntent", "Status", "Dispute", "#Amount", "#Captured", "#Refunded"];
    table(&format!("Payments ({})", books.charges.len()), &heads, &rows)
}

pub(super) fn events(books: &Books) -> String {
    let event_row = |event: &Event| {
        let told = books.deliveries.get(&event.id).map_or("nobody asked", |told| state(told));
        row(&[code(&event.id), esc(&event.kind), told.to_owned(), again(&event.id)], &[])
    };
    let rows: String = books.events.newest().take(ROWS).map(|event| event_row(event)).collect();
    let heads = ["Event", "Type", "Webhook", "Again"];
    table(&format!("Events ({})", books.events.len()), &heads, &rows)
}

/// A button of its own form: it works without scripts.
fn again(event: &str) -> String {
    let event = esc(event);
    format!(
        "<form method=\"post\" action=\"/dashboard/resend/{event}\">\
         <button aria-label=\"Resend {event}\">Resend</button></form>"
    )
}

pub(super) fn deliveries(books: &Books, now_ms: i64) -> String {
    let rows: String =
        books.deliveries.newest().take(ROWS).map(|told| delivery_row(told, now_ms)).collect();
    let heads = ["Event", "State", "Next", "Attempts"];
    table(&format!("Deliveries ({})", books.deliveries.len()), &heads, &rows)
}

fn delivery_row(told: &Delivery, now_ms: i64) -> String {
    let next = match told.state {
        DeliveryState::Pending { next_at_ms } => {
            format!("in {} s", (next_at_ms - now_ms).max(0) / 1_000)
        }
        DeliveryState::Delivered { .. } | DeliveryState::Failed { .. } => "–".to_owned(),
    };
    let attempts: String = told.attempts.iter().map(|tried| attempt(tried, now_ms)).collect();
    let attempts = match attempts.is_empty() {
        true => "none".to_owned(),
        false => format!("<ol>{attempts}</ol>"),
    };
    row(&[code(&told.event), state(told).to_owned(), next, attempts], &[])
}

fn attempt(attempt: &Attempt, now_ms: i64) -> String {
    let said = match (attempt.status, &attempt.problem) {
        (Some(status), _) => status.to_string(),
        (None, Some(problem)) => esc(problem),
        (None, None) => "no answer".to_owned(),
    };
    format!("<li>{said}, {} s ago</li>", (now_ms - attempt.at_ms).max(0) / 1_000)
}

pub(super) fn requests(requests: &Requests) -> String {
    let request_row = |asked: &Asked| {
        let replayed = if asked.replayed { " (replayed)" } else { "" };
        let cells = [
            code(&asked.id),
            format!("{} {}", esc(&asked.method), esc(&asked.path)),
            format!("{}{replayed}", asked.status),
            asked.idempotency_key.as_deref().map_or("–".to_owned(), code),
        ];
        row(&cells, &[])
    };
    let rows: String = requests.newest().take(ROWS).map(request_row).collect();
    table("Requests", &["Request", "Call", "Status", "Idempotency key"], &rows)
}

fn state(told: &Delivery) -> &'static str {
    match told.state {
        DeliveryState::Pending { .. } => "pending",
        DeliveryState::Delivered { .. } => "delivered",
        DeliveryState::Failed { .. } => "failed",
    }
}

fn code(id: &str) -> String {
    format!("<code>{}</code>", esc(id))
}

fn row(cells: &[String], amounts: &[String]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
    let amounts: String =
        amounts.iter().map(|amount| format!("<td class=\"number\">{amount}</td>")).collect();
    format!("<tr>{cells}{amounts}</tr>")
}

/// Shape: a head that begins with `#` stands above numbers.
fn table(title: &str, heads: &[&str], rows: &str) -> String {
    if rows.is_empty() {
        return format!(
            "<section><h2>{title}</h2><div class=\"wide\"><p class=\"empty\">Nothing yet.</p>\
             </div></section>"
        );
    }
    let head = |text: &&str| match text.strip_prefix('#') {
        Some(text) => format!("<th scope=\"col\" class=\"number\">{text}</th>"),
        None => format!("<th scope=\"col\">{text}</th>"),
    };
    let heads: String = heads.iter().map(head).collect();
    format!(
        "<section><h2>{title}</h2><div class=\"wide\" tabindex=\"0\" role=\"region\" \
         aria-label=\"{title}\"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>\
         </table></div></section>"
    )
}

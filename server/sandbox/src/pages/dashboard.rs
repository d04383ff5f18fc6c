//! The dashboard at `/`: the newest sessions, payments, events and what became of them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::html::{Page, esc};
use super::money::money;
use super::notice;
use crate::books::Books;
use crate::core::Core;
use crate::model::{DeliveryState, Session};

const ROWS: usize = 50;

pub(crate) async fn show(State(core): State<Arc<Core>>) -> Response {
    let board = core.act(|books, now_ms| Ok(board(books, now_ms))).await;
    let Ok(board) = board else { return notice::broken().into_response() };
    let endpoint = core.line().endpoint.as_ref().map(|endpoint| endpoint.url.clone());
    let told = match endpoint {
        Some(url) => format!("Webhooks go to <code>{}</code>.", esc(&url)),
        None => "No webhook endpoint is registered.".to_owned(),
    };
    let body = format!(
        "<main class=\"board\"><h1>Stripe stand-in</h1><p class=\"soft\">{told}</p>{board}</main>"
    );
    Page::new("Stripe stand-in", body).into_response()
}

fn board(books: &Books, now_ms: i64) -> String {
    let sessions = books.sessions.newest().take(ROWS).map(|session| session_row(session, now_ms));
    let payments = books.charges.newest().take(ROWS).map(|charge| {
        let cells = [code(&charge.id), code(&charge.intent), charge.state.as_str().to_owned()];
        let amounts = [
            money(charge.amount, &charge.currency),
            money(charge.amount_refunded, &charge.currency),
        ];
        row(&cells, &amounts)
    });
    let events = books.events.newest().take(ROWS).map(|event| {
        let told = books.deliveries.get(&event.id).map_or("nobody asked".to_owned(), |delivery| {
            let tries = delivery.attempts.len();
            match delivery.state {
                DeliveryState::Pending { .. } => format!("pending after {tries} attempts"),
                DeliveryState::Delivered { .. } => format!("delivered at attempt {tries}"),
                DeliveryState::Failed { .. } => format!("failed after {tries} attempts"),
            }
        });
        row(&[code(&event.id), esc(&event.kind), told], &[])
    });
    [
        table(
            &format!("Sessions ({})", books.sessions.len()),
            &["Session", "Status", "Payment", "Reference", "Left", "Amount"],
            &sessions.collect::<String>(),
        ),
        table(
            &format!("Payments ({})", books.charges.len()),
            &["Charge", "PaymentIntent", "Status", "Amount", "Refunded"],
            &payments.collect::<String>(),
        ),
        table(
            &format!("Events ({})", books.events.len()),
            &["Event", "Type", "Webhook"],
            &events.collect::<String>(),
        ),
    ]
    .concat()
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

fn code(id: &str) -> String {
    format!("<code>{}</code>", esc(id))
}

fn row(cells: &[String], amounts: &[String]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
    let amounts: String =
        amounts.iter().map(|amount| format!("<td class=\"number\">{amount}</td>")).collect();
    format!("<tr>{cells}{amounts}</tr>")
}

fn table(title: &str, heads: &[&str], rows: &str) -> String {
    if rows.is_empty() {
        return format!(
            "<section><h2>{title}</h2><div class=\"wide\"><p class=\"empty\">Nothing yet.</p>\
             </div></section>"
        );
    }
    let head = |text: &&str| match *text {
        "Amount" | "Refunded" => format!("<th scope=\"col\" class=\"number\">{text}</th>"),
        _ => format!("<th scope=\"col\">{text}</th>"),
    };
    let heads: String = heads.iter().map(head).collect();
    format!(
        "<section><h2>{title}</h2><div class=\"wide\" tabindex=\"0\" role=\"region\" \
         aria-label=\"{title}\"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>\
         </table></div></section>"
    )
}

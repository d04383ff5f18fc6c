//! The dashboard at `/`: sessions, payments, events, what became of them, and the ledger.

mod tables;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::html::{Page, esc, see_other};
use super::{notice, same_origin};
use crate::acts;
use crate::books::Books;
use crate::core::Core;

pub(crate) async fn show(State(core): State<Arc<Core>>) -> Response {
    let board = core.act(|books, now_ms| Ok(board(books, now_ms))).await;
    let Ok(board) = board else { return notice::broken().into_response() };
    let endpoint = core.line().endpoint.as_ref().map(|endpoint| endpoint.url.clone());
    let requests = tables::requests(&core.requests());
    let told = match endpoint {
        Some(url) => format!("Webhooks go to <code>{}</code>.", esc(&url)),
        None => "No webhook endpoint is registered.".to_owned(),
    };
    let body = format!(
        "<main class=\"board\"><h1>Stripe stand-in</h1>\
         <p class=\"soft\">{told}</p>{board}{requests}</main>"
    );
    Page::new("Stripe stand-in", body).into_response()
}

/// Owes one event to the endpoint again, then shows the dashboard.
pub(crate) async fn resend(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if !same_origin::is_from_here(&headers) {
        return notice::not_from_here().into_response();
    }
    match core.act(move |books, now_ms| acts::resend(books, now_ms, &id)).await {
        Ok(()) => see_other("/"),
        Err(_) => notice::unreadable().into_response(),
    }
}

fn board(books: &Books, now_ms: i64) -> String {
    [
        tables::ledger(books),
        tables::sessions(books, now_ms),
        tables::payments(books),
        tables::events(books),
        tables::deliveries(books, now_ms),
    ]
    .concat()
}

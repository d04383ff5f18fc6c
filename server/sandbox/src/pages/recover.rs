//! The recovery address of an expired session: a page that offers a copy, and makes it when asked.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::html::{Page, esc, see_other};
use super::money::money;
use super::notice;
use super::pay::find;
use crate::acts;
use crate::core::Core;
use crate::error::ApiError;
use crate::model::Session;

pub(crate) async fn show(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let now_ms = core.clock.now_ms();
    let session = find(&core, id).await;
    match session.filter(|session| is_open(session, now_ms)) {
        Some(session) => offer(&session).into_response(),
        None => notice::missing().into_response(),
    }
}

pub(crate) async fn submit(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let public_url = core.public_url.clone();
    let copied = core.act(move |books, now_ms| {
        let session = books.sessions.get(&id).filter(|session| is_open(session, now_ms));
        let session = session.ok_or_else(|| ApiError::not_found("checkout.session", &id))?;
        acts::recover(books, now_ms, &public_url, &session.id.clone())
    });
    match copied.await {
        Ok(copy) => see_other(&format!("/c/pay/{copy}")),
        Err(_) => notice::missing().into_response(),
    }
}

fn is_open(session: &Session, now_ms: i64) -> bool {
    session.recoverable().is_some_and(|(until_ms, _)| now_ms < until_ms)
}

fn offer(session: &Session) -> Page {
    let total = money(session.totals.amount, &session.totals.currency);
    let body = format!(
        "<main class=\"notice\"><div class=\"panel\"><h1>Pick up where you left off</h1>\
         <p class=\"soft\">The page you left has expired. A new one asks for {total}.</p>\
         <form class=\"actions\" method=\"post\" action=\"/c/recover/{}\">\
         <button class=\"button\">Continue to payment</button></form></div></main>",
        esc(&session.id)
    );
    Page::new("Pick up where you left off", body)
}

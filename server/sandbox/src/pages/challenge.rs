//! The 3-D Secure step: the buyer's bank asks, and may be told yes or no.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::html::{Page, esc, see_other};
use super::money::money;
use super::notice;
use super::pay::{answer, find, on};
use super::pay_view::Typed;
use crate::acts;
use crate::core::Core;
use crate::error::ApiError;
use crate::model::{IntentState, Session, SessionState, UiMode};

pub(crate) async fn show(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let Some(session) = find(&core, id).await else { return notice::missing().into_response() };
    let intent = session.intent.clone().unwrap_or_default();
    let asked = core.act(move |books, _| {
        let intent = books.intents.get(&intent);
        Ok(intent.is_some_and(|intent| intent.state == IntentState::RequiresAction))
    });
    let is_asked = asked.await.unwrap_or(false);
    match session.state {
        SessionState::Open if is_asked => challenge_page(&session).into_response(),
        SessionState::Open if session.ui_mode != UiMode::HostedPage => on(&session),
        SessionState::Open => see_other(&format!("/c/pay/{}", session.id)),
        SessionState::Complete { .. } => notice::complete(&session).into_response(),
        SessionState::Expired { .. } => notice::expired(&session).into_response(),
    }
}

pub(crate) async fn submit(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let succeeds = &body[..] == b"answer=complete";
    let wanted = id.clone();
    let outcome = core.act(move |books, now_ms| {
        let missing = || ApiError::not_found("checkout.session", &wanted);
        let session = books.sessions.get(&wanted).cloned().ok_or_else(missing)?;
        Ok(acts::authenticate(books, now_ms, &session, succeeds))
    });
    let outcome = outcome.await;
    let Some(session) = find(&core, id).await else { return notice::missing().into_response() };
    match outcome {
        Ok(outcome) => answer(&core, &session, &Typed::fresh(&session), outcome).await,
        Err(_) => notice::broken().into_response(),
    }
}

fn challenge_page(session: &Session) -> Page {
    let total = money(session.totals.amount, &session.totals.currency);
    let body = format!(
        "<main class=\"notice\"><div class=\"panel\">\
         <h1>Your bank wants to know that it is you</h1>\
         <p class=\"soft\">This stands for 3-D Secure: a real bank would ask for a code or a tap \
         in its app before it lets {total} go.</p>\
         <form class=\"actions\" method=\"post\" action=\"/c/pay/{}/authenticate\">\
         <button class=\"button\" name=\"answer\" value=\"complete\">Complete authentication\
         </button>\
         <button class=\"button quiet\" name=\"answer\" value=\"fail\">Fail authentication\
         </button></form></div></main>",
        esc(&session.id)
    );
    let leads_to = session.urls.success.clone().or(session.urls.back.clone());
    Page { leads_to, ..Page::new("3-D Secure", body) }
}

//! The documents inside frames: the whole form, the payment fields alone, the 3-D Secure step.
//!
//! Only the site that a session returns to may show them; they run one script, of this origin.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::core::Core;
use crate::model::{Session, SessionState, UiMode};
use crate::pages::{Frame, Problems, Typed, esc, find, money, notice, origin, pay_view};

/// Nobody said where the form will stand.
const ANY_SITE: &str = "http: https:";

/// The whole form of an `embedded_page` session, or what became of it.
pub(super) async fn page(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let Some(session) = find(&core, id).await else { return notice::missing().into_response() };
    if session.ui_mode != UiMode::EmbeddedPage {
        return notice::no_page().into_response();
    }
    let body = match session.state {
        SessionState::Open => {
            let typed = Typed::fresh(&session);
            let total = money(session.totals.amount, &session.totals.currency);
            let summary = pay_view::summary(&session, &total, None);
            let form = pay_view::form(&session, &typed, &Problems::default(), &total);
            format!("<div class=\"checkout\">{summary}{form}</div>")
        }
        SessionState::Complete { .. } => notice::complete(&session).body,
        SessionState::Expired { .. } => notice::expired(&session).body,
    };
    document(&session, "page", "Checkout", &body).into_response()
}

/// The Payment Element of an `elements` session.
pub(super) async fn payment(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let Some(session) = find(&core, id).await else { return notice::missing().into_response() };
    if session.ui_mode != UiMode::Elements {
        return notice::no_page().into_response();
    }
    let typed = Typed::fresh(&session);
    let fields = pay_view::methods(&session, &typed, &Problems::default());
    let body = format!("<form class=\"pay bare\" novalidate>{fields}{}</form>", pay_view::hint());
    document(&session, "payment", "Payment", &body).into_response()
}

/// The bank's question, as a dialog in the page.
pub(super) async fn challenge(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let Some(session) = find(&core, id).await else { return notice::missing().into_response() };
    let total = money(session.totals.amount, &session.totals.currency);
    let body = format!(
        "<form class=\"challenge\" method=\"post\" action=\"/browser/{}/challenge\">\
         <h1>Your bank wants to know that it is you</h1>\
         <p class=\"soft\">This stands for 3-D Secure: a real bank would ask for a code or a tap \
         in its app before it lets {total} go.</p>\
         <p class=\"actions\">\
         <button class=\"button\" name=\"answer\" value=\"complete\">Complete authentication\
         </button>\
         <button class=\"button quiet\" name=\"answer\" value=\"fail\">Fail authentication\
         </button></p></form>",
        esc(&session.id)
    );
    document(&session, "challenge", "3-D Secure", &body).into_response()
}

/// How the bank's question was answered; the script hands it to whoever waits for it.
pub(super) fn result(session: &Session, told: &Value) -> Frame {
    let told = esc(&told.to_string());
    let body = format!("<p class=\"soft\" data-result=\"{told}\">One moment.</p>");
    document(session, "challenge", "3-D Secure", &body)
}

fn document(session: &Session, kind: &'static str, title: &'static str, body: &str) -> Frame {
    let seller = session.urls.back.as_deref().and_then(origin);
    let body = format!(
        "<div class=\"frame\" data-frame=\"{kind}\" data-session=\"{}\" data-seller=\"{}\">\
         {body}</div>",
        esc(&session.id),
        esc(seller.as_deref().unwrap_or("*"))
    );
    let ancestors = seller.unwrap_or_else(|| ANY_SITE.to_owned());
    Frame { title, body, ancestors }
}

//! Paying from a frame: the same acts as the hosted page, answered as Stripe.js answers.
//!
//! Why: who pays after the end learns it here only; no frame notices by itself.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::ask::{of_secret, open_to_all, read, refused};
use super::client::client_session;
use super::frame;
use crate::acts::{self, PayOutcome};
use crate::books::Books;
use crate::core::Core;
use crate::error::ApiError;
use crate::model::{CardFailure, CardOutcome, Means, Session, SessionState};
use crate::pages::{Problems, Typed, notice};
use crate::webhooks::wait_for_answer;

/// What confirming led to.
enum Confirmed {
    Mistyped(Problems),
    Tried(Arc<Session>, PayOutcome),
}

/// Pays an open session with what was typed into the frame.
///
/// Refuses: 404 for a secret that is none. Everything else is an answer of type `success`,
/// `error` or `action`.
pub(super) async fn confirm(State(core): State<Arc<Core>>, body: Bytes) -> Response {
    let asked = read(&body).and_then(|mut fields| {
        let secret = fields.required("client_secret")?;
        Ok((secret, Typed::read(fields)?))
    });
    let (secret, mut typed) = match asked {
        Ok(asked) => asked,
        Err(refusal) => return refused(&refusal),
    };
    let confirmed = core.act(move |books, now_ms| {
        let session = of_secret(books, &secret)?;
        if typed.email.is_empty() {
            typed.email = Typed::fresh(&session).email;
        }
        if session.state != SessionState::Open {
            let state = session.state;
            return Ok(Confirmed::Tried(session, PayOutcome::NotOpen(state)));
        }
        let means = match typed.check(&session, now_ms) {
            Ok(means) => means,
            Err(problems) => return Ok(Confirmed::Mistyped(problems)),
        };
        let outcome = acts::pay(books, now_ms, &session, typed.payer(), means);
        Ok(Confirmed::Tried(session, outcome))
    });
    match confirmed.await {
        Ok(Confirmed::Mistyped(problems)) => open_to_all(StatusCode::OK, &mistyped(&problems)),
        Ok(Confirmed::Tried(session, outcome)) => {
            let told = tell(&core, &session.id, outcome).await;
            open_to_all(StatusCode::OK, &told)
        }
        Err(refusal) => refused(&refusal),
    }
}

/// Ends the 3-D Secure step that a frame shows, and lets the frame tell how.
pub(super) async fn answer(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let succeeds = &body[..] == b"answer=complete";
    let wanted = id.clone();
    let outcome = core.act(move |books, now_ms| {
        let missing = || ApiError::not_found("checkout.session", &wanted);
        let session = books.sessions.get(&wanted).cloned().ok_or_else(missing)?;
        let outcome = acts::authenticate(books, now_ms, &session, succeeds);
        Ok((session, outcome))
    });
    match outcome.await {
        Ok((session, outcome)) => {
            let told = tell(&core, &id, outcome).await;
            frame::result(&session, &told).into_response()
        }
        Err(_) => notice::missing().into_response(),
    }
}

/// The answer to a try, once the seller's endpoint was told of a payment.
async fn tell(core: &Arc<Core>, id: &str, outcome: PayOutcome) -> Value {
    if let PayOutcome::Completed { event } = &outcome {
        wait_for_answer(core, event).await;
    }
    let wanted = id.to_owned();
    let told = core.act(move |books, _| {
        let missing = || ApiError::not_found("checkout.session", &wanted);
        let session = books.sessions.get(&wanted).ok_or_else(missing)?;
        let mut told = of_outcome(books, session, &outcome);
        told["session"] = client_session(books, session);
        Ok(told)
    });
    told.await.unwrap_or_else(|refusal| error(&refusal.message, &Value::Null))
}

fn of_outcome(books: &Books, session: &Session, outcome: &PayOutcome) -> Value {
    match outcome {
        PayOutcome::Completed { .. } => {
            json!({ "type": "success", "returnUrl": session.after_payment() })
        }
        PayOutcome::Declined(why) => declined(*why),
        PayOutcome::NeedsAuthentication => match asks_away(books, session) {
            true => {
                let path = format!("/c/pay/{}/authenticate", session.id);
                json!({ "type": "action", "kind": "redirect", "path": path })
            }
            false => {
                let path = format!("/browser/{}/challenge", session.id);
                json!({ "type": "action", "kind": "dialog", "path": path })
            }
        },
        PayOutcome::NotOpen(_) => {
            let mut told = error(
                "This payment went through already, or the time to pay is over.",
                &Value::Null,
            );
            told["isOver"] = true.into();
            told
        }
    }
}

/// Whether the bank asks on a page of its own.
fn asks_away(books: &Books, session: &Session) -> bool {
    let intent = session.intent.as_ref().and_then(|id| books.intents.get(id));
    intent.is_some_and(|intent| {
        matches!(intent.means, Some(Means::Card { outcome: CardOutcome::AsksAway, .. }))
    })
}

fn declined(why: CardFailure) -> Value {
    let mut told = error(why.message(), &json!("paymentFailed"));
    let decline = why.decline_code().unwrap_or(why.code());
    told["error"]["paymentFailed"] = json!({ "declineCode": decline });
    told
}

fn mistyped(problems: &Problems) -> Value {
    let fields = problems.by_field();
    let first = fields.iter().find_map(|(_, problem)| *problem).unwrap_or_default();
    let mut told = error(first, &Value::Null);
    told["problems"] = fields.into_iter().map(|(id, text)| (id.to_owned(), json!(text))).collect();
    told
}

fn error(message: &str, code: &Value) -> Value {
    json!({ "type": "error", "error": { "message": message, "code": code } })
}

//! What the script asks on behalf of a page: the session of a client secret.
//!
//! Answers may be read by any site, since the secret in the request is the permission.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::client::client_session;
use crate::acts;
use crate::books::Books;
use crate::core::Core;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::form;
use crate::model::{Session, UiMode};

/// Answers the session as its page may see it.
///
/// Refuses: 404 for a secret that is none, or of a hosted session.
pub(super) async fn session(State(core): State<Arc<Core>>, body: Bytes) -> Response {
    let secret = match read(&body).and_then(|mut fields| fields.required("client_secret")) {
        Ok(secret) => secret,
        Err(refusal) => return refused(&refusal),
    };
    let found = core.act(move |books, _| {
        let session = of_secret(books, &secret)?;
        Ok(client_session(books, &session))
    });
    match found.await {
        Ok(found) => open_to_all(StatusCode::OK, &found),
        Err(refusal) => refused(&refusal),
    }
}

/// Lowers the bill by the code that was typed, or takes the present one off where none was.
///
/// Refuses: 404 for a secret that is none. A code that is none is an answer of type `error`.
pub(super) async fn promotion_code(State(core): State<Arc<Core>>, body: Bytes) -> Response {
    let asked = read(&body)
        .and_then(|mut fields| Ok((fields.required("client_secret")?, fields.text("code")?)));
    let (secret, code) = match asked {
        Ok(asked) => asked,
        Err(refusal) => return refused(&refusal),
    };
    let changed = core.act(move |books, now_ms| {
        let session = of_secret(books, &secret)?;
        let changed = match code {
            Some(code) => acts::apply_code(books, now_ms, &session, &code),
            None => acts::remove_code(books, &session),
        };
        let session = of_secret(books, &secret)?;
        Ok(match changed {
            Ok(()) => json!({ "type": "success", "session": client_session(books, &session) }),
            Err(message) => {
                let code = Some("invalidCode").filter(|_| message == "This code is invalid.");
                json!({ "type": "error", "error": { "message": message, "code": code } })
            }
        })
    });
    match changed.await {
        Ok(changed) => open_to_all(StatusCode::OK, &changed),
        Err(refusal) => refused(&refusal),
    }
}

/// The form that a script sent.
pub(super) fn read(body: &[u8]) -> Result<Fields, ApiError> {
    form::parse(body).map(Fields::root)
}

/// The session whose client secret this is.
///
/// Refuses: any other text, and the secret of a hosted session, which nobody was given.
pub(super) fn of_secret(books: &Books, secret: &str) -> Result<Arc<Session>, ApiError> {
    let id = secret.split("_secret_").next().unwrap_or_default();
    let known = books.sessions.get(id).filter(|session| {
        let is_its = |its: &String| bool::from(its.as_bytes().ct_eq(secret.as_bytes()));
        session.ui_mode != UiMode::HostedPage && session.client_secret.as_ref().is_some_and(is_its)
    });
    known.cloned().ok_or_else(|| ApiError::not_found("checkout.session", id))
}

/// A no, in words for whoever wrote the page.
pub(super) fn refused(refusal: &ApiError) -> Response {
    let error = json!({ "error": { "message": refusal.message, "code": null } });
    open_to_all(refusal.status, &error)
}

/// JSON that any site's script may read.
pub(super) fn open_to_all(status: StatusCode, value: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (status, headers, value.to_string()).into_response()
}

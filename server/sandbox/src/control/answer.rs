//! Bodies of the control interface: strict JSON in, plain JSON out, `{"error": "…"}` for a no.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::error::ApiError;

/// What every control request is answered.
pub(crate) type Answer = Result<Done, Refused>;

/// 200 with a body.
#[derive(Debug)]
pub(crate) struct Done(Value);

/// A no, in words.
#[derive(Debug)]
pub(crate) struct Refused(StatusCode, String);

/// A body that was understood; an empty one is `{}`.
#[derive(Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

/// Answers a yes.
pub(crate) fn done(value: Value) -> Answer {
    Ok(Done(value))
}

/// Answers 400 with a sentence.
pub(crate) fn refused(sentence: impl Into<String>) -> Refused {
    Refused(StatusCode::BAD_REQUEST, sentence.into())
}

/// Answers 403 with a sentence.
pub(crate) fn forbidden(sentence: impl Into<String>) -> Response {
    Refused(StatusCode::FORBIDDEN, sentence.into()).into_response()
}

impl From<ApiError> for Refused {
    fn from(refusal: ApiError) -> Self {
        Self(refusal.status, refusal.message)
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        json_response(StatusCode::OK, &self.0)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        json_response(self.0, &json!({ "error": self.1 }))
    }
}

fn json_response(status: StatusCode, value: &Value) -> Response {
    let body = serde_json::to_string_pretty(value).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Asked<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|problem| Refused(problem.status(), problem.body_text()))?;
        let body = if body.is_empty() { Bytes::from_static(b"{}") } else { body };
        match serde_json::from_slice(&body) {
            Ok(asked) => Ok(Self(asked)),
            Err(problem) => Err(refused(format!("The body is not understood: {problem}."))),
        }
    }
}

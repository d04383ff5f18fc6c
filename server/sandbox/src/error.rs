//! Answers that are a no, in Stripe's shape.
//!
//! Every refusal of the API is one `ApiError`. It says too whether execution had begun, because
//! only then does Stripe keep the answer under the idempotency key.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// Stripe's kinds of error; the fourth, `card_error`, lives in a PaymentIntent only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    Api,
    Idempotency,
    InvalidRequest,
}

impl ErrorKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api_error",
            Self::Idempotency => "idempotency_error",
            Self::InvalidRequest => "invalid_request_error",
        }
    }
}

/// A refusal of the API.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) code: Option<&'static str>,
    pub(crate) param: Option<String>,
    /// Whether execution had begun, so that an idempotency key keeps this answer.
    pub(crate) begun: bool,
}

impl ApiError {
    /// 400 `invalid_request_error` without a code; nothing had begun.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: ErrorKind::InvalidRequest,
            message: message.into(),
            code: None,
            param: None,
            begun: false,
        }
    }

    /// 400 for one parameter.
    pub(crate) fn param(param: impl Into<String>, message: impl Into<String>) -> Self {
        Self { param: Some(param.into()), ..Self::invalid(message) }
    }

    /// 400 `parameter_missing`.
    pub(crate) fn missing(param: &str) -> Self {
        Self::param(param, format!("Missing required param: {param}.")).code("parameter_missing")
    }

    /// 400 `parameter_unknown`, for one parameter or several.
    pub(crate) fn unknown(params: &[String]) -> Self {
        let plural = if params.len() == 1 { "" } else { "s" };
        let message = format!("Received unknown parameter{plural}: {}", params.join(", "));
        Self::param(params.first().cloned().unwrap_or_default(), message).code("parameter_unknown")
    }

    /// 404 `resource_missing`, for the object that the path names.
    pub(crate) fn not_found(object: &str, id: &str) -> Self {
        let param = match object {
            "checkout.session" => "session",
            "payment_intent" => "intent",
            "coupon" => "coupon",
            "promotion_code" => "promotion_code",
            _ => "id",
        };
        Self { status: StatusCode::NOT_FOUND, ..Self::no_such(param, object, id) }
    }

    /// 400 `resource_missing`, for an object that a parameter names.
    pub(crate) fn no_such(param: &str, object: &str, id: &str) -> Self {
        let object = if object == "promotion_code" { "promotion code" } else { object };
        Self::param(param, format!("No such {object}: '{id}'")).code("resource_missing")
    }

    /// 400: parameters that exclude each other.
    pub(crate) fn only_one(params: [&str; 2]) -> Self {
        let message =
            format!("You may only specify one of these parameters: {}.", params.join(", "));
        Self::param(params[0], message)
    }

    /// 400 that the state of things demands; execution had begun.
    pub(crate) fn state(message: impl Into<String>) -> Self {
        Self { begun: true, ..Self::invalid(message) }
    }

    /// 401: no key, or a wrong one.
    pub(crate) fn unauthorized(message: impl Into<String>) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, ..Self::invalid(message) }
    }

    /// 403: a restricted key that was not given this permission.
    pub(crate) fn forbidden() -> Self {
        let message = "The provided key does not have the required permissions for this endpoint.";
        Self { status: StatusCode::FORBIDDEN, ..Self::invalid(message) }
    }

    /// 429.
    pub(crate) fn rate_limited() -> Self {
        let message = "Request rate limit exceeded. Learn more about rate limits here \
                       https://stripe.com/docs/rate-limits.";
        Self { status: StatusCode::TOO_MANY_REQUESTS, ..Self::invalid(message) }.code("rate_limit")
    }

    /// 500 that a key keeps.
    pub(crate) fn internal() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            kind: ErrorKind::Api,
            begun: true,
            ..Self::invalid("Something went wrong on this side. The request may have had effect.")
        }
    }

    /// 400: the key was used with other parameters.
    pub(crate) fn key_reused(key: &str) -> Self {
        let message = format!(
            "Keys for idempotent requests can only be used with the same parameters they were \
             first used with. Try using a key other than '{key}' if you meant to execute a \
             different request."
        );
        Self { kind: ErrorKind::Idempotency, ..Self::invalid(message) }
    }

    /// 409: the first request with the key has not been answered yet.
    pub(crate) fn key_in_use(key: &str) -> Self {
        let message = format!(
            "There is currently another in-progress request using this Idempotent Key (that \
             probably means you submitted twice, and the other request is still going through): \
             {key}. Please try again later."
        );
        Self {
            status: StatusCode::CONFLICT,
            kind: ErrorKind::Idempotency,
            ..Self::invalid(message)
        }
        .code("idempotency_key_in_use")
    }

    /// The same with a code.
    pub(crate) fn code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// The body of the answer.
    pub(crate) fn body(&self) -> Value {
        let mut error = json!({ "type": self.kind.as_str(), "message": self.message });
        if let Some(code) = self.code {
            error["code"] = code.into();
            error["doc_url"] = format!("https://stripe.com/docs/error-codes/{code}").into();
        }
        if let Some(param) = &self.param {
            error["param"] = param.as_str().into();
        }
        json!({ "error": error })
    }
}

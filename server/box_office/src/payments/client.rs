//! The HTTP client: keys, versions, time-outs, and what an answer means for what is owed.

use super::wire::{RefundPart, SessionPart};
use super::{API_VERSION, EventPart};
use crate::{Fault, StripeSettings};
use domain::SessionId;
use reqwest::{Client, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Longest wait for a connection; an answer's own wait may be shorter.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// The way to Stripe.
#[derive(Debug)]
pub(crate) struct Payments {
    http: Client,
    base: String,
    key: SecretString,
}

/// What an answer means.
#[derive(Debug)]
pub(crate) enum Reply<T> {
    /// Done, or read.
    Done(T, RequestId),
    /// Refused for good: asking again with the same words will not help.
    Refused(Refused),
    /// No answer, or one that says to come back: the outcome is not known.
    Unknown(String),
    /// A failure that Stripe stored under this key and will repeat for a day.
    StoredFailure(String),
}

/// Stripe's name of one answer, for its support and our log.
pub(crate) type RequestId = String;

/// What Stripe said no with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Refused {
    pub(crate) code: Option<String>,
    pub(crate) param: Option<String>,
    pub(crate) message: Option<String>,
    #[serde(skip)]
    pub(crate) status: u16,
    #[serde(skip)]
    pub(crate) request_id: RequestId,
}

/// One page of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
    pub(crate) has_more: bool,
}

#[derive(Debug, Deserialize)]
struct Failure {
    error: Refused,
}

impl Payments {
    pub(crate) fn new(settings: &StripeSettings) -> Result<Self, Fault> {
        // Another part of the process may have chosen already; either choice will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let base = settings.api_url.trim_end_matches('/').to_owned();
        let mut http = Client::builder()
            .timeout(settings.answer_within)
            .connect_timeout(CONNECT_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("Holdfast/", env!("CARGO_PKG_VERSION")));
        if base.starts_with("http://") {
            // A stand-in beside us: no certificates are needed, nor a proxy, nor that the machine
            // has any.
            http = http.no_proxy().tls_certs_only([]);
        }
        let http = http.build().map_err(|error| Fault::Payments(error.to_string()))?;
        Ok(Self { http, base, key: settings.secret_key.clone() })
    }

    /// Creates the session whose form was stored.
    pub(crate) async fn create_session(&self, key: &str, form: &str) -> Reply<SessionPart> {
        self.post("/v1/checkout/sessions", key, form).await
    }

    /// Expires a session; the answer says how its PaymentIntent stands.
    pub(crate) async fn expire_session(&self, id: &SessionId, key: &str) -> Reply<SessionPart> {
        let path = format!("/v1/checkout/sessions/{id}/expire");
        self.post(&path, key, "expand[0]=payment_intent").await
    }

    /// Reads a session with its PaymentIntent.
    pub(crate) async fn session(&self, id: &SessionId) -> Reply<SessionPart> {
        self.get(&format!("/v1/checkout/sessions/{id}?expand[0]=payment_intent")).await
    }

    /// Reads a page of sessions, newest first. Units of `created_from`: unix seconds.
    pub(crate) async fn sessions(
        &self,
        created_from: i64,
        after: Option<&str>,
    ) -> Reply<Page<SessionPart>> {
        let after = after.map(|id| format!("&starting_after={id}")).unwrap_or_default();
        self.get(&format!("/v1/checkout/sessions?limit=100&created[gte]={created_from}{after}"))
            .await
    }

    /// Gives the money of a payment back.
    pub(crate) async fn refund(&self, key: &str, form: &str) -> Reply<RefundPart> {
        self.post("/v1/refunds", key, form).await
    }

    /// Reads a page of refunds, newest first.
    pub(crate) async fn refunds(&self, after: Option<&str>) -> Reply<Page<RefundPart>> {
        let after = after.map(|id| format!("&starting_after={id}")).unwrap_or_default();
        self.get(&format!("/v1/refunds?limit=100{after}")).await
    }

    /// The refunds of a PaymentIntent.
    pub(crate) async fn refunds_of_intent(&self, intent: &str) -> Reply<Page<RefundPart>> {
        self.get(&format!("/v1/refunds?limit=100&payment_intent={intent}")).await
    }

    /// Reads a page of events that reached nobody, newest first.
    pub(crate) async fn undelivered_events(
        &self,
        after: Option<&str>,
    ) -> Reply<Page<serde_json::Value>> {
        let after = after.map(|id| format!("&starting_after={id}")).unwrap_or_default();
        self.get(&format!("/v1/events?limit=100&delivery_success=false{after}")).await
    }

    /// The sessions of a PaymentIntent: at most one.
    pub(crate) async fn sessions_of_intent(&self, intent: &str) -> Reply<Page<SessionPart>> {
        self.get(&format!("/v1/checkout/sessions?limit=1&payment_intent={intent}")).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Reply<T> {
        self.send(self.http.get(format!("{}{path}", self.base))).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, key: &str, form: &str) -> Reply<T> {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.to_owned());
        self.send(request).await
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Reply<T> {
        let request =
            request.bearer_auth(self.key.expose_secret()).header("Stripe-Version", API_VERSION);
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return Reply::Unknown(error.without_url().to_string()),
        };
        let header = |name: &str| {
            let value = answer.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let request_id = header("Request-Id").unwrap_or_default();
        let is_replayed = header("Idempotent-Replayed").is_some_and(|value| value == "true");
        let status = answer.status();
        let body = match answer.bytes().await {
            Ok(body) => body,
            Err(error) => return Reply::Unknown(error.without_url().to_string()),
        };
        if status.is_success() {
            return match serde_json::from_slice(&body) {
                Ok(value) => Reply::Done(value, request_id),
                Err(error) => Reply::Unknown(format!("unreadable answer: {error} ({request_id})")),
            };
        }
        refusal(status, &body, request_id, is_replayed)
    }
}

fn refusal<T>(status: StatusCode, body: &[u8], request_id: String, is_replayed: bool) -> Reply<T> {
    let why = format!("status {} ({request_id})", status.as_u16());
    let is_passing = status == StatusCode::CONFLICT || status == StatusCode::TOO_MANY_REQUESTS;
    if status.is_server_error() && is_replayed {
        Reply::StoredFailure(why)
    } else if status.is_client_error() && !is_passing {
        let error = serde_json::from_slice::<Failure>(body).map(|failure| failure.error);
        let error = error.unwrap_or_default();
        Reply::Refused(Refused { status: status.as_u16(), request_id, ..error })
    } else {
        Reply::Unknown(why)
    }
}

impl<T> Reply<T> {
    /// The answer, or a fault that says why there is none.
    pub(crate) fn done(self, what: &str) -> Result<T, Fault> {
        match self {
            Self::Done(value, _) => Ok(value),
            Self::Refused(refused) => Err(Fault::Payments(format!("{what}: {refused}"))),
            Self::Unknown(why) | Self::StoredFailure(why) => {
                Err(Fault::Payments(format!("{what}: {why}")))
            }
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let (code, param) = (or(&self.code), or(&self.param));
        write!(f, "status {} code {code} param {param} ({})", self.status, self.request_id)
    }
}

impl EventPart {
    /// Reads an event.
    pub(crate) fn read(body: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(body)
    }
}

//! The HTTP client: keys, versions, time-outs, pace, and what an answer means for what is owed.

use super::breaker::{Breaker, Circuit, Health};
use super::pace::{Pace, Urgency};
use super::{API_VERSION, EventPart};
use crate::{Fault, StripeSettings};
use reqwest::header::HeaderMap;
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
    pace: Pace,
    breaker: Breaker,
}

/// Which call, for limits and logs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    endpoint: &'static str,
    urgency: Urgency,
    is_needed: bool,
}

/// An answer as it came.
#[derive(Debug)]
struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// An answer that is looked at and not acted upon.
#[derive(Debug)]
pub(super) struct Probe {
    pub(super) status: u16,
    /// The version it was given in.
    pub(super) version: Option<String>,
    /// The sender's clock. Units: unix seconds.
    pub(super) date_s: Option<i64>,
    pub(super) body: Vec<u8>,
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

impl<T> Default for Page<T> {
    /// The page of an empty list.
    fn default() -> Self {
        Self { data: Vec::new(), has_more: false }
    }
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
        let pace = Pace::new(settings.call_rate);
        let breaker = Breaker::new(settings.rest_after_failures);
        Ok(Self { http, base, key: settings.secret_key.clone(), pace, breaker })
    }

    /// So many instances call with the same keys.
    pub(crate) fn share_pace(&self, instances: u32) {
        self.pace.share(instances);
    }

    /// Whether calls are made just now.
    pub(crate) fn circuit(&self) -> Circuit {
        self.breaker.circuit()
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str, asked: Asked) -> Reply<T> {
        self.send(self.http.get(format!("{}{path}", self.base)), asked).await
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        key: &str,
        form: &str,
        asked: Asked,
    ) -> Reply<T> {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.to_owned());
        self.send(request, asked).await
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder, asked: Asked) -> Reply<T> {
        let endpoint = asked.endpoint;
        if !self.breaker.enter() {
            return Reply::Unknown("not asked: Stripe is left alone for a while".to_owned());
        }
        self.pace.turn(endpoint, asked.urgency).await;
        let answer = match self.hear(request).await {
            Ok(answer) => answer,
            Err(why) => {
                tracing::warn!(endpoint, why, "Stripe did not answer");
                self.breaker.heard(Health::Fails, &why);
                return Reply::Unknown(why);
            }
        };
        let (status, request_id) = (&answer.status, answer.request_id());
        tracing::info!(endpoint, status = status.as_u16(), request_id, "Stripe answered");
        if *status == StatusCode::TOO_MANY_REQUESTS {
            self.pace.slow_down();
        }
        let why = format!("status {} ({request_id})", status.as_u16());
        self.breaker.heard(asked.health(*status), &why);
        answer.read()
    }

    /// Asks for something that does nothing, to see whether it may be asked for.
    pub(super) async fn probe(&self, is_post: bool, path: &str) -> Result<Probe, String> {
        let url = format!("{}{path}", self.base);
        let request = match is_post {
            true => self.http.post(url).header("Content-Type", "application/x-www-form-urlencoded"),
            false => self.http.get(url),
        };
        let answer = self.hear(request).await?;
        let date = header(&answer.headers, "Date");
        let date = date.and_then(|date| jiff::fmt::rfc2822::parse(&date).ok());
        Ok(Probe {
            status: answer.status.as_u16(),
            version: header(&answer.headers, "Stripe-Version"),
            date_s: date.map(|date| date.timestamp().as_second()),
            body: answer.body,
        })
    }

    async fn hear(&self, request: RequestBuilder) -> Result<Answered, String> {
        let words = |error: reqwest::Error| error.without_url().to_string();
        let key = self.key.expose_secret();
        let request = request.bearer_auth(key).header("Stripe-Version", API_VERSION);
        let answer = request.send().await.map_err(words)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.map_err(|error| {
            format!("{} ({})", words(error), header(&headers, "Request-Id").unwrap_or_default())
        })?;
        Ok(Answered { status, headers, body: body.to_vec() })
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

impl Asked {
    /// A call that the shop cannot do without.
    pub(super) fn new(endpoint: &'static str, urgency: Urgency) -> Self {
        Self { endpoint, urgency, is_needed: true }
    }

    /// A call whose permission a key may lack: the shop sells all the same.
    pub(super) fn spared(self) -> Self {
        Self { is_needed: false, ..self }
    }

    fn health(&self, status: StatusCode) -> Health {
        match status {
            StatusCode::UNAUTHORIZED => Health::ShutOut,
            StatusCode::FORBIDDEN if self.is_needed => Health::ShutOut,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::CONFLICT => Health::Busy,
            status if status.is_server_error() => Health::Fails,
            _ => Health::Works,
        }
    }
}

impl Answered {
    fn request_id(&self) -> RequestId {
        header(&self.headers, "Request-Id").unwrap_or_default()
    }

    fn read<T: DeserializeOwned>(self) -> Reply<T> {
        let request_id = self.request_id();
        let is_replayed = header(&self.headers, "Idempotent-Replayed").as_deref() == Some("true");
        let Self { status, body, .. } = self;
        if !status.is_success() {
            return refusal(status, &body, request_id, is_replayed);
        }
        match serde_json::from_slice(&body) {
            Ok(value) => Reply::Done(value, request_id),
            Err(error) => Reply::Unknown(format!("unreadable answer: {error} ({request_id})")),
        }
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
    /// The answer, none if Stripe knows no such thing, or a fault that says why there is none.
    pub(crate) fn found(self, what: &str) -> Result<Option<T>, Fault> {
        match self {
            Self::Refused(refused) if refused.is_missing() => Ok(None),
            Self::Done(..) | Self::Refused(_) | Self::Unknown(_) | Self::StoredFailure(_) => {
                self.done(what).map(Some)
            }
        }
    }

    /// The answer, none if the key may not ask for it, which is logged, or a fault that says why
    /// there is none.
    pub(crate) fn permitted(self, what: &str) -> Result<Option<T>, Fault> {
        match self {
            Self::Refused(refused) if refused.status == 403 => {
                tracing::error!(what, %refused, "the key may not ask for this");
                Ok(None)
            }
            Self::Done(..) | Self::Refused(_) | Self::Unknown(_) | Self::StoredFailure(_) => {
                self.done(what).map(Some)
            }
        }
    }

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

impl Refused {
    /// Stripe knows no such thing: in its own words, not in those of some other web server.
    pub(crate) fn is_missing(&self) -> bool {
        self.status == 404 && self.code.as_deref() == Some("resource_missing")
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
    /// Which of Stripe's objects this is: an event, or one of a newer kind.
    pub(crate) fn object_of(body: &[u8]) -> Option<String> {
        let value: serde_json::Value = serde_json::from_slice(body).ok()?;
        Some(value.get("object")?.as_str()?.to_owned())
    }

    /// Reads an event.
    pub(crate) fn read(body: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(body)
    }
}

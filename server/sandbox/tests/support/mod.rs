//! A sandbox on a free port with a stopped clock, a client for it, and an endpoint that listens.
//!
//! Everything goes over real HTTP; nothing here sleeps.

#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use stripe_sandbox::{Clock, RunningSandbox, Sandbox, SandboxConfig, WebhookEndpoint};
use tokio::sync::{mpsc, watch};

pub(crate) const NOW_MS: i64 = 1_800_000_000_000;
pub(crate) const NOW_S: i64 = NOW_MS / 1_000;
pub(crate) const SECRET: &str = "whsec_of_the_test";
const KEY: &str = "sk_test_of_the_test";
const PATIENCE: Duration = Duration::from_secs(20);

/// A sandbox and a client that speaks to it.
pub(crate) struct Rig {
    pub(crate) running: RunningSandbox,
    pub(crate) http: Client,
}

/// An answer, read to the end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// The body of a 200.
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }

    /// The error of anything else.
    pub(crate) fn error(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()["error"].clone()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(crate) fn config() -> SandboxConfig {
    SandboxConfig {
        clock: Clock::stopped_at(NOW_MS),
        ..SandboxConfig::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }
}

impl Rig {
    pub(crate) async fn new() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: SandboxConfig) -> Self {
        let running = Sandbox::start(config).await.expect("the sandbox starts");
        let http = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self { running, http }
    }

    pub(crate) async fn with_database(file: &Path) -> Self {
        Self::with(SandboxConfig { database: Some(file.to_owned()), ..config() }).await
    }

    pub(crate) async fn with_listener(listener: &Listener) -> Self {
        Self::with(SandboxConfig { webhook: Some(listener.endpoint()), ..config() }).await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.running.url());
        self.http.request(method, url).bearer_auth(KEY)
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        read(self.request(Method::GET, path)).await.expect("an answer")
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.try_post(path, form, None).await.expect("an answer")
    }

    pub(crate) async fn post_with_key(
        &self,
        path: &str,
        form: &[(&str, &str)],
        key: &str,
    ) -> Reply {
        self.try_post(path, form, Some(key)).await.expect("an answer")
    }

    /// The answer, or none when the connection closed without one.
    pub(crate) async fn try_post(
        &self,
        path: &str,
        form: &[(&str, &str)],
        key: Option<&str>,
    ) -> Option<Reply> {
        let mut request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encode(form));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        read(request).await
    }

    /// A request to the control interface.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        let request = self.request(Method::POST, &format!("/sandbox{path}"));
        read(request.body(body.to_string())).await.expect("an answer").ok()
    }

    pub(crate) async fn advance_ms(&self, by_ms: i64) {
        self.control("/clock", json!({ "advance_ms": by_ms })).await;
    }

    /// Opens a session over €90.00 and returns its id.
    pub(crate) async fn session(&self) -> String {
        self.session_with(&[]).await
    }

    pub(crate) async fn session_with(&self, more: &[(&str, &str)]) -> String {
        let form: Vec<_> = FORM.iter().chain(more).copied().collect();
        let session = self.post("/v1/checkout/sessions", &form).await.ok();
        session["id"].as_str().expect("an id").to_owned()
    }

    pub(crate) async fn pay(&self, session: &str, how: Value) -> Value {
        self.control(&format!("/pay/{session}"), how).await
    }

    pub(crate) async fn retrieve(&self, session: &str) -> Value {
        self.get(&format!("/v1/checkout/sessions/{session}")).await.ok()
    }

    pub(crate) async fn expire(&self, session: &str) -> Reply {
        self.post(&format!("/v1/checkout/sessions/{session}/expire"), &[]).await
    }

    /// The types of all events, the oldest first.
    pub(crate) async fn event_types(&self) -> Vec<String> {
        let list = self.get("/v1/events?limit=100").await.ok();
        let events = list["data"].as_array().expect("a list").iter().rev();
        events.map(|event| event["type"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// The least that opens a session.
pub(crate) const FORM: [(&str, &str); 7] = [
    ("mode", "payment"),
    ("success_url", "https://shop.example/thanks?session={CHECKOUT_SESSION_ID}"),
    ("cancel_url", "https://shop.example/back?session={CHECKOUT_SESSION_ID}"),
    ("line_items[0][quantity]", "2"),
    ("line_items[0][price_data][currency]", "eur"),
    ("line_items[0][price_data][unit_amount]", "4500"),
    ("line_items[0][price_data][product_data][name]", "Seat <A1> & more"),
];

/// Reads an answer to its end; none when the connection closed first.
pub(crate) async fn read(request: reqwest::RequestBuilder) -> Option<Reply> {
    let answer = request.timeout(PATIENCE).send().await.ok()?;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let bytes = answer.bytes().await.ok()?;
    Some(Reply { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() })
}

pub(crate) fn encode(form: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        let mut out = String::new();
        for byte in text.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'[' | b']' => {
                    out.push(char::from(byte));
                }
                other => out.push_str(&format!("%{other:02X}")),
            }
        }
        out
    };
    let pairs: Vec<String> =
        form.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.join("&")
}

/// One webhook as it came.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) signature: String,
    pub(crate) body: String,
}

impl Heard {
    pub(crate) fn event(&self) -> Value {
        serde_json::from_str(&self.body).expect("an event")
    }

    pub(crate) fn kind(&self) -> String {
        self.event()["type"].as_str().unwrap_or_default().to_owned()
    }
}

/// An endpoint that keeps what it hears and answers what it is told to.
pub(crate) struct Listener {
    addr: SocketAddr,
    heard: mpsc::UnboundedReceiver<Heard>,
    answers: watch::Sender<u16>,
}

#[derive(Clone)]
struct Ear {
    heard: mpsc::UnboundedSender<Heard>,
    answers: watch::Receiver<u16>,
}

impl Listener {
    pub(crate) async fn new() -> Self {
        let (sender, heard) = mpsc::unbounded_channel();
        let answers = watch::Sender::new(200);
        let ear = Ear { heard: sender, answers: answers.subscribe() };
        let router = Router::new().route("/hook", post(hear)).with_state(ear);
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let addr = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { addr, heard, answers }
    }

    pub(crate) fn endpoint(&self) -> WebhookEndpoint {
        let url = format!("http://{}/hook", self.addr);
        WebhookEndpoint { url, secrets: vec![SECRET.to_owned()] }
    }

    /// From now on it answers with this status.
    pub(crate) fn answer(&self, status: u16) {
        self.answers.send_replace(status);
    }

    pub(crate) async fn next(&mut self) -> Heard {
        let heard = tokio::time::timeout(PATIENCE, self.heard.recv()).await;
        heard.expect("a webhook in time").expect("a listener")
    }

    /// The types of the next so many webhooks.
    pub(crate) async fn next_kinds(&mut self, count: usize) -> Vec<String> {
        let mut kinds = Vec::new();
        for _ in 0..count {
            kinds.push(self.next().await.kind());
        }
        kinds
    }

    pub(crate) fn is_quiet(&mut self) -> bool {
        self.heard.try_recv().is_err()
    }
}

async fn hear(State(ear): State<Ear>, headers: HeaderMap, body: String) -> StatusCode {
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    let signature = signature.unwrap_or_default().to_owned();
    let _ = ear.heard.send(Heard { signature, body });
    StatusCode::from_u16(*ear.answers.borrow()).unwrap_or(StatusCode::OK)
}

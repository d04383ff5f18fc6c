//! A house to test in: a real store in a folder of its own, the stand-in over HTTP, one clock that
//! moves both. When it closes it checks the books.
#![allow(dead_code, unused_imports, reason = "each test file is a crate that uses a part of it")]

mod balance;
pub mod cluster;
mod database;
mod hall;
mod opening;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use box_office::{BoxOffice, Clock, Options, SeatsWanted, StripeSettings, WebhookRefusal, ids};
pub use database::{Beside, Database};
use domain::{
    BuyerId, ClientSecret, Contact, HoldCard, HoldId, PayBy, PaymentTerms, PerformanceId,
    SeatIndex, SeatStatus, SectionIndex, SessionId, UnixMs,
};
pub use hall::Hall;
use hmac::{Hmac, KeyInit, Mac};
use opening::{catch_up, open_office};
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use stripe_sandbox::{RunningSandbox, Sandbox, SandboxConfig, WebhookEndpoint};
use tempfile::TempDir;

pub const OPENING: UnixMs = UnixMs(1_800_000_000_000);
pub const HOLD_MS: i64 = 600_000;
pub const STANDING: u32 = 5;
pub const SECRET: &str = "whsec_of_the_house";

/// Rows A to D of ten seats at 45 and 30 euros, and five standing places at 20.
pub fn hall() -> Hall {
    Hall {
        rows: vec![0, 0, 1, 1],
        standing: STANDING,
        prices: &[("Front", 4_500), ("Back", 3_000), ("Standing", 2_000)],
        ..Hall::default()
    }
}

type Shared = Arc<Mutex<Option<Arc<BoxOffice>>>>;

pub struct House {
    pub office: Arc<BoxOffice>,
    pub sandbox: RunningSandbox,
    pub clock: Clock,
    pub performance: PerformanceId,
    pub settings: StripeSettings,
    http: reqwest::Client,
    door: Shared,
    database: Database,
}

impl House {
    pub async fn open() -> Self {
        Self::open_with(PaymentTerms::default()).await
    }

    /// A house whose event is paid on these terms.
    pub async fn open_with(terms: PaymentTerms) -> Self {
        Self::open_in(TempDir::new().expect("a folder"), terms).await
    }

    pub async fn open_in(folder: TempDir, terms: PaymentTerms) -> Self {
        Self::furnish_in(folder, Hall { terms, ..hall() }, |_| {}).await
    }

    /// A house with this hall, which reaches Stripe in its own way.
    pub async fn furnish(hall: Hall, adapt: impl FnOnce(&mut StripeSettings)) -> Self {
        Self::furnish_in(TempDir::new().expect("a folder"), hall, adapt).await
    }

    /// A house on a server that other instances may use too.
    pub async fn shared() -> Self {
        Self::furnish_shared(hall()).await
    }

    /// The same, with this hall.
    pub async fn furnish_shared(hall: Hall) -> Self {
        let database = Database::on(cluster::shared()).await;
        Self::furnish_on(database, hall, |_| {}).await
    }

    /// A house with this hall in this folder.
    pub async fn furnish_in(
        folder: TempDir,
        hall: Hall,
        adapt: impl FnOnce(&mut StripeSettings),
    ) -> Self {
        Self::furnish_on(Database::new(folder).await, hall, adapt).await
    }

    async fn furnish_on(
        database: Database,
        hall: Hall,
        adapt: impl FnOnce(&mut StripeSettings),
    ) -> Self {
        let door = Shared::default();
        let door_url = open_door(door.clone()).await;
        let mut config = SandboxConfig::new(([127, 0, 0, 1], 0).into());
        config.webhook = Some(WebhookEndpoint { url: door_url, secrets: vec![SECRET.into()] });
        config.clock = stripe_sandbox::Clock::stopped_at(OPENING.0);
        let sandbox = Sandbox::start(config).await.expect("the stand-in starts");
        let clock = Clock::manual(OPENING);
        let mut settings = StripeSettings {
            webhook_secrets: vec![SecretString::from(SECRET)],
            rest_after_failures: Duration::ZERO,
            ..StripeSettings::test_mode(sandbox.url(), SecretString::from("sk_test_x"))
        };
        adapt(&mut settings);
        let office = open_office(&database, settings.clone(), &clock).await;
        database.trouble().await;
        *door.lock().expect("door") = Some(office.clone());
        let performance = hall.put_on(&office).await;
        catch_up(&office).await;
        let http = reqwest::Client::builder().no_proxy().build().expect("client");
        Self { office, sandbox, clock, performance, settings, http, door, database }
    }

    /// Ends the box office and opens it again on the same store: what a restart is.
    pub async fn restart(&mut self) {
        self.door.lock().expect("door").take();
        self.office.close().await;
        self.office = open_office(&self.database, self.settings.clone(), &self.clock).await;
        *self.door.lock().expect("door") = Some(self.office.clone());
        catch_up(&self.office).await;
    }

    /// The shop's keys are those of this account from now on; answers the one before.
    pub async fn change_account(&mut self, to: RunningSandbox) -> RunningSandbox {
        self.call_at(to.url()).await;
        let before = std::mem::replace(&mut self.sandbox, to);
        self.move_clocks(0).await;
        before
    }

    /// Opens the box office again with other settings: its calls go to this address.
    pub async fn call_at(&mut self, url: &str) {
        self.settings.api_url = url.to_owned();
        self.restart().await;
    }

    /// Another instance of the same shop, on the same database and the same Stripe.
    pub async fn another(&self) -> Arc<BoxOffice> {
        let office = open_office(&self.database, self.settings.clone(), &self.clock).await;
        catch_up(&office).await;
        office
    }

    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Moves the shop's clock and the stand-in's, and lets everyone do what became due.
    pub async fn advance(&self, ms: i64) {
        self.move_clocks(ms).await;
        self.work().await;
    }

    /// Moves the shop's clock and the stand-in's; nobody does anything yet.
    pub async fn move_clocks(&self, ms: i64) {
        self.clock.move_to(self.clock.now() + ms);
        self.control("clock", json!({ "set_ms": self.clock.now().0 })).await;
    }

    /// What the server's loops would do now.
    pub async fn work(&self) {
        self.office.release_expired_holds().await.expect("clerk's round");
        self.office.work_outbox().await.expect("outbox");
        self.office.work_inbox().await.expect("inbox");
        self.office.work_outbox().await.expect("outbox");
    }

    pub async fn hold(
        &self,
        buyer: &BuyerId,
        seats: &[u32],
    ) -> box_office::fault::Answer<HoldCard> {
        self.office.hold_seats(buyer, self.seats(seats)).await
    }

    pub fn seats(&self, seats: &[u32]) -> SeatsWanted {
        let seats = seats.iter().copied().map(SeatIndex).collect();
        SeatsWanted { performance: self.performance, seats, places: Vec::new() }
    }

    pub fn places(&self, count: u32) -> SeatsWanted {
        let places = vec![(SectionIndex(1), count)];
        SeatsWanted { performance: self.performance, seats: Vec::new(), places }
    }

    /// Puts the same event on sale again, on other terms.
    pub async fn change_terms(&self, terms: PaymentTerms) {
        Hall { terms, ..hall() }.put_on(&self.office).await;
    }

    /// Begins to pay, and answers the session.
    pub async fn check_out(&self, buyer: &BuyerId, hold: &HoldId) -> SessionId {
        session_of(&self.office.start_checkout(buyer, hold, contact()).await.expect("checkout"))
    }

    /// Pays as the payment page would; answers how it went.
    pub async fn pay(&self, session: &SessionId) -> String {
        let paid = self.control(&format!("pay/{session}"), json!({})).await;
        paid["outcome"].as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the stand-in has nothing left to deliver, then handles what came.
    pub async fn deliver(&self) {
        for _ in 0..5_000 {
            let line = self.control_get("webhooks").await;
            if line["pending"].as_u64() == Some(0) {
                return self.work().await;
            }
            tokio::task::yield_now().await;
        }
        panic!("the stand-in never finished delivering");
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/sandbox/{path}", self.sandbox.url());
        let request = self.http.post(url).header("content-type", "application/json");
        read(request.body(body.to_string())).await
    }

    pub async fn control_get(&self, path: &str) -> Value {
        read(self.http.get(format!("{}/sandbox/{path}", self.sandbox.url()))).await
    }

    pub async fn stripe(&self, path: &str, form: Option<&str>) -> Value {
        read(self.stripe_request(path, form)).await
    }

    /// Stripe's answer; none while it is out of reach.
    pub async fn stripe_if_up(&self, path: &str, form: Option<&str>) -> Option<Value> {
        let answer = self.stripe_request(path, form).send().await.ok()?;
        serde_json::from_slice(&answer.bytes().await.ok()?).ok()
    }

    fn stripe_request(&self, path: &str, form: Option<&str>) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.sandbox.url());
        let request = match form {
            Some(form) => self
                .http
                .post(url)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned()),
            None => self.http.get(url),
        };
        request.bearer_auth("sk_test_x")
    }

    pub async fn status(&self, seat: u32) -> SeatStatus {
        let map = self.office.availability(self.performance).await.expect("availability");
        map.get(SeatIndex(seat)).expect("a seat of the house")
    }

    /// Reads texts from the shop's own database, beside the shop.
    pub async fn rows(&self, query: &'static str) -> Vec<String> {
        let beside = self.database.beside().await;
        let rows = beside.texts(query).await;
        beside.close().await;
        rows
    }

    /// Changes the shop's own database behind its back.
    pub async fn meddle(&self, statement: &'static str) {
        let beside = self.database.beside().await;
        beside.change(statement).await;
        beside.close().await;
    }

    /// What came of the events of this type.
    pub async fn outcomes(&self, kind: &str) -> Vec<String> {
        let mut rows = self.office.inbox().await.expect("the inbox");
        rows.retain(|row| row.kind == kind);
        rows.into_iter().map(|row| row.outcome).collect()
    }

    /// Stripe answers nobody until [`House::mend`].
    pub async fn cut_off(&self) {
        for method in ["GET", "POST"] {
            let down = json!({ "method": method, "path": "/v1/**", "times": 100_000,
                "answer": "drop_before" });
            self.control("faults", down).await;
        }
    }

    /// Every fault is over.
    pub async fn mend(&self) {
        self.control_delete("faults").await;
    }

    /// Stripe tells the shop nothing by itself from now on.
    pub async fn unsubscribe(&self) {
        self.control_delete("webhooks/endpoint").await;
    }

    pub async fn control_delete(&self, path: &str) {
        read(self.http.delete(format!("{}/sandbox/{path}", self.sandbox.url()))).await;
    }

    /// Which life of the seat book this is: it changes when the book had to be read anew.
    pub async fn epoch(&self) -> u64 {
        let watch = self.office.watch_seats(self.performance, None).await.expect("a stream");
        watch.first[0].cursor().epoch
    }

    pub async fn session_status(&self, session: &SessionId) -> String {
        let read = self.stripe(&format!("/v1/checkout/sessions/{session}"), None).await;
        read["status"].as_str().unwrap_or_default().to_owned()
    }

    /// Closes, once the books balance.
    pub async fn close(self) {
        self.balances("closing").await;
        self.door.lock().expect("door").take();
        self.office.close().await;
        self.sandbox.shutdown().await;
    }
}

/// A stand-in of its own, which knows no session of another one; it answers so many requests a
/// second.
pub async fn account(now: UnixMs, rate_limit: Option<u32>) -> RunningSandbox {
    let mut config = SandboxConfig::new(([127, 0, 0, 1], 0).into());
    config.clock = stripe_sandbox::Clock::stopped_at(now.0);
    config.rate_limit = rate_limit;
    Sandbox::start(config).await.expect("the stand-in starts")
}

pub fn buyer(name: &str) -> BuyerId {
    ids::buyer_of(name)
}

/// The session that is paid so.
pub fn session_of(pay_by: &PayBy) -> SessionId {
    let named = pay_by.url().and_then(|url| url.rsplit('/').next()).map(SessionId::from);
    let session = named.or_else(|| pay_by.client_secret().and_then(ClientSecret::session));
    session.expect("a session in the address or the secret")
}

pub fn contact() -> Contact {
    Contact { name: "Ada Moss".into(), email: "ada@example.com".into() }
}

/// The header that this secret signs a body with at this moment.
pub fn signed(secret: &str, at: UnixMs, body: &str) -> String {
    let stamp = at.seconds();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(format!("{stamp}.{body}").as_bytes());
    format!("t={stamp},v1={}", hex::encode(mac.finalize().into_bytes()))
}

async fn read(request: reqwest::RequestBuilder) -> Value {
    let answer = request.send().await.expect("the stand-in answers");
    let text = answer.text().await.expect("a body");
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

async fn open_door(shop: Shared) -> String {
    let app = axum::Router::new().route("/webhooks/stripe", post(knock)).with_state(shop);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let addr = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{addr}/webhooks/stripe")
}

async fn knock(
    State(shop): State<Shared>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> StatusCode {
    let office = shop.lock().expect("door").clone();
    let Some(office) = office else { return StatusCode::SERVICE_UNAVAILABLE };
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    match office.receive_webhook_event(&body, signature.unwrap_or_default()).await {
        Ok(()) => StatusCode::OK,
        Err(WebhookRefusal::Failed(_)) => StatusCode::INTERNAL_SERVER_ERROR,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

//! What stays while the shop is killed: its database, its address, and the stand-in for Stripe.

use box_office::{BoxOffice, Clock, NewEvent, NewVenue, Options, StripeSettings};
use domain::{
    Category, Currency, Performance, PerformanceId, Plan, PriceTier, Row, Section, SectionKind,
};
use reqwest::Client;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use stripe_sandbox::{RunningSandbox, Sandbox, SandboxConfig, WebhookEndpoint};
use tempfile::TempDir;

pub const SECRET: &str = "whsec_of_the_stage";
pub const PASSWORD: &str = "a password for killings";
/// Long enough to buy, short enough to run out within a few rounds.
pub const HOLD_MS: i64 = 1_500;
pub const SEATS: u32 = 3_000;
pub const STANDING: u32 = 400;
const PER_ROW: u32 = 50;
const DAY_MS: i64 = 86_400_000;
/// Nobody waits longer for one answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

pub struct Stage {
    pub folder: TempDir,
    pub addr: SocketAddr,
    pub sandbox: RunningSandbox,
    pub http: Client,
    pub performance: PerformanceId,
}

impl Stage {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let addr = free_addr();
        let mut config = SandboxConfig::new(([127, 0, 0, 1], 0).into());
        let url = format!("http://{addr}/webhooks/stripe");
        config.webhook = Some(WebhookEndpoint { url, secrets: vec![SECRET.into()] });
        let sandbox = Sandbox::start(config).await.unwrap();
        let http = Client::builder().no_proxy().timeout(ANSWER_WITHIN);
        let http = http.redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let performance = PerformanceId(0);
        let mut stage = Self { folder, addr, sandbox, http, performance };
        let office = stage.office().await;
        stage.performance = put_on(&office).await;
        office.close().await;
        stage
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    pub fn database_url(&self) -> String {
        format!("sqlite://{}", self.folder.path().join("shop.db").display())
    }

    /// No webhook comes any more: what is not known yet must be asked for.
    pub async fn tell_nobody(&self) {
        let url = format!("{}/sandbox/webhooks/endpoint", self.sandbox.url());
        let told = self.http.delete(url).send().await.unwrap();
        assert!(told.status().is_success());
    }

    /// Everything of this kind that the stand-in has.
    pub async fn stripe_list(&self, path: &str) -> Vec<Value> {
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let url = format!("{}/v1/{path}?limit=100{after}", self.sandbox.url());
            let page = self.http.get(url).bearer_auth("sk_test_x").send().await.unwrap();
            let page: Value = serde_json::from_str(&page.text().await.unwrap()).unwrap();
            all.extend(page["data"].as_array().unwrap().iter().cloned());
            if page["has_more"] != json!(true) {
                return all;
            }
            let last = all.last().and_then(|last| last["id"].as_str()).unwrap();
            after = format!("&starting_after={last}");
        }
    }

    /// The shop's own sums agree with Stripe's list, and the stand-in ends.
    pub async fn close(self, when: &str) {
        let office = self.office().await;
        let ledger = office.check_ledger().await.unwrap();
        assert!(!ledger.lines.is_empty(), "{when}: nothing was sold");
        for line in &ledger.lines {
            assert_eq!(line.balances(), Some(true), "{when}: the books do not balance: {line:?}");
        }
        office.close().await;
        self.sandbox.shutdown().await;
    }

    async fn office(&self) -> Arc<BoxOffice> {
        let options = Options {
            database_url: self.database_url(),
            clock: Clock::System,
            url: self.url(),
            stripe: StripeSettings {
                webhook_secrets: vec![SecretString::from(SECRET)],
                ..StripeSettings::test_mode(self.sandbox.url(), SecretString::from("sk_test_x"))
            },
            admin_password: Some(SecretString::from(PASSWORD)),
        };
        BoxOffice::open(options).await.unwrap()
    }
}

/// An address for the shop's whole life. Below the ports that a system gives to clients, so that
/// nobody takes it while the shop is dead.
fn free_addr() -> SocketAddr {
    let first = 15_000 + (std::process::id() % 10_000) as u16;
    let all = (first..first + 500).map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    let free = |addr: &SocketAddr| TcpListener::bind(addr).is_ok();
    all.into_iter().find(free).unwrap()
}

async fn put_on(office: &BoxOffice) -> PerformanceId {
    let venue = NewVenue {
        name: "The Kill Stage".to_owned(),
        city: "Porto".to_owned(),
        time_zone: "Europe/Lisbon".to_owned(),
        plan: plan(),
    };
    let venue = office.add_venue(venue).await.unwrap().id;
    let event = NewEvent {
        title: "Nine Lives".to_owned(),
        tagline: String::new(),
        description: String::new(),
    };
    let now = office.clock().now();
    let tier = |name: &str, amount_minor| PriceTier { name: name.to_owned(), amount_minor };
    let performance = Performance {
        id: PerformanceId(0),
        event: office.add_event(&event).await.unwrap(),
        venue,
        starts_at: now + 30 * DAY_MS,
        on_sale_at: now,
        hold_ms: HOLD_MS,
        seats_per_hold_max: 6,
        currency: Currency::Eur,
        tiers: vec![tier("Seated", 4500), tier("Standing", 2000)],
    };
    office.add_performance(&performance).await.unwrap()
}

fn plan() -> Plan {
    let row = |at: u32| Row {
        label: at.to_string(),
        numbers: (1..=PER_ROW).map(|number| number.to_string()).collect(),
        xs: (0..PER_ROW as i32).map(|x| x * 240).collect(),
        ys: vec![at as i32 * 240; PER_ROW as usize],
        categories: vec![0; PER_ROW as usize],
        radius: 90,
        ..Row::default()
    };
    let category = |name: &str| Category { name: name.to_owned(), color: "#336699".to_owned() };
    let section = |name: &str, kind| Section { name: name.to_owned(), first: 0, kind };
    let rows = (0..SEATS / PER_ROW).map(row).collect();
    let floor = SectionKind::Standing {
        capacity: STANDING,
        category: 1,
        x: 0,
        y: 15_000,
        width: 12_000,
        height: 900,
    };
    let mut plan = Plan {
        name: "The Kill Stage".to_owned(),
        width: 12_000,
        height: 16_000,
        categories: vec![category("Seated"), category("Standing")],
        sections: vec![section("Stalls", SectionKind::Seated { rows }), section("Floor", floor)],
        shapes: Vec::new(),
    };
    plan.number();
    plan
}

//! What stays while the shop is killed: its database, its address, and the stand-in for Stripe.
#![allow(dead_code, reason = "each that uses it is a crate of its own and uses a part")]

use crate::free_addr::free_addr;
use crate::hall::Hall;
use crate::program::Program;
use box_office::{BoxOffice, Clock, Options, StripeSettings};
use domain::PerformanceId;
use reqwest::Client;
use secrecy::SecretString;
use std::net::SocketAddr;
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
        let hall = Hall {
            rows: vec![0; (SEATS / PER_ROW) as usize],
            seats_per_row: PER_ROW,
            standing: STANDING,
            hold_ms: HOLD_MS,
            seats_per_hold_max: 6,
            ..Hall::default()
        };
        stage.performance = hall.put_on(&office).await;
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

    /// Opens the shop at its address.
    pub async fn start(&self, when: &str) -> Program {
        let (addr, database_url) = (self.addr.to_string(), self.database_url());
        let settings = [
            ("HOLDFAST_ADDR", addr.as_str()),
            ("DATABASE_URL", &database_url),
            ("STRIPE_SECRET_KEY", "sk_test_x"),
            ("STRIPE_API_URL", self.sandbox.url()),
            ("STRIPE_WEBHOOK_SECRETS", SECRET),
            ("ADMIN_PASSWORD", PASSWORD),
        ];
        let log = self.folder.path().join("shop.log");
        Program::start(&settings, &self.url(), &log, &self.http, when).await
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
            database_url: self.database_url().into(),
            clock: Clock::System,
            url: self.url(),
            stripe: StripeSettings {
                webhook_secrets: vec![SecretString::from(SECRET)],
                ..StripeSettings::test_mode(self.sandbox.url(), SecretString::from("sk_test_x"))
            },
            admin_password: Some(SecretString::from(PASSWORD)),
            batch_max: box_office::BATCH_MAX,
        };
        BoxOffice::open(options).await.unwrap()
    }
}

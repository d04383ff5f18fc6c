//! What outlives the instances: their addresses, the stand-in for Stripe, and what is on.

use crate::free_addr::free_addr;
use crate::hall::Hall;
use box_office::{BoxOffice, Clock, Options, StripeSettings};
use domain::PerformanceId;
use reqwest::Client;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use stripe_sandbox::{RunningSandbox, Sandbox, SandboxConfig, WebhookEndpoint};
use tempfile::TempDir;

pub const SECRET: &str = "whsec_of_the_stage";
pub const PASSWORD: &str = "a password for many";
/// Long enough to pay on a busy machine, short enough that leavers' seats come back.
const HOLD_MS: i64 = 60_000;
pub const SEATS: u32 = 1_000;
const PER_ROW: u32 = 50;
/// Nobody waits longer for one answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

pub struct Stage {
    pub folder: TempDir,
    pub database_url: String,
    pub addrs: Vec<SocketAddr>,
    pub sandbox: RunningSandbox,
    pub http: Client,
    pub performance: PerformanceId,
}

impl Stage {
    /// A thousand seats on sale at so many instances, none of which runs yet.
    pub async fn open(database_url: String, instances: usize) -> Self {
        let addrs: Vec<SocketAddr> = (0..instances).map(|_| free_addr()).collect();
        let mut config = SandboxConfig::new(([127, 0, 0, 1], 0).into());
        let url = format!("http://{}/webhooks/stripe", addrs[0]);
        config.webhook = Some(WebhookEndpoint { url, secrets: vec![SECRET.into()] });
        let sandbox = Sandbox::start(config).await.unwrap();
        let http = Client::builder().no_proxy().timeout(ANSWER_WITHIN);
        let http = http.redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let options = Options {
            database_url: database_url.clone().into(),
            clock: Clock::System,
            url: format!("http://{}", addrs[0]),
            stripe: StripeSettings::test_mode(sandbox.url(), SecretString::from("sk_test_x")),
            admin_password: Some(SecretString::from(PASSWORD)),
            batch_max: box_office::BATCH_MAX,
        };
        let office = BoxOffice::open(options).await.unwrap();
        let hall = Hall {
            rows: vec![0; (SEATS / PER_ROW) as usize],
            seats_per_row: PER_ROW,
            hold_ms: HOLD_MS,
            ..Hall::default()
        };
        let performance = hall.put_on(&office).await;
        office.close().await;
        let folder = tempfile::tempdir().unwrap();
        Self { folder, database_url, addrs, sandbox, http, performance }
    }

    pub fn url(&self, at: usize) -> String {
        format!("http://{}", self.addrs[at % self.addrs.len()])
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

    pub async fn close(&self) {
        // The stand-in ends with the test; nothing is owed to it any more.
        assert!(!self.sandbox.url().is_empty());
    }
}

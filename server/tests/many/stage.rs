//! What outlives the instances: their addresses, the stand-in for Stripe, and what is on.

use crate::free_addr::free_addr;
use crate::hall::Hall;
use crate::program::Program;
use box_office::{BoxOffice, Clock, Options, StripeSettings};
use domain::PerformanceId;
use reqwest::Client;
use secrecy::SecretString;
use std::net::SocketAddr;
use std::time::Duration;
use stripe_sandbox::{RunningSandbox, Sandbox, SandboxConfig, WebhookEndpoint};
use tempfile::TempDir;

const SECRET: &str = "whsec_of_the_stage";
const PASSWORD: &str = "a password for many";
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

    /// Starts the instance at one of the addresses.
    pub async fn start(&self, at: usize) -> Program {
        let addr = self.addrs[at].to_string();
        let settings = [
            ("HOLDFAST_ADDR", addr.as_str()),
            ("DATABASE_URL", &self.database_url),
            ("STRIPE_SECRET_KEY", "sk_test_x"),
            ("STRIPE_API_URL", self.sandbox.url()),
            ("STRIPE_CALLS_PER_SECOND", "1000"),
            ("STRIPE_WEBHOOK_SECRETS", SECRET),
            ("ADMIN_PASSWORD", PASSWORD),
        ];
        let log = self.folder.path().join(format!("instance-{at}.log"));
        let when = format!("instance {at}");
        Program::start(&settings, &self.url(at), &log, &self.http, &when).await
    }
}

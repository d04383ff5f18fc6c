//! Every setting in one place: its flag, its environment variable, meaning, unit and default.
//!
//! Read once by `main`; nothing else asks the environment. What clap cannot see, the rules between
//! settings, is checked by [`Settings::checked`], which answers in one sentence.

mod values;

use box_office::{Account, CallRate, OnUnreachable};
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::CheckoutUi;
use secrecy::{ExposeSecret, SecretString};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Stripe's limit for one endpoint, in either mode. Source: Stripe's page on rate limits.
const ENDPOINT_CALLS_PER_SECOND: u32 = 25;

/// The shop, or one of its tools.
#[derive(Debug, Parser)]
#[command(name = "holdfast", version, about = "A ticket shop that sells each seat once")]
pub struct CommandLine {
    /// What to do; the shop opens when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How the shop is set up.
    #[command(flatten)]
    pub settings: Settings,
}

/// What there is beside serving.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Opens the shop (also without this word).
    Serve,
    /// Reads a seating plan and keeps it in the database as a venue.
    ImportPlan(ImportPlan),
    /// Says whether the keys, the webhook and the clock fit the account at Stripe.
    CheckStripe,
}

/// A plan to read.
#[derive(Debug, Args)]
pub struct ImportPlan {
    /// The plan, in the public JSON interchange format.
    pub file: PathBuf,
    /// The venue's name as printed [default: the plan's own].
    #[arg(long)]
    pub name: Option<String>,
    /// The venue's city as printed.
    #[arg(long, default_value = "")]
    pub city: String,
    /// The venue's IANA time zone, as in `Europe/Lisbon`.
    #[arg(long, default_value = "UTC")]
    pub time_zone: String,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Plain,
    /// One JSON object a line.
    Json,
}

/// Every setting of the shop.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// Where the shop listens.
    #[arg(long = "addr", env = "HOLDFAST_ADDR", default_value = "127.0.0.1:3000", global = true)]
    pub addr: SocketAddr,
    /// What buyers' browsers call the shop [default: http:// and the address].
    #[arg(long = "url", env = "HOLDFAST_URL", global = true)]
    pub url: Option<String>,
    /// The database: a SQLite file that is made when missing, or a PostgreSQL server.
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://data/holdfast.db",
        hide_env_values = true,
        global = true
    )]
    pub database_url: SecretString,
    /// Stripe's secret key; without one a stand-in for Stripe is started.
    #[arg(long, env = "STRIPE_SECRET_KEY", hide_env_values = true, global = true)]
    pub stripe_secret_key: Option<SecretString>,
    /// The signing secrets of Stripe's webhook, several while one is rolled.
    #[arg(
        long,
        env = "STRIPE_WEBHOOK_SECRETS",
        value_delimiter = ',',
        hide_env_values = true,
        global = true
    )]
    pub stripe_webhook_secrets: Vec<SecretString>,
    /// Stripe's publishable key, which must be of the same mode as the secret key.
    #[arg(long, env = "STRIPE_PUBLISHABLE_KEY", global = true)]
    pub stripe_publishable_key: Option<String>,
    /// The shape of a checkout where an event says none: hosted_page, embedded_page or elements.
    #[arg(
        long,
        env = "CHECKOUT_UI",
        default_value = "hosted_page",
        value_parser = values::checkout_ui(),
        global = true
    )]
    pub checkout_ui: CheckoutUi,
    /// Buyers may type promotion codes, which are made at Stripe.
    #[arg(
        long,
        env = "PROMOTION_CODES",
        value_parser = clap::builder::BoolishValueParser::new(),
        global = true
    )]
    pub promotion_codes: bool,
    /// Where Stripe's API is.
    #[arg(long, env = "STRIPE_API_URL", default_value = "https://api.stripe.com", global = true)]
    pub stripe_api_url: String,
    /// Longest wait for one answer of Stripe's. Units: seconds, 1 to 25.
    #[arg(long, env = "STRIPE_ANSWER_SECONDS", default_value_t = 20, global = true)]
    pub stripe_answer_seconds: u32,
    /// Calls to Stripe that may be made in one second [default: 100 with a live key, 25 with a test
    /// key].
    #[arg(
        long,
        env = "STRIPE_CALLS_PER_SECOND",
        value_parser = clap::value_parser!(u32).range(1..=10_000),
        global = true
    )]
    pub stripe_calls_per_second: Option<u32>,
    /// Seats whose time is up while Stripe cannot be asked: `keep` them claimed, or
    /// `release_after:SECONDS` past the end of their session by Stripe's own time.
    #[arg(
        long,
        env = "ON_UNREACHABLE",
        default_value = "keep",
        value_parser = values::on_unreachable,
        global = true
    )]
    pub on_unreachable: OnUnreachable,
    /// A payment that is not known to be the shop's: on a `shared` account the admin decides, on
    /// one of its `own` it is refunded.
    #[arg(long, env, default_value = "shared", value_parser = values::account(), global = true)]
    pub stripe_account: Account,
    /// Where the stand-in listens; used when no secret key is set.
    #[arg(long, env = "SANDBOX_ADDR", default_value = "127.0.0.1:3001", global = true)]
    pub sandbox_addr: SocketAddr,
    /// The admin's password; made and printed once when unset.
    #[arg(long, env = "ADMIN_PASSWORD", hide_env_values = true, global = true)]
    pub admin_password: Option<SecretString>,
    /// How long a hold of a demo performance lasts. Units: seconds, 60 to 1500.
    #[arg(long, env = "HOLD_SECONDS", default_value_t = 600, global = true)]
    pub hold_seconds: u32,
    /// A clock that stands still and is moved by POST /rehearsal/clock: for tests, never for sale.
    #[arg(
        long,
        env = "REHEARSAL",
        value_parser = clap::builder::BoolishValueParser::new(),
        global = true
    )]
    pub rehearsal: bool,
    /// Puts the demo on when nothing is on; never with a live key.
    #[arg(
        long,
        env = "DEMO",
        default_value_t = true,
        action = clap::ArgAction::Set,
        value_parser = clap::builder::BoolishValueParser::new(),
        global = true
    )]
    pub demo: bool,
    /// Where metrics are served.
    #[arg(long, env = "METRICS_ADDR", default_value = "127.0.0.1:9464", global = true)]
    pub metrics_addr: SocketAddr,
    /// How log lines look.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value = "plain", global = true)]
    pub log_format: LogFormat,
    /// Which log lines are written, as `info,box_office=debug`.
    #[arg(long, env = "LOG", default_value = "info", global = true)]
    pub log: String,
    /// The built pages' files [default: `site` beside the binary, else one folder up].
    #[arg(long, env = "LEPTOS_SITE_ROOT", hide = true, global = true)]
    pub site_root: Option<PathBuf>,
    /// Set by `cargo leptos watch`: pages may open its socket.
    #[arg(long, env = "LEPTOS_WATCH", hide = true, global = true)]
    pub watch: Option<String>,
}

/// A setting, or two together, that cannot be right: one sentence.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingFault(String);

impl Settings {
    /// The same settings once the rules between them hold.
    ///
    /// Refuses: an address of the shop that is none, keys that do not fit each other, a live key
    /// without a signing secret, without https or with a movable clock, a hold too short or long.
    pub fn checked(mut self) -> Result<Self, SettingFault> {
        self.stripe_webhook_secrets.retain(|secret| !secret.expose_secret().trim().is_empty());
        self.stripe_secret_key.take_if(|key| key.expose_secret().trim().is_empty());
        self.stripe_publishable_key.take_if(|key| key.trim().is_empty());
        self.admin_password.take_if(|password| password.expose_secret().is_empty());
        self.url.take_if(|url| url.trim().is_empty());

        self.check_urls()?;
        self.check_keys()?;
        if !(60..=1500).contains(&self.hold_seconds) {
            return no(
                "HOLD_SECONDS must be between 60 and 1500: Stripe keeps a payment page open \
                       for at least 30 minutes, and a hold must end before.",
            );
        }
        if !(1..=25).contains(&self.stripe_answer_seconds) {
            return no(
                "STRIPE_ANSWER_SECONDS must be between 1 and 25: whoever pays waits as long.",
            );
        }
        if self.admin_password.as_ref().is_some_and(|p| p.expose_secret().chars().count() < 12) {
            return no("ADMIN_PASSWORD must have at least 12 characters.");
        }
        Ok(self)
    }

    /// What browsers call the shop, without a slash at the end.
    pub fn public_url(&self) -> String {
        let url = self.url.clone().unwrap_or_else(|| format!("http://{}", self.addr));
        url.trim_end_matches('/').to_owned()
    }

    /// Browsers reach the shop over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// Longest wait for one answer of Stripe's.
    pub fn stripe_answer_within(&self) -> Duration {
        Duration::from_secs(self.stripe_answer_seconds.into())
    }

    /// How many calls Stripe allows: what was said, else its own limits. One endpoint allows 25.
    pub fn call_rate(&self) -> CallRate {
        let own = if self.is_live() { 100 } else { ENDPOINT_CALLS_PER_SECOND };
        let all = self.stripe_calls_per_second.unwrap_or(own);
        CallRate { all, each: all.min(ENDPOINT_CALLS_PER_SECOND) }
    }

    /// Real money.
    pub fn is_live(&self) -> bool {
        self.stripe_secret_key.as_ref().is_some_and(|key| is_live_key(key.expose_secret()))
    }

    fn check_urls(&self) -> Result<(), SettingFault> {
        if !is_base_url(&self.public_url()) {
            return no("HOLDFAST_URL must be like https://tickets.example.com, without a path.");
        }
        if !is_base_url(self.stripe_api_url.trim_end_matches('/')) {
            return no("STRIPE_API_URL must be like https://api.stripe.com, without a path.");
        }
        let kind = self.database_url.expose_secret().split(':').next().unwrap_or_default();
        if !["sqlite", "postgres", "postgresql"].contains(&kind) {
            return no(
                "DATABASE_URL must name a SQLite file, as in sqlite://data/holdfast.db, or a \
                       PostgreSQL server, as in postgres://shop@localhost/holdfast.",
            );
        }
        Ok(())
    }

    fn check_keys(&self) -> Result<(), SettingFault> {
        let Some(key) = self.stripe_secret_key.as_ref().map(ExposeSecret::expose_secret) else {
            return match self.stripe_publishable_key {
                Some(_) => no("STRIPE_PUBLISHABLE_KEY is set but STRIPE_SECRET_KEY is not."),
                None => Ok(()),
            };
        };
        let prefixes = ["sk_test_", "sk_live_", "rk_test_", "rk_live_"];
        if !prefixes.iter().any(|prefix| key.starts_with(prefix)) {
            return no(
                "STRIPE_SECRET_KEY must begin with sk_test_, sk_live_, rk_test_ or rk_live_.",
            );
        }
        if self.stripe_webhook_secrets.is_empty() {
            return no(
                "STRIPE_SECRET_KEY is set but STRIPE_WEBHOOK_SECRETS is not: payments could \
                       not be told apart from forgeries.",
            );
        }
        if let Some(publishable) = &self.stripe_publishable_key {
            let mode = if is_live_key(key) { "pk_live_" } else { "pk_test_" };
            if !publishable.starts_with(mode) {
                return no(
                    "STRIPE_PUBLISHABLE_KEY and STRIPE_SECRET_KEY are not of the same mode.",
                );
            }
        }
        if self.checkout_ui.is_on_our_page() && self.stripe_publishable_key.is_none() {
            return no("CHECKOUT_UI shows Stripe's form on the shop's page, which needs \
                       STRIPE_PUBLISHABLE_KEY.");
        }
        if !is_live_key(key) {
            return Ok(());
        }
        match (self.rehearsal, self.is_https(), self.stripe_api_url.starts_with("https://")) {
            (true, _, _) => no("REHEARSAL moves the clock and does not go with a live key."),
            (false, false, _) => no("A live key needs an HOLDFAST_URL that begins with https://."),
            (false, true, false) => no("A live key goes only to an https STRIPE_API_URL."),
            (false, true, true) => Ok(()),
        }
    }
}

fn is_live_key(key: &str) -> bool {
    key.starts_with("sk_live_") || key.starts_with("rk_live_")
}

fn is_base_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|host| {
        !host.is_empty() && host.parse::<http::uri::Authority>().is_ok() && !host.contains('@')
    })
}

fn no<T>(sentence: &str) -> Result<T, SettingFault> {
    Err(SettingFault(sentence.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(words: &[&str]) -> Result<Settings, SettingFault> {
        let words = std::iter::once("holdfast").chain(words.iter().copied());
        CommandLine::try_parse_from(words).expect("flags").settings.checked()
    }

    fn refusal(words: &[&str]) -> String {
        settings(words).expect_err("a refusal").to_string()
    }

    const LIVE: [&str; 2] = ["--stripe-secret-key=sk_live_x", "--stripe-webhook-secrets=whsec_x"];

    #[test]
    fn nothing_said_is_a_shop_with_a_stand_in() {
        let settings = settings(&[]).expect("defaults");
        assert_eq!(settings.public_url(), "http://127.0.0.1:3000");
        assert!(settings.stripe_secret_key.is_none());
        assert!(!settings.is_live());
    }

    #[test]
    fn a_live_key_needs_a_signing_secret_https_and_a_real_clock() {
        assert!(refusal(&LIVE[..1]).contains("STRIPE_WEBHOOK_SECRETS"));
        assert!(refusal(&LIVE).contains("https://"));
        let https = "--url=https://tickets.example.com";
        assert!(refusal(&[LIVE[0], LIVE[1], https, "--rehearsal"]).contains("REHEARSAL"));
        assert!(settings(&[LIVE[0], LIVE[1], https]).is_ok());
    }

    #[test]
    fn calls_keep_to_the_limits_of_the_keys_mode_unless_another_is_said() {
        let rate = |words: &[&str]| settings(words).expect("settings").call_rate();
        assert_eq!(rate(&[]), CallRate { all: 25, each: 25 });
        assert_eq!(rate(&["--stripe-calls-per-second=10"]), CallRate { all: 10, each: 10 });
        let https = "--url=https://tickets.example.com";
        assert_eq!(rate(&[LIVE[0], LIVE[1], https]), CallRate { all: 100, each: 25 });
    }

    #[test]
    fn what_cannot_be_right_is_refused_in_a_sentence() {
        assert!(refusal(&["--url=tickets.example.com"]).contains("HOLDFAST_URL"));
        assert!(refusal(&["--url=https://example.com/shop"]).contains("without a path"));
        assert!(refusal(&["--hold-seconds=5"]).contains("HOLD_SECONDS"));
        assert!(refusal(&["--stripe-answer-seconds=0"]).contains("STRIPE_ANSWER_SECONDS"));
        assert!(refusal(&["--database-url=mysql://x"]).contains("sqlite"));
        assert!(refusal(&["--stripe-secret-key=abc"]).contains("STRIPE_SECRET_KEY"));
        assert!(refusal(&["--stripe-publishable-key=pk_test_1"]).contains("STRIPE_SECRET_KEY"));
        assert!(refusal(&["--admin-password=short"]).contains("12 characters"));
        let keys = ["--stripe-secret-key=sk_test_x", "--stripe-webhook-secrets=whsec_x"];
        let embedded = refusal(&[keys[0], keys[1], "--checkout-ui=embedded_page"]);
        assert!(embedded.contains("STRIPE_PUBLISHABLE_KEY"));
        let unknown = ["holdfast", "--checkout-ui=embedded"];
        assert!(CommandLine::try_parse_from(unknown).is_err(), "the old names are gone");
    }

    #[test]
    fn secrets_stay_out_of_what_is_printed() {
        let words = [
            "--stripe-secret-key=sk_test_CANARY",
            "--stripe-webhook-secrets=whsec_CANARY",
            "--database-url=postgres://shop:CANARY@localhost/shop",
        ];
        let settings = settings(&words).expect("settings");
        assert!(!format!("{settings:?}").contains("CANARY"));
    }
}

//! Whether the shop and its Stripe account fit each other: asked by a person before the first sale.
//!
//! It creates nothing. Whether a key may write is seen by asking for what cannot be done: a key
//! without the permission is told so before the words of the request are looked at.

use super::API_VERSION;
use super::client::{Payments, Probe};
use crate::{Fault, StripeSettings};
use domain::UnixMs;
use secrecy::ExposeSecret;
use serde::Deserialize;

/// How far the clocks may differ: well within what a webhook's signature allows. Units: seconds.
const SKEW_S_MAX: u64 = 120;
/// Shorter than any signing secret of Stripe's. Units: characters.
const SECRET_CHARS_MIN: usize = 20;

/// The events that a webhook endpoint of this shop subscribes to.
pub const EVENTS: [&str; 10] = [
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
];

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// It is as it should be.
    pub is_fine: bool,
    /// What was found, and what to do if it is wrong: a sentence.
    pub words: String,
}

impl Check {
    fn fine(words: impl Into<String>) -> Self {
        Self { is_fine: true, words: words.into() }
    }

    fn wrong(words: impl Into<String>) -> Self {
        Self { is_fine: false, words: words.into() }
    }
}

/// What the shop asks of Stripe: what it is for, how it is asked without doing anything, and
/// whether the shop can sell without it.
const NEEDS: [Need; 8] = [
    Need::get("read Checkout Sessions", "/v1/checkout/sessions?limit=1"),
    Need::post("write Checkout Sessions", "/v1/checkout/sessions"),
    Need::get("read PaymentIntents", "/v1/payment_intents?limit=1"),
    Need::post("write PaymentIntents", "/v1/payment_intents/pi_no_such/capture"),
    Need::get("read Refunds", "/v1/refunds?limit=1"),
    Need::post("write Refunds", "/v1/refunds"),
    Need::get("read Disputes", "/v1/disputes?limit=1"),
    Need::get("read Events", "/v1/events?limit=1"),
];

struct Need {
    what: &'static str,
    path: &'static str,
    is_post: bool,
}

impl Need {
    const fn get(what: &'static str, path: &'static str) -> Self {
        Self { what, path, is_post: false }
    }

    const fn post(what: &'static str, path: &'static str) -> Self {
        Self { what, path, is_post: true }
    }
}

#[derive(Debug, Deserialize)]
struct Endpoints {
    data: Vec<Endpoint>,
}

#[derive(Debug, Deserialize)]
struct Endpoint {
    url: String,
    status: String,
    enabled_events: Vec<String>,
    /// None: the account's own.
    api_version: Option<String>,
}

/// Looks at keys, permissions, version, secrets, webhook endpoint and clocks.
///
/// Shape: `webhook_url` is where the shop's door is for Stripe; `now` is the machine's clock.
pub async fn check_stripe(
    settings: &StripeSettings,
    webhook_url: &str,
    now: UnixMs,
) -> Result<Vec<Check>, Fault> {
    let payments = Payments::new(settings)?;
    let mut checks = vec![mode(settings)];
    let first = match payments.probe(false, NEEDS[0].path).await {
        Ok(probe) => probe,
        Err(why) => {
            let words = format!("Stripe cannot be reached at {}: {why}.", settings.api_url);
            checks.push(Check::wrong(words));
            return Ok(checks);
        }
    };
    let met = greeting(&first, &settings.api_url);
    let is_met = met.is_fine;
    checks.push(met);
    if !is_met {
        return Ok(checks);
    }
    checks.push(version(&first));
    checks.extend(skew(&first, now));
    for need in &NEEDS {
        let probe = payments.probe(need.is_post, need.path).await;
        checks.push(permission(need, probe));
    }
    checks.push(publishable(settings));
    checks.extend(secrets(settings));
    checks.push(endpoint(payments.probe(false, ENDPOINTS).await, webhook_url));
    Ok(checks)
}

const ENDPOINTS: &str = "/v1/webhook_endpoints?limit=100";

/// Whether Stripe is there and knows the key.
fn greeting(first: &Probe, api_url: &str) -> Check {
    let status = first.status;
    match (status, Looks::of(first)) {
        (401, _) => Check::wrong(
            "Stripe does not accept STRIPE_SECRET_KEY: it was rolled or deleted, or belongs to \
             another account.",
        ),
        (_, _) if is_passing(status) => Check::wrong(format!(
            "Nothing can be said yet: {api_url} answers with status {status}. Ask again later."
        )),
        (_, Looks::Strange) => Check::wrong(format!(
            "{api_url} answers with status {status}, and not as Stripe does: look at \
             STRIPE_API_URL."
        )),
        (_, Looks::List | Looks::Error) => Check::fine("Stripe accepts STRIPE_SECRET_KEY."),
    }
}

/// What an answer looks like: any web server can answer, and with any status.
enum Looks {
    /// Stripe's list.
    List,
    /// Stripe's no.
    Error,
    /// Nobody's that we know.
    Strange,
}

impl Looks {
    fn of(probe: &Probe) -> Self {
        let body = serde_json::from_slice(&probe.body).unwrap_or(serde_json::Value::Null);
        let is_done = (200..300).contains(&probe.status);
        if is_done && body["object"] == "list" && body["data"].is_array() {
            Self::List
        } else if !is_done && body["error"]["type"].is_string() {
            Self::Error
        } else {
            Self::Strange
        }
    }
}

/// Too many requests, or an outage: asked later, the answer may be another.
fn is_passing(status: u16) -> bool {
    status == 429 || status >= 500
}

fn mode(settings: &StripeSettings) -> Check {
    let kind = match settings.secret_key.expose_secret().starts_with("rk_") {
        true => "a restricted key",
        false => "a secret key; a restricted one can do less harm if it leaks",
    };
    let money = if settings.livemode { "real money" } else { "test money" };
    Check::fine(format!("STRIPE_SECRET_KEY is {kind}, for {money}."))
}

fn version(probe: &Probe) -> Check {
    match probe.version.as_deref() {
        Some(API_VERSION) => Check::fine(format!("Stripe answers in version {API_VERSION}.")),
        Some(other) => Check::wrong(format!(
            "Stripe answers in version {other}, not in {API_VERSION}: the shop may misread it."
        )),
        None => Check::fine("Stripe does not say in which version it answers."),
    }
}

fn skew(probe: &Probe, now: UnixMs) -> Option<Check> {
    let theirs = probe.date_s?;
    let apart = theirs.abs_diff(now.seconds());
    Some(match apart > SKEW_S_MAX {
        true => Check::wrong(format!(
            "This machine's clock is {apart} seconds from Stripe's: webhooks would be refused as \
             too old, and sessions as too short. Let a time service set it."
        )),
        false => Check::fine("This machine's clock agrees with Stripe's."),
    })
}

fn permission(need: &Need, probe: Result<Probe, String>) -> Check {
    let what = need.what;
    let unknown =
        |why: String| Check::wrong(format!("Whether the key may {what} is not known: {why}."));
    let probe = match probe {
        Ok(probe) => probe,
        Err(why) => return unknown(why),
    };
    match (probe.status, Looks::of(&probe), need.is_post) {
        (403, Looks::Error, _) => {
            Check::wrong(format!("The key may not {what}: allow it in the Dashboard."))
        }
        // What was posted cannot be done, and that is said after the permission was looked at.
        (400 | 402 | 404 | 409, Looks::Error, true) | (200, Looks::List, false) => {
            Check::fine(format!("The key may {what}."))
        }
        (status, Looks::List | Looks::Error | Looks::Strange, _) => {
            unknown(format!("status {status}"))
        }
    }
}

fn publishable(settings: &StripeSettings) -> Check {
    let mode = if settings.livemode { "pk_live_" } else { "pk_test_" };
    match settings.publishable_key.as_deref() {
        Some(key) if key.starts_with(mode) => {
            Check::fine("STRIPE_PUBLISHABLE_KEY is of the same mode.")
        }
        Some(_) => Check::wrong(format!("STRIPE_PUBLISHABLE_KEY must begin with {mode}.")),
        None => Check::fine(
            "STRIPE_PUBLISHABLE_KEY is not set: every buyer is sent to Stripe's own page.",
        ),
    }
}

fn secrets(settings: &StripeSettings) -> Vec<Check> {
    let is_shaped = |secret: &str| {
        let is_plain = !secret.chars().any(|letter| letter.is_whitespace() || letter == '"');
        secret.starts_with("whsec_") && secret.len() >= SECRET_CHARS_MIN && is_plain
    };
    let one =
        |(at, secret): (usize, &secrecy::SecretString)| match is_shaped(secret.expose_secret()) {
            true => Check::fine(format!("Signing secret {} looks like one of Stripe's.", at + 1)),
            false => Check::wrong(format!(
                "Signing secret {} in STRIPE_WEBHOOK_SECRETS is not one of Stripe's: it must begin \
             with whsec_ and be copied whole.",
                at + 1
            )),
        };
    settings.webhook_secrets.iter().enumerate().map(one).collect()
}

fn endpoint(probe: Result<Probe, String>, webhook_url: &str) -> Check {
    let unseen = |why: String| {
        Check::fine(format!(
            "Webhook endpoints cannot be listed ({why}): see in the Dashboard that one posts to \
             {webhook_url}."
        ))
    };
    let list = match probe {
        Ok(probe) if probe.status == 200 => serde_json::from_slice::<Endpoints>(&probe.body),
        Ok(probe) if is_passing(probe.status) => {
            let status = probe.status;
            return Check::wrong(format!("Webhook endpoints cannot be listed: status {status}."));
        }
        Ok(probe) => return unseen(format!("status {}", probe.status)),
        Err(why) => return unseen(why),
    };
    let list = match list {
        Ok(list) => list.data,
        Err(why) => return unseen(why.to_string()),
    };
    let Some(ours) = list.iter().find(|endpoint| endpoint.url == webhook_url) else {
        return Check::wrong(format!(
            "No webhook endpoint posts to {webhook_url}: add one, or correct HOLDFAST_URL."
        ));
    };
    let has = |kind: &&str| ours.enabled_events.iter().any(|event| event == kind || event == "*");
    let missing: Vec<&str> = EVENTS.into_iter().filter(|kind| !has(kind)).collect();
    if ours.status != "enabled" {
        Check::wrong(format!("The webhook endpoint {webhook_url} is {}.", ours.status))
    } else if !missing.is_empty() {
        let missing = missing.join(", ");
        Check::wrong(format!("The webhook endpoint {webhook_url} is not told of {missing}."))
    } else if ours.api_version.as_deref() != Some(API_VERSION) {
        let version = ours.api_version.as_deref().unwrap_or("the account's own");
        Check::wrong(format!(
            "The webhook endpoint {webhook_url} is told in version {version}: the shop reads the \
             names in its events alone, but make one that is told in {API_VERSION}."
        ))
    } else {
        Check::fine(format!("A webhook endpoint posts to {webhook_url}, in {API_VERSION}."))
    }
}

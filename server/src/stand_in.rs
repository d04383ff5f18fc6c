//! The stand-in for Stripe that a shop without keys starts beside itself.

use crate::security::{FormSources, WEBHOOK_PATH};
use crate::settings::Settings;
use crate::visitor::fresh_secret;
use box_office::StripeSettings;
use secrecy::{ExposeSecret, SecretString};
use std::path::PathBuf;
use stripe_sandbox::{RunningSandbox, Sandbox, SandboxConfig, StartError, WebhookEndpoint};

/// Where hosted payment pages are when Stripe itself is asked.
const STRIPE_CHECKOUT: &str = "https://checkout.stripe.com";

/// Stripe as the box office reaches it, and the stand-in if one was started.
pub(crate) struct Payments {
    pub(crate) settings: StripeSettings,
    /// Where hosted payment pages are.
    pub(crate) payment_origin: String,
    /// Where forms for our own pages are.
    pub(crate) forms: FormSources,
    pub(crate) stand_in: Option<RunningSandbox>,
}

/// Stripe by its keys, or a stand-in that knows the shop's webhook door.
///
/// Shape: `shop_url` is where this process listens, as the stand-in reaches it.
pub(crate) async fn payments(
    settings: &Settings,
    shop_url: &str,
    clock: stripe_sandbox::Clock,
) -> Result<Payments, StartError> {
    if let Some(stripe) = stripe(settings) {
        let own = stripe.api_url.clone();
        let (payment_origin, forms) = match own == "https://api.stripe.com" {
            true => (STRIPE_CHECKOUT.to_owned(), FormSources::stripe()),
            false => (own.clone(), FormSources::at(&own)),
        };
        return Ok(Payments { settings: stripe, payment_origin, forms, stand_in: None });
    }

    let secret = SecretString::from(format!("whsec_{}", fresh_secret()));
    let key = SecretString::from(format!("sk_test_{}", fresh_secret()));
    let webhook = WebhookEndpoint {
        url: format!("{shop_url}{WEBHOOK_PATH}"),
        secrets: vec![secret.expose_secret().to_owned()],
    };
    let config = SandboxConfig {
        database: database(settings.database_url.expose_secret()),
        webhook: Some(webhook),
        clock,
        ..SandboxConfig::new(settings.sandbox_addr)
    };
    let sandbox = Sandbox::start(config).await?;
    let stripe = StripeSettings {
        webhook_secrets: vec![secret],
        answer_within: settings.stripe_answer_within(),
        checkout_ui: settings.checkout_ui,
        promotion_codes: settings.promotion_codes,
        on_unreachable: settings.on_unreachable,
        account: settings.stripe_account,
        ..StripeSettings::test_mode(sandbox.url(), key)
    };
    let payment_origin = sandbox.url().to_owned();
    let forms = FormSources::at(&payment_origin);
    Ok(Payments { settings: stripe, payment_origin, forms, stand_in: Some(sandbox) })
}

/// Stripe by its keys; none without a secret key.
pub(crate) fn stripe(settings: &Settings) -> Option<StripeSettings> {
    let secret_key = settings.stripe_secret_key.clone()?;
    let api_url = settings.stripe_api_url.trim_end_matches('/').to_owned();
    Some(StripeSettings {
        webhook_secrets: settings.stripe_webhook_secrets.clone(),
        livemode: settings.is_live(),
        answer_within: settings.stripe_answer_within(),
        publishable_key: settings.stripe_publishable_key.clone(),
        checkout_ui: settings.checkout_ui,
        promotion_codes: settings.promotion_codes,
        on_unreachable: settings.on_unreachable,
        account: settings.stripe_account,
        call_rate: settings.call_rate(),
        ..StripeSettings::test_mode(api_url, secret_key)
    })
}

/// `sandbox.db` beside the shop's own file, so that a restart forgets nothing on either side; in
/// `data` where the shop's own is on a server.
fn database(shop_database_url: &str) -> Option<PathBuf> {
    let Some(path) = shop_database_url.strip_prefix("sqlite:") else {
        return Some(PathBuf::from("data/sandbox.db"));
    };
    let path = path.trim_start_matches("//");
    let path = path.split('?').next().filter(|path| !path.is_empty() && *path != ":memory:")?;
    Some(PathBuf::from(path).with_file_name("sandbox.db"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stand_in_keeps_its_books_beside_the_shops() {
        assert_eq!(database("sqlite://data/holdfast.db"), Some("data/sandbox.db".into()));
        assert_eq!(database("sqlite:///srv/a.db?mode=rwc"), Some("/srv/sandbox.db".into()));
        assert_eq!(database("sqlite::memory:"), None);
        assert_eq!(database("postgres://db/shop"), Some("data/sandbox.db".into()));
    }
}

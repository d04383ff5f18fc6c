//! `holdfast check-stripe`: whether the shop and its Stripe account fit each other, in sentences.

use crate::security::WEBHOOK_PATH;
use crate::settings::Settings;
use crate::stand_in;
use box_office::{Check, Clock, check_stripe};

/// Looks at everything that can be looked at without selling.
///
/// Refuses: a shop without a key, a client that cannot be made; each in a sentence.
pub async fn check(settings: &Settings) -> Result<Vec<Check>, String> {
    let Some(stripe) = stand_in::stripe(settings) else {
        return Err("STRIPE_SECRET_KEY is not set: the shop would open with its stand-in for \
                    Stripe."
            .to_owned());
    };
    let webhook_url = format!("{}{WEBHOOK_PATH}", settings.public_url());
    let checked = check_stripe(&stripe, &webhook_url, Clock::System.now()).await;
    checked.map_err(|fault| format!("Nothing could be checked: {fault}."))
}

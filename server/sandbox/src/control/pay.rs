//! `/sandbox/pay/…` and `/sandbox/authenticate/…`: what a buyer does on the page, without one.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, Asked, done, refused};
use crate::acts::{self, PayOutcome, Payer};
use crate::core::Core;
use crate::error::ApiError;
use crate::model::{Means, Session};
use crate::webhooks::wait_for_answer;

/// A delayed method.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Method {
    DebitSucceeds,
    DebitFails,
}

/// How to pay.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payment {
    /// A test card's number; 4242424242424242 when neither is given.
    card: Option<String>,
    method: Option<Method>,
    /// Typed before the payment, as on the page.
    promotion_code: Option<String>,
    email: Option<String>,
    name: Option<String>,
    /// Ends a 3-D Secure step at once.
    authenticate: Option<bool>,
    #[serde(default)]
    wait_for_webhook: bool,
}

/// How the 3-D Secure step ends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    succeed: bool,
    #[serde(default)]
    wait_for_webhook: bool,
}

pub(crate) async fn pay(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    Asked(asked): Asked<Payment>,
) -> Answer {
    let means = match (&asked.card, asked.method) {
        (Some(_), Some(_)) => return Err(refused("Give either `card` or `method`.")),
        (None, Some(Method::DebitSucceeds)) => Means::DebitThatSucceeds,
        (None, Some(Method::DebitFails)) => Means::DebitThatFails,
        (card, None) => {
            let number = card.as_deref().unwrap_or("4242424242424242");
            Means::card(number).map_err(refused)?
        }
    };
    let wanted = id.clone();
    let outcome = core.act(move |books, now_ms| {
        let mut session = books.sessions.get(&wanted).cloned().ok_or_else(|| missing(&wanted))?;
        if let Some(code) = asked.promotion_code {
            acts::apply_code(books, now_ms, &session, &code).map_err(ApiError::invalid)?;
            session = books.sessions.get(&wanted).cloned().ok_or_else(|| missing(&wanted))?;
        }
        let known = session.customer_email.clone();
        let payer = Payer {
            email: asked.email.or(known).or_else(|| Some("buyer@example.com".to_owned())),
            name: asked.name.or_else(|| Some("Test Buyer".to_owned())),
        };
        if !session.is_allowed(means.as_str()) {
            return Err(ApiError::invalid("This session does not accept that way to pay."));
        }
        let outcome = acts::pay(books, now_ms, &session, payer, Some(means));
        let session = books.sessions.get(&wanted).cloned().unwrap_or(session);
        Ok(match (outcome, asked.authenticate) {
            (PayOutcome::NeedsAuthentication, Some(succeeds)) => {
                acts::authenticate(books, now_ms, &session, succeeds)
            }
            (outcome, _) => outcome,
        })
    });
    let outcome = outcome.await?;
    tell(&core, id, outcome, asked.wait_for_webhook).await
}

pub(crate) async fn authenticate(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    Asked(asked): Asked<Step>,
) -> Answer {
    let wanted = id.clone();
    let outcome = core.act(move |books, now_ms| {
        let session = books.sessions.get(&wanted).cloned().ok_or_else(|| missing(&wanted))?;
        Ok(acts::authenticate(books, now_ms, &session, asked.succeed))
    });
    let outcome = outcome.await?;
    tell(&core, id, outcome, asked.wait_for_webhook).await
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found("checkout.session", id)
}

async fn tell(core: &Arc<Core>, id: String, outcome: PayOutcome, waits: bool) -> Answer {
    let (word, decline) = match &outcome {
        PayOutcome::Completed { event } => {
            if waits {
                wait_for_answer(core, event).await;
            }
            ("completed", None)
        }
        PayOutcome::Declined(why) => ("declined", Some(why.decline_code().unwrap_or(why.code()))),
        PayOutcome::NeedsAuthentication => ("requires_action", None),
        PayOutcome::NotOpen(_) => ("not_open", None),
    };
    let session: Arc<Session> = core
        .act(move |books, _| books.sessions.get(&id).cloned().ok_or_else(|| missing(&id)))
        .await?;
    done(json!({
        "outcome": word,
        "decline_code": decline,
        "session_status": session.state.as_str(),
        "payment_status": session.payment_status.as_str(),
        "payment_intent": session.intent,
        "redirect_url": session.after_payment(),
    }))
}

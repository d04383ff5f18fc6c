//! `/sandbox/webhooks…`: who is told, and how badly.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, Asked, done, refused};
use crate::acts;
use crate::books::{Books, Endpoint};
use crate::core::Core;
use crate::error::ApiError;
use crate::model::Delivery;
use crate::webhooks::WebhookEndpoint;

/// In which order held tellings go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    #[default]
    Kept,
    Reversed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resume {
    #[serde(default)]
    order: Order,
}

/// Faults on the line; what is left out stays as it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineFaults {
    drop_next: Option<u32>,
    double_next: Option<u32>,
    wrong_signature_next: Option<u32>,
    delay_next: Option<u32>,
    delay_ms: Option<u32>,
    second_secret_next: Option<u32>,
    api_version_next: Option<u32>,
    api_version: Option<String>,
    in_order: Option<bool>,
}

pub(crate) async fn show(State(core): State<Arc<Core>>) -> Answer {
    let counts = core.act(|books, _| {
        let count = |is: fn(&Delivery) -> bool| {
            books.deliveries.newest().filter(|delivery| is(delivery)).count()
        };
        let failed = |d: &Delivery| !d.is_pending() && !d.is_delivered();
        let (pending, delivered) = (count(Delivery::is_pending), count(Delivery::is_delivered));
        Ok((untold(books).len(), pending, delivered, count(failed)))
    });
    let (untold, pending, delivered, failed) = counts.await?;
    let line = core.line();
    done(json!({
        "endpoint": line.endpoint.as_ref().map(|endpoint| &endpoint.url),
        "paused": line.is_paused,
        "in_order": line.in_order,
        "drop_next": line.drop_next,
        "double_next": line.double_next,
        "wrong_signature_next": line.wrong_signature_next,
        "delay_next": line.delay_next,
        "delay_ms": line.delay_ms,
        "second_secret_next": line.second_secret_next,
        "api_version_next": line.api_version_next,
        "api_version": line.api_version,
        "untold": untold,
        "pending": pending,
        "delivered": delivered,
        "failed": failed,
    }))
}

/// Registers who is told from now on; what is still owed goes there too.
pub(crate) async fn register(
    core: &Arc<Core>,
    endpoint: Option<WebhookEndpoint>,
) -> Result<(), ApiError> {
    let url = endpoint.as_ref().map(|endpoint| endpoint.url.clone());
    core.line().endpoint = endpoint;
    core.act(move |books, now_ms| {
        books.endpoint = url.map(|url| Endpoint::new(&url, now_ms));
        Ok(())
    })
    .await?;
    core.post_bell.notify_one();
    Ok(())
}

pub(crate) async fn set_endpoint(
    State(core): State<Arc<Core>>,
    Asked(endpoint): Asked<WebhookEndpoint>,
) -> Answer {
    endpoint.check().map_err(|problem| refused(format!("{problem}.")))?;
    register(&core, Some(endpoint)).await?;
    show(State(core)).await
}

pub(crate) async fn drop_endpoint(State(core): State<Arc<Core>>) -> Answer {
    register(&core, None).await?;
    show(State(core)).await
}

pub(crate) async fn pause(State(core): State<Arc<Core>>) -> Answer {
    core.line().is_paused = true;
    // Whoever waits for an answer stops waiting.
    core.answered.send_modify(|count| *count += 1);
    show(State(core)).await
}

/// Sends what was held, as it happened or the other way round.
pub(crate) async fn resume(State(core): State<Arc<Core>>, Asked(asked): Asked<Resume>) -> Answer {
    if asked.order == Order::Reversed {
        let held = core.act(|books, _| Ok(untold(books))).await?;
        core.line().first = held.into();
    }
    core.line().is_paused = false;
    core.post_bell.notify_one();
    show(State(core)).await
}

/// Never told yet, the newest first.
fn untold(books: &Books) -> Vec<String> {
    let untold = |delivery: &&Arc<Delivery>| delivery.is_pending() && delivery.attempts.is_empty();
    books.deliveries.newest().filter(untold).map(|delivery| delivery.event.clone()).collect()
}

pub(crate) async fn faults(
    State(core): State<Arc<Core>>,
    Asked(asked): Asked<LineFaults>,
) -> Answer {
    let asks_version = asked.api_version_next.is_some_and(|count| count > 0);
    if asks_version && asked.api_version.is_none() && core.line().api_version.is_empty() {
        return Err(refused("Say in `api_version` which version is meant."));
    }
    {
        let mut line = core.line();
        line.drop_next = asked.drop_next.unwrap_or(line.drop_next);
        line.double_next = asked.double_next.unwrap_or(line.double_next);
        line.wrong_signature_next = asked.wrong_signature_next.unwrap_or(line.wrong_signature_next);
        line.delay_next = asked.delay_next.unwrap_or(line.delay_next);
        line.delay_ms = asked.delay_ms.map_or(line.delay_ms, i64::from);
        line.second_secret_next = asked.second_secret_next.unwrap_or(line.second_secret_next);
        line.api_version_next = asked.api_version_next.unwrap_or(line.api_version_next);
        line.in_order = asked.in_order.unwrap_or(line.in_order);
        if let Some(version) = asked.api_version {
            line.api_version = version;
        }
    }
    show(State(core)).await
}

/// Tells one event again, whatever became of it.
pub(crate) async fn resend(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Answer {
    core.act(move |books, now_ms| acts::resend(books, now_ms, &id)).await?;
    show(State(core)).await
}

//! Posts what is owed to the endpoint, one after the other, and tries again later.
//!
//! Runs beside the API for as long as the sandbox does; never holds the lock while it waits for
//! an answer. The times of retries are the sandbox's own clock's.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use tokio::task::JoinSet;

use super::{Fate, Letter, Manner, WebhookEndpoint, signature_header};
use crate::core::Core;
use crate::model::{Attempt, Delivery, DeliveryState};
use crate::wire;

const ANSWER_MAX: Duration = Duration::from_secs(10);
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(1);
const BATCH: usize = 32;
const BACKOFF_FIRST_MS: i64 = 5_000;
const BACKOFF_MAX_MS: i64 = 6 * 60 * 60 * 1_000;
const GIVEN_UP_AFTER_MS: i64 = 3 * 24 * 60 * 60 * 1_000;

/// Posts until the sandbox closes.
pub(crate) async fn run(core: Arc<Core>, http: reqwest::Client) {
    loop {
        let next_due_ms = tokio::select! {
            () = core.closing.cancelled() => return,
            next = round(&core, &http) => next,
        };
        tokio::select! {
            () = core.closing.cancelled() => return,
            () = core.post_bell.notified() => {}
            () = core.clock.wait_until(next_due_ms) => {}
        }
    }
}

/// Waits until the endpoint has answered about an event once, for as long as Stripe does.
pub(crate) async fn wait_for_answer(core: &Arc<Core>, event: &str) {
    let mut answered = core.answered.subscribe();
    let answer = async {
        loop {
            let event = event.to_owned();
            let is_waiting = core.act(move |books, _| {
                let told = books.deliveries.get(&event);
                Ok(told.is_some_and(|told| told.is_pending() && told.attempts.is_empty()))
            });
            let is_waiting = is_waiting.await.unwrap_or(false);
            if !is_waiting || core.line().open_endpoint().is_none() {
                return;
            }
            if answered.changed().await.is_err() {
                return;
            }
        }
    };
    if tokio::time::timeout(ANSWER_MAX, answer).await.is_err() {
        tracing::info!(event, "the endpoint did not answer in time; the buyer goes on");
    }
}

/// Posts everything that is due; returns when the next is.
async fn round(core: &Arc<Core>, http: &reqwest::Client) -> Option<i64> {
    loop {
        core.line().open_endpoint()?;
        let letters = pick(core).await;
        if letters.is_empty() {
            let next = core.act(|books, _| Ok(books.deliveries.next_due_ms())).await;
            return next.unwrap_or_default();
        }
        if core.line().in_order {
            for letter in letters {
                tell(core, http, letter).await;
            }
        } else {
            let mut tellings = JoinSet::new();
            for letter in letters {
                let (core, http) = (Arc::clone(core), http.clone());
                tellings.spawn(async move { tell(&core, &http, letter).await });
            }
            tellings.join_all().await;
        }
    }
}

async fn pick(core: &Arc<Core>) -> Vec<Letter> {
    let first = std::mem::take(&mut core.line().first);
    let picked = core.act(move |books, now_ms| {
        let due = books.deliveries.due_by(now_ms);
        let mut ids: Vec<String> = first.into_iter().filter(|id| due.contains(id)).collect();
        if ids.is_empty() {
            ids = due.into_iter().take(BATCH).collect();
        }
        let letter = |id: String| {
            let event = books.events.get(&id)?;
            let value = wire::event(event, books);
            Some(Letter { event: id, value })
        };
        Ok(ids.into_iter().filter_map(letter).collect())
    });
    picked.await.unwrap_or_default()
}

async fn tell(core: &Arc<Core>, http: &reqwest::Client, letter: Letter) {
    let Some(endpoint) = core.line().open_endpoint() else { return };
    let fate = core.line().next_fate();
    let outcome = match fate {
        Fate::Lost => Outcome::Lost,
        Fate::Delayed { by_ms } => Outcome::Delayed { by_ms },
        Fate::Sent(manner) => {
            let attempt = post(core, http, &endpoint, &letter, &manner).await;
            if manner.is_doubled {
                post(core, http, &endpoint, &letter, &manner).await;
            }
            Outcome::Tried(attempt)
        }
    };
    let event = letter.event;
    let recorded = core.act(move |books, now_ms| {
        if let Some(delivery) = books.deliveries.get(&event) {
            let delivery = after(delivery.as_ref().clone(), outcome, now_ms);
            books.deliveries.put(delivery);
        }
        Ok(())
    });
    if let Err(problem) = recorded.await {
        tracing::error!(problem = problem.message, "an attempt could not be recorded");
        tokio::time::sleep(PAUSE_AFTER_FAULT).await;
    }
    core.answered.send_modify(|count| *count += 1);
}

async fn post(
    core: &Core,
    http: &reqwest::Client,
    endpoint: &WebhookEndpoint,
    letter: &Letter,
    manner: &Manner,
) -> Attempt {
    let at_ms = core.clock.now_ms();
    let (body, secrets) = (letter.body(manner), manner.secrets(&endpoint.secrets));
    let signature = signature_header(&secrets, wire::seconds(at_ms), body.as_bytes());
    let answer = http
        .post(&endpoint.url)
        .timeout(ANSWER_MAX)
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .header("Stripe-Signature", signature)
        .body(body)
        .send()
        .await;
    match answer {
        Ok(answer) => {
            let status = answer.status();
            // Read to the end, so that the connection can be used again.
            let _ = answer.bytes().await;
            let problem = (!status.is_success()).then(|| format!("answered {status}"));
            Attempt { at_ms, status: Some(status.as_u16()), problem }
        }
        Err(problem) => {
            Attempt { at_ms, status: None, problem: Some(cause(&problem.without_url())) }
        }
    }
}

/// The innermost reason, which is the one that helps.
fn cause(problem: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = problem;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// What became of one telling.
enum Outcome {
    Tried(Attempt),
    Delayed { by_ms: i64 },
    Lost,
}

/// The delivery after one telling, which may have been lost or put off on purpose.
fn after(mut delivery: Delivery, outcome: Outcome, now_ms: i64) -> Delivery {
    let attempt = match outcome {
        Outcome::Tried(attempt) => attempt,
        Outcome::Delayed { by_ms } => {
            let next_at_ms = now_ms.saturating_add(by_ms);
            delivery.state = DeliveryState::Pending { next_at_ms };
            return delivery;
        }
        Outcome::Lost => {
            delivery.state = DeliveryState::Failed { at_ms: now_ms };
            return delivery;
        }
    };
    let (at_ms, is_told) = (attempt.at_ms, attempt.problem.is_none());
    delivery.attempts.push(attempt);
    delivery.state = if is_told {
        DeliveryState::Delivered { at_ms: now_ms }
    } else if now_ms - delivery.since_ms >= GIVEN_UP_AFTER_MS {
        DeliveryState::Failed { at_ms: now_ms }
    } else {
        let next_at_ms = at_ms.saturating_add(backoff_ms(delivery.attempts.len()));
        DeliveryState::Pending { next_at_ms }
    };
    delivery
}

fn backoff_ms(attempts: usize) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(u32::MAX).min(20);
    BACKOFF_FIRST_MS.saturating_mul(1 << doublings).min(BACKOFF_MAX_MS)
}

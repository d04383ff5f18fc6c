//! Telling the registered endpoint what happened: signed, in order, again when it fails.
//!
//! The line says who is told and which faults are on order; the postman does the telling.

mod letter;
mod postman;
mod sign;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

pub use sign::signature_header;

pub(crate) use letter::Letter;
pub(crate) use postman::{run, wait_for_answer};

/// Who is told, and with which secrets the telling is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookEndpoint {
    /// Where to post.
    pub url: String,
    /// One signature is made per secret; several while a secret is rolled.
    pub secrets: Vec<String>,
}

impl WebhookEndpoint {
    /// Refuses, in a sentence, an address that is none and missing or empty secrets.
    pub(crate) fn check(&self) -> Result<(), String> {
        match reqwest::Url::parse(&self.url) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {}
            Ok(_) | Err(_) => return Err(format!("{} is not an http or https address", self.url)),
        }
        match self.secrets.is_empty() || self.secrets.iter().any(String::is_empty) {
            true => {
                Err("the webhook endpoint needs at least one secret, none of them empty".into())
            }
            false => Ok(()),
        }
    }
}

/// Who is told, and how well the line works.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) endpoint: Option<WebhookEndpoint>,
    pub(crate) is_paused: bool,
    pub(crate) in_order: bool,
    pub(crate) drop_next: u32,
    pub(crate) double_next: u32,
    pub(crate) wrong_signature_next: u32,
    /// The next so many are told this much later, by the sandbox's clock.
    pub(crate) delay_next: u32,
    pub(crate) delay_ms: i64,
    /// The next so many are signed with an older secret too, as while a secret is rolled.
    pub(crate) second_secret_next: u32,
    /// The next so many are told in the words of this version.
    pub(crate) api_version_next: u32,
    pub(crate) api_version: String,
    /// Told before anything else, in this order.
    pub(crate) first: VecDeque<String>,
}

/// What becomes of one telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Sent(Manner),
    Delayed { by_ms: i64 },
    Lost,
}

/// How a telling is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    pub(crate) is_doubled: bool,
    pub(crate) is_forged: bool,
    pub(crate) has_second_secret: bool,
    pub(crate) api_version: Option<String>,
}

impl Line {
    pub(crate) fn new(endpoint: Option<WebhookEndpoint>) -> Self {
        Self {
            endpoint,
            is_paused: false,
            in_order: true,
            drop_next: 0,
            double_next: 0,
            wrong_signature_next: 0,
            delay_next: 0,
            delay_ms: 0,
            second_secret_next: 0,
            api_version_next: 0,
            api_version: String::new(),
            first: VecDeque::new(),
        }
    }

    /// Takes the fate of the next telling.
    pub(crate) fn next_fate(&mut self) -> Fate {
        if take_one(&mut self.drop_next) {
            return Fate::Lost;
        }
        if take_one(&mut self.delay_next) {
            return Fate::Delayed { by_ms: self.delay_ms };
        }
        let has_version = take_one(&mut self.api_version_next);
        Fate::Sent(Manner {
            is_doubled: take_one(&mut self.double_next),
            is_forged: take_one(&mut self.wrong_signature_next),
            has_second_secret: take_one(&mut self.second_secret_next),
            api_version: has_version.then(|| self.api_version.clone()),
        })
    }

    /// The endpoint, while it may be told.
    pub(crate) fn open_endpoint(&self) -> Option<WebhookEndpoint> {
        self.endpoint.clone().filter(|_| !self.is_paused)
    }
}

fn take_one(count: &mut u32) -> bool {
    let is_some = *count > 0;
    *count = count.saturating_sub(1);
    is_some
}

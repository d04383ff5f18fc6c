//! Telling the registered endpoint what happened: signed, in order, again when it fails.
//!
//! The line says who is told and which faults are on order; the postman does the telling.

mod postman;
mod sign;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

pub use sign::signature_header;

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
    /// Told before anything else, in this order.
    pub(crate) first: VecDeque<String>,
}

/// What becomes of one telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Sent { is_doubled: bool, is_forged: bool },
    Lost,
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
            first: VecDeque::new(),
        }
    }

    /// Takes the fate of the next telling.
    pub(crate) fn next_fate(&mut self) -> Fate {
        if take_one(&mut self.drop_next) {
            return Fate::Lost;
        }
        Fate::Sent {
            is_doubled: take_one(&mut self.double_next),
            is_forged: take_one(&mut self.wrong_signature_next),
        }
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

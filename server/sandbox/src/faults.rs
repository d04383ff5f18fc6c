//! Faults on order: the next so many matching requests are delayed, dropped or refused.
//!
//! Ordered through the control interface, taken by the API once per request.

use std::time::Duration;

use axum::http::Method;
use serde::{Deserialize, Serialize};

/// What becomes of a matching request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultAnswer {
    /// As without a fault; only delays apply.
    #[default]
    Normal,
    /// The connection closes and nothing was done.
    DropBefore,
    /// The connection closes after it was done.
    DropAfter,
    /// 429, nothing was done.
    RateLimited,
    /// 403 as for a restricted key without the permission, nothing was done.
    Forbidden,
    /// 500, nothing was done; a key keeps the answer.
    ErrorBefore,
    /// 500, though it was done; a key keeps the answer.
    ErrorAfter,
}

/// One order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// `POST`, `GET`.
    pub(crate) method: String,
    /// `/v1/checkout/sessions/*/expire`: `*` is one segment, `**` at the end any number.
    pub(crate) path: String,
    #[serde(default = "once")]
    pub(crate) times: u32,
    #[serde(default)]
    pub(crate) answer: FaultAnswer,
    /// Waited before anything is done, in real time.
    #[serde(default)]
    pub(crate) delay_ms: u64,
    /// Waited before the answer is sent, in real time.
    #[serde(default)]
    pub(crate) delay_after_ms: u64,
}

fn once() -> u32 {
    1
}

impl Fault {
    fn matches(&self, method: &Method, path: &str) -> bool {
        let same_method = self.method.eq_ignore_ascii_case(method.as_str());
        same_method && path_matches(&self.path, path)
    }

    pub(crate) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    pub(crate) fn delay_after(&self) -> Duration {
        Duration::from_millis(self.delay_after_ms)
    }
}

fn path_matches(pattern: &str, path: &str) -> bool {
    let mut wanted = pattern.trim_matches('/').split('/');
    let mut given = path.trim_matches('/').split('/');
    loop {
        match (wanted.next(), given.next()) {
            (Some("**"), _) | (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(want), Some(have)) if want == have => {}
            (Some(_) | None, _) => return false,
        }
    }
}

/// All orders, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    orders: Vec<Fault>,
}

impl Faults {
    /// Adds an order.
    pub(crate) fn order(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.orders.push(fault);
        }
    }

    /// Takes the first order that matches, once.
    pub(crate) fn take(&mut self, method: &Method, path: &str) -> Option<Fault> {
        let at = self.orders.iter().position(|fault| fault.matches(method, path))?;
        let fault = self.orders[at].clone();
        self.orders[at].times -= 1;
        if self.orders[at].times == 0 {
            self.orders.remove(at);
        }
        Some(fault)
    }

    /// What is still ordered.
    pub(crate) fn all(&self) -> &[Fault] {
        &self.orders
    }

    /// Forgets all orders.
    pub(crate) fn clear(&mut self) {
        self.orders.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::path_matches;

    #[test]
    fn patterns_match_whole_segments() {
        assert!(path_matches("/v1/checkout/sessions", "/v1/checkout/sessions"));
        assert!(!path_matches("/v1/checkout/sessions", "/v1/checkout/sessions/cs_1"));
        assert!(path_matches(
            "/v1/checkout/sessions/*/expire",
            "/v1/checkout/sessions/cs_1/expire"
        ));
        assert!(path_matches("/v1/**", "/v1/refunds"));
        assert!(!path_matches("/v1/*", "/v1/checkout/sessions"));
    }
}

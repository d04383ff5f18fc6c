//! One request at work under the lock: its handler, its expansions, its idempotency key.
//!
//! Source: Stripe keeps the first status and body once execution has begun, 500s included, and
//! replays them for at least 24 h; refused parameters are not kept.

use axum::http::StatusCode;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::books::{Books, Cause};
use crate::error::ApiError;
use crate::faults::FaultAnswer;
use crate::fields::Fields;
use crate::form::{self, Node};
use crate::model::SavedReply;
use crate::wire;

/// A key keeps its answer for this long.
const KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// What a handler works with.
pub(crate) struct Desk<'a> {
    pub(crate) books: &'a mut Books,
    pub(crate) now_ms: i64,
    pub(crate) public_url: &'a str,
}

/// What a request does: the id is the one in its path.
///
/// Why: a refusal that has begun must have changed nothing before it refuses.
pub(crate) type Handler = fn(&mut Desk<'_>, &str, Fields) -> Result<Value, ApiError>;

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
    pub(crate) is_replayed: bool,
}

impl Reply {
    fn new(status: StatusCode, value: &Value) -> Self {
        let body = serde_json::to_string_pretty(value).unwrap_or_default();
        Self { status, body, is_replayed: false }
    }

    /// A refusal as an answer.
    pub(crate) fn refusal(refusal: &ApiError) -> Self {
        Self::new(refusal.status, &refusal.body())
    }
}

/// A request that was read and let in.
pub(crate) struct Work {
    pub(crate) handler: Handler,
    pub(crate) id: String,
    pub(crate) form: Node,
    pub(crate) key: Option<String>,
    pub(crate) fingerprint: String,
    pub(crate) fate: FaultAnswer,
    pub(crate) request: String,
    pub(crate) public_url: String,
}

/// Two requests with the same path and parameters have the same fingerprint.
pub(crate) fn fingerprint(path: &str, body: &[u8]) -> Result<String, ApiError> {
    let mut pairs = form::pairs(body)?;
    pairs.sort();
    let mut hash = Sha256::new();
    hash.update(path.as_bytes());
    for (name, value) in pairs {
        hash.update([0]);
        hash.update(name.as_bytes());
        hash.update([1]);
        hash.update(value.as_bytes());
    }
    Ok(hex::encode(hash.finalize()))
}

impl Work {
    /// Answers, or replays the answer that the key keeps.
    ///
    /// Refuses: a key that came with other parameters; what the handler refuses before it begins.
    pub(crate) fn run(self, books: &mut Books, now_ms: i64) -> Result<Reply, ApiError> {
        if let Some(saved) = self.key.as_ref().and_then(|key| books.replies.get(key)) {
            return match saved.fingerprint == self.fingerprint {
                true => Ok(Reply {
                    status: StatusCode::from_u16(saved.status).unwrap_or(StatusCode::OK),
                    body: saved.body.clone(),
                    is_replayed: true,
                }),
                false => Err(ApiError::key_reused(&saved.key)),
            };
        }
        books.cause = Cause { request: Some(self.request), idempotency_key: self.key.clone() };
        let handled = match self.fate {
            FaultAnswer::ErrorBefore => Err(ApiError::internal()),
            FaultAnswer::ErrorAfter
            | FaultAnswer::Normal
            | FaultAnswer::DropBefore
            | FaultAnswer::DropAfter
            | FaultAnswer::RateLimited
            | FaultAnswer::Forbidden => {
                let mut desk = Desk { books, now_ms, public_url: &self.public_url };
                handle(&mut desk, self.handler, &self.id, self.form)
            }
        };
        let reply = match (handled, self.fate) {
            (Ok(_), FaultAnswer::ErrorAfter) => Reply::refusal(&ApiError::internal()),
            (Ok(value), _) => Reply::new(StatusCode::OK, &value),
            (Err(refusal), _) if refusal.begun => Reply::refusal(&refusal),
            (Err(refusal), _) => return Err(refusal),
        };
        if let Some(key) = self.key {
            books.replies.put(SavedReply {
                key,
                fingerprint: self.fingerprint,
                status: reply.status.as_u16(),
                body: reply.body.clone(),
                forgotten_at_ms: now_ms.saturating_add(KEPT_MS),
            });
        }
        Ok(reply)
    }
}

fn handle(desk: &mut Desk<'_>, handler: Handler, id: &str, form: Node) -> Result<Value, ApiError> {
    let mut fields = Fields::root(form);
    let paths = fields.texts("expand")?;
    let mut value = handler(desk, id, fields)?;
    wire::expand(&mut value, &paths, desk.books, desk.now_ms)?;
    Ok(value)
}

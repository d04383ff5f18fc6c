//! What happened, whom it was told, and answers kept for a repeated request.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Stored;

/// Something that happened, with the object as it was then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) kind: String,
    pub(crate) object: Value,
    pub(crate) request: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

impl Stored for Event {
    const KIND: &'static str = "event";

    fn id(&self) -> &str {
        &self.id
    }

    fn due_ms(&self) -> Option<i64> {
        None
    }
}

/// One try to tell the endpoint.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) at_ms: i64,
    /// The status, when there was an answer.
    pub(crate) status: Option<u16>,
    /// Why not, in words.
    pub(crate) problem: Option<String>,
}

/// Whether the endpoint knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub(crate) enum DeliveryState {
    Pending {
        next_at_ms: i64,
    },
    Delivered {
        at_ms: i64,
    },
    /// Given up, or lost on purpose.
    Failed {
        at_ms: i64,
    },
}

/// The telling of one event to the endpoint. It has the event's id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Delivery {
    pub(crate) event: String,
    pub(crate) since_ms: i64,
    pub(crate) state: DeliveryState,
    pub(crate) attempts: Vec<Attempt>,
}

impl Delivery {
    /// Whether it still has to be told.
    pub(crate) fn is_pending(&self) -> bool {
        matches!(self.state, DeliveryState::Pending { .. })
    }

    /// Whether it was told.
    pub(crate) fn is_delivered(&self) -> bool {
        matches!(self.state, DeliveryState::Delivered { .. })
    }
}

impl Stored for Delivery {
    const KIND: &'static str = "delivery";

    fn id(&self) -> &str {
        &self.event
    }

    fn due_ms(&self) -> Option<i64> {
        match self.state {
            DeliveryState::Pending { next_at_ms } => Some(next_at_ms),
            DeliveryState::Delivered { .. } | DeliveryState::Failed { .. } => None,
        }
    }
}

/// The answer that an idempotency key keeps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SavedReply {
    pub(crate) key: String,
    pub(crate) fingerprint: String,
    pub(crate) status: u16,
    pub(crate) body: String,
    /// From here on it is forgotten.
    pub(crate) forgotten_at_ms: i64,
}

impl Stored for SavedReply {
    const KIND: &'static str = "reply";

    fn id(&self) -> &str {
        &self.key
    }

    fn due_ms(&self) -> Option<i64> {
        Some(self.forgotten_at_ms)
    }
}

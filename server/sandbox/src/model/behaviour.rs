//! Where Stripe's behaviour is not documented, or depends: which answer the sandbox gives.

use serde::{Deserialize, Serialize};

/// What becomes of `POST …/expire` while the buyer is at the 3-D Secure step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExpireDuring3ds {
    /// The session expires, the authentication comes too late.
    #[default]
    Accepted,
    /// 400; the session stays open.
    Refused,
}

/// How the PaymentIntent of an expired session ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExpiredIntent {
    #[default]
    Canceled,
    LeftAlone,
}

/// All choices; not stored, a restart begins with the defaults.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Behaviour {
    pub(crate) expire_during_3ds: ExpireDuring3ds,
    pub(crate) expired_intent: ExpiredIntent,
    /// Refunds wait until they are settled through the control interface.
    pub(crate) refunds_stay_pending: bool,
    /// A delayed payment is known after this long.
    pub(crate) delayed_payment_ms: i64,
    /// A bank disputes after this long.
    pub(crate) dispute_ms: i64,
    /// A refund that ends by itself does so after this long.
    pub(crate) refund_ms: i64,
    /// Money that was only authorised goes back after this long.
    pub(crate) authorization_ms: i64,
    /// The one rate of automatic tax, for everything and everywhere.
    pub(crate) tax_percent: u8,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            expire_during_3ds: ExpireDuring3ds::default(),
            expired_intent: ExpiredIntent::default(),
            refunds_stay_pending: false,
            delayed_payment_ms: 60_000,
            dispute_ms: 60_000,
            refund_ms: 60_000,
            authorization_ms: 7 * 24 * 60 * 60 * 1_000,
            tax_percent: 20,
        }
    }
}

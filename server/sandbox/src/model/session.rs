//! A Checkout Session: one attempt to pay, open until it is complete or expired.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Stored;

/// Where the buyer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UiMode {
    HostedPage,
    EmbeddedPage,
    Elements,
}

impl UiMode {
    /// Stripe's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::HostedPage => "hosted_page",
            Self::EmbeddedPage => "embedded_page",
            Self::Elements => "elements",
        }
    }
}

/// `open` until it is one of the other two, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub(crate) enum SessionState {
    Open,
    Complete { at_ms: i64 },
    Expired { at_ms: i64 },
}

impl SessionState {
    /// Stripe's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete { .. } => "complete",
            Self::Expired { .. } => "expired",
        }
    }
}

/// Whether the money is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentStatus {
    Unpaid,
    Paid,
    NoPaymentRequired,
}

impl PaymentStatus {
    /// Stripe's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Paid => "paid",
            Self::NoPaymentRequired => "no_payment_required",
        }
    }
}

/// One line of the bill.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LineItem {
    pub(crate) id: String,
    pub(crate) price_id: String,
    pub(crate) product_id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) unit_amount: i64,
    pub(crate) quantity: i64,
}

impl LineItem {
    /// Price times quantity, in minor units.
    pub(crate) fn amount(&self) -> i64 {
        self.unit_amount.saturating_mul(self.quantity)
    }
}

/// What is to be paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Totals {
    pub(crate) currency: String,
    pub(crate) amount: i64,
    pub(crate) items: Vec<LineItem>,
}

/// Where the buyer is sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Urls {
    pub(crate) page: Option<String>,
    pub(crate) success: Option<String>,
    pub(crate) cancel: Option<String>,
    pub(crate) back: Option<String>,
    pub(crate) redirect_on_completion: Option<String>,
}

/// What the PaymentIntent will get when the buyer confirms.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct WhenPaid {
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) capture_manually: bool,
    pub(crate) description: Option<String>,
    pub(crate) receipt_email: Option<String>,
}

/// A Checkout Session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) expires_at_ms: i64,
    pub(crate) state: SessionState,
    pub(crate) payment_status: PaymentStatus,
    pub(crate) ui_mode: UiMode,
    pub(crate) totals: Totals,
    pub(crate) urls: Urls,
    pub(crate) when_paid: WhenPaid,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) client_reference_id: Option<String>,
    pub(crate) client_secret: Option<String>,
    pub(crate) customer_email: Option<String>,
    /// Who paid, as typed on the page.
    pub(crate) payer_email: Option<String>,
    pub(crate) payer_name: Option<String>,
    pub(crate) submit_type: Option<String>,
    pub(crate) submit_message: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) adaptive_pricing: bool,
    pub(crate) allowed_methods: Vec<String>,
    pub(crate) excluded_methods: Vec<String>,
    pub(crate) intent: Option<String>,
    /// The expired session this one is a copy of.
    pub(crate) recovered_from: Option<String>,
}

impl Session {
    /// Whether the page may offer a method of this name.
    pub(crate) fn is_allowed(&self, method: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == method);
        (self.allowed_methods.is_empty() || named(&self.allowed_methods))
            && !named(&self.excluded_methods)
    }

    /// Puts the session's id where an address has the placeholder.
    pub(crate) fn address(&self, template: &str) -> String {
        template.replace("{CHECKOUT_SESSION_ID}", &self.id)
    }
}

impl Stored for Session {
    const KIND: &'static str = "checkout.session";

    fn id(&self) -> &str {
        &self.id
    }

    fn due_ms(&self) -> Option<i64> {
        match self.state {
            SessionState::Open => Some(self.expires_at_ms),
            SessionState::Complete { .. } | SessionState::Expired { .. } => None,
        }
    }
}

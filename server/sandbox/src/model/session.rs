//! A Checkout Session: one attempt to pay, open until it is complete or expired.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Stored, Totals};

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
    /// Before anybody paid a bill.
    pub(crate) fn before(amount: i64) -> Self {
        if amount == 0 { Self::NoPaymentRequired } else { Self::Unpaid }
    }

    /// Stripe's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Paid => "paid",
            Self::NoPaymentRequired => "no_payment_required",
        }
    }
}

/// What becomes of the session after it expired.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Recovery {
    pub(crate) is_enabled: bool,
    pub(crate) allows_codes: bool,
    /// Where the buyer gets a copy, once the session has expired.
    pub(crate) url: String,
}

/// An expired session can be recovered for this long.
const RECOVERED_WITHIN_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// How the page looks, as far as it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Branding {
    pub(crate) display_name: Option<String>,
    pub(crate) background_color: Option<String>,
    pub(crate) button_color: Option<String>,
    pub(crate) border_style: Option<String>,
    pub(crate) font_family: Option<String>,
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
    #[serde(default)]
    pub(crate) allow_promotion_codes: Option<bool>,
    #[serde(default)]
    pub(crate) recovery: Option<Recovery>,
    #[serde(default)]
    pub(crate) origin_context: Option<String>,
    #[serde(default)]
    pub(crate) branding: Option<Branding>,
}

impl Session {
    /// Whether the page may offer a method of this name.
    pub(crate) fn is_allowed(&self, method: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == method);
        (self.allowed_methods.is_empty() || named(&self.allowed_methods))
            && !named(&self.excluded_methods)
    }

    /// Whether the buyer may type a promotion code.
    pub(crate) fn takes_codes(&self) -> bool {
        self.allow_promotion_codes == Some(true)
    }

    /// Until when a copy of the expired session can be had, and where.
    pub(crate) fn recoverable(&self) -> Option<(i64, &str)> {
        let recovery = self.recovery.as_ref().filter(|recovery| recovery.is_enabled)?;
        match self.state {
            SessionState::Expired { at_ms } => {
                Some((at_ms.saturating_add(RECOVERED_WITHIN_MS), &recovery.url))
            }
            SessionState::Open | SessionState::Complete { .. } => None,
        }
    }

    /// Where a buyer who has paid is sent, whatever the shape of the form.
    ///
    /// Why: nothing requires a redirect but a bank's own page, which sends the buyer on itself.
    pub(crate) fn after_payment(&self) -> Option<String> {
        let stays = self.urls.redirect_on_completion.as_deref() == Some("if_required");
        let back = self.urls.back.as_deref().filter(|_| !stays);
        let address = self.urls.success.as_deref().or(back);
        address.map(|address| self.address(address))
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

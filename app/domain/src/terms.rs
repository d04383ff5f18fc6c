//! How an event's seats are paid, and how the session of one hold is.

use crate::SessionId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which of its three shapes Stripe's checkout has.
///
/// Source: Stripe's `ui_mode`, spelt as API version 2026-03-25.dahlia and later spell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckoutUi {
    /// Stripe's own page: the buyer goes there and comes back.
    #[default]
    HostedPage,
    /// Stripe's whole form, on the shop's page.
    EmbeddedPage,
    /// Single components of Stripe's, in the shop's own layout.
    Elements,
}

/// When an authorised payment is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capture {
    /// At once, by Stripe.
    #[default]
    Automatic,
    /// By the shop, once it knows that the seats are still the buyer's.
    Manual,
}

/// How an event's seats are paid. A hold keeps what was true when its session was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PaymentTerms {
    /// None is the shop's own default.
    pub checkout_ui: Option<CheckoutUi>,
    /// When the money is taken.
    pub capture: Capture,
    /// Methods whose money comes days later, or not: their seats stay held until then.
    pub delayed_methods: bool,
}

/// What lets a browser pay one session in a form of Stripe's. Its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientSecret(pub String);

/// How the open session of a hold is paid. Never made before the session's name is committed; its
/// `Debug` tells the shape alone, since whoever knows the rest can pay.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayBy {
    /// On Stripe's page: go to this address.
    Page {
        /// As Stripe gave it.
        url: String,
    },
    /// In Stripe's form on the shop's page.
    EmbeddedPage {
        /// What the form is opened with.
        client_secret: ClientSecret,
    },
    /// In single components on the shop's page.
    Elements {
        /// What the components are opened with.
        client_secret: ClientSecret,
    },
}

impl CheckoutUi {
    /// Every shape, for forms and tests.
    pub const ALL: [Self; 3] = [Self::HostedPage, Self::EmbeddedPage, Self::Elements];

    /// As Stripe, settings and the store spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::HostedPage => "hosted_page",
            Self::EmbeddedPage => "embedded_page",
            Self::Elements => "elements",
        }
    }

    /// The shape of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ui| ui.name() == name)
    }

    /// The buyer pays without leaving the shop's page.
    pub fn is_on_our_page(self) -> bool {
        match self {
            Self::HostedPage => false,
            Self::EmbeddedPage | Self::Elements => true,
        }
    }
}

impl Capture {
    /// Both, for forms and tests.
    pub const ALL: [Self; 2] = [Self::Automatic, Self::Manual];

    /// As Stripe and the store spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Manual => "manual",
        }
    }

    /// The capture of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capture| capture.name() == name)
    }
}

impl PayBy {
    /// Its shape.
    pub fn ui(&self) -> CheckoutUi {
        match self {
            Self::Page { .. } => CheckoutUi::HostedPage,
            Self::EmbeddedPage { .. } => CheckoutUi::EmbeddedPage,
            Self::Elements { .. } => CheckoutUi::Elements,
        }
    }

    /// The address of Stripe's page; none where the shop's own page is stayed on.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Page { url } => Some(url),
            Self::EmbeddedPage { .. } | Self::Elements { .. } => None,
        }
    }

    /// What the shop's page opens Stripe's form with; none for Stripe's own page.
    pub fn client_secret(&self) -> Option<&ClientSecret> {
        match self {
            Self::Page { .. } => None,
            Self::EmbeddedPage { client_secret } | Self::Elements { client_secret } => {
                Some(client_secret)
            }
        }
    }
}

impl ClientSecret {
    /// The session that it pays: Stripe's secrets begin with its name.
    pub fn session(&self) -> Option<SessionId> {
        let (session, _) = self.0.split_once("_secret_")?;
        Some(SessionId::from(session))
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

impl fmt::Debug for PayBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayBy({})", self.ui().name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pays_a_session_stays_out_of_what_is_printed() {
        let client_secret = ClientSecret("cs_test_1_secret_CANARY".to_owned());
        let printed = format!(
            "{client_secret:?} {:?} {:?} {:?}",
            PayBy::EmbeddedPage { client_secret: client_secret.clone() },
            PayBy::Elements { client_secret: client_secret.clone() },
            PayBy::Page { url: "https://checkout.example/CANARY".to_owned() },
        );
        assert!(!printed.contains("CANARY"), "{printed}");
        assert_eq!(client_secret.session(), Some("cs_test_1".into()));
    }

    #[test]
    fn a_shape_and_a_capture_are_found_by_their_names() {
        for ui in CheckoutUi::ALL {
            assert_eq!(CheckoutUi::from_name(ui.name()), Some(ui));
        }
        for capture in Capture::ALL {
            assert_eq!(Capture::from_name(capture.name()), Some(capture));
        }
        assert_eq!(CheckoutUi::from_name("embedded"), None, "the old names are gone");
    }
}

//! Putting a performance on sale from a plain form.

use crate::api::ShopError;
use leptos::prelude::*;
use leptos::server_fn::codec::Postcard;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use {
    super::{AdminDesk, paths},
    domain::refusal::Field,
    domain::{Capture, CheckoutUi, NewPerformance, PaymentTerms, Refusal, VenueId},
};

/// What is kept of one field. Why: addresses have a length that every server and browser takes.
#[cfg(feature = "ssr")]
const CHARS_KEPT: usize = 240;
/// Prices kept. Units: fields.
#[cfg(feature = "ssr")]
const PRICES_MAX: usize = 60;

/// What was typed, before anybody has looked at it: a refused form shows it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnSaleForm {
    /// The event's name.
    pub title: String,
    /// One line under it; may be empty.
    pub tagline: String,
    /// The venue's row number.
    pub venue: String,
    /// `2027-03-14`
    pub date: String,
    /// `19:30`
    pub time: String,
    /// The currency's code.
    pub currency: String,
    /// One per category of the plan, in its order.
    pub prices: Vec<String>,
    /// Units: minutes.
    pub hold_minutes: String,
    /// Seats in one hold at most.
    pub seats_per_hold_max: String,
    /// A shape of checkout; empty is the shop's default.
    pub checkout_ui: String,
    /// `automatic` or `manual`; empty is automatic.
    pub capture: String,
    /// Not empty: delayed methods are allowed.
    pub delayed_methods: String,
}

/// Puts a performance on sale and goes to its seat map.
///
/// Refuses: `NotSignedIn`, `Invalid`; a plain form comes back with everything that was typed.
#[server(prefix = "/api", endpoint = "put_on_sale", output = Postcard)]
pub async fn put_on_sale(#[server(flatten)] form: OnSaleForm) -> Result<i64, ShopError> {
    let desk = AdminDesk::open(form.page()).await?;
    let new = match form.read() {
        Ok(new) => new,
        Err(field) => return Err(desk.refuse(Refusal::Invalid(field))),
    };
    let performance = desk.office.put_on_sale(new).await;
    let performance = performance.map(|performance| performance.0);
    desk.answer(performance, |id| format!("{}?put_on_sale={id}", paths::ON_SALE))
}

#[cfg(feature = "ssr")]
impl OnSaleForm {
    /// What was typed, out of an address: the page's own form sends it, and a refusal carries it.
    pub(crate) fn from_query(query: &str) -> Self {
        serde_qs::Config::new().use_form_encoding(true).deserialize_str(query).unwrap_or_default()
    }

    /// The form's page with everything that was typed. Why: it survives a refusal without scripts.
    pub(crate) fn page(&self) -> String {
        let form = serde_qs::Config::new().use_form_encoding(true);
        match form.serialize_string(&self.clipped()) {
            Ok(query) => format!("{}?{query}", paths::ON_SALE),
            Err(_) => paths::ON_SALE.to_owned(),
        }
    }

    fn clipped(&self) -> Self {
        Self {
            title: clip(&self.title),
            tagline: clip(&self.tagline),
            venue: clip(&self.venue),
            date: clip(&self.date),
            time: clip(&self.time),
            currency: clip(&self.currency),
            prices: self.prices.iter().take(PRICES_MAX).map(|price| clip(price)).collect(),
            hold_minutes: clip(&self.hold_minutes),
            seats_per_hold_max: clip(&self.seats_per_hold_max),
            checkout_ui: clip(&self.checkout_ui),
            capture: clip(&self.capture),
            delayed_methods: clip(&self.delayed_methods),
        }
    }

    /// What was typed, as the box office takes it.
    ///
    /// Refuses: the first field that is no number where one is needed.
    fn read(&self) -> Result<NewPerformance, Field> {
        Ok(NewPerformance {
            title: self.title.trim().to_owned(),
            tagline: self.tagline.trim().to_owned(),
            venue: VenueId(self.venue.trim().parse().map_err(|_| Field::Plan)?),
            date: self.date.trim().to_owned(),
            time: self.time.trim().to_owned(),
            currency: self.currency.trim().to_owned(),
            prices: self.prices.iter().map(|price| price.trim().to_owned()).collect(),
            hold_minutes: self.hold_minutes.trim().parse().map_err(|_| Field::HoldLength)?,
            seats_per_hold_max: (self.seats_per_hold_max.trim().parse())
                .map_err(|_| Field::SeatsPerHold)?,
            terms: self.terms()?,
        })
    }

    fn terms(&self) -> Result<PaymentTerms, Field> {
        let checkout_ui = match self.checkout_ui.trim() {
            "" => None,
            name => Some(CheckoutUi::from_name(name).ok_or(Field::Form)?),
        };
        let capture = match self.capture.trim() {
            "" => Capture::Automatic,
            name => Capture::from_name(name).ok_or(Field::Form)?,
        };
        let delayed_methods = !self.delayed_methods.is_empty();
        Ok(PaymentTerms { checkout_ui, capture, delayed_methods })
    }
}

#[cfg(feature = "ssr")]
fn clip(typed: &str) -> String {
    typed.chars().take(CHARS_KEPT).collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn typed() -> OnSaleForm {
        OnSaleForm {
            title: "50%20 & more [x]=1".to_owned(),
            venue: "3".to_owned(),
            prices: vec!["45.00".to_owned(), String::new(), "20,5".to_owned()],
            hold_minutes: "10".to_owned(),
            seats_per_hold_max: "6".to_owned(),
            ..OnSaleForm::default()
        }
    }

    #[test]
    fn what_was_typed_comes_back_from_the_address_as_it_was() {
        let page = typed().page();
        let (_, query) = page.split_once('?').expect("a query");
        assert_eq!(OnSaleForm::from_query(query), typed());
    }

    #[test]
    fn a_browser_s_own_form_is_read_too() {
        let form = OnSaleForm::from_query("title=Night+Ferry&venue=3&prices%5B%5D=1&prices%5B%5D=");
        assert_eq!((form.title.as_str(), form.prices.len()), ("Night Ferry", 2));
        assert_eq!(OnSaleForm::from_query("title[a]=1&prices=%zz"), OnSaleForm::default());
    }

    #[test]
    fn letters_where_a_number_belongs_are_refused_by_the_field_s_name() {
        let form = OnSaleForm { hold_minutes: "ten".to_owned(), ..typed() };
        assert_eq!(form.read(), Err(Field::HoldLength));
        let form = OnSaleForm { venue: String::new(), ..typed() };
        assert_eq!(form.read(), Err(Field::Plan));
        assert!(typed().read().is_ok());
        let form = OnSaleForm { checkout_ui: "custom".to_owned(), ..typed() };
        assert_eq!(form.read(), Err(Field::Form));
    }
}

//! The form that creates a hold's session: the same bytes for every try of one attempt.
//!
//! Source: which parameters each of the three shapes takes, and refuses, is Stripe's document of
//! `POST /v1/checkout/sessions`.

use crate::payments::Form;
use crate::{BoxOffice, Fault, House};
use domain::{Capture, CheckoutUi, Event, Hold, UnixMs};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Methods whose money is there, or not, at once.
const METHODS_AT_ONCE: [&str; 2] = ["card", "link"];

impl BoxOffice {
    /// The shape in which a checkout of this event would begin now.
    ///
    /// Why: without a publishable key no page of ours can show a form of Stripe's, and a buyer who
    /// is sent to Stripe's own page can pay all the same.
    pub(crate) fn checkout_ui(&self, event: &Event) -> CheckoutUi {
        let wanted = event.terms.checkout_ui.unwrap_or(self.settings.checkout_ui);
        match self.settings.publishable_key {
            Some(_) => wanted,
            None => CheckoutUi::HostedPage,
        }
    }

    /// What is posted to create the session of a hold that is opening.
    pub(super) fn create_form(
        &self,
        house: &House,
        hold: &Hold,
        session_expires_at: UnixMs,
    ) -> Result<String, Fault> {
        let ui = hold.checkout_ui.unwrap_or_else(|| self.checkout_ui(&house.event));
        let form = Form::default().with("mode", "payment").with("ui_mode", ui.name());
        let form = self.with_ways_back(form, ui);
        let form = with_words(form, ui, house, hold);
        let form = with_names(form, hold).with("metadata[shop]", &self.mark);
        let form = with_terms(form, house).with("expires_at", seconds(session_expires_at));
        let form = match self.settings.promotion_codes {
            true => form.with("allow_promotion_codes", "true"),
            false => form,
        };
        Ok(with_lines(form, house, hold)?.into_text())
    }

    /// Where Stripe sends the buyer. A hosted page is left by two doors, ours by one.
    fn with_ways_back(&self, form: Form, ui: CheckoutUi) -> Form {
        let back = |door: &str| {
            format!("{}/checkout/{door}?session_id={{CHECKOUT_SESSION_ID}}", self.settings.url)
        };
        match ui {
            CheckoutUi::HostedPage => {
                form.with("success_url", back("return")).with("cancel_url", back("cancel"))
            }
            CheckoutUi::EmbeddedPage => form
                .with("return_url", back("return"))
                .with("redirect_on_completion", "if_required"),
            CheckoutUi::Elements => form.with("return_url", back("return")),
        }
    }
}

/// What Stripe prints. In our own layout we print it ourselves, and Stripe refuses the words.
fn with_words(form: Form, ui: CheckoutUi, house: &House, hold: &Hold) -> Form {
    match ui {
        CheckoutUi::HostedPage | CheckoutUi::EmbeddedPage => {
            let until = clock_time(hold.expires_at, &house.venue.time_zone);
            form.with("submit_type", "book").with(
                "custom_text[submit][message]",
                format!("Your seats are held until {until}. After that they go back on sale."),
            )
        }
        CheckoutUi::Elements => form,
    }
}

/// By what the session and its payment are found again. Stripe does not copy one to the other.
fn with_names(form: Form, hold: &Hold) -> Form {
    let id = hold.id.as_str();
    let form = form
        .with("client_reference_id", id)
        .with("metadata[hold_id]", id)
        .with("payment_intent_data[metadata][hold_id]", id);
    match &hold.contact {
        Some(contact) => form.with("customer_email", &contact.email),
        None => form,
    }
}

/// How it may be paid: in the currency that is printed, by methods that the event allows.
fn with_terms(form: Form, house: &House) -> Form {
    let terms = house.event.terms;
    let mut form = form.with("adaptive_pricing[enabled]", "false");
    if !terms.delayed_methods {
        for (at, method) in METHODS_AT_ONCE.into_iter().enumerate() {
            form = form.with(&format!("allowed_payment_method_types[{at}]"), method);
        }
    }
    match terms.capture {
        Capture::Automatic => form,
        Capture::Manual => form.with("payment_intent_data[capture_method]", "manual"),
    }
}

fn with_lines(mut form: Form, house: &House, hold: &Hold) -> Result<Form, Fault> {
    for (at, held) in hold.seats.iter().enumerate() {
        let line = crate::cards::line(house, held)?;
        let name = format!("{} – {}", house.event.title, line.address);
        let field = |rest: &str| format!("line_items[{at}]{rest}");
        form = form
            .with(&field("[quantity]"), "1")
            .with(&field("[price_data][currency]"), hold.currency.code())
            .with(&field("[price_data][unit_amount]"), held.amount_minor.to_string())
            .with(&field("[price_data][product_data][name]"), name);
    }
    Ok(form)
}

fn seconds(at: UnixMs) -> String {
    at.seconds().to_string()
}

/// A moment on the venue's clock, and which clock that is: `14:35 WEST`.
fn clock_time(at: UnixMs, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(zone).strftime("%H:%M %Z").to_string()
}

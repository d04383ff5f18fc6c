//! Beginning to pay: the intent is committed, then the session is created, then its address shown.

use super::Happening;
use crate::payments::Form;
use crate::till::{Call, CallKind};
use crate::{Answer, BoxOffice, Denial, Fault, House};
use domain::limits::{EMAIL_CHARS_MAX, NAME_CHARS_MAX};
use domain::refusal::Field;
use domain::{BuyerId, Contact, EndReason, Hold, HoldEvent, HoldId, HoldState, Refusal, UnixMs};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How long Stripe itself keeps a session open: past its least 30 minutes by what clocks may
/// differ. Units: milliseconds.
const SESSION_MS: i64 = 33 * 60_000;

impl BoxOffice {
    /// Begins the payment of a hold, and answers the address of the payment page.
    ///
    /// Refuses: `Invalid` name or e-mail, `NotFound`, `HoldEnded`, `AlreadyPaid`,
    /// `PaymentUnavailable` if Stripe does not answer; the seats stay held then.
    /// Again: while the session is open, answers its address.
    pub async fn start_checkout(
        &self,
        buyer: &BuyerId,
        hold: &HoldId,
        contact: Contact,
    ) -> Answer<String> {
        let was = self.own_hold(buyer, hold).await?;
        let contact = check_contact(&contact)?;

        self.begin(hold, &contact).await?;
        if matches!(was.state, HoldState::Opening { .. }) {
            let is = self.own_hold(buyer, hold).await?;
            if matches!(is.state, HoldState::Active { .. }) {
                // What was still owed from an earlier try turned out to have failed for good.
                self.begin(hold, &contact).await?;
            }
        }
        self.resume_checkout(buyer, hold).await
    }

    /// Commits that a session is owed, unless it is already, and asks for it.
    async fn begin(&self, hold: &HoldId, contact: &Contact) -> Answer<()> {
        let started = self
            .happen(hold, |hold| {
                let now = self.clock.now();
                check_payable(hold, now)?;
                if matches!(hold.state, HoldState::Active { .. }) {
                    hold.contact = Some(contact.clone());
                }
                let session_expires_at = UnixMs((now.seconds() * 1000) + SESSION_MS);
                let event = HoldEvent::CheckoutStarted { session_expires_at };
                Ok(Happening::new(event, "checkout started"))
            })
            .await?;

        if matches!(started.state, HoldState::Opening { .. }) {
            self.make_call_of(hold, CallKind::Create).await?;
        }
        Ok(())
    }

    /// The address of the payment page of a hold whose session is open.
    ///
    /// Refuses: `NotFound`, `HoldEnded`, `AlreadyPaid`, `PaymentUnavailable` if there is no session
    /// yet.
    pub async fn resume_checkout(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<String> {
        let hold = self.own_hold(buyer, hold).await?;
        check_payable(&hold, self.clock.now())?;
        match (&hold.state, hold.checkout_url) {
            (HoldState::Open { .. }, Some(url)) => Ok(url),
            (_, _) => Err(Refusal::PaymentUnavailable.into()),
        }
    }

    /// The call that creates a hold's session, with the bytes that every retry will send.
    pub(super) fn create_call(&self, hold: &Hold, attempt: u32) -> Result<Call, Fault> {
        let HoldState::Opening { session_expires_at, .. } = hold.state else {
            return Err(Fault::Bug(format!("hold {} is not opening", hold.id)));
        };
        let house = self.house_of(hold.performance)?;
        let now = self.clock.now();
        Ok(Call {
            id: crate::ids::call_id(),
            kind: CallKind::Create,
            hold: hold.id.clone(),
            session: None,
            idempotency_key: format!("create:{}:{attempt}", hold.id),
            body: self.create_form(&house, hold, session_expires_at)?,
            give_up_at: Some(session_expires_at),
            priority: CallKind::Create.priority(),
            attempts: 0,
            // Whoever began the checkout makes the call; the outbox takes over if it cannot.
            next_at: now,
            created_at: now,
        })
    }

    fn create_form(
        &self,
        house: &House,
        hold: &Hold,
        session_expires_at: UnixMs,
    ) -> Result<String, Fault> {
        let base = &self.settings.url;
        let id = hold.id.as_str();
        let until = clock_time(hold.expires_at, &house.venue.time_zone);
        let mut form = Form::default()
            .with("mode", "payment")
            .with("ui_mode", "hosted_page")
            .with(
                "success_url",
                format!("{base}/checkout/return?session_id={{CHECKOUT_SESSION_ID}}"),
            )
            .with(
                "cancel_url",
                format!("{base}/checkout/cancel?session_id={{CHECKOUT_SESSION_ID}}"),
            )
            .with("client_reference_id", id)
            .with("metadata[hold_id]", id)
            .with("payment_intent_data[metadata][hold_id]", id)
            .with("expires_at", session_expires_at.seconds().to_string())
            .with("submit_type", "book")
            .with("adaptive_pricing[enabled]", "false")
            .with("allowed_payment_method_types[0]", "card")
            .with("allowed_payment_method_types[1]", "link")
            .with(
                "custom_text[submit][message]",
                format!("Your seats are held until {until}. After that they go back on sale."),
            );
        if let Some(contact) = &hold.contact {
            form = form.with("customer_email", &contact.email);
        }
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
        Ok(form.into_text())
    }
}

fn check_payable(hold: &Hold, now: UnixMs) -> Result<(), Denial> {
    match &hold.state {
        HoldState::Active { .. } | HoldState::Opening { .. } | HoldState::Open { .. }
            if hold.is_overdue(now) =>
        {
            Err(Refusal::HoldEnded.into())
        }
        HoldState::Active { .. } | HoldState::Opening { .. } | HoldState::Open { .. } => Ok(()),
        HoldState::Closing { reason: EndReason::TimeUp, .. }
        | HoldState::Closing { .. }
        | HoldState::Released { .. } => Err(Refusal::HoldEnded.into()),
        HoldState::Pending { .. }
        | HoldState::Sold { .. }
        | HoldState::RefundDue { .. }
        | HoldState::Refunded { .. }
        | HoldState::Review { .. }
        | HoldState::Voided { .. } => Err(Refusal::AlreadyPaid.into()),
    }
}

fn check_contact(contact: &Contact) -> Result<Contact, Refusal> {
    let name = contact.name.trim();
    let email = contact.email.trim();
    let is_plain = |text: &str| !text.chars().any(char::is_control);
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || !is_plain(name) {
        return Err(Refusal::Invalid(Field::Name));
    }
    let is_address = email.split_once('@').is_some_and(|(who, host)| {
        let has_dot = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
        !who.is_empty() && has_dot && !host.contains('@')
    });
    let is_word = !email.chars().any(char::is_whitespace) && is_plain(email);
    if !is_address || !is_word || email.chars().count() > EMAIL_CHARS_MAX {
        return Err(Refusal::Invalid(Field::Email));
    }
    Ok(Contact { name: name.to_owned(), email: email.to_owned() })
}

/// A moment on the venue's clock: `14:35`.
fn clock_time(at: UnixMs, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(zone).strftime("%H:%M").to_string()
}

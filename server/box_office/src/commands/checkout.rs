//! Beginning to pay: the intent is committed, then the session is created, then the way to pay it
//! shown.

mod form;

use super::Happening;
use crate::payments::Circuit;
use crate::till::{Call, CallKind};
use crate::{Answer, BoxOffice, Denial, Fault};
use domain::limits::{EMAIL_CHARS_MAX, NAME_CHARS_MAX};
use domain::refusal::Field;
use domain::{
    BuyerId, CheckoutUi, Contact, EndReason, Hold, HoldEvent, HoldId, HoldState, PayBy, Refusal,
    UnixMs,
};

/// How long Stripe itself keeps a session open: past its least 30 minutes by what clocks may
/// differ. Units: milliseconds.
const SESSION_MS: i64 = 33 * 60_000;

impl BoxOffice {
    /// Begins the payment of a hold, and answers how it is paid: on Stripe's page or on ours.
    ///
    /// Refuses: `Invalid` name or e-mail, `NotFound`, `HoldEnded`, `AlreadyPaid`,
    /// `PaymentUnavailable` if Stripe does not answer; the seats stay held then.
    /// Again: while the session is open, answers the same; its shape stays as it was begun.
    pub async fn start_checkout(
        &self,
        buyer: &BuyerId,
        hold: &HoldId,
        contact: Contact,
    ) -> Answer<PayBy> {
        self.start(buyer, hold, contact, None).await
    }

    /// Begins the payment of a hold on Stripe's own page, whatever its event says: for a browser
    /// that runs no scripts, and so cannot show a form of Stripe's on ours.
    ///
    /// Refuses, Again: as [`BoxOffice::start_checkout`].
    pub async fn start_checkout_on_stripes_page(
        &self,
        buyer: &BuyerId,
        hold: &HoldId,
        contact: Contact,
    ) -> Answer<PayBy> {
        self.start(buyer, hold, contact, Some(CheckoutUi::HostedPage)).await
    }

    /// Begins in this shape; none is the event's.
    async fn start(
        &self,
        buyer: &BuyerId,
        hold: &HoldId,
        contact: Contact,
        ui: Option<CheckoutUi>,
    ) -> Answer<PayBy> {
        let was = self.own_hold(buyer, hold).await?;
        let contact = check_contact(&contact)?;
        let event = &self.house_of(was.performance)?.event;
        let ui = ui.unwrap_or_else(|| self.checkout_ui(event));

        self.begin(hold, &contact, ui).await?;
        if matches!(was.state, HoldState::Opening { .. }) {
            let is = self.own_hold(buyer, hold).await?;
            if matches!(is.state, HoldState::Active { .. }) {
                // What was still owed from an earlier try turned out to have failed for good.
                self.begin(hold, &contact, ui).await?;
            }
        }
        self.resume_checkout(buyer, hold).await
    }

    /// Commits that a session is owed, unless it is already, and asks for it.
    async fn begin(&self, hold: &HoldId, contact: &Contact, ui: CheckoutUi) -> Answer<()> {
        let started = self
            .happen(hold, |hold| {
                let now = self.clock.now();
                check_payable(hold, now)?;
                if matches!(hold.state, HoldState::Active { .. }) {
                    if self.payments.circuit() == Circuit::Open {
                        return Err(Refusal::PaymentUnavailable.into());
                    }
                    hold.checkout_ui = Some(ui);
                }
                // Before the session's name is known as after it: the tickets bear what was typed
                // last. What was sent to Stripe stays as it was.
                if matches!(hold.state, HoldState::Active { .. } | HoldState::Opening { .. }) {
                    hold.contact = Some(contact.clone());
                }
                let session_expires_at = UnixMs((now.seconds() * 1000) + SESSION_MS);
                let event = HoldEvent::CheckoutStarted { session_expires_at };
                Ok(Happening::new(event, "checkout started").keeping_edits())
            })
            .await?;

        if matches!(started.state, HoldState::Opening { .. }) {
            self.make_call_of(hold, CallKind::Create).await?;
        }
        Ok(())
    }

    /// How a hold whose session is open is paid.
    ///
    /// Refuses: `NotFound`, `HoldEnded`, `AlreadyPaid`, `PaymentUnavailable` if there is no session
    /// yet.
    pub async fn resume_checkout(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<PayBy> {
        let hold = self.own_hold(buyer, hold).await?;
        check_payable(&hold, self.clock.now())?;
        self.pay_by(&hold).ok_or_else(|| Refusal::PaymentUnavailable.into())
    }

    /// How a hold can be paid now; none before its session is committed and once its time is up.
    pub(crate) fn pay_by(&self, hold: &Hold) -> Option<PayBy> {
        let is_open = matches!(hold.state, HoldState::Open { .. });
        hold.pay_by.clone().filter(|_| is_open && !hold.is_overdue(self.clock.now()))
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
            payment_intent: None,
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

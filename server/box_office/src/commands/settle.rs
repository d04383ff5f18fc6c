//! Settling: bringing a hold in line with what Stripe says of its session.
//!
//! The return page, the webhook inbox, the reconciler and a refused expire all call this. It reads
//! the session anew each time and decides by its state, never by comparing clocks.

use super::{Happening, Owner};
use crate::payments::{Reply, Urgency};
use crate::till::{Call, CallKind, SideRows, Stray, Unsaved};
use crate::{Answer, BoxOffice, Denial, Fault};
use domain::{
    Hold, HoldCard, HoldEvent, HoldId, HoldState, PaymentIntentId, Reading, Refusal, SessionFacts,
    SessionId, SessionStatus,
};

impl BoxOffice {
    /// Reads a session at Stripe and brings its hold in line; the session's name is the proof.
    ///
    /// Refuses: `NotFound` for a session of nobody's, `PaymentUnavailable` if Stripe does not
    /// answer; the hold stays as it was.
    /// Again: settles nothing twice.
    pub async fn settle(&self, session: &SessionId) -> Answer<HoldCard> {
        self.settle_as(session, Urgency::Buyer).await
    }

    /// As [`BoxOffice::settle`], for somebody who can wait or cannot.
    pub(crate) async fn settle_as(
        &self,
        session: &SessionId,
        urgency: Urgency,
    ) -> Answer<HoldCard> {
        if !session.as_str().starts_with("cs_") || !is_word(session.as_str()) {
            return Err(Refusal::NotFound.into());
        }
        let (facts, request) = match self.payments.session(session, urgency).await {
            Reply::Done(session, request) => (session.facts(), request),
            Reply::Refused(refused) if refused.is_missing() => {
                return Err(Refusal::NotFound.into());
            }
            Reply::Refused(refused) => {
                return Err(Fault::Payments(format!("read session: {refused}")).into());
            }
            Reply::Unknown(why) | Reply::StoredFailure(why) => {
                tracing::warn!(session = session.logged(), why, "a session could not be read");
                return Err(Refusal::PaymentUnavailable.into());
            }
        };
        let is_waiting = facts.is_authorized();
        let mut hold = self.settle_facts(facts, &request).await?.ok_or(Refusal::NotFound)?;
        if is_waiting && matches!(hold.state, HoldState::Pending { .. }) {
            // Whoever came back waits for tickets: the money is taken now, not in the next round.
            self.make_call_of(&hold.id, CallKind::Capture).await?;
            hold = self.store.hold(&hold.id).await?.ok_or(Refusal::NotFound)?;
        }
        self.card_with_refund(&hold).await
    }

    /// Refunds a payment that does not add up, by an admin's decision.
    ///
    /// Refuses: `NotFound`.
    /// Again: a hold that is not in review stays as it is.
    pub async fn refund_reviewed(&self, hold: &HoldId) -> Answer<HoldCard> {
        let event = || Ok(Happening::new(HoldEvent::RefundOrdered, "refund ordered by admin"));
        let hold = self.happen(hold, |_| event()).await?;
        Ok(self.card(&hold)?)
    }

    /// Brings a reading to the hold it belongs to; none if there is no such hold.
    ///
    /// Why a key in the store decides whose the money is: money on its way back buys nothing,
    /// whatever has come free meanwhile, and whoever reads the session at the same moment.
    async fn settle_facts(&self, facts: SessionFacts, request: &str) -> Answer<Option<Hold>> {
        let owner = self.owner_of(&facts).await?;
        if self.store.is_stray(facts.id()).await? {
            return Ok(owner.hold());
        }
        let hold = match owner {
            Owner::Hold(hold) => hold,
            Owner::Shop => return self.give_back_stray(&facts).await.map(|()| None),
            Owner::Unknown => {
                return self
                    .note_unknown(&facts, "it carries no mark of this shop")
                    .await
                    .map(|()| None);
            }
        };
        let read =
            self.happen(&hold.id, |hold| self.reading(hold, &facts, request, SideRows::default()));
        let settled = read.await?;
        // The hold went on with another session: what this one brought is nobody's.
        if settled.state.session().is_some_and(|own| own.id != *facts.id()) {
            self.give_back_stray(&facts).await?;
        }
        Ok(Some(settled))
    }

    /// What a reading means for a hold; its story says which answer of Stripe's decided.
    pub(crate) fn reading(
        &self,
        hold: &mut Hold,
        facts: &SessionFacts,
        request: &str,
        side: SideRows,
    ) -> Answer<Happening> {
        if facts.is_paid() || facts.status == SessionStatus::Complete {
            hold.paid_minor = Some(facts.amount_total_minor);
        }
        let agreed = facts.agree_with(hold, self.settings.livemode);
        let (event, note) = match agreed {
            Err(reason) if facts.is_paid() => {
                let session = facts.session.clone();
                let payment_intent = facts.payment_intent.clone();
                (HoldEvent::Disagreed { session, payment_intent, reason }, "paid, facts disagree")
            }
            Ok(()) | Err(_) => {
                let can_return = !facts.is_authorized() || !self.has_other_live_hold(hold);
                let is_released = matches!(hold.state, HoldState::Released { .. });
                let is_free = is_released && can_return && self.are_seats_free(hold);
                let order = crate::ids::order_id();
                let reading = Reading::new(facts, order, is_free, agreed.is_ok());
                (HoldEvent::SessionRead(reading), "session read")
            }
        };
        Ok(Happening::new(event, format!("{note} ({request})")).with(side))
    }

    /// Money of the shop's that no hold can answer for goes back; what only waits is let go.
    async fn give_back_stray(&self, facts: &SessionFacts) -> Result<(), Denial> {
        if facts.is_authorized() {
            let intent = facts.payment_intent.as_ref();
            let call = self.stray_call(CallKind::Cancel, facts.id(), intent);
            let side = SideRows { calls: vec![call], ..SideRows::default() };
            self.disown(facts.id(), side).await?;
        }
        if !facts.is_paid() {
            return Ok(());
        }
        let Some(currency) = facts.currency else {
            return self
                .note_unknown(facts, "it is in a currency that this shop does not know")
                .await;
        };
        tracing::warn!(session = facts.id().logged(), "a payment without a hold goes back");
        let call = self.stray_call(CallKind::Refund, facts.id(), facts.payment_intent.as_ref());
        let stray = Stray {
            session: facts.id().clone(),
            payment_intent: facts.payment_intent.clone(),
            amount_minor: facts.amount_total_minor,
            currency,
            seen_at: self.clock.now(),
        };
        let side = SideRows { calls: vec![call], strays: vec![stray], ..SideRows::default() };
        self.disown(facts.id(), side).await
    }

    /// Saves what is owed about money that is nobody's, unless it has become somebody's.
    pub(crate) async fn disown(&self, session: &SessionId, side: SideRows) -> Answer<()> {
        let disowned = vec![session.clone()];
        match self.till.save_side(SideRows { disowned, ..side }).await {
            Ok(()) => self.outbox_bell.notify_one(),
            Err(Unsaved::Spent) => {}
            Err(unsaved) => return Err(super::denial(unsaved)),
        }
        Ok(())
    }

    /// A call about a payment that no hold can answer for: one of each kind at most.
    pub(crate) fn stray_call(
        &self,
        kind: CallKind,
        session: &SessionId,
        intent: Option<&PaymentIntentId>,
    ) -> Call {
        let now = self.clock.now();
        let name = format!("{}:{session}", kind.name());
        Call {
            id: name.clone(),
            kind,
            hold: HoldId::from(""),
            session: Some(session.clone()),
            body: match kind {
                CallKind::Refund => crate::outbox::refund_form_of(session, intent),
                CallKind::Create | CallKind::Expire | CallKind::Capture | CallKind::Cancel => {
                    String::new()
                }
            },
            payment_intent: intent.cloned(),
            idempotency_key: name,
            give_up_at: None,
            priority: kind.priority(),
            attempts: 0,
            next_at: now,
            created_at: now,
        }
    }
}

fn is_word(text: &str) -> bool {
    text.len() <= 255 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

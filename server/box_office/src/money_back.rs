//! Money on its way back, followed to its end: refunds of ours and of others, and disputes.
//!
//! Called by the outbox when a refund is answered and by the inbox when Stripe tells of one. What
//! an event says is not believed: the refunds of the payment, or the dispute, are read anew.

use crate::commands::Happening;
use crate::payments::{DisputePart, RefundPart, SessionPart};
use crate::till::{Call, CallKind, SideRows};
use crate::{Answer, BoxOffice, Denial, Fault};
use domain::{
    Currency, Dispute, DisputeStatus, Hold, HoldCard, HoldEvent, HoldId, HoldPhase, Money,
    PaidSession, PaymentIntentId, Refund, RefundId, RefundStatus, Refusal, SessionId,
};

impl BoxOffice {
    /// A hold's card with the last of its refunds, for its own page.
    pub(crate) async fn card_with_refund(&self, hold: &Hold) -> Answer<HoldCard> {
        let refund = self.store.refunds_of(&hold.id).await?.pop();
        Ok(HoldCard { refund, ..self.card(hold)? })
    }

    /// Sends money once more whose refund came back, by an admin's decision: of a hold's session or
    /// of nobody's.
    ///
    /// Refuses: `NotFound` if no refund of this session failed.
    /// Again: while enough is on its way, or owed, nothing is sent.
    pub async fn refund_again(&self, session: &SessionId) -> Answer<()> {
        let refunds = self.store.refunds_of_session(session).await?;
        if refunds.iter().all(|refund| refund.status.counts()) {
            return Err(Refusal::NotFound.into());
        }
        let Some(owed) = self.owed_again(session).await? else { return Ok(()) };
        if self.store.refund_owed(session).await?.is_some() {
            return Ok(());
        }

        let intent = self.intent_of_session(session).await?;
        let form = crate::outbox::refund_form_of(session, Some(&intent));
        let hold = self.store.hold_of_session(session).await?.map(|hold| hold.id);
        let call = self.stray_call(CallKind::Refund, session, Some(&intent));
        let call = Call {
            id: crate::ids::call_id(),
            hold: hold.unwrap_or_else(|| HoldId::from("")),
            // A key of its own: under the first one Stripe would say again what became of that.
            idempotency_key: format!("refund:{session}:{}", refunds.len()),
            body: format!("{form}&amount={}", owed.amount_minor),
            ..call
        };
        self.save_side(SideRows { calls: vec![call], ..SideRows::default() }).await?;

        self.outbox_bell.notify_one();
        Ok(())
    }

    /// What of a session's money came back and is to be sent once more.
    pub(crate) async fn owed_again(&self, session: &SessionId) -> Result<Option<Money>, Fault> {
        let refunds = self.store.refunds_of_session(session).await?;
        let Some(last) = refunds.last() else { return Ok(None) };
        let Some(paid) = self.paid_session(session).await? else { return Ok(None) };
        let owed = paid.owed_again_minor(&refunds);
        Ok(owed.map(|minor| Money::new(minor, last.amount.currency)))
    }

    /// A session's payment is in the books, and was of nothing, as with a discount of everything.
    pub(crate) async fn paid_nothing(&self, session: &SessionId) -> Result<bool, Fault> {
        Ok(self.paid_session(session).await?.is_some_and(|paid| paid.paid_minor == 0))
    }

    /// Nothing of a session's payment is left with the shop, or will be.
    pub(crate) async fn is_all_back(&self, session: &SessionId) -> Result<bool, Fault> {
        let Some(paid) = self.paid_session(session).await? else { return Ok(false) };
        let refunds = self.store.refunds_of_session(session).await?;
        Ok(paid.left_minor(&refunds) <= 0)
    }

    /// What a session paid, if it is in the books.
    async fn paid_session(&self, session: &SessionId) -> Result<Option<PaidSession>, Fault> {
        let hold = self.store.hold_of_session(session).await?;
        let paid = match &hold {
            Some(hold) => Some(hold.paid().amount_minor),
            None => self.store.stray_paid(session).await?,
        };
        let Some(paid_minor) = paid else { return Ok(None) };
        Ok(Some(PaidSession {
            paid_minor,
            lost_minor: self.store.lost_of_session(session).await?,
            has_tickets: hold.is_some_and(|hold| hold.state.phase() == HoldPhase::Sold),
        }))
    }

    /// Reads the refunds of a payment, keeps them, and voids the tickets of one that went back
    /// whole. Answers whose it was.
    pub(crate) async fn follow_refunds(&self, intent: &str) -> Answer<Option<HoldId>> {
        let Some((session, hold)) = self.payment_of(intent).await? else { return Ok(None) };
        let refunds = self.payments.refunds_of_intent(intent).await.done("list refunds")?;
        let name = hold.as_ref().map(|hold| &hold.id);
        let rows = refunds.data.iter().filter_map(|part| refund(part, name, &session.id));
        let rows: Vec<Refund> = rows.collect();
        rows.iter().filter(|row| !row.status.counts()).for_each(warn_of_failure);
        self.save_side(SideRows { refunds: rows, ..SideRows::default() }).await?;

        match hold {
            None => Ok(None),
            Some(hold) => {
                self.void_if_whole(&hold, &session, "refunded elsewhere").await?;
                Ok(Some(hold.id))
            }
        }
    }

    /// Follows a refund on Stripe's list, unless it stands as the shop knows.
    pub(crate) async fn follow_missed(&self, refund: &RefundPart) -> Result<(), Fault> {
        let Some(intent) = refund.intent() else { return Ok(()) };
        if self.store.refund_status(&refund.id).await? == Some(refund.standing()) {
            return Ok(());
        }
        match self.follow_refunds(&intent).await {
            Ok(_) | Err(Denial::Refused(_)) => Ok(()),
            Err(Denial::Failed(fault)) => Err(fault),
        }
    }

    /// Reads a dispute, keeps it, and voids the tickets of one that is lost. Answers whose it was.
    ///
    /// Why not when it is raised: a voided seat is sold anew, and a dispute that the shop wins
    /// would leave a payment with neither tickets nor refund.
    pub(crate) async fn follow_dispute(&self, id: &str) -> Answer<Option<HoldId>> {
        let read = self.payments.dispute(id).await.found("read dispute")?;
        let Some(part) = read else { return Ok(None) };
        let Some(intent) = part.intent() else { return Ok(None) };
        let Some((session, hold)) = self.payment_of(&intent).await? else { return Ok(None) };
        let Some(row) = dispute(&part, hold.as_ref(), &session.id) else { return Ok(None) };
        tracing::warn!(
            dispute = id,
            session = session.id.logged(),
            status = part.status,
            "a dispute"
        );
        // What could not be refunded meanwhile can be now, or is with the buyer already.
        let is_over = row.status != DisputeStatus::Open;
        let owed = if is_over { self.store.refund_owed(&session.id).await? } else { None };
        let hurried_calls = owed.into_iter().map(|call| call.id).collect();
        let side = SideRows { disputes: vec![row], hurried_calls, ..SideRows::default() };
        self.save_side(side).await?;
        self.outbox_bell.notify_one();

        match hold {
            None => Ok(None),
            Some(hold) => {
                self.void_if_whole(&hold, &session, "a dispute was lost").await?;
                Ok(Some(hold.id))
            }
        }
    }

    /// Follows a dispute on Stripe's list, unless it stands as the shop knows.
    pub(crate) async fn follow_missed_dispute(&self, dispute: &DisputePart) -> Result<(), Fault> {
        let known = self.store.dispute_status(&dispute.id).await?;
        if known == Some(DisputeStatus::from_name(&dispute.status)) {
            return Ok(());
        }
        match self.follow_dispute(&dispute.id.0).await {
            Ok(_) | Err(Denial::Refused(_)) => Ok(()),
            Err(Denial::Failed(fault)) => Err(fault),
        }
    }

    /// Tickets whose whole price went back, one way or another, admit nobody. A part that went back
    /// is shown and voids nothing.
    async fn void_if_whole(&self, hold: &Hold, session: &SessionPart, why: &str) -> Answer<()> {
        let paid = session.amount_total.unwrap_or(i64::MAX);
        let back: i64 = self.went_back(&hold.id).await?;
        if hold.state.phase() == HoldPhase::Sold && paid > 0 && back >= paid {
            let event = || Happening::new(HoldEvent::MoneyWentBack, why);
            self.happen(&hold.id, |_| Ok(event())).await?;
        } else {
            self.tell(hold);
        }
        Ok(())
    }

    async fn went_back(&self, hold: &HoldId) -> Result<i64, Fault> {
        let refunds = self.store.refunds_of(hold).await?;
        let disputes = self.store.disputes_of(hold).await?;
        let refunded = refunds.iter().filter(|refund| refund.status.counts());
        let lost = disputes.iter().filter(|dispute| dispute.status == DisputeStatus::Lost);
        let minor = |money: &Money| money.amount_minor;
        Ok(refunded.map(|refund| minor(&refund.amount)).sum::<i64>()
            + lost.map(|dispute| minor(&dispute.amount)).sum::<i64>())
    }

    /// The session of a payment, and the hold that it paid; none for a payment that is not the
    /// shop's, or that the shop has yet to settle.
    async fn payment_of(
        &self,
        intent: &str,
    ) -> Result<Option<(SessionPart, Option<Hold>)>, Denial> {
        let sessions = self.payments.sessions_of_intent(intent).await.done("list sessions")?;
        let Some(session) = sessions.data.into_iter().next() else { return Ok(None) };
        let hold = self.store.hold_of_session(&session.id).await?;
        let is_ours = hold.is_some() || self.store.is_stray(&session.id).await?;
        Ok(is_ours.then_some((session, hold)))
    }

    async fn intent_of_session(&self, session: &SessionId) -> Answer<PaymentIntentId> {
        let read = self.payments.session(session, crate::payments::Urgency::Money).await;
        let session = read.found("read session")?.ok_or(Refusal::NotFound)?;
        session.facts().payment_intent.ok_or_else(|| Refusal::NotFound.into())
    }
}

/// A refund as it is kept; none in a currency that the shop does not know.
pub(crate) fn refund(
    part: &RefundPart,
    hold: Option<&HoldId>,
    session: &SessionId,
) -> Option<Refund> {
    let Some(currency) = Currency::from_code(&part.currency) else {
        tracing::error!(refund = %part.id, currency = part.currency, "an unknown currency");
        return None;
    };
    Some(Refund {
        id: part.id.clone(),
        hold: hold.cloned(),
        session: session.clone(),
        amount: Money::new(part.amount, currency),
        status: part.standing(),
        is_ours: part.is_ours(),
        failure: part.failure_reason.clone(),
        created_at: part.created_at(),
    })
}

fn dispute(part: &DisputePart, hold: Option<&Hold>, session: &SessionId) -> Option<Dispute> {
    let currency = Currency::from_code(&part.currency)?;
    Some(Dispute {
        id: part.id.clone(),
        hold: hold.map(|hold| hold.id.clone()),
        session: session.clone(),
        amount: Money::new(part.amount, currency),
        status: DisputeStatus::from_name(&part.status),
        reason: part.reason.clone().unwrap_or_default(),
        answer_by: part.answer_by(),
        created_at: part.created_at(),
    })
}

fn warn_of_failure(refund: &Refund) {
    let Refund { id, session, status, failure, .. } = refund;
    let why = failure.as_deref().unwrap_or("-");
    let (session, status) = (session.logged(), status.name());
    tracing::error!(refund = %id, session, status, why, "a refund came back");
    metrics::counter!("holdfast_refunds_failed_total").increment(1);
}

impl RefundPart {
    fn standing(&self) -> RefundStatus {
        self.status.as_deref().map_or(RefundStatus::Other, RefundStatus::from_name)
    }
}

/// What a refund's answer is kept as, beside the mark that its call is done.
pub(crate) fn with_refund(mut side: SideRows, call: &Call, part: Option<&RefundPart>) -> SideRows {
    let hold = Some(&call.hold).filter(|hold| !hold.as_str().is_empty());
    let row = part.zip(call.session.as_ref()).and_then(|(part, of)| refund(part, hold, of));
    side.refunds.extend(row);
    side
}

/// The name of a refund, if Stripe gave one.
pub(crate) fn named(part: Option<&RefundPart>) -> Option<RefundId> {
    part.map(|part| part.id.clone())
}

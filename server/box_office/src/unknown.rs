//! Payments on the account that nothing of the shop's answers for: of another shop, of a payment
//! link, or of this one in a currency that it does not know.
//!
//! Settling and the audit write them down. On a shared account they are never refunded by
//! themselves: a refund of somebody else's sale cannot be taken back. A person decides. On an
//! account of the shop's own they name no seats that could be had, and go back at once.

use crate::till::{CallKind, SideRows, Stray, UnknownDecision, UnknownPayment};
use crate::{Account, Answer, BoxOffice, Fault};
use domain::{Currency, Money, Refusal, SessionFacts, SessionId, ToDo, ToDoKind};

impl BoxOffice {
    /// Gives back a payment that nothing of the shop's answers for, by an admin's decision.
    ///
    /// Refuses: `NotFound` for a session that is not on the list.
    /// Again: what was decided stays as it was.
    pub async fn refund_unknown(&self, session: &SessionId) -> Answer<()> {
        let Some(payment) = self.undecided(session).await? else { return Ok(()) };

        let call = self.stray_call(CallKind::Refund, session, payment.payment_intent.as_ref());
        let stray = Currency::from_code(&payment.currency).map(|currency| Stray {
            session: session.clone(),
            payment_intent: payment.payment_intent.clone(),
            amount_minor: payment.amount_minor,
            currency,
            seen_at: payment.seen_at,
        });
        let strays = stray.into_iter().collect();
        let side = SideRows { calls: vec![call], strays, ..decided(session, "refund") };
        self.disown(session, side).await
    }

    /// Leaves a payment alone for good, by an admin's decision: it is somebody else's.
    ///
    /// Refuses: `NotFound` for a session that is not on the list.
    /// Again: what was decided stays as it was.
    pub async fn disown_unknown(&self, session: &SessionId) -> Answer<()> {
        if self.undecided(session).await?.is_some() {
            self.save_side(decided(session, "not_ours")).await?;
        }
        Ok(())
    }

    /// Writes a paid session down for a person to decide about, or gives it back if the account is
    /// the shop's alone.
    ///
    /// Again: what was decided stays as it was; what was only written down goes back now.
    pub(crate) async fn note_unknown(&self, facts: &SessionFacts, why: &str) -> Answer<()> {
        if !facts.is_paid() || facts.amount_total_minor == 0 {
            return Ok(());
        }
        tracing::warn!(
            session = facts.id().logged(),
            why,
            "a payment that is not known to be the shop's"
        );
        let unknown = UnknownPayment {
            session: facts.id().clone(),
            payment_intent: facts.payment_intent.clone(),
            amount_minor: facts.amount_total_minor,
            currency: facts.currency.map(Currency::code).unwrap_or_default().to_owned(),
            why: why.to_owned(),
            seen_at: self.clock.now(),
        };
        self.save_side(SideRows { unknowns: vec![unknown], ..SideRows::default() }).await?;
        match self.settings.account {
            Account::Shared => Ok(()),
            Account::Own => self.refund_unknown(facts.id()).await,
        }
    }

    /// Gives back what still waits for a person, once the account is the shop's alone.
    ///
    /// Again: there is nothing left to give back.
    pub(crate) async fn refund_unknowns(&self) -> Answer<()> {
        if self.settings.account == Account::Own {
            for payment in self.store.open_unknowns().await? {
                self.refund_unknown(&payment.session).await?;
            }
        }
        Ok(())
    }

    /// What a person has yet to decide about, oldest first.
    pub(crate) async fn unknown_to_do(&self) -> Result<Vec<ToDo>, Fault> {
        let unknown = self.store.open_unknowns().await?;
        let to_do = |payment: UnknownPayment| ToDo {
            kind: ToDoKind::PaymentUnknown,
            hold: None,
            amount: Currency::from_code(&payment.currency)
                .map(|currency| Money::new(payment.amount_minor, currency)),
            session: Some(payment.session),
            detail: payment.why,
            since: payment.seen_at,
        };
        Ok(unknown.into_iter().map(to_do).collect())
    }

    /// The payment, if nobody has decided yet.
    async fn undecided(&self, session: &SessionId) -> Answer<Option<UnknownPayment>> {
        let (payment, is_decided) = self.store.unknown(session).await?.ok_or(Refusal::NotFound)?;
        Ok((!is_decided).then_some(payment))
    }
}

fn decided(session: &SessionId, decision: &'static str) -> SideRows {
    let decision = UnknownDecision { id: session.clone(), decision };
    SideRows { decisions: vec![decision], ..SideRows::default() }
}

//! The ledger: money in = tickets + refunds + pending, per currency, checked against Stripe's list.

use crate::payments::{DisputePart, Pages, RefundPart, Urgency};
use crate::{Answer, BoxOffice, Denial, Fault};
use domain::{
    Currency, DisputeStatus, HoldPhase, Ledger, LedgerGap, LedgerLine, PaymentIntentId, Refusal,
    UnixMs,
};
use std::collections::{BTreeMap, HashSet};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

/// Pages of a list read in one check.
const PAGES_MAX: usize = 1_000;

/// What Stripe's own list of the shop's payments added up to. Units: minor units.
#[derive(Clone, Debug, Default)]
pub(crate) struct StripeSums {
    paid: BTreeMap<Currency, i64>,
    refunded: BTreeMap<Currency, i64>,
    read_at: UnixMs,
    gaps: Vec<LedgerGap>,
    /// The shop's books that agreed with it: they go on moving, the list that was read does not.
    agreed: Vec<LedgerLine>,
}

impl StripeSums {
    /// A list that was not read to its end says too little.
    fn note_end_of(&mut self, pages: &Pages) {
        if pages.is_cut_off() && !self.gaps.contains(&LedgerGap::TooLong) {
            self.gaps.push(LedgerGap::TooLong);
        }
    }
}

impl BoxOffice {
    /// The shop's own books, beside what Stripe's list said when it was last read.
    pub async fn ledger(&self) -> Answer<Ledger> {
        let mut lines: BTreeMap<Currency, LedgerLine> = BTreeMap::new();
        for sum in self.store.phase_sums().await? {
            let line = lines.entry(sum.currency).or_insert_with(|| empty(sum.currency));
            line.refunds_minor += sum.back_minor;
            *column(line, sum.phase) += sum.amount_minor - sum.back_minor;
        }
        for sum in self.store.stray_sums().await? {
            let line = lines.entry(sum.currency).or_insert_with(|| empty(sum.currency));
            let column =
                if sum.is_refunded { &mut line.refunds_minor } else { &mut line.pending_minor };
            *column += sum.amount_minor;
        }
        let sums = self.stripe_sums.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let gaps = sums.as_ref().map(|sums| sums.gaps.clone()).unwrap_or_default();
        if let Some(sums) = sums.as_ref().filter(|_| !gaps.contains(&LedgerGap::TooLong)) {
            for currency in sums.paid.keys().chain(sums.refunded.keys()) {
                lines.entry(*currency).or_insert_with(|| empty(*currency));
            }
            for line in lines.values_mut() {
                let of = |map: &BTreeMap<_, _>| map.get(&line.currency).copied().unwrap_or(0);
                let agreed = sums.agreed.iter().find(|agreed| agreed.currency == line.currency);
                line.has_moved = agreed.is_some_and(|agreed| !agreed.has_same_books(line));
                if !line.has_moved {
                    line.stripe_in_minor = Some(of(&sums.paid));
                    line.stripe_refunds_minor = Some(of(&sums.refunded));
                }
            }
        }
        let lines = lines.into_values().collect();
        Ok(Ledger { lines, checked_at: sums.map(|sums| sums.read_at), gaps })
    }

    /// Reads Stripe's own list, settles every payment in it that the shop has missed, and compares.
    /// What is not the shop's does not count, nor what a person has yet to decide about; what could
    /// not be read is said in the ledger.
    ///
    /// Refuses: `PaymentUnavailable` when Stripe does not answer; the last comparison stays.
    /// Again: the same.
    pub async fn check_ledger(&self) -> Answer<Ledger> {
        let sums = self.read_stripe().await.map_err(|fault| match fault {
            Fault::Payments(why) => {
                tracing::warn!(why, "Stripe's list could not be read");
                Denial::Refused(Refusal::PaymentUnavailable)
            }
            Fault::Store(_)
            | Fault::Unreadable { .. }
            | Fault::Damaged(_)
            | Fault::Unsaved(_)
            | Fault::TillClosed
            | Fault::Bug(_) => Denial::Failed(fault),
        })?;
        *self.stripe_sums.lock().unwrap_or_else(PoisonError::into_inner) = Some(sums);
        let ledger = self.ledger().await?;
        let agreed = ledger.lines.iter().filter(|line| line.balances() == Some(true));
        let agreed = agreed.cloned().collect();
        if let Some(sums) = self.stripe_sums.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
        {
            sums.agreed = agreed;
        }
        Ok(ledger)
    }

    async fn read_stripe(&self) -> Result<StripeSums, Fault> {
        let mut sums = StripeSums { read_at: self.clock.now(), ..StripeSums::default() };
        let mut ours = HashSet::new();
        let mut pages = Pages::at_most(PAGES_MAX);
        let read = async |after: Option<&str>| {
            let page = self.payments.sessions(0, after, Urgency::Reconcile).await;
            page.done("list sessions")
        };
        while let Some(sessions) = pages.next(read).await? {
            for session in sessions.iter().filter(|session| session.was_paid()) {
                if !self.settle_missed(session).await? {
                    continue;
                }
                ours.extend(session.facts().payment_intent);
                add(&mut sums.paid, session.currency.as_deref(), session.amount_total);
            }
        }
        sums.note_end_of(&pages);
        self.add_refunds(&mut sums, &ours).await?;
        self.add_disputes(&mut sums, &ours).await?;
        Ok(sums)
    }

    async fn add_refunds(
        &self,
        sums: &mut StripeSums,
        ours: &HashSet<PaymentIntentId>,
    ) -> Result<(), Fault> {
        let mut pages = Pages::at_most(PAGES_MAX);
        let read =
            async |after: Option<&str>| self.payments.refunds(0, after).await.done("list refunds");
        while let Some(refunds) = pages.next(read).await? {
            let is_ours = |refund: &&RefundPart| {
                refund.intent().is_some_and(|intent| ours.contains(&PaymentIntentId(intent)))
            };
            for refund in refunds.iter().filter(is_ours) {
                self.follow_missed(refund).await?;
                if refund.counts() {
                    add(&mut sums.refunded, Some(&refund.currency), Some(refund.amount));
                }
            }
        }
        sums.note_end_of(&pages);
        Ok(())
    }

    /// A bank that takes a payment back makes no refund.
    async fn add_disputes(
        &self,
        sums: &mut StripeSums,
        ours: &HashSet<PaymentIntentId>,
    ) -> Result<(), Fault> {
        let mut pages = Pages::at_most(PAGES_MAX);
        let may_read = AtomicBool::new(true);
        let read = async |after: Option<&str>| {
            let page = self.payments.disputes(0, after).await.permitted("list disputes")?;
            may_read.store(page.is_some(), Ordering::Release);
            Ok(page.unwrap_or_default())
        };
        while let Some(disputes) = pages.next(read).await? {
            let is_ours = |dispute: &&DisputePart| {
                dispute.intent().is_some_and(|intent| ours.contains(&PaymentIntentId(intent)))
            };
            for dispute in disputes.iter().filter(is_ours) {
                self.follow_missed_dispute(dispute).await?;
                if DisputeStatus::from_name(&dispute.status) == DisputeStatus::Lost {
                    add(&mut sums.refunded, Some(&dispute.currency), Some(dispute.amount));
                }
            }
        }
        sums.note_end_of(&pages);
        if !may_read.load(Ordering::Acquire) {
            sums.gaps.push(LedgerGap::Disputes);
        }
        Ok(())
    }
}

fn empty(currency: Currency) -> LedgerLine {
    LedgerLine {
        currency,
        tickets_minor: 0,
        refunds_minor: 0,
        pending_minor: 0,
        stripe_in_minor: None,
        stripe_refunds_minor: None,
        has_moved: false,
    }
}

/// Which column what has not gone back counts in.
fn column(line: &mut LedgerLine, phase: HoldPhase) -> &mut i64 {
    match phase {
        HoldPhase::Sold => &mut line.tickets_minor,
        // A refund that came back is owed once more.
        HoldPhase::Voided
        | HoldPhase::Refunded
        | HoldPhase::Active
        | HoldPhase::Opening
        | HoldPhase::Open
        | HoldPhase::Closing
        | HoldPhase::Pending
        | HoldPhase::Released
        | HoldPhase::RefundDue
        | HoldPhase::Review => &mut line.pending_minor,
    }
}

/// A hold in this phase was paid, and its money is in the books.
pub(crate) fn is_paid(phase: HoldPhase) -> bool {
    match phase {
        HoldPhase::Sold
        | HoldPhase::Voided
        | HoldPhase::Refunded
        | HoldPhase::RefundDue
        | HoldPhase::Review => true,
        HoldPhase::Active
        | HoldPhase::Opening
        | HoldPhase::Open
        | HoldPhase::Closing
        | HoldPhase::Pending
        | HoldPhase::Released => false,
    }
}

fn add(sums: &mut BTreeMap<Currency, i64>, code: Option<&str>, amount: Option<i64>) {
    if let Some(currency) = code.and_then(Currency::from_code) {
        *sums.entry(currency).or_default() += amount.unwrap_or_default();
    }
}

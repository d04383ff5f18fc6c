//! Once a day: Stripe's sessions of the last week against the shop's orders, and its refunds and
//! disputes of as long as either may move. What is missing on our side is settled; an order that
//! Stripe knows no payment of is put on the admin's list.

use crate::payments::{Pages, SessionPart, Urgency};
use crate::{BoxOffice, Denial, Fault};
use domain::{HoldId, SessionId, UnixMs};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// How often. Units: milliseconds.
const EVERY_MS: i64 = 24 * 3_600_000;
/// How long an instance has for it before another one tries. Units: milliseconds.
const AGAIN_MS: i64 = 10 * 60_000;
/// How far back orders are looked at. Units: milliseconds.
const BACK_MS: i64 = 7 * 24 * 3_600_000;
/// How much earlier than its order a session may have been made, and how long a payment may take to
/// stand on Stripe's list. Units: milliseconds.
const SLACK_MS: i64 = 24 * 3_600_000;
/// How long a handled event is kept: longer than Stripe lists it. Units: milliseconds.
const EVENTS_KEPT_MS: i64 = 35 * 24 * 3_600_000;
/// How long a hold that ended without money stays among the others: longer than Stripe lets a
/// session be recovered. Units: milliseconds.
const HOLDS_KEPT_MS: i64 = 90 * 24 * 3_600_000;
/// How long a refund may take to come back. Units: milliseconds.
const REFUNDS_BACK_MS: i64 = 35 * 24 * 3_600_000;
/// How long a dispute may take to be decided. Units: milliseconds.
const DISPUTES_BACK_MS: i64 = 120 * 24 * 3_600_000;
/// Pages of a list read in one go.
const PAGES_MAX: usize = 1_000;
const SETTING: &str = "audit";

/// What the last audit found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Audit {
    /// When it was.
    pub(crate) at: UnixMs,
    /// Orders that Stripe knows no payment of.
    pub(crate) unpaid: Vec<UnpaidOrder>,
}

/// An order whose session nobody paid, by Stripe's word.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct UnpaidOrder {
    pub(crate) hold: HoldId,
    pub(crate) session: SessionId,
    /// What Stripe says of the session.
    pub(crate) detail: String,
}

impl BoxOffice {
    /// Compares the books with Stripe's list of the last week, forgets old events and archives old
    /// holds.
    ///
    /// Again: finds the same; what was repaired is found no more.
    pub async fn audit(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        let forgotten = self.store.prune_events(now + -EVENTS_KEPT_MS).await?;
        let from = now + -(BACK_MS + SLACK_MS);
        let paid = self.settle_listed(from).await?;
        if let Err(Denial::Failed(fault)) = self.refund_unknowns().await {
            return Err(fault);
        }
        self.follow_listed_refunds(now + -REFUNDS_BACK_MS).await?;
        self.follow_listed_disputes(now + -DISPUTES_BACK_MS).await?;

        let orders = self.store.orders_between(now + -BACK_MS, now).await?;
        let mut unpaid = Vec::new();
        for (hold, session) in orders.into_iter().filter(|(_, session)| !paid.contains(session)) {
            unpaid.extend(self.look_at(hold, session).await?);
        }

        tracing::info!(forgotten, paid = paid.len(), unpaid = unpaid.len(), "the daily audit");
        let audit = Audit { at: now, unpaid };
        let text = serde_json::to_string(&audit).map_err(|error| Fault::Bug(error.to_string()))?;
        self.store.set(SETTING, &text).await?;

        // Last, and only told: the books are what the audit is for.
        match self.store.archive_holds(now + -HOLDS_KEPT_MS).await {
            Ok(archived) => tracing::info!(archived, "old holds are out of the way"),
            Err(fault) => tracing::error!(%fault, "old holds could not be archived"),
        }
        Ok(())
    }

    /// What the last audit found; nothing before the first.
    pub(crate) async fn last_audit(&self) -> Result<Audit, Fault> {
        let text = self.store.setting(SETTING).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// The audit, if a day has passed since the last; answers when the next is due.
    pub(crate) async fn audit_due(&self, now: UnixMs) -> Result<UnixMs, Fault> {
        let last = self.last_audit().await?;
        if now < last.at + EVERY_MS {
            return Ok(last.at + EVERY_MS);
        }
        if !self.store.take_turn("audit_at", now, AGAIN_MS).await? {
            return Ok(now + AGAIN_MS);
        }
        self.audit().await?;
        Ok(now + EVERY_MS)
    }

    /// Settles every payment on Stripe's list that the shop has missed; answers which were paid.
    async fn settle_listed(&self, from: UnixMs) -> Result<HashSet<SessionId>, Fault> {
        let mut paid = HashSet::new();
        let mut pages = Pages::at_most(PAGES_MAX);
        let read = async |after: Option<&str>| {
            let page = self.payments.sessions(from.seconds(), after, Urgency::Reconcile).await;
            page.done("list sessions")
        };
        while let Some(sessions) = pages.next(read).await? {
            for session in sessions.iter().filter(|session| session.is_settled()) {
                self.settle_missed(session).await?;
                paid.insert(session.id.clone());
            }
        }
        Ok(paid)
    }

    /// Follows every refund on Stripe's list that stands otherwise than the shop knows.
    async fn follow_listed_refunds(&self, from: UnixMs) -> Result<(), Fault> {
        let mut pages = Pages::at_most(PAGES_MAX);
        let read = async |after: Option<&str>| {
            self.payments.refunds(from.seconds(), after).await.done("list refunds")
        };
        while let Some(refunds) = pages.next(read).await? {
            for refund in &refunds {
                self.follow_missed(refund).await?;
            }
        }
        Ok(())
    }

    /// As for refunds. Why a key that may not read disputes is no fault: the rest of the audit goes
    /// on, and each day it is told anew.
    async fn follow_listed_disputes(&self, from: UnixMs) -> Result<(), Fault> {
        let mut pages = Pages::at_most(PAGES_MAX);
        let read = async |after: Option<&str>| {
            let page = self.payments.disputes(from.seconds(), after).await;
            page.permitted("list disputes").map(Option::unwrap_or_default)
        };
        while let Some(disputes) = pages.next(read).await? {
            for dispute in &disputes {
                self.follow_missed_dispute(dispute).await?;
            }
        }
        Ok(())
    }

    /// An order whose session is not on the list as paid: the session itself has the last word.
    async fn look_at(
        &self,
        hold: HoldId,
        session: SessionId,
    ) -> Result<Option<UnpaidOrder>, Fault> {
        let read = self.payments.session(&session, Urgency::Reconcile).await;
        let facts = read.found("read session")?.map(|session| session.facts());
        let detail = match facts {
            Some(facts) if facts.is_paid() => return Ok(None),
            Some(facts) => format!("{:?}, {:?}", facts.status, facts.payment),
            None => "Stripe knows no such session".to_owned(),
        };
        tracing::error!(%hold, session = session.logged(), detail, "an order without a payment");
        Ok(Some(UnpaidOrder { hold, session, detail }))
    }

    /// Settles a session that was paid, unless it was. Answers whether it is the shop's.
    pub(crate) async fn settle_missed(&self, session: &SessionPart) -> Result<bool, Fault> {
        let known = self.store.hold_of_session(&session.id).await?;
        if known.is_some_and(|hold| crate::ledger::is_paid(hold.state.phase())) {
            return Ok(true);
        }
        if self.store.is_unknown(&session.id).await? {
            return Ok(false);
        }
        match self.settle_as(&session.id, Urgency::Reconcile).await {
            Ok(_) => Ok(true),
            Err(Denial::Refused(_)) => Ok(!self.store.is_unknown(&session.id).await?),
            Err(Denial::Failed(fault)) => Err(fault),
        }
    }
}

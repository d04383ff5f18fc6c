//! The reconciler: finds what webhooks missed, by asking Stripe.
//!
//! The clerk calls [`BoxOffice::reconcile_due`], which does what is due by the shop's clock: holds
//! past their deadline each minute, undelivered events every ten, and once a day the books (see
//! [`crate::audit`]). Each part may be called at any time; none settles anything twice.

use crate::commands::Happening;
use crate::payments::{Pages, Urgency};
use crate::till::SideRows;
use crate::{Answer, BoxOffice, Denial, Fault, OnUnreachable, WebhookRefusal};
use domain::{Hold, HoldEvent, HoldId, HoldState, Refusal, UnixMs};
use futures::stream::{self, StreamExt};
use std::sync::atomic::{AtomicI64, Ordering};

/// Sessions asked about at the same time.
const TOGETHER_MAX: usize = 8;
/// Pages of undelivered events read in one go.
const PAGES_MAX: usize = 10;
/// How often holds past their deadline are asked about. Units: milliseconds.
const HOLDS_EVERY_MS: i64 = 60_000;
/// How often undelivered events are fetched. Units: milliseconds.
const EVENTS_EVERY_MS: i64 = 10 * 60_000;

/// How long past a session's own end the seats of one that Stripe does not know stay claimed: the
/// keys may have been changed by mistake. Units: milliseconds.
const UNKNOWN_KEPT_MS: i64 = 10 * 60_000;
const UNKNOWN: &str = "Stripe does not know this session: another account’s?";

/// When each part is due next.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    holds_at: AtomicI64,
    events_at: AtomicI64,
}

impl BoxOffice {
    /// Does what is due, and answers when the next part is.
    ///
    /// Why the books come last and their fault is told: a Stripe that does not list its sessions
    /// must not keep overdue holds from being settled.
    pub async fn reconcile_due(&self) -> Result<UnixMs, Fault> {
        let now = self.clock.now();
        let Rounds { holds_at, events_at } = &self.rounds;
        if is_due(holds_at, now, HOLDS_EVERY_MS)
            && self.store.take_turn("reconcile_holds_at", now, HOLDS_EVERY_MS).await?
        {
            self.settle_overdue().await?;
        }
        if is_due(events_at, now, EVENTS_EVERY_MS)
            && self.store.take_turn("reconcile_events_at", now, EVENTS_EVERY_MS).await?
        {
            self.fetch_undelivered_events().await?;
        }
        let audit_at = self.audit_due(now).await?;
        let next = [holds_at, events_at].map(|at| at.load(Ordering::Acquire));
        Ok(UnixMs(next.into_iter().min().unwrap_or_default().min(audit_at.0)))
    }

    /// Asks Stripe about every hold that should be settled by now, and for events that reached
    /// nobody.
    ///
    /// Again: settles nothing twice.
    pub async fn reconcile(&self) -> Result<(), Fault> {
        self.settle_overdue().await?;
        self.fetch_undelivered_events().await
    }

    async fn settle_overdue(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut last: Option<Hold> = None;
        loop {
            // Page by page, so that holds that stay unsettled for days hide no newer ones.
            let unsettled = self.store.unsettled_holds(now, last.as_ref()).await?;
            let Some(end) = unsettled.last().cloned() else { return Ok(()) };
            last = Some(end);
            let settled = stream::iter(unsettled)
                .map(|hold| async move { self.settle_hold(&hold).await })
                .buffer_unordered(TOGETHER_MAX)
                .collect::<Vec<_>>()
                .await;
            settled.into_iter().collect::<Result<Vec<()>, Fault>>()?;
        }
    }

    async fn settle_hold(&self, hold: &Hold) -> Result<(), Fault> {
        let Some(session) = hold.state.session() else { return Ok(()) };
        match self.settle_as(&session.id, Urgency::Reconcile).await {
            Err(
                Denial::Refused(Refusal::PaymentUnavailable) | Denial::Failed(Fault::Payments(_)),
            ) => self.give_up_on_stripe(hold).await,
            // A hold has its own session: it is Stripe that does not know it.
            Err(Denial::Refused(Refusal::NotFound)) => {
                match self.release_unknown(&hold.id, SideRows::default).await {
                    Ok(()) | Err(Denial::Refused(_) | Denial::Failed(Fault::Payments(_))) => Ok(()),
                    Err(Denial::Failed(fault)) => Err(fault),
                }
            }
            Ok(_) | Err(Denial::Refused(_)) => Ok(()),
            Err(Denial::Failed(fault)) => Err(fault),
        }
    }

    /// Frees the seats of a hold whose session is over by its own clock, if the shop was set up to
    /// do so while Stripe cannot be asked. Who paid all the same gets the seats or the money later.
    async fn give_up_on_stripe(&self, hold: &Hold) -> Result<(), Fault> {
        let OnUnreachable::ReleaseAfter { ms } = self.settings.on_unreachable else {
            return Ok(());
        };
        let HoldState::Closing { session, .. } = &hold.state else { return Ok(()) };
        if self.clock.now() < session.expires_at + ms {
            return Ok(());
        }
        tracing::warn!(hold = %hold.id, "its seats are freed though Stripe cannot be asked");
        metrics::counter!("holdfast_released_unasked_total").increment(1);
        let event = || Happening::new(HoldEvent::Unreachable, "released: Stripe out of reach");
        match self.happen(&hold.id, |_| Ok(event())).await {
            Ok(_) | Err(Denial::Refused(_)) => Ok(()),
            Err(Denial::Failed(fault)) => Err(fault),
        }
    }

    /// Frees the seats of a hold whose session Stripe does not know, as after the keys were
    /// changed to another account's, once nobody can pay it anywhere; `finish` goes with it.
    ///
    /// Refuses: a fault while the seats stay claimed, so that keys that are put right in time find
    /// everything as it was.
    /// Why whatever the setting says: there is nobody to ask, neither now nor later. Money that
    /// came to the other account is found by the audit once its keys are back.
    pub(crate) async fn release_unknown(
        &self,
        hold: &HoldId,
        finish: impl Fn() -> SideRows,
    ) -> Answer<()> {
        let released = self.happen(hold, |hold| {
            if let HoldState::Closing { session, .. } = &hold.state {
                if self.clock.now() < session.expires_at + UNKNOWN_KEPT_MS {
                    return Err(Fault::Payments(UNKNOWN.to_owned()).into());
                }
                tracing::error!(hold = %hold.id, "its seats are freed: {UNKNOWN}");
                metrics::counter!("holdfast_released_unasked_total").increment(1);
            }
            let note = format!("released: {UNKNOWN}");
            Ok(Happening::new(HoldEvent::Unreachable, note).with(finish()))
        });
        released.await.map(drop)
    }

    /// Puts events that no webhook brought into the inbox.
    async fn fetch_undelivered_events(&self) -> Result<(), Fault> {
        let mut pages = Pages::at_most(PAGES_MAX);
        let read = async |after: Option<&str>| {
            self.payments.undelivered_events(after).await.done("list events")
        };
        while let Some(events) = pages.next(read).await? {
            let mut side = SideRows::default();
            for event in &events {
                match self.inbox_row(event.to_string().as_bytes(), self.clock.now()) {
                    Ok(row) => side.events.push(row),
                    Err(WebhookRefusal::Failed(fault)) => return Err(fault),
                    Err(refusal) => tracing::warn!(%refusal, "an undelivered event is left out"),
                }
            }
            let has_news = !side.events.is_empty();
            self.save_side(side).await?;
            if has_news {
                self.inbox_bell.notify_one();
            }
        }
        Ok(())
    }
}

/// Whether a part is due now; it is due again after its time, however this round ends.
fn is_due(at: &AtomicI64, now: UnixMs, every_ms: i64) -> bool {
    let due = at.load(Ordering::Acquire);
    let is_due = now.0 >= due;
    if is_due {
        at.store(now.0 + every_ms, Ordering::Release);
    }
    is_due
}

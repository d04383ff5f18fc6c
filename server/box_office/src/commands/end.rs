//! Ending holds: the buyer gives up, an admin ends one, time runs out.

use super::Happening;
use crate::{Answer, BoxOffice, Denial, Fault};
use domain::limits::REASON_CHARS_MAX;
use domain::refusal::Field;
use domain::{BuyerId, EndReason, Hold, HoldCard, HoldEvent, HoldId, HoldPhase, Refusal, UnixMs};
use futures::stream::{self, Stream, StreamExt, TryStreamExt};
use std::sync::atomic::{AtomicBool, Ordering};

/// Overdue holds read together; few at first, so that the first of them are ended soon.
const PAGE_MAX: u32 = 1_024;
const FIRST_PAGE_MAX: u32 = 256;
/// Overdue holds that are being ended at a time: a batch of the till's and the next, so that it
/// never waits for work, and buyers who hold meanwhile wait for little more than two.
const TOGETHER_MAX: usize = crate::BATCH_MAX * 2;

impl BoxOffice {
    /// Gives a buyer's seats back. While a session is open they come back once Stripe confirms
    /// that it can no longer be paid.
    ///
    /// Refuses: `NotFound`, `AlreadyPaid`.
    /// Again: an ended hold stays as it is.
    pub async fn release_hold(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<HoldCard> {
        self.own_hold(buyer, hold).await?;
        let hold = self.end(hold, EndReason::GivenUp).await?;
        Ok(self.card(&hold)?)
    }

    /// Ends a hold by an admin's decision.
    ///
    /// Refuses: `Invalid` for an empty or long reason, `NotFound`, `AlreadyPaid`.
    /// Again: an ended hold stays as it is.
    pub async fn expire_hold(&self, hold: &HoldId, reason: &str) -> Answer<HoldCard> {
        let reason = reason.trim();
        let count = reason.chars().count();
        if count == 0 || count > REASON_CHARS_MAX || reason.chars().any(char::is_control) {
            return Err(Refusal::Invalid(Field::Reason).into());
        }
        let hold = self.end(hold, EndReason::EndedByAdmin(reason.to_owned())).await?;
        Ok(self.card(&hold)?)
    }

    /// Ends every hold whose time is up, and answers when the next is due.
    ///
    /// Again: whoever is second changes nothing.
    pub async fn release_expired_holds(&self) -> Result<Option<UnixMs>, Fault> {
        // Whatever is placed from here on rings the bell.
        self.next_due.store(i64::MAX, Ordering::Release);
        let now = self.clock.now();
        let is_failing = AtomicBool::new(false);
        let ended = self.overdue(now, &is_failing).map(async |hold| {
            let ended = self.end_overdue(hold?).await;
            is_failing.fetch_or(ended.is_err(), Ordering::AcqRel);
            ended
        });
        // all that were read, whatever becomes of one
        let ended: Vec<_> = ended.buffer_unordered(TOGETHER_MAX).collect().await;
        ended.into_iter().collect::<Result<Vec<()>, Fault>>()?;
        let next = self.store.next_deadline(now).await?;
        if let Some(next) = next {
            self.next_due.fetch_min(next.0, Ordering::AcqRel);
        }
        Ok(next)
    }

    /// Holds whose time is up, page by page: the next one is read while the last are being ended.
    /// No more are read once one could not be ended.
    fn overdue(
        &self,
        now: UnixMs,
        is_failing: &AtomicBool,
    ) -> impl Stream<Item = Result<Hold, Fault>> {
        stream::try_unfold(None, move |last: Option<Hold>| async move {
            if is_failing.load(Ordering::Acquire) {
                return Ok(None);
            }
            let most = if last.is_none() { FIRST_PAGE_MAX } else { PAGE_MAX };
            let page = self.store.overdue_holds(now, last.as_ref(), most).await?;
            let last = page.last().cloned();
            let page = |last| (stream::iter(page.into_iter().map(Ok::<_, Fault>)), Some(last));
            Ok::<_, Fault>(last.map(page))
        })
        .try_flatten()
    }

    async fn end_overdue(&self, hold: Hold) -> Result<(), Fault> {
        let event = || Happening::new(HoldEvent::DeadlinePassed, "time up");
        let ended = self.happen_to(hold, |_| Ok(event())).await;
        match ended {
            Ok(_) | Err(Denial::Refused(_)) => Ok(()),
            Err(Denial::Failed(fault)) => Err(fault),
        }
    }

    async fn end(&self, hold: &HoldId, reason: EndReason) -> Answer<Hold> {
        let note = match &reason {
            EndReason::EndedByAdmin(why) => format!("ended by admin: {why}"),
            EndReason::GivenUp => "given up".to_owned(),
            EndReason::TimeUp | EndReason::SessionExpired | EndReason::PaymentFailed => {
                "ended".to_owned()
            }
        };
        self.happen(hold, |hold| match hold.state.phase() {
            HoldPhase::Sold | HoldPhase::Voided | HoldPhase::Pending | HoldPhase::Review => {
                Err(Refusal::AlreadyPaid.into())
            }
            HoldPhase::RefundDue | HoldPhase::Refunded => Err(Refusal::HoldEnded.into()),
            HoldPhase::Active
            | HoldPhase::Opening
            | HoldPhase::Open
            | HoldPhase::Closing
            | HoldPhase::Released => {
                Ok(Happening::new(HoldEvent::Ended(reason.clone()), note.clone()))
            }
        })
        .await
    }
}

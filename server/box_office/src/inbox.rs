//! The inbox: webhook events are verified, stored, answered; then, elsewhere, acted upon.
//!
//! An event is a hint. Acting on it means reading the object it names and settling; an event that
//! comes twice, late or in another order settles nothing twice.

mod handle;

use crate::payments::{EVENTS, EventPart, SignatureFault, verify};
use crate::store::InboxRow;
use crate::till::{FinishedEvent, Postponed, SideRows};
use crate::{BoxOffice, Denial, Fault};
use domain::{HoldId, Refusal, UnixMs};
use std::collections::HashSet;

/// Stripe's name of an event that carries no object, only a name to ask for.
const THIN: &str = "v2.core.event";
/// Events handled in one round.
const ROUND_MAX: u32 = 64;

/// Why the webhook door said no.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRefusal {
    /// Missing, malformed, or made with another secret.
    #[error("the signature is missing or wrong")]
    BadSignature,
    /// Older than five minutes, or from the future.
    #[error("the signature is too old or too young")]
    Stale,
    /// Signed, but not an event that this version reads.
    #[error("the body is not an event: {0}")]
    NotAnEvent(String),
    /// An event without its object: the endpoint at Stripe is of the wrong kind.
    #[error("thin events are not read here: subscribe this endpoint to snapshot events")]
    Thin,
    /// Test money for a live shop, or the reverse.
    #[error("the event is for the other mode")]
    OtherMode,
    /// It could not be stored: the sender must try again.
    #[error(transparent)]
    Failed(#[from] Fault),
}

/// What came of an event.
#[derive(Debug)]
struct Handled {
    outcome: String,
    hold: Option<HoldId>,
}

impl Handled {
    fn new(outcome: String, hold: Option<HoldId>) -> Self {
        Self { outcome, hold }
    }

    fn finish(self, event: &InboxRow) -> FinishedEvent {
        FinishedEvent { id: event.id.clone(), outcome: self.outcome, hold: self.hold }
    }
}

impl BoxOffice {
    /// Verifies a webhook event and stores it durably.
    ///
    /// Shape: the raw body and the `Stripe-Signature` header.
    /// Refuses: see [`WebhookRefusal`]; nothing was stored then.
    /// Again: an event that is stored already is answered like a new one.
    pub async fn receive_webhook_event(
        &self,
        body: &[u8],
        signature: &str,
    ) -> Result<(), WebhookRefusal> {
        let now = self.clock.now();
        verify(body, signature, &self.settings.webhook_secrets, now).map_err(
            |fault| match fault {
                SignatureFault::Wrong => WebhookRefusal::BadSignature,
                SignatureFault::Stale => WebhookRefusal::Stale,
            },
        )?;
        let row = self.inbox_row(body, now)?;

        let side = SideRows { events: vec![row], ..SideRows::default() };
        self.save_side(side).await?;

        self.inbox_bell.notify_one();
        Ok(())
    }

    /// Handles the events that wait, and answers when the next retry is due.
    pub async fn work_inbox(&self) -> Result<Option<UnixMs>, Fault> {
        loop {
            let due = self.store.due_events(self.clock.now(), ROUND_MAX).await?;
            if due.is_empty() {
                return self.store.next_event_at().await;
            }
            let mut side = SideRows::default();
            let mut seen = HashSet::new();
            for event in &due {
                // Its twin is in this very round: the next one sees what came of it.
                if !seen.insert((&event.kind, &event.object_id)) {
                    continue;
                }
                match self.handle(event).await {
                    Ok(handled) => side.finished_events.push(handled.finish(event)),
                    Err(Denial::Refused(Refusal::NotFound)) => {
                        let nobodys = Handled::new("nobody's".to_owned(), None);
                        side.finished_events.push(nobodys.finish(event));
                    }
                    Err(Denial::Refused(refusal)) => {
                        side.postponed_events.push(self.later(event, &refusal.to_string()));
                    }
                    Err(Denial::Failed(Fault::TillClosed)) => return Err(Fault::TillClosed),
                    Err(Denial::Failed(fault)) => {
                        side.postponed_events.push(self.later(event, &fault.to_string()));
                    }
                }
            }
            self.save_side(side).await?;
        }
    }

    /// Reads an event's envelope; what it says of its object is not trusted, only its ids.
    pub(crate) fn inbox_row(&self, body: &[u8], now: UnixMs) -> Result<InboxRow, WebhookRefusal> {
        if EventPart::object_of(body).as_deref() == Some(THIN) {
            return Err(WebhookRefusal::Thin);
        }
        let event =
            EventPart::read(body).map_err(|error| WebhookRefusal::NotAnEvent(error.to_string()))?;
        if event.livemode != self.settings.livemode {
            return Err(WebhookRefusal::OtherMode);
        }
        let text = String::from_utf8(body.to_vec())
            .map_err(|_| WebhookRefusal::NotAnEvent("not UTF-8".to_owned()))?;
        let object_id = event.data.object.id.unwrap_or_default();
        if object_id.is_empty() && EVENTS.contains(&event.kind.as_str()) {
            return Err(WebhookRefusal::NotAnEvent("its object has no id".to_owned()));
        }
        let has_nul =
            [&event.id, &event.kind, &object_id, &text].iter().any(|text| text.contains('\0'));
        if has_nul {
            return Err(WebhookRefusal::NotAnEvent("it holds U+0000".to_owned()));
        }
        Ok(InboxRow {
            id: event.id,
            kind: event.kind,
            object_id,
            body: text,
            received_at: now.0,
            attempts: 0,
        })
    }

    fn later(&self, event: &InboxRow, why: &str) -> Postponed {
        let next_at = self.clock.now() + crate::outbox::backoff_ms(event.attempts);
        tracing::warn!(event = %event.id, kind = %event.kind, why, "an event will be tried again");
        Postponed { id: event.id.clone(), number: event.attempts, next_at, outcome: why.to_owned() }
    }
}

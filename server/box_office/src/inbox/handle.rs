//! What is done about an event: the object that it names is read anew, and settled.

use super::Handled;
use crate::payments::EventPart;
use crate::store::InboxRow;
use crate::{Answer, BoxOffice, Fault};
use domain::ids::logged;
use domain::{HoldId, SessionId};

/// Types that say one thing of their object, once: a second event of such a type is the same.
const ONCE: [&str; 8] = [
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "refund.created",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
];

impl BoxOffice {
    /// Handles one event.
    ///
    /// Again: an event whose twin was handled asks Stripe nothing, unless it is tried once more, as
    /// by an admin.
    pub(super) async fn handle(&self, row: &InboxRow) -> Answer<Handled> {
        let object = logged(&row.object_id);
        tracing::info!(event = %row.id, kind = %row.kind, object, "webhook event");
        if row.attempts == 0
            && ONCE.contains(&row.kind.as_str())
            && let Some(twin) = self.store.twin_of(row).await?
        {
            return Ok(Handled::new(format!("the same as {twin}"), None));
        }
        match row.kind.as_str() {
            kind if kind.starts_with("checkout.session.") => {
                let card = self.settle(&SessionId(row.object_id.clone())).await?;
                Ok(Handled::new(format!("settled: {}", card.phase.name()), Some(card.id)))
            }
            "charge.refunded" | "refund.created" | "refund.updated" | "refund.failed" => {
                let hold = self.refunds_told(row).await?;
                Ok(Handled::new("refunds read".to_owned(), hold))
            }
            "charge.dispute.created" | "charge.dispute.updated" | "charge.dispute.closed" => {
                let hold = self.follow_dispute(&row.object_id).await?;
                Ok(Handled::new("dispute read".to_owned(), hold))
            }
            _ => Ok(Handled::new("nothing to do".to_owned(), None)),
        }
    }

    /// A charge was refunded, or a refund moved on: by us, by a bank, or at Stripe's own pages.
    async fn refunds_told(&self, row: &InboxRow) -> Answer<Option<HoldId>> {
        let event = EventPart::read(row.body.as_bytes())
            .map_err(|error| Fault::Bug(format!("event {}: {error}", row.id)))?;
        match event.data.object.intent() {
            Some(intent) => self.follow_refunds(&intent).await,
            None => Ok(None),
        }
    }
}

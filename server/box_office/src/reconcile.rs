//! The reconciler: finds what webhooks missed, by asking Stripe.

use crate::payments::Urgency;
use crate::till::SideRows;
use crate::{BoxOffice, Denial, Fault, WebhookRefusal};
use futures::stream::{self, StreamExt};

/// Sessions asked about at the same time.
const TOGETHER_MAX: usize = 8;
/// Pages of undelivered events read in one go.
const PAGES_MAX: usize = 10;

impl BoxOffice {
    /// Asks Stripe about every hold that should be settled by now, and for events that reached
    /// nobody.
    ///
    /// Again: settles nothing twice.
    pub async fn reconcile(&self) -> Result<(), Fault> {
        let unsettled = self.store.unsettled_holds(self.clock.now()).await?;
        let sessions: Vec<_> =
            unsettled.iter().filter_map(|hold| hold.state.session().cloned()).collect();
        let settled = stream::iter(sessions)
            .map(|session| async move {
                self.settle_as(&session.id, Urgency::Reconcile).await.map(drop)
            })
            .buffer_unordered(TOGETHER_MAX)
            .collect::<Vec<_>>()
            .await;
        for answer in settled {
            match answer {
                Ok(()) | Err(Denial::Refused(_)) => {}
                Err(Denial::Failed(fault)) => return Err(fault),
            }
        }
        self.fetch_undelivered_events().await
    }

    /// Puts events that no webhook brought into the inbox.
    async fn fetch_undelivered_events(&self) -> Result<(), Fault> {
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let page = self.payments.undelivered_events(after.as_deref()).await;
            let page = page.done("list events")?;
            let mut side = SideRows::default();
            for event in &page.data {
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
            let last = page.data.last().and_then(|event| event.get("id")?.as_str());
            after = last.map(str::to_owned);
            if !page.has_more || after.is_none() {
                return Ok(());
            }
        }
        Ok(())
    }
}

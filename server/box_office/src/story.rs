//! What admins read of the way between the shop and Stripe, and the buttons beside it.

use crate::till::SideRows;
use crate::{Answer, BoxOffice};
use domain::{CallRow, EventRow, HoldId, HoldStory, Refusal, ToDo, ToDoKind};

/// Tries after which a call or an event is said to be stuck.
const TRIES_MAX: i64 = 8;

impl BoxOffice {
    /// A hold's whole story: its states, calls with Stripe's request ids, and events, in order.
    ///
    /// Refuses: `NotFound`.
    pub async fn hold_story(&self, hold: &HoldId) -> Answer<HoldStory> {
        let found = self.store.hold_or_past(hold).await?.ok_or(Refusal::NotFound)?;
        let refunds = self.store.refunds_of(hold).await?;
        let disputes = self.store.disputes_of(hold).await?;
        let session = found.state.session().map(|session| session.id.clone());
        let lines = self.store.story_lines(hold, session.as_ref()).await?;
        let owed_again = match &session {
            Some(session) => self.owed_again(session).await?,
            None => None,
        };
        let card = self.card_with_refund(&found).await?;
        Ok(HoldStory { card, lines, refunds, disputes, owed_again })
    }

    /// Calls owed to Stripe: those still owed first, then the newest, at most 200.
    pub async fn outbox(&self) -> Answer<Vec<CallRow>> {
        Ok(self.store.call_rows().await?)
    }

    /// Events that came: those that wait first, then the newest, at most 200.
    pub async fn inbox(&self) -> Answer<Vec<EventRow>> {
        Ok(self.store.event_rows().await?)
    }

    /// Tries a call now that is still owed.
    ///
    /// Again: a call that is done stays done.
    pub async fn hurry_call(&self, call: &str) -> Answer<()> {
        let hurried_calls = vec![call.to_owned()];
        self.save_side(SideRows { hurried_calls, ..SideRows::default() }).await?;
        self.outbox_bell.notify_one();
        Ok(())
    }

    /// Handles an event once more.
    ///
    /// Again: what it names is settled once, however often it is replayed.
    pub async fn replay_event(&self, event: &str) -> Answer<()> {
        let replayed_events = vec![event.to_owned()];
        self.save_side(SideRows { replayed_events, ..SideRows::default() }).await?;
        self.inbox_bell.notify_one();
        Ok(())
    }

    /// What only a person can put right, each kind oldest first.
    pub async fn to_do(&self) -> Answer<Vec<ToDo>> {
        let mut all = Vec::new();
        for row in self.holds(None).await? {
            if let Some(reason) = row.review {
                all.push(ToDo {
                    session: row.card.session.clone(),
                    amount: Some(row.card.paid),
                    detail: format!("{reason:?}"),
                    since: row.card.expires_at,
                    ..to_do(ToDoKind::Review, Some(row.card.id))
                });
            }
        }
        all.extend(self.refunds_to_do().await?);
        for dispute in self.store.open_disputes().await? {
            all.push(ToDo {
                session: Some(dispute.session),
                amount: Some(dispute.amount),
                detail: dispute.reason,
                since: dispute.created_at,
                ..to_do(ToDoKind::DisputeOpen, dispute.hold)
            });
        }
        all.extend(self.unknown_to_do().await?);
        all.extend(self.stuck().await?);
        let audit = self.last_audit().await?;
        all.extend(audit.unpaid.into_iter().map(|order| ToDo {
            session: Some(order.session),
            detail: order.detail,
            since: audit.at,
            ..to_do(ToDoKind::OrderUnpaid, Some(order.hold))
        }));
        Ok(all)
    }

    async fn refunds_to_do(&self) -> Answer<Vec<ToDo>> {
        let mut all = Vec::new();
        for refund in self.store.refunds_to_see_to().await? {
            let (kind, amount) = match refund.status.counts() {
                true => (ToDoKind::RefundWaits, Some(refund.amount)),
                false => (ToDoKind::RefundFailed, self.owed_again(&refund.session).await?),
            };
            all.extend(amount.map(|amount| ToDo {
                session: Some(refund.session),
                amount: Some(amount),
                detail: refund.failure.unwrap_or_else(|| refund.status.name().to_owned()),
                since: refund.created_at,
                ..to_do(kind, refund.hold)
            }));
        }
        Ok(all)
    }

    async fn stuck(&self) -> Answer<Vec<ToDo>> {
        let is_stuck = |attempts: i64, is_done: bool| attempts >= TRIES_MAX && !is_done;
        let calls = self.store.call_rows().await?.into_iter();
        let calls = calls.filter(|call| is_stuck(call.attempts, call.next_at.is_none()));
        let events = self.store.event_rows().await?.into_iter();
        let events = events.filter(|event| is_stuck(event.attempts, event.next_at.is_none()));
        let calls = calls.map(|call| ToDo {
            detail: format!("{}: {}", call.kind, call.outcome),
            since: call.created_at,
            ..to_do(ToDoKind::CallStuck, call.hold)
        });
        let events = events.map(|event| ToDo {
            detail: format!("{}: {}", event.kind, event.outcome),
            since: event.received_at,
            ..to_do(ToDoKind::EventStuck, event.hold)
        });
        Ok(calls.chain(events).collect())
    }
}

fn to_do(kind: ToDoKind, hold: Option<HoldId>) -> ToDo {
    let since = domain::UnixMs::default();
    ToDo { kind, hold, session: None, amount: None, detail: String::new(), since }
}

//! Everything the sandbox knows, behind one lock.
//!
//! A change is made on the shelves, then kept (after it was stored) or undone. Nothing here
//! decides: `acts` does.

mod shelf;

use serde_json::Value;

pub(crate) use shelf::{Change, Shelf};

use crate::ids;
use crate::model::{
    Behaviour, Charge, Coupon, Delivery, DeliveryState, Dispute, Event, Intent, PromotionCode,
    Refund, SavedReply, Session,
};

/// The request that is being answered, if one is: events name it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cause {
    pub(crate) request: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

/// A webhook endpoint as the API lists it; its secrets are the postman's alone.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) created_ms: i64,
}

impl Endpoint {
    pub(crate) fn new(url: &str, now_ms: i64) -> Self {
        Self { id: ids::endpoint(), url: url.to_owned(), created_ms: now_ms }
    }
}

/// All shelves.
#[derive(Debug, Default)]
pub(crate) struct Books {
    pub(crate) sessions: Shelf<Session>,
    pub(crate) intents: Shelf<Intent>,
    pub(crate) charges: Shelf<Charge>,
    pub(crate) refunds: Shelf<Refund>,
    pub(crate) disputes: Shelf<Dispute>,
    pub(crate) coupons: Shelf<Coupon>,
    pub(crate) codes: Shelf<PromotionCode>,
    pub(crate) events: Shelf<Event>,
    pub(crate) deliveries: Shelf<Delivery>,
    pub(crate) replies: Shelf<SavedReply>,
    /// The webhook endpoint, if one is registered: events are owed to it.
    pub(crate) endpoint: Option<Endpoint>,
    /// Answers where Stripe's are not documented.
    pub(crate) behaviour: Behaviour,
    /// Set for the length of one act.
    pub(crate) cause: Cause,
}

impl Books {
    /// Writes down that something happened, and that the endpoint must be told.
    pub(crate) fn emit(&mut self, now_ms: i64, kind: &str, object: Value) -> String {
        let id = ids::event();
        self.events.put(Event {
            id: id.clone(),
            created_ms: now_ms,
            kind: kind.to_owned(),
            object,
            request: self.cause.request.clone(),
            idempotency_key: self.cause.idempotency_key.clone(),
        });
        if self.endpoint.is_some() {
            self.deliveries.put(Delivery {
                event: id.clone(),
                since_ms: now_ms,
                state: DeliveryState::Pending { next_at_ms: now_ms },
                attempts: Vec::new(),
            });
        }
        id
    }

    /// What has changed since the last `keep` or `undo`, ready to be stored.
    pub(crate) fn changes(&self) -> Result<Vec<Change>, serde_json::Error> {
        let mut all = Vec::new();
        self.sessions.changes(&mut all)?;
        self.intents.changes(&mut all)?;
        self.charges.changes(&mut all)?;
        self.refunds.changes(&mut all)?;
        self.disputes.changes(&mut all)?;
        self.coupons.changes(&mut all)?;
        self.codes.changes(&mut all)?;
        self.events.changes(&mut all)?;
        self.deliveries.changes(&mut all)?;
        self.replies.changes(&mut all)?;
        Ok(all)
    }

    /// Whether there is anything to keep or undo.
    pub(crate) fn is_changed(&self) -> bool {
        self.sessions.is_changed()
            || self.intents.is_changed()
            || self.charges.is_changed()
            || self.refunds.is_changed()
            || self.disputes.is_changed()
            || self.coupons.is_changed()
            || self.codes.is_changed()
            || self.events.is_changed()
            || self.deliveries.is_changed()
            || self.replies.is_changed()
    }

    /// The changes stand.
    pub(crate) fn keep(&mut self) {
        self.sessions.keep();
        self.intents.keep();
        self.charges.keep();
        self.refunds.keep();
        self.disputes.keep();
        self.coupons.keep();
        self.codes.keep();
        self.events.keep();
        self.deliveries.keep();
        self.replies.keep();
    }

    /// The changes never were.
    pub(crate) fn undo(&mut self) {
        self.sessions.undo();
        self.intents.undo();
        self.charges.undo();
        self.refunds.undo();
        self.disputes.undo();
        self.coupons.undo();
        self.codes.undo();
        self.events.undo();
        self.deliveries.undo();
        self.replies.undo();
    }

    /// When the clock next has something to do, deliveries aside.
    pub(crate) fn next_due_ms(&self) -> Option<i64> {
        [
            self.sessions.next_due_ms(),
            self.intents.next_due_ms(),
            self.charges.next_due_ms(),
            self.refunds.next_due_ms(),
            self.replies.next_due_ms(),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}

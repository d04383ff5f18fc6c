//! What Stripe's answers to owed calls mean. Each answer is committed together with the mark that
//! the call is done.

use super::Tried;
use crate::commands::Happening;
use crate::money_back;
use crate::payments::{Pages, RefundPart, Refused, Reply, SessionPart, Urgency};
use crate::till::{Call, CallKind, SideRows};
use crate::{Answer, BoxOffice, Denial, Fault};
use domain::{HoldEvent, HoldState, PayBy, PaymentIntentId, SessionId, SessionStatus};

/// How far back a session whose creation failed oddly is looked for. Units: seconds.
const LOOK_BACK_S: i64 = 3_600;
/// As many as an hour of sessions can be.
const LOOK_BACK_PAGES: usize = 1_000;
/// Stripe's word for a payment that went back whole before.
const ALREADY_REFUNDED: &str = "charge_already_refunded";
/// Stripe's word for a payment that cannot go back while a bank decides about it.
const DISPUTED: &str = "charge_disputed";
/// How long Stripe is sure to know a key. Units: milliseconds.
const KEY_KEPT_MS: i64 = 23 * 3_600_000;
/// How far Stripe's clock may be behind ours. Units: milliseconds.
const SLACK_MS: i64 = 300_000;

impl BoxOffice {
    pub(super) async fn make_create(&self, call: &Call) -> Answer<()> {
        match self.payments.create_session(&call.idempotency_key, &call.body).await {
            Reply::Done(session, request) => self.created(call, &session, &request).await,
            Reply::Refused(refused) => {
                tracing::error!(hold = %call.hold, %refused, "Stripe refused to create a session");
                self.create_refused(call, &refused.to_string()).await
            }
            // The failure is stored under our key: the session may exist all the same.
            Reply::StoredFailure(why) => match self.look_for(call).await? {
                Some(session) => self.created(call, &session, &why).await,
                None => self.create_refused(call, &why).await,
            },
            Reply::Unknown(why) => Err(Fault::Payments(why).into()),
        }
    }

    async fn created(&self, call: &Call, session: &SessionPart, request: &str) -> Answer<()> {
        let created = self.happen(&call.hold, |hold| {
            let is_overdue = hold.is_overdue(self.clock.now());
            if matches!(hold.state, HoldState::Opening { .. }) {
                hold.pay_by = session.pay_by();
                hold.checkout_ui = hold.pay_by.as_ref().map(PayBy::ui).or(hold.checkout_ui);
            }
            let session = session.reference();
            let event = HoldEvent::SessionCreated { session, is_overdue };
            let side = SideRows::finish(call, format!("created ({request})"));
            Ok(Happening::new(event, format!("session created ({request})")).with(side))
        });
        created.await.map(drop)
    }

    async fn create_refused(&self, call: &Call, why: &str) -> Answer<()> {
        let refused = self.happen(&call.hold, |_| {
            let event = HoldEvent::CreateRefused;
            let side = SideRows::finish(call, why);
            Ok(Happening::new(event, format!("no session: {why}")).with(side))
        });
        refused.await.map(drop)
    }

    /// The session that a failed creation may have left behind.
    async fn look_for(&self, call: &Call) -> Result<Option<SessionPart>, Fault> {
        let from = call.created_at.seconds() - LOOK_BACK_S;
        let is_ours = |session: &SessionPart| session.facts().hold.as_ref() == Some(&call.hold);
        let mut pages = Pages::at_most(LOOK_BACK_PAGES);
        let read = async |after: Option<&str>| {
            self.payments.sessions(from, after, Urgency::Buyer).await.done("list sessions")
        };
        while let Some(sessions) = pages.next(read).await? {
            if let Some(session) = sessions.into_iter().find(is_ours) {
                return Ok(Some(session));
            }
        }
        Ok(None)
    }

    pub(super) async fn make_expire(&self, call: &Call) -> Answer<()> {
        let session = session_of(call)?;
        let key = format!("{}:{}", call.idempotency_key, crate::ids::call_id());
        match self.payments.expire_session(session, &key, call.urgency()).await {
            Reply::Done(expired, request) => {
                let intent = expired.facts().intent;
                let accepted = self.happen(&call.hold, |_| {
                    let event = HoldEvent::ExpireAccepted(intent);
                    let side = SideRows::finish(call, format!("expired ({request})"));
                    Ok(Happening::new(event, format!("session expired ({request})")).with(side))
                });
                accepted.await.map(drop)
            }
            // Whatever the words: somebody paid, or it was over before. The session says.
            Reply::Refused(refused) => self.expire_refused(call, &refused.to_string()).await,
            Reply::Unknown(why) | Reply::StoredFailure(why) => Err(Fault::Payments(why).into()),
        }
    }

    async fn expire_refused(&self, call: &Call, why: &str) -> Answer<()> {
        let session = session_of(call)?;
        let (facts, request) = match self.payments.session(session, call.urgency()).await {
            Reply::Done(session, request) => (session.facts(), request),
            Reply::Refused(refused) if refused.is_missing() => {
                let finish = || SideRows::finish(call, format!("refused: {why}"));
                return self.release_unknown(&call.hold, finish).await;
            }
            Reply::Refused(refused) => {
                return Err(Fault::Payments(format!("read session: {refused}")).into());
            }
            Reply::Unknown(why) | Reply::StoredFailure(why) => {
                return Err(Fault::Payments(why).into());
            }
        };
        metrics::counter!("holdfast_expires_refused_total").increment(1);
        if facts.status == SessionStatus::Open {
            return Err(Fault::Payments(format!("refused, though it is open: {why}")).into());
        }
        let read = self.happen(&call.hold, |hold| {
            let finish = SideRows::finish(call, format!("refused: {why}"));
            self.reading(hold, &facts, &request, finish)
        });
        read.await.map(drop)
    }

    pub(super) async fn make_refund(&self, call: &Call) -> Answer<Tried> {
        if call.body.is_empty() || self.paid_nothing(session_of(call)?).await? {
            return self.refunded(call, None, "nothing was paid").await;
        }
        let is_known_disputed =
            call.attempts > 0 && self.store.is_disputed(session_of(call)?).await?;
        if is_known_disputed || self.clock.now() >= call.created_at + KEY_KEPT_MS {
            return self.refund_anew(call).await;
        }
        match self.payments.refund(&call.idempotency_key, &call.body).await {
            Reply::StoredFailure(_) => self.refund_anew(call).await,
            Reply::Refused(refused) if !is_final(&refused, call) => self.refund_anew(call).await,
            reply @ (Reply::Done(..) | Reply::Refused(_) | Reply::Unknown(_)) => {
                self.refund_answered(call, reply).await
            }
        }
    }

    /// Asks for a refund under a key that Stripe has not seen, if no earlier try has made it.
    async fn refund_anew(&self, call: &Call) -> Answer<Tried> {
        let intent = call.payment_intent.as_ref().map(PaymentIntentId::as_str).unwrap_or_default();
        let made = self.payments.refunds_of_intent(intent).await.done("list refunds")?;
        let is_it = |refund: &&RefundPart| {
            refund.is_ours()
                && refund.counts()
                && refund.created_at() >= call.created_at + -SLACK_MS
        };
        if let Some(refund) = made.data.iter().find(is_it) {
            return self.refunded(call, Some(refund), "had been made by an earlier try").await;
        }
        let key = format!("{}:{}", call.idempotency_key, crate::ids::call_id());
        let reply = self.payments.refund(&key, &call.body).await;
        self.refund_answered(call, reply).await
    }

    async fn refund_answered(&self, call: &Call, reply: Reply<RefundPart>) -> Answer<Tried> {
        match reply {
            Reply::Done(refund, request) => {
                self.refunded(call, Some(&refund), &format!("refunded ({request})")).await
            }
            Reply::Refused(refused) if refused.code.as_deref() == Some(ALREADY_REFUNDED) => {
                let done = self.refunded(call, None, "had been refunded before").await?;
                if let Some(intent) = &call.payment_intent {
                    self.follow_refunds(intent.as_str()).await?;
                }
                Ok(done)
            }
            // Until a dispute is decided nothing can be refunded; lost, nothing is left to refund.
            Reply::Refused(refused)
                if refused.code.as_deref() == Some(DISPUTED)
                    && self.is_all_back(session_of(call)?).await? =>
            {
                self.refunded(call, None, "the buyer’s bank took it back").await
            }
            Reply::Refused(refused) => {
                tracing::error!(hold = %call.hold, %refused, "Stripe refused a refund");
                Ok(Tried::Refused(refused.to_string()))
            }
            Reply::Unknown(why) | Reply::StoredFailure(why) => Err(Fault::Payments(why).into()),
        }
    }

    async fn refunded(
        &self,
        call: &Call,
        refund: Option<&RefundPart>,
        note: &str,
    ) -> Answer<Tried> {
        let side = || money_back::with_refund(SideRows::finish(call, note), call, refund);
        if call.hold.as_str().is_empty() {
            let refunded_strays = vec![session_of(call)?.clone()];
            self.save_side(SideRows { refunded_strays, ..side() }).await?;
            return Ok(Tried::Done);
        }
        let made = self.happen(&call.hold, |_| {
            let event = HoldEvent::RefundMade(money_back::named(refund));
            let side = side();
            Ok(Happening::new(event, note.to_owned()).with(side))
        });
        made.await.map(|_| Tried::Done)
    }
}

/// A first no that asking under another key would only hear again. Later ones may be old: Stripe
/// repeats them for a day, also when a dispute has been won meanwhile.
fn is_final(refused: &Refused, call: &Call) -> bool {
    match refused.code.as_deref() {
        Some(ALREADY_REFUNDED) => true,
        Some(DISPUTED) => call.attempts == 0,
        Some(_) | None => false,
    }
}

pub(super) fn session_of(call: &Call) -> Result<&SessionId, Denial> {
    let lost = || Fault::Bug(format!("call {} of kind {:?} has no session", call.id, call.kind));
    debug_assert!(call.kind != CallKind::Create, "a create has no session yet");
    call.session.as_ref().ok_or_else(|| lost().into())
}

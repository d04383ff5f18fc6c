//! Money that waits: taken while its seats are the buyer's, let go otherwise. Whatever Stripe
//! answers, the session is read then, and decides.

use crate::payments::Reply;
use crate::till::{Call, CallKind, SideRows};
use crate::{Answer, BoxOffice, Fault};

impl BoxOffice {
    /// Takes an authorised payment, or lets it go.
    ///
    /// Why a fresh key each time: a stored failure would be repeated for a day, and what was taken
    /// or let go already is refused harmlessly.
    pub(super) async fn make_taking(&self, call: &Call) -> Answer<()> {
        let lost = || Fault::Bug(format!("call {} names no payment", call.id));
        let intent = call.payment_intent.as_ref().ok_or_else(lost)?;
        let key = format!("{}:{}", call.idempotency_key, crate::ids::call_id());
        let answer = match call.kind {
            CallKind::Capture => self.payments.capture(intent, &key).await,
            CallKind::Cancel => self.payments.cancel(intent, &key).await,
            CallKind::Create | CallKind::Expire | CallKind::Refund => {
                return Err(Fault::Bug(format!("call {} takes no money", call.id)).into());
            }
        };
        let note = match answer {
            Reply::Done(intent, request) => format!("{} ({request})", intent.status),
            Reply::Refused(refused) => format!("refused: {refused}"),
            Reply::Unknown(why) | Reply::StoredFailure(why) => {
                return Err(Fault::Payments(why).into());
            }
        };
        self.read_after(call, &note).await
    }

    async fn read_after(&self, call: &Call, note: &str) -> Answer<()> {
        let session = super::answers::session_of(call)?;
        let (facts, request) = match self.payments.session(session, call.urgency()).await {
            Reply::Done(session, request) => (session.facts(), request),
            refused @ (Reply::Refused(_) | Reply::Unknown(_) | Reply::StoredFailure(_)) => {
                return refused.done("read session").map(drop).map_err(Into::into);
            }
        };
        if facts.is_authorized() {
            return Err(Fault::Payments(format!("the money still waits: {note}")).into());
        }
        let finished = || SideRows::finish(call, note);
        if call.hold.as_str().is_empty() {
            return Ok(self.save_side(finished()).await?);
        }
        let read = self.happen(&call.hold, |hold| self.reading(hold, &facts, &request, finished()));
        read.await.map(drop)
    }
}

//! Reads of payments that a person must decide about.

use super::Store;
use super::pool::with;
use crate::Fault;
use crate::till::UnknownPayment;
use domain::{PaymentIntentId, SessionId, UnixMs};

#[derive(Debug, sqlx::FromRow)]
struct UnknownRow {
    session_id: String,
    payment_intent: Option<String>,
    amount_minor: i64,
    currency: String,
    why: String,
    seen_at: i64,
    decided_at: Option<i64>,
}

macro_rules! unknown_query {
    ($rest:literal) => {
        sqlx::query_as::<_, UnknownRow>(concat!(
            "select session_id, payment_intent, amount_minor, currency, why, seen_at, decided_at ",
            "from unknown_payment ",
            $rest
        ))
    };
}

impl Store {
    /// Such a payment, and whether somebody has decided about it.
    pub(crate) async fn unknown(
        &self,
        session: &SessionId,
    ) -> Result<Option<(UnknownPayment, bool)>, Fault> {
        let row = with!(self.read, |db| unknown_query!("where session_id = $1")
            .bind(session.as_str())
            .fetch_optional(db)
            .await)?;
        Ok(row.map(|row| (UnknownPayment::from(&row), row.decided_at.is_some())))
    }

    /// Those that nobody has decided about, oldest first, at most 200.
    pub(crate) async fn open_unknowns(&self) -> Result<Vec<UnknownPayment>, Fault> {
        let rows = with!(self.read, |db| unknown_query!(
            "where decided_at is null order by seen_at, session_id limit 200"
        )
        .fetch_all(db)
        .await)?;
        Ok(rows.iter().map(UnknownPayment::from).collect())
    }

    /// Nothing says that this session's payment is the shop's, and nobody has said so.
    pub(crate) async fn is_unknown(&self, session: &SessionId) -> Result<bool, Fault> {
        let found: Option<i64> = with!(self.read, |db| sqlx::query_scalar(
            "select cast(1 as bigint) from unknown_payment where session_id = $1 \
             and coalesce(decision, '') <> 'refund'"
        )
        .bind(session.as_str())
        .fetch_optional(db)
        .await)?;
        Ok(found.is_some())
    }
}

impl From<&UnknownRow> for UnknownPayment {
    fn from(row: &UnknownRow) -> Self {
        Self {
            session: SessionId(row.session_id.clone()),
            payment_intent: row.payment_intent.clone().map(PaymentIntentId),
            amount_minor: row.amount_minor,
            currency: row.currency.clone(),
            why: row.why.clone(),
            seen_at: UnixMs(row.seen_at),
        }
    }
}

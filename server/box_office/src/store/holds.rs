//! Reads of holds and claims.

use super::Store;
use super::pool::{Pool, with};
use super::rows::{HoldRow, phase, seat, unreadable};
use crate::Fault;
use domain::{
    BuyerId, Hold, HoldId, HoldPhase, PerformanceId, SeatIndex, SeatStatus, SessionId, UnixMs,
};

/// How late an instance may be before others end its holds. Units: milliseconds.
const LATE_MS: i64 = 1_000;

/// Everything the till must know of a performance at start: who claims what.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) seats: Vec<(SeatIndex, SeatStatus)>,
    pub(crate) live: Vec<(BuyerId, HoldId)>,
}

/// The text that reads holds as rows of [`HoldRow`].
macro_rules! hold_rows {
    ($rest:literal) => {
        concat!(
            "select id, performance_id, buyer, state, seats, currency, contact, checkout_url, ",
            "checkout_ui, client_secret, paid_minor, placed_at, expires_at, version from hold ",
            $rest
        )
    };
}

macro_rules! hold_query {
    ($rest:literal) => {
        sqlx::query_as::<_, HoldRow>($crate::store::holds::hold_rows!($rest))
    };
}

pub(super) use hold_rows;

impl Store {
    /// One hold.
    pub(crate) async fn hold(&self, id: &HoldId) -> Result<Option<Hold>, Fault> {
        let row = with!(self.read, |db| hold_query!("where id = $1")
            .bind(id.as_str())
            .fetch_optional(db)
            .await)?;
        row.map(Hold::try_from).transpose()
    }

    /// The hold that a session belongs to.
    pub(crate) async fn hold_of_session(&self, id: &SessionId) -> Result<Option<Hold>, Fault> {
        with!(self.read, |db| hold_query!("where session_id = $1")
            .bind(id.as_str())
            .fetch_optional(db)
            .await)?
        .map(Hold::try_from)
        .transpose()
    }

    /// A buyer's live holds, soonest deadline first.
    pub(crate) async fn live_holds_of(&self, buyer: &BuyerId) -> Result<Vec<Hold>, Fault> {
        holds(with!(self.read, |db| hold_query!(
            "where buyer = $1 and is_live = 1 order by expires_at, id"
        )
        .bind(buyer.as_str())
        .fetch_all(db)
        .await)?)
    }

    /// Live holds and holds in review, soonest deadline first, at most 1,000.
    pub(crate) async fn unfinished_holds(
        &self,
        performance: Option<PerformanceId>,
    ) -> Result<Vec<Hold>, Fault> {
        holds(with!(self.read, |db| hold_query!(
            "where (is_live = 1 or phase = 'review') and ($1 is null or performance_id = $1) \
             order by expires_at, id limit 1000"
        )
        .bind(performance.map(|id| id.0))
        .fetch_all(db)
        .await)?)
    }

    /// Holds whose time is up and that nobody has begun to end, oldest deadline first, past
    /// `after`: those that this instance keeps, and others' whose instance is gone or late.
    pub(crate) async fn overdue_holds(
        &self,
        now: UnixMs,
        after: Option<&Hold>,
        most: u32,
    ) -> Result<Vec<Hold>, Fault> {
        let (since, id) = place_of(after);
        holds(with!(self.read, |db| hold_query!(
            "where is_live = 1 and expires_at <= $1 and phase in ('active', 'opening', 'open') \
             and (kept_by = $3 or expires_at <= $4 \
             or kept_by not in (select name from instance where alive_until > $1)) \
             and (expires_at, id) > ($5, $6) order by expires_at, id limit $2"
        )
        .bind(now.0)
        .bind(i64::from(most))
        .bind(&self.instance)
        .bind(now.0 - LATE_MS)
        .bind(since)
        .bind(id)
        .fetch_all(db)
        .await)?)
    }

    /// When the next live hold's time is up.
    pub(crate) async fn next_deadline(&self, after: UnixMs) -> Result<Option<UnixMs>, Fault> {
        let next: Option<i64> = with!(self.read, |db| sqlx::query_scalar(
            "select min(expires_at) from hold where is_live = 1 and expires_at > $1",
        )
        .bind(after.0)
        .fetch_one(db)
        .await)?;
        Ok(next.map(UnixMs))
    }

    /// Holds with a session that should have been settled by now: the reconciler asks Stripe.
    /// Oldest deadline first, at most 500 past `after`.
    pub(crate) async fn unsettled_holds(
        &self,
        now: UnixMs,
        after: Option<&Hold>,
    ) -> Result<Vec<Hold>, Fault> {
        let (since, id) = place_of(after);
        holds(with!(self.read, |db| hold_query!(
            "where is_live = 1 and expires_at <= $1 and phase in ('open', 'closing', 'pending') \
             and (expires_at, id) > ($2, $3) order by expires_at, id limit 500"
        )
        .bind(now.0)
        .bind(since)
        .bind(id)
        .fetch_all(db)
        .await)?)
    }

    /// Holds that were paid, one way or another, newest first, at most 500.
    pub(crate) async fn paid_holds(&self) -> Result<Vec<Hold>, Fault> {
        holds(with!(self.read, |db| hold_query!(
            "where phase in ('sold', 'voided', 'refund_due', 'refunded', 'review', 'pending') \
             order by changed_at desc limit 500"
        )
        .fetch_all(db)
        .await)?)
    }

    /// Who claims what of a performance, and whose its live holds are: each has a claim. Shape:
    /// read through `from`, of this store's.
    ///
    /// Why in lists: a row for each seat of a large house is most of what a start would cost.
    pub(crate) async fn claims(
        &self,
        from: &Pool,
        performance: PerformanceId,
    ) -> Result<Claims, Fault> {
        let lists: Vec<(Option<String>, String, String, Option<String>)> =
            with!(*from, |db| sqlx::query_as(
                "select hold.phase, case when hold.id is null then taken.hold_id else '' end, \
                 string_agg(taken.seats, ' '), \
                 string_agg(case hold.is_live when 1 then hold.buyer || '/' || hold.id end, ' ') \
                 from (select hold_id, string_agg(cast(seat as text), ' ') as seats from claim \
                 where performance_id = $1 group by hold_id) as taken \
                 left join hold on hold.id = taken.hold_id group by 1, 2",
            )
            .bind(performance.0)
            .fetch_all(db)
            .await)?;
        let mut claims = Claims { seats: Vec::new(), live: Vec::new() };
        for (phase, holder, seats, live) in lists {
            let status = status(&holder, phase.as_deref())?;
            for number in seats.split(' ') {
                let number = number.parse().map_err(|error| unreadable("claim.seat", error))?;
                claims.seats.push((seat(number)?, status));
            }
            for pair in live.iter().flat_map(|list| list.split(' ')) {
                let (buyer, id) =
                    pair.split_once('/').ok_or_else(|| unreadable("hold.buyer", pair))?;
                claims.live.push((BuyerId(buyer.to_owned()), HoldId(id.to_owned())));
            }
        }
        Ok(claims)
    }
}

/// Where a hold stands among those that are due: from here the next page is read.
fn place_of(after: Option<&Hold>) -> (i64, &str) {
    after.map_or((i64::MIN, ""), |hold| (hold.expires_at.0, hold.id.as_str()))
}

fn holds(rows: Vec<HoldRow>) -> Result<Vec<Hold>, Fault> {
    rows.into_iter().map(Hold::try_from).collect()
}

pub(super) fn claimed(
    at: i64,
    holder: &str,
    phase_name: Option<String>,
) -> Result<(SeatIndex, SeatStatus), Fault> {
    Ok((seat(at)?, status(holder, phase_name.as_deref())?))
}

fn status(holder: &str, phase_name: Option<&str>) -> Result<SeatStatus, Fault> {
    Ok(match phase_name {
        None if holder == super::HOUSE => SeatStatus::Blocked,
        None if holder == super::ELSEWHERE => SeatStatus::Sold,
        None => SeatStatus::Held,
        Some(name) if phase(name)? == HoldPhase::Sold => SeatStatus::Sold,
        Some(_) => SeatStatus::Held,
    })
}

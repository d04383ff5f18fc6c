//! Which instances are open on this database, and what becomes of the work of one that is gone.

use super::Store;
use super::pool::with;
use crate::Fault;
use domain::UnixMs;

const SAY_ALIVE: &str = "insert into instance (name, alive_until) values ($1, $2) \
    on conflict (name) do update set alive_until = excluded.alive_until";

/// Two who take over at once: the second finds the row kept by somebody who is alive.
const ADOPT_CALLS: &str = "update outbox set kept_by = $1 where done_at is null \
    and kept_by <> $1 and kept_by not in (select name from instance where alive_until > $2)";

const ADOPT_EVENTS: &str = "update inbox set kept_by = $1 where done_at is null \
    and kept_by <> $1 and kept_by not in (select name from instance where alive_until > $2)";

/// A turn is taken by whoever moves it on from where it was seen.
const TAKE_TURN: &str = "update setting set value = $3 where name = $1 and value = $2";

impl Store {
    /// Says that this instance is alive until then.
    pub(crate) async fn say_alive(&self, until: UnixMs) -> Result<(), Fault> {
        with!(self.till, |db| sqlx::query(SAY_ALIVE)
            .bind(&self.instance)
            .bind(until.0)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// How many instances are alive.
    pub(crate) async fn alive(&self, now: UnixMs) -> Result<u32, Fault> {
        let query = "select count(*) from instance where alive_until > $1";
        let count: i64 =
            with!(self.till, |db| sqlx::query_scalar(query).bind(now.0).fetch_one(db).await)?;
        Ok(u32::try_from(count).unwrap_or(1))
    }

    /// Takes over calls and events of instances that are gone; answers how many.
    pub(crate) async fn adopt(&self, now: UnixMs) -> Result<u64, Fault> {
        let mut adopted = 0;
        for query in [ADOPT_CALLS, ADOPT_EVENTS] {
            adopted += with!(self.till, |db| sqlx::query(query)
                .bind(&self.instance)
                .bind(now.0)
                .execute(db)
                .await
                .map(|done| done.rows_affected()))?;
        }
        Ok(adopted)
    }

    /// Says that this instance is gone, and forgets those that have been for an hour.
    pub(crate) async fn say_goodbye(&self, now: UnixMs) -> Result<(), Fault> {
        let query = "delete from instance where name = $1 or alive_until < $2";
        with!(self.till, |db| sqlx::query(query)
            .bind(&self.instance)
            .bind(now.0 - 3_600_000)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Whether this instance is the one that does something which is due for all of them: it is due
    /// again after `every_ms`. Alone, it always is.
    pub(crate) async fn take_turn(
        &self,
        name: &str,
        now: UnixMs,
        every_ms: i64,
    ) -> Result<bool, Fault> {
        if !self.is_shared() {
            return Ok(true);
        }
        let seen = self.set_once(name, "0").await?;
        if seen.parse::<i64>().unwrap_or_default() > now.0 {
            return Ok(false);
        }
        let next = (now.0 + every_ms).to_string();
        let taken = with!(self.till, |db| sqlx::query(TAKE_TURN)
            .bind(name)
            .bind(&seen)
            .bind(&next)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(taken == 1)
    }
}

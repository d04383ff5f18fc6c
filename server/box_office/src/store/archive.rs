//! Holds that ended long ago without money are moved out of the way, so that the table that sales
//! run on stays as large as what is on sale.

use super::Store;
use super::pool::{with, within};
use super::rows::{HoldRow, write};
use crate::Fault;
use domain::{Hold, HoldId, UnixMs};
use serde_json::json;

/// Holds moved in one transaction.
const CHUNK: usize = 512;

/// Not those that a payment was ever decided for: its money must find them.
const OLD: &str = "select id from hold where phase = 'released' and changed_at < $1 \
    and not exists (select 1 from session_money where session_money.whose = hold.id) \
    and not exists (select 1 from outbox where outbox.hold_id = hold.id and done_at is null) \
    limit 50000";

const COPY: &str = "insert into past_hold (id, performance_id, buyer, state, seats, currency, \
    contact, checkout_url, checkout_ui, client_secret, paid_minor, placed_at, expires_at, version) \
    select id, performance_id, buyer, state, seats, currency, contact, checkout_url, checkout_ui, \
    client_secret, paid_minor, placed_at, expires_at, version from hold \
    where phase = 'released' and id in (select value ->> 'id' from jsonb_each($1)) \
    on conflict do nothing";

/// As it was copied: one that has been changed since stays, and is not copied again.
const DELETE: &str = "delete from hold where phase = 'released' \
    and id in (select value ->> 'id' from jsonb_each($1)) and exists (select 1 from past_hold \
    where past_hold.id = hold.id and past_hold.version = hold.version)";

const PAST: &str = "select id, performance_id, buyer, state, seats, currency, contact, \
    checkout_url, checkout_ui, client_secret, paid_minor, placed_at, expires_at, version \
    from past_hold where id = $1";

impl Store {
    /// Moves holds that were released before this moment; answers how many.
    ///
    /// Again: there are none left.
    pub(crate) async fn archive_holds(&self, before: UnixMs) -> Result<usize, Fault> {
        let old: Vec<String> =
            with!(self.read, |db| sqlx::query_scalar(OLD).bind(before.0).fetch_all(db).await)?;
        for ids in old.chunks(CHUNK) {
            let docs: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
            let text = write(&docs)?;
            self.persist(async || {
                let mut tx = self.till.begin().await?;
                for sql in [COPY, DELETE] {
                    within!(&mut tx, |db| sqlx::query(sql)
                        .bind(&text)
                        .execute(db)
                        .await
                        .map(drop))?;
                }
                Ok(tx.commit().await?)
            })
            .await?;
            self.grew();
        }
        Ok(old.len())
    }

    /// A hold, however long ago it ended.
    pub(crate) async fn hold_or_past(&self, id: &HoldId) -> Result<Option<Hold>, Fault> {
        if let Some(hold) = self.hold(id).await? {
            return Ok(Some(hold));
        }
        let row: Option<HoldRow> =
            with!(self.read, |db| sqlx::query_as(PAST).bind(id.as_str()).fetch_optional(db).await)?;
        row.map(Hold::try_from).transpose()
    }
}

//! Settings and the admin's sessions.

use super::Store;
use super::pool::with;
use crate::Fault;
use domain::UnixMs;

impl Store {
    /// A setting, if it was ever saved.
    pub(crate) async fn setting(&self, name: &str) -> Result<Option<String>, Fault> {
        Ok(with!(self.read, |db| sqlx::query_scalar("select value from setting where name = $1")
            .bind(name)
            .fetch_optional(db)
            .await)?)
    }

    /// Saves a setting, or replaces it.
    pub(crate) async fn set(&self, name: &str, value: &str) -> Result<(), Fault> {
        with!(self.till, |db| sqlx::query(
            "insert into setting (name, value) values ($1, $2) \
             on conflict (name) do update set value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(db)
        .await
        .map(drop))?;
        Ok(())
    }

    /// Saves a setting unless it has a value, and answers the value that it has.
    pub(crate) async fn set_once(&self, name: &str, value: &str) -> Result<String, Fault> {
        let query = "insert into setting (name, value) values ($1, $2) on conflict do nothing";
        with!(self.till, |db| sqlx::query(query)
            .bind(name)
            .bind(value)
            .execute(db)
            .await
            .map(drop))?;
        let query = "select value from setting where name = $1";
        Ok(with!(self.till, |db| sqlx::query_scalar(query).bind(name).fetch_one(db).await)?)
    }

    pub(crate) async fn add_admin_session(&self, hash: &str, now: UnixMs) -> Result<(), Fault> {
        with!(self.till, |db| sqlx::query(
            "insert into admin_session (token_hash, created_at, seen_at) values ($1, $2, $2)",
        )
        .bind(hash)
        .bind(now.0)
        .execute(db)
        .await
        .map(drop))?;
        Ok(())
    }

    /// When a session was made and last seen, if it was not ended.
    pub(crate) async fn admin_session(
        &self,
        hash: &str,
    ) -> Result<Option<(UnixMs, UnixMs)>, Fault> {
        let row: Option<(i64, i64)> = with!(self.read, |db| sqlx::query_as(
            "select created_at, seen_at from admin_session where token_hash = $1"
        )
        .bind(hash)
        .fetch_optional(db)
        .await)?;
        Ok(row.map(|(created, seen)| (UnixMs(created), UnixMs(seen))))
    }

    pub(crate) async fn touch_admin_session(&self, hash: &str, now: UnixMs) -> Result<(), Fault> {
        with!(self.till, |db| sqlx::query(
            "update admin_session set seen_at = $2 where token_hash = $1"
        )
        .bind(hash)
        .bind(now.0)
        .execute(db)
        .await
        .map(drop))?;
        Ok(())
    }

    pub(crate) async fn end_admin_session(&self, hash: &str) -> Result<(), Fault> {
        with!(self.till, |db| sqlx::query("delete from admin_session where token_hash = $1")
            .bind(hash)
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Ends every session of the admin: the password changed.
    pub(crate) async fn end_all_admin_sessions(&self) -> Result<(), Fault> {
        with!(self.till, |db| sqlx::query("delete from admin_session")
            .execute(db)
            .await
            .map(drop))?;
        Ok(())
    }
}

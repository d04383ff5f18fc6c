//! Settings and the admin's sessions.

use super::Store;
use crate::Fault;
use domain::UnixMs;

impl Store {
    /// A setting, if it was ever saved.
    pub(crate) async fn setting(&self, name: &str) -> Result<Option<String>, Fault> {
        Ok(sqlx::query_scalar("select value from setting where name = $1")
            .bind(name)
            .fetch_optional(&self.read)
            .await?)
    }

    /// Saves a setting, or replaces it.
    pub(crate) async fn set(&self, name: &str, value: &str) -> Result<(), Fault> {
        sqlx::query(
            "insert into setting (name, value) values ($1, $2) \
             on conflict (name) do update set value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(&self.till)
        .await?;
        Ok(())
    }

    pub(crate) async fn add_admin_session(&self, hash: &str, now: UnixMs) -> Result<(), Fault> {
        sqlx::query(
            "insert into admin_session (token_hash, created_at, seen_at) values ($1, $2, $2)",
        )
        .bind(hash)
        .bind(now.0)
        .execute(&self.till)
        .await?;
        Ok(())
    }

    /// When a session was made and last seen, if it was not ended.
    pub(crate) async fn admin_session(
        &self,
        hash: &str,
    ) -> Result<Option<(UnixMs, UnixMs)>, Fault> {
        let row: Option<(i64, i64)> =
            sqlx::query_as("select created_at, seen_at from admin_session where token_hash = $1")
                .bind(hash)
                .fetch_optional(&self.read)
                .await?;
        Ok(row.map(|(created, seen)| (UnixMs(created), UnixMs(seen))))
    }

    pub(crate) async fn touch_admin_session(&self, hash: &str, now: UnixMs) -> Result<(), Fault> {
        sqlx::query("update admin_session set seen_at = $2 where token_hash = $1")
            .bind(hash)
            .bind(now.0)
            .execute(&self.till)
            .await?;
        Ok(())
    }

    pub(crate) async fn end_admin_session(&self, hash: &str) -> Result<(), Fault> {
        sqlx::query("delete from admin_session where token_hash = $1")
            .bind(hash)
            .execute(&self.till)
            .await?;
        Ok(())
    }

    /// Ends every session of the admin: the password changed.
    pub(crate) async fn end_all_admin_sessions(&self) -> Result<(), Fault> {
        sqlx::query("delete from admin_session").execute(&self.till).await?;
        Ok(())
    }
}

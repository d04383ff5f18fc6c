//! One database, two engines: pools and transactions as typed enums, and `with!`, which gives one
//! statement to whichever is there.
//!
//! Used by the store alone. Every statement is one text for both engines; what differs is how a
//! transaction begins, and that is said here.

use super::rows::write;
use crate::Fault;
use domain::UnixMs;
use serde::Serialize;
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Postgres, Sqlite, Transaction};
use std::future::Future;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// Runs an expression, a result of the library's, with the pool that is there.
macro_rules! with {
    ($pool:expr, |$db:ident| $body:expr) => {
        match &$pool {
            $crate::store::pool::Pool::Sqlite($db) => $body,
            $crate::store::pool::Pool::Postgres(current) => {
                let $db = &current.get();
                $crate::store::pool::in_time(async { $body }).await
            }
        }
    };
}

/// As `with!`, with the connection of the transaction that is open.
macro_rules! within {
    ($tx:expr, |$db:ident| $body:expr) => {
        match $tx {
            $crate::store::pool::Tx::Sqlite(tx) => {
                let $db = &mut **tx;
                $body
            }
            $crate::store::pool::Tx::Postgres(tx) => {
                let $db = &mut **tx;
                $crate::store::pool::in_time(async { $body }).await
            }
        }
    };
}

/// Runs one statement over a document and what else it is given; none over an empty document.
macro_rules! run {
    ($tx:expr, $sql:expr, $document:expr $(, $more:expr)?) => {{
        let Some(text) = &$document.0 else { return Ok(0) };
        Ok(within!($tx, |db| sqlx::query($sql)
            .bind(text)
            $(.bind($more))?
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?)
    }};
}

pub(super) use {with, within};

/// Connections of one engine.
#[derive(Debug)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(Current),
}

/// The pool that is used now: another one after a failover.
#[derive(Debug)]
pub(crate) struct Current(RwLock<PgPool>);

/// An open transaction. Dropping it rolls it back.
#[derive(Debug)]
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Rows on their way in, as one JSON text; none if there are no rows.
#[derive(Debug)]
pub(super) struct Document(Option<String>);

/// Longest that a server may take for one statement. It ends those that take long itself; this is
/// for one that is gone without a word.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What a server answers, unless it is gone.
pub(super) async fn in_time<T>(
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let answer = tokio::time::timeout(ANSWER_WITHIN, answer).await;
    answer.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

impl Pool {
    /// Begins a transaction that will write.
    pub(super) async fn begin(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(current) => {
                Tx::Postgres(in_time(async { current.get().begin().await }).await?)
            }
        })
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(current) => current.get().close().await,
        }
    }
}

impl Current {
    pub(super) fn new(pool: PgPool) -> Self {
        Self(RwLock::new(pool))
    }

    pub(super) fn get(&self) -> PgPool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn replace(&self, pool: PgPool) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = pool;
    }
}

impl Document {
    pub(super) fn of<T: Serialize>(rows: &[T]) -> Result<Self, Fault> {
        Ok(Self(if rows.is_empty() { None } else { Some(write(&rows)?) }))
    }
}

impl Tx {
    /// Runs one statement over rows, and answers how many it touched.
    pub(super) async fn run<T: Serialize>(
        &mut self,
        sql: &'static str,
        docs: &[T],
    ) -> Result<u64, Fault> {
        self.run_over(sql, &Document::of(docs)?).await
    }

    /// As `run`, over rows that are written out already.
    pub(super) async fn run_over(
        &mut self,
        sql: &'static str,
        rows: &Document,
    ) -> Result<u64, Fault> {
        run!(self, sql, rows)
    }

    /// As `run_over`, with whoever keeps the rows as its second value.
    pub(super) async fn run_kept(
        &mut self,
        sql: &'static str,
        rows: &Document,
        kept_by: &str,
    ) -> Result<u64, Fault> {
        run!(self, sql, rows, kept_by)
    }

    /// As `run`, with the moment as its second value.
    pub(super) async fn run_at<T: Serialize>(
        &mut self,
        sql: &'static str,
        docs: &[T],
        now: UnixMs,
    ) -> Result<u64, Fault> {
        run!(self, sql, Document::of(docs)?, now.0)
    }

    /// As `run`, and answers the names that it returned.
    pub(super) async fn names<T: Serialize>(
        &mut self,
        sql: &'static str,
        docs: &[T],
    ) -> Result<Vec<String>, Fault> {
        let Some(text) = Document::of(docs)?.0 else { return Ok(Vec::new()) };
        Ok(within!(self, |db| sqlx::query_scalar(sql).bind(text).fetch_all(db).await)?)
    }

    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => in_time(tx.commit()).await,
        }
    }

    pub(super) async fn rollback(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgres(tx) => in_time(tx.rollback()).await,
        }
    }
}

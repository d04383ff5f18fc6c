//! The optional SQLite file: every object as one row, written before a request is answered.
//!
//! One table, one connection. Called by `core` inside the critical section only.

use std::path::Path;
use std::time::Duration;

use sqlx::Row;
use sqlx::sqlite::SqliteSynchronous;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePool, SqlitePoolOptions,
};

use crate::books::{Books, Change};
use crate::model::{
    Charge, Coupon, Delivery, Dispute, Event, Intent, PromotionCode, Refund, SavedReply, Session,
    Stored,
};

const VERSION: i64 = 2;
const LOCK_WAIT: Duration = Duration::from_secs(2);

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The system does not let its folder be made.
    #[error("its folder cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// SQLite says no.
    #[error("{0}")]
    Sql(#[from] sqlx::Error),
    /// A row does not hold what it should.
    #[error("the {kind} {id} in it cannot be read: {problem}")]
    Row {
        /// The kind of object.
        kind: String,
        /// Its identifier.
        id: String,
        /// What is wrong.
        problem: String,
    },
    /// A newer sandbox wrote it.
    #[error("it was written by a newer version of this program (schema {0}, known is {VERSION})")]
    Newer(i64),
    /// An object could not be turned into text.
    #[error("an object cannot be written: {0}")]
    Body(#[from] serde_json::Error),
}

/// An open file.
#[derive(Debug)]
pub(crate) struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens the file, or makes it and its folder.
    ///
    /// Refuses: what is no database, and one of a newer version.
    pub(crate) async fn open(file: &Path) -> Result<Self, DatabaseError> {
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // Two processes on one file would each forget what the other did.
            .locking_mode(SqliteLockingMode::Exclusive)
            .busy_timeout(LOCK_WAIT);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        let version: i64 = sqlx::query_scalar("pragma user_version").fetch_one(&pool).await?;
        if version > VERSION {
            return Err(DatabaseError::Newer(version));
        }
        sqlx::query(
            "create table if not exists object (
                kind text not null, id text not null, position integer not null,
                body text not null, primary key (kind, id)
            ) without rowid",
        )
        .execute(&pool)
        .await?;
        sqlx::query("pragma user_version = 2").execute(&pool).await?;
        Ok(Self { pool })
    }

    /// Reads everything.
    pub(crate) async fn load(&self) -> Result<Books, DatabaseError> {
        let mut books = Books::default();
        let rows = sqlx::query("select kind, id, position, body from object order by position")
            .fetch_all(&self.pool)
            .await?;
        for row in rows {
            let (kind, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let (position, body): (i64, String) = (row.try_get(2)?, row.try_get(3)?);
            put(&mut books, &kind, position, &body).map_err(|problem| DatabaseError::Row {
                kind,
                id,
                problem,
            })?;
        }
        Ok(books)
    }

    /// Writes changes, all or none.
    pub(crate) async fn save(&self, changes: Vec<Change>) -> Result<(), DatabaseError> {
        let mut tx = self.pool.begin().await?;
        for change in changes {
            let query = match change.body {
                Some(body) => sqlx::query(
                    "insert into object (kind, id, position, body) values (?, ?, ?, ?)
                     on conflict (kind, id) do update set body = excluded.body",
                )
                .bind(change.kind)
                .bind(change.id)
                .bind(change.position)
                .bind(body),
                None => sqlx::query("delete from object where kind = ? and id = ?")
                    .bind(change.kind)
                    .bind(change.id),
            };
            query.execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Closes the file.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

fn put(books: &mut Books, kind: &str, position: i64, body: &str) -> Result<(), String> {
    let loaded = match kind {
        Session::KIND => books.sessions.load(position, body),
        Intent::KIND => books.intents.load(position, body),
        Charge::KIND => books.charges.load(position, body),
        Refund::KIND => books.refunds.load(position, body),
        Dispute::KIND => books.disputes.load(position, body),
        Coupon::KIND => books.coupons.load(position, body),
        PromotionCode::KIND => books.codes.load(position, body),
        Event::KIND => books.events.load(position, body),
        Delivery::KIND => books.deliveries.load(position, body),
        SavedReply::KIND => books.replies.load(position, body),
        other => return Err(format!("nobody knows the kind {other}")),
    };
    loaded.map_err(|problem| problem.to_string())
}

//! SQLite's write-ahead log is brought into the file beside the writer, by a connection of its own.
//!
//! Why: a writer that does so itself keeps every buyer waiting for tens of milliseconds. It still
//! brings in what is left when the log is `LOG_MAX` pages long: the log can begin anew only where
//! all of it is in the file and nobody writes meanwhile.

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;

/// Pages in the log that are not in the file yet, at which they are brought in. Why so few: commits
/// wait for the disk behind them.
const BEHIND_MAX: i64 = 300;
/// How often the log is looked at while there are commits.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long the connection is kept when nothing is written.
const IDLE: Duration = Duration::from_secs(60);

/// Who brings the log into the file.
#[derive(Debug)]
pub(super) struct Checkpoints {
    grew: Arc<Notify>,
    pool: SqlitePool,
    _work: AbortOnDropHandle<()>,
}

impl Checkpoints {
    /// Starts with the first commit that it is told of; connects only then.
    pub(super) fn begin(options: SqliteConnectOptions) -> Self {
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(IDLE)
            .test_before_acquire(false)
            .connect_lazy_with(options);
        let grew = Arc::new(Notify::new());
        let work = tokio::spawn(work(pool.clone(), grew.clone()));
        Self { grew, pool, _work: AbortOnDropHandle::new(work) }
    }

    /// Something was committed.
    pub(super) fn grew(&self) {
        self.grew.notify_one();
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

async fn work(pool: SqlitePool, grew: Arc<Notify>) {
    let rounds = async {
        loop {
            grew.notified().await;
            if let Err(error) = bring_in(&pool).await {
                tracing::warn!(%error, "the log cannot be brought into the database's file");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    drop(pool.close_event().do_until(rounds).await);
}

async fn bring_in(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let (_, logged, in_file): (i64, i64, i64) =
        sqlx::query_as("pragma wal_checkpoint(noop)").fetch_one(pool).await?;
    if logged - in_file >= BEHIND_MAX {
        sqlx::query("pragma wal_checkpoint(passive)").execute(pool).await?;
    }
    Ok(())
}

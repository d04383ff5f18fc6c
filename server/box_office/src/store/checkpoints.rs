//! SQLite's write-ahead log is brought into the file beside the writer, by a connection of its own.
//!
//! Why: a writer that does so itself keeps every buyer waiting for tens of milliseconds. The writer
//! still does what is left when the log is [`LOG_MAX`] pages long, and waits for the disk then: a
//! log can begin anew only where all of it is in the file while nobody writes or reads from it.

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;

/// How long the log may get before the writer itself brings into the file what is left. Units:
/// pages. Why not longer: after a crash all of it is read before the shop opens.
pub(super) const LOG_MAX: i64 = 8_000;
/// Pages in the log that are not in the file yet, at which they are brought in. Why so few: commits
/// wait for the disk behind them.
const BEHIND_MAX: i64 = 600;
/// How often the log is looked at while there are commits.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long it is left alone after a failure: each try begins where the first one did.
const REST: Duration = Duration::from_secs(5);
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
            .connect_lazy_with(options.create_if_missing(false));
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
            let rest = match bring_in(&pool).await {
                Ok(()) => LOOK_EVERY,
                Err(sqlx::Error::PoolClosed) => return,
                Err(error) => {
                    tracing::warn!(%error, "the log cannot be brought into the database's file");
                    REST
                }
            };
            tokio::time::sleep(rest).await;
        }
    };
    drop(pool.close_event().do_until(rounds).await);
}

async fn bring_in(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let (_, logged, in_file): (i64, i64, i64) =
        sqlx::query_as("pragma wal_checkpoint(noop)").fetch_one(pool).await?;
    // A long one is left to the writer, which would find this one in its way.
    if logged - in_file >= BEHIND_MAX && logged < LOG_MAX {
        sqlx::query("pragma wal_checkpoint(passive)").execute(pool).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::sqlite::{SqliteConnection, SqliteJournalMode};
    use sqlx::{Connection, Executor};

    /// So many rows of a page each.
    const FILL: &str = "insert into filler select hex(zeroblob(2000)) from (with recursive \
        counted(number) as (select 1 union all select number + 1 from counted where number < 800) \
        select number from counted)";

    async fn state(one: &mut SqliteConnection) -> (i64, i64) {
        let look = sqlx::query_as("pragma wal_checkpoint(noop)").fetch_one(one).await;
        let (_, logged, in_file): (i64, i64, i64) = look.expect("a look");
        (logged, in_file)
    }

    #[tokio::test]
    async fn a_long_log_is_brought_into_the_file_and_a_short_one_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("shop.db"))
            .journal_mode(SqliteJournalMode::Wal)
            .create_if_missing(true);
        let writing = options.clone().pragma("wal_autocheckpoint", "0");
        let mut writer = SqliteConnection::connect_with(&writing).await.expect("a connection");
        let checkpoints = Checkpoints::begin(options);

        writer.execute("create table filler (text text)").await.expect("a table");
        bring_in(&checkpoints.pool).await.expect("a look");
        let (logged, in_file) = state(&mut writer).await;
        assert!(logged > 0 && in_file == 0, "{in_file} of {logged}");

        writer.execute(FILL).await.expect("rows");
        bring_in(&checkpoints.pool).await.expect("brought in");
        let (logged, in_file) = state(&mut writer).await;
        assert!(logged > BEHIND_MAX && in_file == logged, "{in_file} of {logged}");
        checkpoints.close().await;
        writer.close().await.expect("closed");
    }
}

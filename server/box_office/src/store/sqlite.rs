//! The embedded engine: one file, one connection that writes, several that read.

use super::checkpoints::{Checkpoints, LOG_MAX};
use super::pool::Pool;
use crate::OpenError;
use sqlx::Connection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// How long one connection waits for another's write.
const BUSY: Duration = Duration::from_secs(5);

/// What a reading connection keeps of the file. Units: KB when negative, pages otherwise.
/// Why so little: the system's own cache has the file, and every reader would have it again.
const READ_CACHE: &str = "-256";
/// What the writing connection keeps at most. Why so much: buyers' names are chance, so that every
/// batch writes all over their index, and pages that were let go of are read from the log again.
const WRITE_CACHE: &str = "-8192";

/// Rows that a reading connection may be ahead of who asked: each time that it must wait is a
/// switch of threads.
const ROWS_AHEAD: usize = 1_024;

/// What a log that had to grow longer is cut back to once it begins anew. Units: bytes.
const LOG_FILE_MAX: &str = "67108864";

/// Opens the file, makes it if it is missing, and brings its schema up to date: writer, readers,
/// and who brings the log into the file.
///
/// Refuses: a file that cannot be written, is locked, is no database, or comes from a newer
/// version: each in a sentence.
pub(super) async fn open(url: &str) -> Result<(Pool, Pool, Checkpoints), OpenError> {
    let file = url.trim_start_matches("sqlite:").trim_start_matches("//").to_owned();
    make_folder(&file)?;
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| OpenError(format!("DATABASE_URL cannot be read: {error}")))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .statement_cache_capacity(100);
    let words = |error| OpenError(words_for(&file, &error));
    let till = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false) // a file does not hang up
        // A disk that fails ends the transaction by itself, and the library then thinks for ever
        // that one is open: such a connection is let go, the next one works.
        .after_release(|one, _| Box::pin(async move { Ok(!one.is_in_transaction()) }))
        .connect_with(writing(options.clone()))
        .await
        .map_err(words)?;
    let migrated = super::MIGRATIONS.run(&till).await;
    migrated.map_err(|error| OpenError(super::migration_words(&file, &error, words_for)))?;
    check(&till, &file).await?;
    let checkpoints = Checkpoints::begin(options.clone().pragma("cache_size", READ_CACHE));
    let read = SqlitePoolOptions::new()
        .max_connections(readers())
        .test_before_acquire(false)
        .connect_with(
            options
                .read_only(true)
                .create_if_missing(false)
                .row_buffer_size(ROWS_AHEAD)
                .pragma("cache_size", READ_CACHE),
        )
        .await
        .map_err(words)?;
    Ok((Pool::Sqlite(till), Pool::Sqlite(read), checkpoints))
}

/// What a statement that may yet fail would put back is kept in memory: in a file, as SQLite would
/// have it, it was a quarter of what a batch cost.
fn writing(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .pragma("cache_size", WRITE_CACHE)
        .pragma("temp_store", "memory")
        .pragma("wal_autocheckpoint", LOG_MAX.to_string())
        .pragma("journal_size_limit", LOG_FILE_MAX)
}

/// Readers at the same time: more than there are processors would only take memory.
fn readers() -> u32 {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    processors.clamp(2, 8) as u32
}

fn make_folder(file: &str) -> Result<(), OpenError> {
    let path = file.split('?').next().unwrap_or(file);
    match std::path::Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .map_err(|error| OpenError(format!("The folder of {path} cannot be made: {error}."))),
        Some(_) | None => Ok(()),
    }
}

/// Gives the memory back that a connection's cache has taken.
pub(super) async fn let_go(till: &SqlitePool) -> Result<(), sqlx::Error> {
    sqlx::query("pragma shrink_memory").execute(till).await.map(drop)
}

/// Whether the pages of the file hang together; what is wrong, if not. Reads all of it. What was
/// found damaged is marked so, for the next start.
pub(super) async fn damage(pool: &SqlitePool) -> Result<Option<String>, sqlx::Error> {
    let report = sqlx::query_scalar::<_, String>("pragma quick_check(1)").fetch_one(pool).await;
    let damage = match report {
        Ok(report) => (report != "ok").then_some(report),
        Err(error) if matches!(primary_code(&error), Some(11 | 26)) => Some(error.to_string()),
        Err(error) => return Err(error),
    };
    let mark = mark(&pool.connect_options());
    match damage {
        Some(_) => drop(std::fs::write(&mark, "Restore it from a backup, then start the shop.\n")),
        None => drop(std::fs::remove_file(&mark)),
    }
    Ok(damage)
}

/// What stands beside a file that was found damaged.
fn mark(options: &SqliteConnectOptions) -> PathBuf {
    let mut name = options.get_filename().as_os_str().to_owned();
    name.push(".damaged");
    PathBuf::from(name)
}

/// Asks what the library can do, and whether it may write.
async fn check(till: &SqlitePool, file: &str) -> Result<(), OpenError> {
    let words = |error| OpenError(words_for(file, &error));
    let version: String =
        sqlx::query_scalar("select sqlite_version()").fetch_one(till).await.map_err(words)?;
    // Before, a log that begins anew while another connection brings it in may damage the file.
    if version_number(&version) < 3_051_003 {
        return Err(OpenError(format!("SQLite 3.51.3 or later is needed; this is {version}.")));
    }
    if mark(&till.connect_options()).exists()
        && let Some(report) = damage(till).await.map_err(words)?
    {
        return Err(OpenError(format!("The database {file} is damaged: {report}")));
    }
    let mut tx = till.begin_with("BEGIN IMMEDIATE").await.map_err(words)?;
    // A read-only database lets a transaction begin and refuses the first write.
    sqlx::query("delete from setting where name = ''").execute(&mut *tx).await.map_err(words)?;
    tx.rollback().await.map_err(words)
}

fn version_number(version: &str) -> u32 {
    version.split('.').fold(0, |sum, part| sum * 1000 + part.parse::<u32>().unwrap_or(0))
}

fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff)
}

fn words_for(file: &str, error: &sqlx::Error) -> String {
    match primary_code(error) {
        Some(5 | 6) => format!("The database {file} is locked by another process."),
        Some(8) => format!("The database {file} cannot be written: it is read-only."),
        Some(11) => format!("The database {file} is damaged. Restore it from a backup."),
        Some(13) => format!("The disk that holds {file} is full."),
        Some(14) => format!("The database {file} cannot be opened. Check its folder and rights."),
        Some(26) => format!("The file {file} is not a database."),
        Some(_) | None => format!("The database {file} cannot be opened: {error}."),
    }
}

//! All SQL. One text for every engine; a batch travels as one JSON document.
//!
//! Called by the till (the only writer of holds and claims) and by reads. It decides nothing: the
//! unique key on a claim and the version of a hold do.

mod admin;
mod archive;
mod batch;
mod catalogue;
mod checkpoints;
mod holds;
mod instances;
mod log;
mod money;
mod money_back;
mod pool;
mod postgres;
mod queues;
mod rows;
mod sqlite;
mod story;
mod trouble;
mod unknown;

pub(crate) use batch::{Batch, Saved, money_of};
pub(crate) use catalogue::{NewEventRow, NewVenueRow};
pub(crate) use holds::Claims;
pub(crate) use log::{Heads, LogEntry, Touched, Unread};
pub(crate) use pool::Pool;
pub(crate) use queues::InboxRow;

use crate::{Fault, OpenError};
use checkpoints::Checkpoints;
use postgres::Servers;
use sqlx::migrate::MigrateError;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// Whose the money of a session is that no hold answers for.
pub(crate) const NOBODY: &str = "nobody";

/// Who claims the seats that the house keeps back.
pub(crate) const HOUSE: &str = "house";

/// Who claims the seats that were sold outside this shop: no order of ours, no money of ours.
pub(crate) const ELSEWHERE: &str = "elsewhere";

/// The database: connections that write, and connections that read.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) till: Pool,
    pub(crate) read: Pool,
    servers: Option<Servers>,
    checkpoints: Option<Checkpoints>,
    /// What this instance is called among others; empty if it is alone.
    pub(crate) instance: String,
}

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// Shape: `sqlite://file`, made if it is missing, or `postgres://…`.
    /// Refuses: an address of another kind, and whatever the engine cannot use: each in a sentence.
    pub(crate) async fn open(url: &str) -> Result<Self, OpenError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => {
                let (till, read, checkpoints) = sqlite::open(url).await?;
                let checkpoints = Some(checkpoints);
                Ok(Self { till, read, servers: None, checkpoints, instance: String::new() })
            }
            Some(("postgres" | "postgresql", _)) => {
                let (till, read, servers) = postgres::open(url).await?;
                let instance = crate::ids::instance();
                let servers = Some(servers);
                Ok(Self { till, read, servers, checkpoints: None, instance })
            }
            Some(_) | None => Err(OpenError(format!(
                "DATABASE_URL must begin with sqlite:// or postgres://, not {:?}",
                url.split("//").next().unwrap_or_default()
            ))),
        }
    }

    /// Looks through the whole file, which takes as long as reading it does. A server looks after
    /// its own.
    ///
    /// Refuses: `Damaged`.
    pub(crate) async fn look_through(&self) -> Result<(), Fault> {
        let Pool::Sqlite(read) = &self.read else { return Ok(()) };
        match sqlite::damage(read).await? {
            Some(report) => Err(Fault::Damaged(report)),
            None => Ok(()),
        }
    }

    /// Lets go of what was kept of the database: after the start, which reads and writes much that
    /// is not needed again.
    pub(crate) async fn let_go(&self) -> Result<(), Fault> {
        if let Pool::Sqlite(till) = &self.till {
            sqlite::let_go(till).await?;
        }
        Ok(())
    }

    /// Many rows were committed.
    fn grew(&self) {
        if let Some(checkpoints) = &self.checkpoints {
            checkpoints.grew();
        }
    }

    /// Other instances may be using it too.
    pub(crate) fn is_shared(&self) -> bool {
        self.servers.is_some()
    }

    /// Tills that may write at the same time.
    pub(crate) fn tills(&self) -> usize {
        if self.is_shared() { postgres::TILLS } else { 1 }
    }

    /// The server that takes writes may be another one by now: looks for it.
    pub(crate) async fn find_server(&self) {
        if let (Some(servers), Pool::Postgres(till), Pool::Postgres(read)) =
            (&self.servers, &self.till, &self.read)
        {
            servers.find_again(till, read).await;
        }
    }

    /// Counts the servers that took writes one after the other.
    pub(crate) fn server(&self) -> u64 {
        self.servers.as_ref().map_or(0, Servers::changes)
    }

    /// Finishes with the database. Later calls answer an error.
    pub(crate) async fn close(&self) {
        if let Some(checkpoints) = &self.checkpoints {
            checkpoints.close().await;
        }
        self.read.close().await;
        self.till.close().await;
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign enum that may grow")]
fn migration_words(
    name: &str,
    error: &MigrateError,
    words_for: impl Fn(&str, &sqlx::Error) -> String,
) -> String {
    match error {
        MigrateError::VersionMissing(version) => format!(
            "The database {name} was made by a newer version of the shop (schema {version})."
        ),
        MigrateError::VersionMismatch(version) => format!(
            "The database {name} has another schema {version} than this version of the shop."
        ),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            words_for(name, error)
        }
        other => format!("The schema of {name} cannot be brought up to date: {other}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::HoldId;
    use sqlx::migrate::Migrator;
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};

    /// The last version under which a buyer was called by the whole hash of the cookie.
    const LONG_NAMES: i64 = 7;

    #[tokio::test]
    async fn a_buyer_finds_the_hold_of_before_names_were_shortened() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("shop.db");
        let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let mut old = SqliteConnection::connect_with(&options).await.expect("a connection");
        let then = MIGRATIONS.iter().filter(|one| one.version <= LONG_NAMES).cloned().collect();
        let then = Migrator::with_migrations(then);
        then.run_direct(None, &mut old, false).await.expect("an old schema");
        let hold = format!(
            "insert into hold (id, performance_id, buyer, phase, is_live, state, seats, currency, \
             amount_minor, placed_at, expires_at, changed_at, version, kept_by) values \
             ('h1', 1, '{}', 'active', 1, '{{\"active\":{{\"attempt\":0}}}}', '[]', 'eur', 0, \
             1, 2, 1, 1, '')",
            crate::ids::hashed("a cookie"),
        );
        old.execute(AssertSqlSafe(hold)).await.expect("a hold");
        old.close().await.expect("closed");

        let store = Store::open(&format!("sqlite://{}", file.display())).await.expect("a store");
        let holds = store.live_holds_of(&crate::ids::buyer_of("a cookie")).await.expect("read");
        assert_eq!(holds.iter().map(|hold| &hold.id).collect::<Vec<_>>(), [&HoldId::from("h1")]);
    }
}

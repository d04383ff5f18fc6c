//! All SQL. One text for every engine; a batch travels as one JSON document.
//!
//! Called by the till (the only writer of holds and claims) and by reads. It decides nothing: the
//! unique key on a claim and the version of a hold do.

mod admin;
mod batch;
mod catalogue;
mod holds;
mod money;
mod money_back;
mod pool;
mod postgres;
mod queues;
mod rows;
mod sqlite;
mod story;
mod unknown;

pub(crate) use batch::{Batch, Saved};
pub(crate) use catalogue::{NewEventRow, NewVenueRow};
pub(crate) use queues::InboxRow;

use crate::OpenError;
use pool::Pool;
use postgres::Servers;
use sqlx::migrate::MigrateError;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

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
}

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// Shape: `sqlite://file`, made if it is missing, or `postgres://…`.
    /// Refuses: an address of another kind, and whatever the engine cannot use: each in a sentence.
    pub(crate) async fn open(url: &str) -> Result<Self, OpenError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => {
                let (till, read) = sqlite::open(url).await?;
                Ok(Self { till, read, servers: None })
            }
            Some(("postgres" | "postgresql", _)) => {
                let (till, read, servers) = postgres::open(url).await?;
                Ok(Self { till, read, servers: Some(servers) })
            }
            Some(_) | None => Err(OpenError(format!(
                "DATABASE_URL must begin with sqlite:// or postgres://, not {:?}",
                url.split("//").next().unwrap_or_default()
            ))),
        }
    }

    /// Other instances may be using it too.
    pub(crate) fn is_shared(&self) -> bool {
        self.servers.is_some()
    }

    /// Finishes with the database. Later calls answer an error.
    pub(crate) async fn close(&self) {
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

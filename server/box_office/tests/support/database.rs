//! The database of one house: a file of its own, or a schema of its own on a server, where
//! `TEST_ENGINE=postgres` says so.

use super::cluster::{self, Cluster};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

pub enum Database {
    File(TempDir),
    Schema(String),
}

/// A second pair of eyes on a database, beside the shop's.
pub enum Beside {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

macro_rules! beside {
    ($pools:expr, |$db:ident| $body:expr) => {
        match $pools {
            Beside::Sqlite($db) => $body,
            Beside::Postgres($db) => $body,
        }
    };
}

impl Database {
    /// A new one: in this folder, unless a server is named.
    pub async fn new(folder: TempDir) -> Self {
        #[expect(clippy::disallowed_methods, reason = "which engine is said by the test's caller")]
        match std::env::var("TEST_ENGINE").as_deref() {
            Ok("postgres") => Self::on(cluster::shared()).await,
            Ok(other) => panic!("TEST_ENGINE can be postgres, not {other}"),
            Err(_) => Self::File(folder),
        }
    }

    /// A new schema on a server.
    pub async fn on(cluster: &Cluster) -> Self {
        let server = cluster.url();
        let schema = format!("house_{}", hex::encode(rand_name()));
        let mut one = PgConnection::connect(&server).await.expect("the server is there");
        let make = AssertSqlSafe(format!("create schema {schema}"));
        sqlx::query(make).execute(&mut one).await.expect("a schema");
        one.close().await.expect("closed");
        Self::Schema(format!("{server}?options[search_path]={schema}"))
    }

    /// As `DATABASE_URL` spells it.
    pub fn url(&self) -> String {
        match self {
            Self::File(folder) => format!("sqlite://{}", folder.path().join("shop.db").display()),
            Self::Schema(url) => url.clone(),
        }
    }

    /// Makes commits fail, as many per cent as `TEST_CONFLICTS` says. The schema is there by now.
    pub async fn trouble(&self) {
        #[expect(clippy::disallowed_methods, reason = "how much is said by the test's caller")]
        let Ok(percent) = std::env::var("TEST_CONFLICTS") else { return };
        let Self::Schema(url) = self else { return };
        let percent: u32 = percent.parse().expect("TEST_CONFLICTS is a number");
        let mut one = PgConnection::connect(url).await.expect("it opens");
        let make = AssertSqlSafe(CONFLICTS.replace("{}", &percent.to_string()));
        sqlx::raw_sql(make).execute(&mut one).await.expect("a trigger");
        one.close().await.expect("closed");
    }

    /// Another connection to it.
    pub async fn beside(&self) -> Beside {
        match self {
            Self::File(folder) => {
                let file = folder.path().join("shop.db");
                let options = SqliteConnectOptions::new().filename(file);
                Beside::Sqlite(SqlitePool::connect_with(options).await.expect("it opens"))
            }
            Self::Schema(url) => {
                let pool = PgPoolOptions::new().max_connections(1);
                Beside::Postgres(pool.connect(url).await.expect("it opens"))
            }
        }
    }
}

/// Lets so many per cent of the till's commits fail as the strictest engines fail them: another
/// transaction was in the way.
const CONFLICTS: &str = "create function fall_out() returns trigger language plpgsql as $$ \
    begin if random() * 100 < {} then \
    raise exception 'in the way, for a test' using errcode = '40001'; end if; return null; end $$; \
    create constraint trigger fall_out after insert on till_log deferrable initially deferred \
    for each row execute function fall_out()";

impl Beside {
    pub async fn texts(&self, query: &'static str) -> Vec<String> {
        beside!(self, |db| sqlx::query_scalar(query).fetch_all(db).await.expect("a query"))
    }

    pub async fn count(&self, query: &'static str) -> i64 {
        beside!(self, |db| sqlx::query_scalar(query).fetch_one(db).await.expect("a count"))
    }

    pub async fn pairs(&self, query: &'static str) -> Vec<(i64, String)> {
        beside!(self, |db| sqlx::query_as(query).fetch_all(db).await.expect("a query"))
    }

    pub async fn change(&self, statement: &'static str) {
        beside!(self, |db| sqlx::raw_sql(statement).execute(db).await.map(drop))
            .expect("a statement");
    }

    pub async fn close(self) {
        beside!(self, |db| db.close().await);
    }
}

/// Eight bytes that no other house has.
fn rand_name() -> [u8; 8] {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("chance");
    bytes
}

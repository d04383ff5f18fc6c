//! The shared engine: a PostgreSQL server, or several of which one takes writes.
//!
//! An address may name several servers, as in `postgres://shop@one:5432,two:5432/shop`; whichever
//! takes writes is used, and looked for anew when it stops doing so.

use super::pool::{Current, Pool};
use crate::OpenError;
use sqlx::migrate::{Migration, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection};
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

static ONLY_HERE: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Tills at the same time, each with a connection that writes.
pub(super) const TILLS: usize = 3;
/// Connections that read.
const READERS: u32 = 8;
/// Longest wait for a connection.
const ACQUIRE_WITHIN: Duration = Duration::from_secs(3);
/// Longest that a server may take to say whether it takes writes.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// What the server itself ends: a statement, a wait for a lock, a transaction left open by a
/// stopped process. Units: milliseconds.
const LIMITS_MS: [(&str, &str); 3] = [
    ("statement_timeout", "8000"),
    ("lock_timeout", "5000"),
    ("idle_in_transaction_session_timeout", "10000"),
];

/// What a till asks for it asks by key. Why it says so: plans are made while tables are small, when
/// reading all of one looks cheap, and kept while they grow, which in a new shop is the on-sale. To
/// the planner what is left may look so dear that it would compile it first. A server that does not
/// know these settings goes without.
const LOOK_UP_BY_KEY: &str = "set enable_seqscan = off; set enable_hashjoin = off; \
    set enable_mergejoin = off; set jit = off";

/// The servers that an address names.
pub(super) struct Servers {
    all: Vec<PgConnectOptions>,
    /// Any will do, whether or not it takes writes.
    any: bool,
    /// Which one is used.
    used: AtomicUsize,
    /// Counts the times that another one was taken.
    changes: AtomicU64,
}

/// Connects to the server that takes writes, and brings its schema up to date.
///
/// Refuses: an address that cannot be read, servers of which none takes writes, a schema of a newer
/// version: each in a sentence.
pub(super) async fn open(url: &str) -> Result<(Pool, Pool, Servers), OpenError> {
    let servers = Servers::named_by(url).map_err(OpenError)?;
    let words = |error: sqlx::Error| OpenError(words_for(&servers.name(), &error));
    let (at, options) = servers.find().await.map_err(words)?;
    servers.used.store(at, Ordering::Release);
    let mut one = options.connect().await.map_err(words)?;
    // A change of a large table may take its time.
    sqlx::raw_sql("set statement_timeout = 0; set lock_timeout = 0")
        .execute(&mut one)
        .await
        .map_err(words)?;
    let migrated = migrations().run_direct(None, &mut one, false).await;
    migrated
        .map_err(|error| OpenError(super::migration_words(&servers.name(), &error, words_for)))?;
    let _ = one.close().await;
    let [till, read] = pools(options).map(|pool| Pool::Postgres(Current::new(pool)));
    Ok((till, read, servers))
}

/// Pools for writing and for reading. A connection is made when it is first needed.
fn pools(options: &PgConnectOptions) -> [PgPool; 2] {
    let pool = |most| PgPoolOptions::new().max_connections(most).acquire_timeout(ACQUIRE_WITHIN);
    let till = pool(TILLS as u32 + 3).after_connect(|one, _| {
        Box::pin(async move {
            match sqlx::raw_sql(LOOK_UP_BY_KEY).execute(one).await {
                Err(sqlx::Error::Database(_)) => Ok(()),
                set => set.map(drop),
            }
        })
    });
    [till, pool(READERS)].map(|pool| pool.connect_lazy_with(options.clone()))
}

/// The portable schema, and what this engine needs to speak the same SQL.
fn migrations() -> Migrator {
    let all: Vec<Migration> = super::MIGRATIONS.iter().chain(ONLY_HERE.iter()).cloned().collect();
    Migrator::with_migrations(all)
}

impl Servers {
    /// Reads an address.
    ///
    /// Shape: `postgres://user:password@host:port,host:port/database?…`; `target_session_attrs` may
    /// be `read-write`, `primary` or `any`.
    fn named_by(url: &str) -> Result<Self, String> {
        let unreadable = || "DATABASE_URL is no PostgreSQL address.".to_owned();
        let (scheme, rest) = url.split_once("://").ok_or_else(unreadable)?;
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = address.split_once('/').unwrap_or((address, ""));
        let (login, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (wanted, query): (Vec<&str>, Vec<&str>) =
            query.split('&').partition(|pair| pair.starts_with("target_session_attrs="));
        let any = match wanted.first().and_then(|pair| pair.split_once('=')) {
            None | Some((_, "read-write" | "primary")) => false,
            Some((_, "any")) => true,
            Some((_, other)) => {
                return Err(format!(
                    "DATABASE_URL asks for target_session_attrs={other}; the shop writes, so only \
                     read-write, primary and any can be meant."
                ));
            }
        };
        let at = if login.is_empty() { "" } else { "@" };
        let query = query.join("&");
        let one = |host: &str| {
            let url = format!("{scheme}://{login}{at}{host}/{database}?{query}");
            PgConnectOptions::from_str(&url)
                .map(|options| options.options(LIMITS_MS).application_name("holdfast"))
                .map_err(|error| format!("DATABASE_URL cannot be read: {error}."))
        };
        let all = hosts.split(',').map(one).collect::<Result<_, _>>()?;
        Ok(Self { all, any, used: AtomicUsize::new(0), changes: AtomicU64::new(0) })
    }

    /// The first server that takes writes.
    async fn find(&self) -> Result<(usize, &PgConnectOptions), sqlx::Error> {
        let mut last = sqlx::Error::PoolTimedOut;
        for (at, options) in self.all.iter().enumerate() {
            match tokio::time::timeout(ANSWER_WITHIN, self.takes_writes(options)).await {
                Ok(Ok(true)) => return Ok((at, options)),
                Ok(Ok(false)) => last = sqlx::Error::Protocol("no server takes writes".to_owned()),
                Ok(Err(error)) => last = error,
                Err(_) => last = sqlx::Error::PoolTimedOut,
            }
        }
        Err(last)
    }

    async fn takes_writes(&self, options: &PgConnectOptions) -> Result<bool, sqlx::Error> {
        let mut one = options.connect().await?;
        if self.any {
            return Ok(true);
        }
        let read_only: String =
            sqlx::query_scalar("show transaction_read_only").fetch_one(&mut one).await?;
        let _ = one.close().await;
        Ok(read_only == "off")
    }

    /// Looks for the server that takes writes now, and lets the pools use it from here on.
    ///
    /// Again: pools of another server are replaced; whoever is using a connection of theirs
    /// finishes with it.
    pub(super) async fn find_again(&self, till: &Current, read: &Current) {
        match self.find().await {
            Ok((at, options)) => {
                if self.used.swap(at, Ordering::AcqRel) == at {
                    return;
                }
                tracing::warn!(server = %options.get_host(), "another database server is used");
                let [new_till, new_read] = pools(options);
                till.replace(new_till);
                read.replace(new_read);
                self.changes.fetch_add(1, Ordering::AcqRel);
            }
            Err(error) => tracing::warn!(%error, "no database server takes writes"),
        }
    }

    /// Counts the times that another server was taken.
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Where the address points, without its secret.
    fn name(&self) -> String {
        let hosts: Vec<String> =
            self.all.iter().map(|one| format!("{}:{}", one.get_host(), one.get_port())).collect();
        let database = self.all.first().and_then(|one| one.get_database()).unwrap_or_default();
        format!("{database} at {}", hosts.join(", "))
    }
}

impl fmt::Debug for Servers {
    /// Without the secrets of the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Servers({})", self.name())
    }
}

fn words_for(name: &str, error: &sqlx::Error) -> String {
    let code = error.as_database_error().and_then(|error| error.code());
    match code.as_deref() {
        Some("28P01" | "28000") => {
            format!("The database {name} does not let the shop in: {error}.")
        }
        Some("3D000") => format!("The database {name} does not exist. Create it first."),
        Some("42501") => format!("The shop may not make its tables in the database {name}."),
        Some(_) | None => format!("The database {name} cannot be used: {error}."),
    }
}

#[cfg(test)]
#[path = "../../tests/support/cluster.rs"]
mod cluster;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{batch, log};
    use sqlx::AssertSqlSafe;

    fn hosts(url: &str) -> Result<Vec<String>, String> {
        let host = |one: &PgConnectOptions| format!("{}:{}", one.get_host(), one.get_port());
        Servers::named_by(url).map(|servers| servers.all.iter().map(host).collect())
    }

    #[test]
    fn an_address_may_name_several_servers() {
        let url = "postgres://shop:p%40ss@one:5433,two/tickets?sslmode=disable&\
                   target_session_attrs=read-write";
        assert_eq!(hosts(url), Ok(vec!["one:5433".to_owned(), "two:5432".to_owned()]));
        let servers = Servers::named_by(url).expect("servers");
        assert_eq!(servers.name(), "tickets at one:5433, two:5432");
        assert!(!servers.any);
        assert!(!format!("{servers:?}").contains("p@ss"), "{servers:?}");
    }

    #[test]
    fn a_server_that_takes_no_writes_cannot_be_asked_for() {
        let words = hosts("postgres://one/tickets?target_session_attrs=standby").expect_err("no");
        assert!(words.contains("standby"), "{words}");
    }

    #[tokio::test]
    async fn a_till_looks_up_by_key_what_it_needs_even_in_tables_that_are_still_small() {
        let server = cluster::Cluster::start(&[]);
        let (Pool::Postgres(till), _, _) = open(&server.url()).await.expect("open") else {
            panic!("a server's address opens a server")
        };
        let (mut one, docs) = (till.get().acquire().await.expect("a connection"), "[]");
        for statement in batch::BY_KEY.iter().chain(&log::BY_KEY) {
            let explain = AssertSqlSafe(format!("explain {statement}"));
            let plan = sqlx::query_scalar::<_, String>(explain).bind(docs).fetch_all(&mut *one);
            let plan = plan.await.expect("a plan").join("\n");
            for whole in ["Seq Scan on", "Hash Cond", "Merge Cond"] {
                assert!(!plan.contains(whole), "{statement}\n{plan}");
            }
        }
        let jit: String = sqlx::query_scalar("show jit").fetch_one(&mut *one).await.expect("set");
        assert_eq!(jit, "off", "a look that seems dear is not compiled each time");
    }
}

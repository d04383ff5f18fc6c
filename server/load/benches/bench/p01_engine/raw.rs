//! The raw side: the same rows in the same tables and nothing else. No decision, no seat book, no
//! answer to anybody; the rows are made before the clock starts. On PostgreSQL three connections
//! write, as the engine's three tills do.

use super::{EVENINGS, SEATS};
use box_office::ids;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};
use tokio::task::JoinSet;

/// Holds made beforehand: as many as there are seats for, in whole batches.
const HOLDS: usize = (EVENINGS * SEATS / 2) as usize;
const WRITERS: usize = 3;

const HOLD: (&str, usize) = (
    "insert into hold (id, performance_id, buyer, phase, is_live, state, seats, currency, \
     amount_minor, placed_at, expires_at, changed_at, version, kept_by) values ",
    14,
);
const CLAIM: (&str, usize) = ("insert into claim (performance_id, seat, hold_id) values ", 3);
const LOG: (&str, usize) = ("insert into hold_log (hold_id, version, at, phase, note) values ", 5);

/// One hold's rows.
struct Rows {
    id: String,
    performance: i64,
    buyer: String,
    seats: [i64; 2],
    seats_text: String,
    now: i64,
}

/// Inserts batch after batch until the leg is over.
pub async fn holds_per_s(database: &str, batch: usize, span: Duration) -> f64 {
    let is_postgres = database.starts_with("postgres");
    let many = |table, rows| many(table, rows, is_postgres);
    let sql = Arc::new([many(HOLD, batch), many(CLAIM, 2 * batch), many(LOG, batch)]);
    let (all, next) = (Arc::new(all_rows()), Arc::new(AtomicUsize::new(0)));
    let mut writers = JoinSet::new();
    let began = Instant::now();
    for _ in 0..if is_postgres { WRITERS } else { 1 } {
        let (sql, all, next, database) =
            (sql.clone(), all.clone(), next.clone(), database.to_owned());
        writers.spawn(async move {
            let take = || {
                let first = next.fetch_add(batch, Ordering::Relaxed);
                let is_over = began.elapsed() >= span || first + batch > all.len();
                (!is_over).then(|| &all[first..first + batch])
            };
            match is_postgres {
                true => in_postgres(&database, &sql, take).await,
                false => in_sqlite(&database, &sql, take).await,
            }
        });
    }
    let held: usize = writers.join_all().await.into_iter().sum();
    held as f64 / began.elapsed().as_secs_f64()
}

macro_rules! insert {
    ($connection:expr, $begin:expr, $sql:expr, $rows:expr) => {{
        let mut tx = $connection.begin_with($begin).await.unwrap();
        let mut holds = sqlx::query(AssertSqlSafe($sql[0].as_str()));
        let mut claims = sqlx::query(AssertSqlSafe($sql[1].as_str()));
        let mut log = sqlx::query(AssertSqlSafe($sql[2].as_str()));
        for row in $rows {
            let id = row.id.as_str();
            holds = holds.bind(id).bind(row.performance).bind(row.buyer.as_str());
            holds = holds.bind("active").bind(1_i64).bind("{\"active\":{\"attempt\":0}}");
            holds = holds.bind(row.seats_text.as_str()).bind("eur").bind(9_000_i64);
            holds = holds.bind(row.now).bind(row.now + 600_000).bind(row.now).bind(1_i64).bind("");
            for seat in row.seats {
                claims = claims.bind(row.performance).bind(seat).bind(id);
            }
            log = log.bind(id).bind(1_i64).bind(row.now).bind("active").bind("held");
        }
        holds.execute(&mut *tx).await.unwrap();
        claims.execute(&mut *tx).await.unwrap();
        log.execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }};
}

async fn in_sqlite<'a>(
    database: &str,
    sql: &[String; 3],
    take: impl Fn() -> Option<&'a [Rows]>,
) -> usize {
    let options = SqliteConnectOptions::new()
        .filename(database.trim_start_matches("sqlite://"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let mut held = 0;
    while let Some(rows) = take() {
        insert!(connection, "BEGIN IMMEDIATE", sql, rows);
        held += rows.len();
    }
    connection.close().await.unwrap();
    held
}

async fn in_postgres<'a>(
    database: &str,
    sql: &[String; 3],
    take: impl Fn() -> Option<&'a [Rows]>,
) -> usize {
    let mut connection = PgConnection::connect(database).await.unwrap();
    let mut held = 0;
    while let Some(rows) = take() {
        insert!(connection, "BEGIN", sql, rows);
        held += rows.len();
    }
    connection.close().await.unwrap();
    held
}

/// Numbered parameters for PostgreSQL. Why not for SQLite too: it would look each up by its name.
fn many((insert, columns): (&str, usize), rows: usize, is_numbered: bool) -> String {
    let mark = |at: usize| if is_numbered { format!("${}", at + 1) } else { "?".to_owned() };
    let row = |at: usize| {
        let marks: Vec<String> = (0..columns).map(|column| mark(at * columns + column)).collect();
        format!("({})", marks.join(","))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("{insert}{}", rows.join(","))
}

fn all_rows() -> Vec<Rows> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let now = now.as_millis() as i64;
    let rows = |at: usize| {
        let first = (at / EVENINGS as usize * 2) as i64;
        let held = |seat| format!("{{\"seat\":{seat},\"tier\":0,\"amount_minor\":4500}}");
        Rows {
            // As long and as sorted as the names that the shop gives.
            id: format!("{:08x}-{:04x}-7000-8000-{at:012x}", now >> 16, now & 0xffff),
            performance: (at % EVENINGS as usize) as i64 + 1,
            buyer: ids::buyer_of(&at.to_string()).0,
            seats: [first, first + 1],
            seats_text: format!("[{},{}]", held(first), held(first + 1)),
            now,
        }
    };
    (0..HOLDS).map(rows).collect()
}

//! The raw side: the same rows in the same tables and nothing else. No decision, no seat book, no
//! answer to anybody; the rows are made before the clock starts.

use super::shop::{LEG, PERFORMANCES, SEATS};
use box_office::{Clock, ids};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection};
use std::path::Path;
use std::time::{Duration, Instant};

/// Holds per transaction: as many as the till commits together at most.
const BATCH: usize = 512;
/// Batches made beforehand: more than any disk takes in one leg.
const BATCHES: usize = (PERFORMANCES * SEATS / 2) as usize / BATCH;

const HOLD: &str = "insert into hold (id, performance_id, buyer, phase, is_live, state, seats, \
    currency, amount_minor, contact, checkout_url, session_id, placed_at, expires_at, changed_at, \
    version) values ";
const CLAIM: &str = "insert into claim (performance_id, seat, hold_id) values ";
const LOG: &str = "insert into hold_log (hold_id, version, at, phase, note) values ";

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
#[expect(clippy::disallowed_methods, reason = "measures; decides nothing")]
pub async fn holds_per_s(file: &Path) -> f64 {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5));
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let sql = [many(HOLD, 16, BATCH), many(CLAIM, 3, 2 * BATCH), many(LOG, 5, BATCH)];
    let batches = batches();
    let began = Instant::now();
    let mut held = 0;
    for rows in &batches {
        insert(&mut connection, &sql, rows).await;
        held += rows.len();
        if began.elapsed() >= LEG {
            break;
        }
    }
    let took = began.elapsed();
    connection.close().await.unwrap();
    held as f64 / took.as_secs_f64()
}

async fn insert(connection: &mut SqliteConnection, sql: &[String; 3], rows: &[Rows]) {
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let mut holds = sqlx::query(AssertSqlSafe(sql[0].as_str()));
    let mut claims = sqlx::query(AssertSqlSafe(sql[1].as_str()));
    let mut log = sqlx::query(AssertSqlSafe(sql[2].as_str()));
    for row in rows {
        let (id, none) = (row.id.as_str(), None::<&str>);
        holds = holds.bind(id).bind(row.performance).bind(row.buyer.as_str());
        holds = holds.bind("active").bind(1_i64).bind("{\"active\":{\"attempt\":0}}");
        holds = holds.bind(row.seats_text.as_str()).bind("eur").bind(9_000_i64);
        holds = holds.bind(none).bind(none).bind(none);
        holds = holds.bind(row.now).bind(row.now + 600_000).bind(row.now).bind(1_i64);
        for seat in row.seats {
            claims = claims.bind(row.performance).bind(seat).bind(id);
        }
        log = log.bind(id).bind(1_i64).bind(row.now).bind("active").bind("held");
    }
    holds.execute(&mut *tx).await.unwrap();
    claims.execute(&mut *tx).await.unwrap();
    log.execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

fn many(insert: &str, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    format!("{insert}{}", vec![row; rows].join(","))
}

fn batches() -> Vec<Vec<Rows>> {
    let now = Clock::System.now().0;
    let rows = |at: usize| {
        let first = (at / PERFORMANCES as usize * 2) as i64;
        let held = |seat| format!("{{\"seat\":{seat},\"tier\":0,\"amount_minor\":4500}}");
        Rows {
            // As long and as sorted as the names that the shop gives.
            id: format!("{:08x}-{:04x}-7000-8000-{at:012x}", now >> 16, now & 0xffff),
            performance: (at % PERFORMANCES as usize) as i64 + 1,
            buyer: ids::buyer_of(&at.to_string()).0,
            seats: [first, first + 1],
            seats_text: format!("[{},{}]", held(first), held(first + 1)),
            now,
        }
    };
    let batch = |number: usize| (number * BATCH..(number + 1) * BATCH).map(rows).collect();
    (0..BATCHES).map(batch).collect()
}

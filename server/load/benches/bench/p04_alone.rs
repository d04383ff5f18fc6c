//! P4: how long one hold takes when nobody else is there, against one bare durable commit: a row
//! inserted into a SQLite file on the same file system, nothing around it.
//!
//! Both at the engine, and as a buyer waits for it over HTTP.

use super::clients::hold;
use super::engine::{self, hall, wanted};
use super::kit::{Kit, folder, median};
use super::rounds::fdatasync_ms;
use super::row::{Goal, Row, short};
use super::stage::Stage;
use box_office::ids;
use holdfast_load::Connection;
use holdfast_load::tally::Times;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use std::time::Instant;

const SEATS: u32 = 20_000;
const EVENINGS: u32 = 4;

pub async fn measure(kit: &Kit) -> Vec<Row> {
    let each = kit.either(100, 400);
    let own = folder();
    let database = format!("sqlite://{}", own.path().join("engine.db").display());
    engine::furnish(&database, &hall(SEATS, EVENINGS)).await;
    let office = engine::open(&database, box_office::BATCH_MAX).await;
    let stage = Stage::with(&hall(SEATS, EVENINGS)).await;
    let shop = stage.shop().await;
    let mut connection = Connection::open(&shop.at).await.unwrap();
    let mut bare = bare(&own.path().join("bare.db")).await;
    let (mut shares, mut disk_ms) = (Vec::new(), Vec::new());
    for round in 0..kit.rounds {
        let [mut commits, mut engine, mut http] =
            [Times::default(), Times::default(), Times::default()];
        for at in 0..each {
            let number = (round * each + at) as u32;
            let began = Instant::now();
            sqlx::query("insert into bare (value) values ('a seat')")
                .execute(&mut bare)
                .await
                .unwrap();
            commits.add(began.elapsed());
            let (buyer, seats) =
                (ids::buyer_of(&number.to_string()), wanted(number, EVENINGS, SEATS));
            let began = Instant::now();
            office.hold_seats(&buyer, seats.unwrap()).await.unwrap();
            engine.add(began.elapsed());
            let request = hold(&shop.at, u64::from(number), u64::from(EVENINGS));
            let began = Instant::now();
            let reply = connection.ask(request).await.unwrap();
            http.add(began.elapsed());
            assert_eq!(reply.status, 200);
        }
        let at = |times: &Times| [times.at_ms(0.5), times.at_ms(0.99)];
        shares.push([at(&commits), at(&engine), at(&http)]);
        disk_ms.push(fdatasync_ms());
    }
    office.close().await;
    drop(shop);
    stage.close().await;
    rows(&shares, &disk_ms)
}

fn rows(rounds: &[[[f64; 2]; 3]], disk_ms: &[f64]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (side, name) in [(1, ""), (2, ", over HTTP")] {
        for (share, word, goal) in [(0, "p50", 1.2), (1, "p99", 2.0)] {
            let ms = |side: usize| rounds.iter().map(|r| r[side][share]).collect::<Vec<f64>>();
            let ratios = ms(side).iter().zip(ms(0)).map(|(own, bare)| own / bare).collect();
            let against = format!(
                "bare commit {} ms, hold {} ms",
                short(median(&ms(0))),
                short(median(&ms(side)))
            );
            let id = format!("P4 a hold alone{name}, {word}");
            let row = Row::new(id, "× bare commit", Goal::Most(goal), ratios);
            rows.push(row.against(against).beside(disk_ms));
        }
    }
    rows
}

async fn bare(file: &std::path::Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("create table bare (id integer primary key, value text not null)")
        .execute(&mut connection)
        .await
        .unwrap();
    connection
}

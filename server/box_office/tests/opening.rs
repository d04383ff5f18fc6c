//! What a person reads when the shop's database cannot be used.

use box_office::{BoxOffice, Clock, Fault, Options, StripeSettings};
use domain::UnixMs;
use secrecy::SecretString;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::path::Path;
use std::sync::Arc;

async fn open(url: &str) -> Result<(), String> {
    open_and_stay(url).await?.close().await;
    Ok(())
}

async fn open_and_stay(url: &str) -> Result<Arc<BoxOffice>, String> {
    let options = Options {
        database_url: url.into(),
        clock: Clock::manual(UnixMs(1_800_000_000_000)),
        url: "http://shop.test".into(),
        stripe: StripeSettings::test_mode("http://127.0.0.1:9", SecretString::from("sk_test_x")),
        admin_password: Some(SecretString::from("right")),
        batch_max: box_office::BATCH_MAX,
    };
    BoxOffice::open(options).await.map_err(|error| error.to_string())
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn connect(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file);
    SqliteConnection::connect_with(&options).await.expect("a connection")
}

#[tokio::test]
async fn a_missing_database_is_made_with_its_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("deep/er/shop.db");

    assert_eq!(open(&url(&file)).await, Ok(()));
    assert!(file.exists());
    assert_eq!(open(&url(&file)).await, Ok(()), "and opened again");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_said_to_be_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shop.db");
    std::fs::write(&file, "once upon a time, and long enough to be looked at ".repeat(40))
        .expect("written");

    let words = open(&url(&file)).await.expect_err("refused");
    assert!(words.contains("is not a database"), "{words}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shop.db");
    open(&url(&file)).await.expect("made");
    let mut other = connect(&file).await;
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (9999, 'from the future', 1, x'00', 0)",
    )
    .execute(&mut other)
    .await
    .expect("a migration of tomorrow");
    other.close().await.expect("closed");

    let words = open(&url(&file)).await.expect_err("refused");
    assert!(words.contains("newer version of the shop (schema 9999)"), "{words}");
}

#[tokio::test]
async fn a_locked_database_is_said_to_be_locked() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shop.db");
    open(&url(&file)).await.expect("made");
    let mut other = connect(&file).await;
    sqlx::query("begin exclusive").execute(&mut other).await.expect("locked");

    let words = open(&url(&file)).await.expect_err("refused");
    assert!(words.contains("locked by another process"), "{words}");
}

#[tokio::test]
async fn a_read_only_database_and_a_damaged_one_are_said_to_be_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shop.db");
    open(&url(&file)).await.expect("made");

    let words = open(&format!("{}?mode=ro", url(&file))).await.expect_err("refused");
    assert!(words.contains("read-only"), "{words}");

    let mut bytes = std::fs::read(&file).expect("read");
    let from = 4_096;
    bytes[from..from + 8_192].fill(0xA5);
    std::fs::write(&file, bytes).expect("damaged");
    let words = open(&url(&file)).await.expect_err("refused");
    assert!(words.contains("damaged"), "{words}");
}

#[tokio::test]
async fn damage_that_is_found_after_the_start_keeps_the_shop_shut_until_it_is_mended() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shop.db");
    let office = open_and_stay(&url(&file)).await.expect("made");
    office.look_through().await.expect("whole");
    office.close().await;
    let whole = std::fs::read(&file).expect("read");
    let mut bytes = whole.clone();
    let last = bytes.len() - 4_096;
    bytes[last..].fill(0xA5);
    std::fs::write(&file, bytes).expect("damaged");

    let office = open_and_stay(&url(&file)).await.expect("the page is not needed to open");
    let found = office.look_through().await;
    assert!(matches!(found, Err(Fault::Damaged(_))), "{found:?}");
    office.close().await;
    let words = open(&url(&file)).await.expect_err("refused");
    assert!(words.contains("damaged"), "{words}");

    for beside in ["shop.db-wal", "shop.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(beside));
    }
    std::fs::write(&file, whole).expect("restored");
    let office = open_and_stay(&url(&file)).await.expect("whole again");
    office.look_through().await.expect("whole");
    office.close().await;
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused() {
    let words = open("mysql://localhost/shop").await.expect_err("refused");
    assert!(words.contains("sqlite://"), "{words}");
}

//! The admin's password from one start to the next: kept, changed, or made.

use box_office::{BoxOffice, Clock, Denial, Options, StripeSettings};
use domain::{Refusal, UnixMs};
use secrecy::SecretString;
use std::path::Path;
use std::sync::Arc;

async fn open(folder: &Path, password: Option<&str>) -> Arc<BoxOffice> {
    let options = Options {
        database_url: format!("sqlite://{}", folder.join("shop.db").display()).into(),
        clock: Clock::manual(UnixMs(1_800_000_000_000)),
        url: "http://shop.test".into(),
        stripe: StripeSettings::test_mode("http://127.0.0.1:9", SecretString::from("sk_test_x")),
        admin_password: password.map(SecretString::from),
        batch_max: box_office::BATCH_MAX,
    };
    BoxOffice::open(options).await.expect("open")
}

async fn signs_in(office: &BoxOffice, password: &str) -> Option<String> {
    match office.sign_in(password, "here").await {
        Ok(token) => Some(token.0),
        Err(Denial::Refused(Refusal::WrongPassword)) => None,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn another_password_ends_the_sessions_of_the_one_before_and_the_same_one_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = open(folder.path(), Some("the first one")).await;
    let token = signs_in(&office, "the first one").await.expect("signed in");
    office.close().await;

    let office = open(folder.path(), Some("the first one")).await;
    office.admin(&token).await.expect("still signed in");
    office.close().await;

    let office = open(folder.path(), Some("another one")).await;
    let late = office.admin(&token).await;
    assert!(matches!(late, Err(Denial::Refused(Refusal::NotSignedIn))), "{late:?}");
    assert_eq!(signs_in(&office, "the first one").await, None);
    assert!(signs_in(&office, "another one").await.is_some());
    office.close().await;
}

#[tokio::test]
async fn a_password_that_nobody_gave_is_made_once_and_told_at_that_start_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = open(folder.path(), None).await;
    let made = office.new_admin_password().await.expect("seen to").expect("made").to_owned();
    assert_eq!(office.new_admin_password().await.expect("again"), Some(made.as_str()));
    assert!(signs_in(&office, &made).await.is_some());
    office.close().await;

    let office = open(folder.path(), None).await;
    assert_eq!(office.new_admin_password().await.expect("seen to"), None);
    assert!(signs_in(&office, &made).await.is_some(), "the one from before");
    office.close().await;
}

//! How a house opens: the box office, and what the clerk sees to first.

use super::Database;
use box_office::{BoxOffice, Clock, Options, StripeSettings};
use secrecy::SecretString;
use std::sync::Arc;

pub async fn open_office(
    database: &Database,
    stripe: StripeSettings,
    clock: &Clock,
) -> Arc<BoxOffice> {
    let options = Options {
        database_url: database.url().into(),
        clock: clock.clone(),
        url: "http://shop.test".into(),
        stripe,
        admin_password: Some(SecretString::from("right")),
        batch_max: box_office::BATCH_MAX,
    };
    BoxOffice::open(options).await.expect("the box office opens")
}

/// Lets buyers in, and does what the clerk's first rounds do, one after the other.
pub async fn catch_up(office: &BoxOffice) {
    office.let_in().await.expect("buyers let in");
    office.release_expired_holds().await.expect("overdue holds ended");
    office.work_inbox().await.expect("events handled");
    office.work_outbox().await.expect("calls made");
    // A Stripe that is away is asked again later.
    let _ = office.reconcile().await;
}

//! The clerk: the background loops that end holds by the clock, make the calls owed to Stripe,
//! handle webhook events, find what webhooks missed, and keep in step with other instances.
//!
//! It only tidies and tells: what is true by the clock is true without it. Each loop asks the box
//! office for one round, then waits for the next due moment, a bell, or a sweep as backstop.

use box_office::{BoxOffice, Fault};
use domain::UnixMs;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The backstop: a round at least this often.
const SWEEP: Duration = Duration::from_secs(1);

/// What one round says: when the next is due.
type Round = Result<Option<UnixMs>, Fault>;

/// Runs every loop until `closing`.
///
/// Refuses: [`Fault::TillClosed`] as soon as the till is gone while the shop is open: nothing can
/// be sold any more, so the process must end and be started again.
pub async fn run(office: Arc<BoxOffice>, closing: CancellationToken) -> Result<(), Fault> {
    let loops = async {
        tokio::try_join!(
            keep_at(&office, "release", || office.release_expired_holds(), || office.bell()),
            keep_at(&office, "outbox", || office.work_outbox(), || office.outbox_bell()),
            keep_at(&office, "inbox", || office.work_inbox(), || office.inbox_bell()),
            keep_at(&office, "presence", || office.be_present(), std::future::pending),
            reconcile(&office),
        )
    };
    tokio::select! {
        biased;
        () = closing.cancelled() => Ok(()),
        ended = loops => ended.map(|_| ()),
    }
}

async fn keep_at<R, B>(
    office: &BoxOffice,
    what: &'static str,
    round: impl Fn() -> R,
    bell: impl Fn() -> B,
) -> Result<(), Fault>
where
    R: Future<Output = Round>,
    B: Future<Output = ()>,
{
    loop {
        match heard(what, round().await)? {
            Some(next) => tokio::select! {
                () = office.clock().reach(next.unwrap_or(UnixMs(i64::MAX))) => {}
                () = bell() => {}
                () = tokio::time::sleep(SWEEP) => {}
            },
            None => tokio::time::sleep(SWEEP).await,
        }
    }
}

async fn reconcile(office: &BoxOffice) -> Result<(), Fault> {
    loop {
        match heard("reconcile", office.reconcile_due().await.map(Some))? {
            Some(next) => office.clock().reach(next.unwrap_or(UnixMs(i64::MAX))).await,
            None => tokio::time::sleep(SWEEP).await,
        }
    }
}

/// Logs a round that failed; only a closed till ends the loop.
fn heard(what: &'static str, round: Round) -> Result<Option<Option<UnixMs>>, Fault> {
    match round {
        Ok(next) => Ok(Some(next)),
        Err(Fault::TillClosed) => Err(Fault::TillClosed),
        Err(fault) => {
            tracing::error!(round = what, %fault, "a round of the clerk failed");
            metrics::counter!("clerk_rounds_failed_total", "round" => what).increment(1);
            Ok(None)
        }
    }
}

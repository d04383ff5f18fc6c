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
use tokio_util::task::task_tracker::TaskTrackerToken;

/// The backstop: a round at least this often.
const SWEEP: Duration = Duration::from_secs(1);

/// What one round says: when the next is due.
type Round = Result<Option<UnixMs>, Fault>;

/// Runs every loop until `closing`. `first` is held until each has done its first round: what was
/// overdue, owed or missed while the shop was shut.
///
/// Refuses: [`Fault::TillClosed`] as soon as the till is gone while the shop is open: nothing can
/// be sold any more, so the process must end and be started again. And a damaged database.
pub async fn run(
    office: Arc<BoxOffice>,
    closing: CancellationToken,
    first: TaskTrackerToken,
) -> Result<(), Fault> {
    let named = |what| Loop { what, office: &office, first: first.clone() };
    let release = keep_at(named("release"), || office.release_expired_holds(), || office.bell());
    let outbox = keep_at(named("outbox"), || office.work_outbox(), || office.outbox_bell());
    let inbox = keep_at(named("inbox"), || office.work_inbox(), || office.inbox_bell());
    let presence = keep_at(named("presence"), || office.be_present(), std::future::pending);
    let reconcile = reconcile(&office, first);
    let damage = look_through(&office);
    let loops = async { tokio::try_join!(release, outbox, inbox, presence, reconcile, damage) };
    tokio::select! {
        biased;
        () = closing.cancelled() => Ok(()),
        ended = loops => ended.map(|_| ()),
    }
}

/// One loop: what it is called, and what it lets go of after its first round.
struct Loop<'a> {
    what: &'static str,
    office: &'a BoxOffice,
    first: TaskTrackerToken,
}

async fn keep_at<R, B>(
    its: Loop<'_>,
    round: impl Fn() -> R,
    bell: impl Fn() -> B,
) -> Result<(), Fault>
where
    R: Future<Output = Round>,
    B: Future<Output = ()>,
{
    let Loop { what, office, first } = its;
    let mut first = Some(first);
    loop {
        let heard = heard(what, round().await)?;
        drop(first.take());
        match heard {
            Some(next) => tokio::select! {
                () = office.clock().reach(next.unwrap_or(UnixMs(i64::MAX))) => {}
                () = bell() => {}
                () = tokio::time::sleep(SWEEP) => {}
            },
            None => tokio::time::sleep(SWEEP).await,
        }
    }
}

/// At first unasked whose turn it is: what was missed while this instance was shut is its own.
async fn reconcile(office: &BoxOffice, first: TaskTrackerToken) -> Result<(), Fault> {
    heard("reconcile", office.reconcile().await.map(|()| None))?;
    drop(first);
    loop {
        match heard("reconcile", office.reconcile_due().await.map(Some))? {
            Some(next) => office.clock().reach(next.unwrap_or(UnixMs(i64::MAX))).await,
            None => tokio::time::sleep(SWEEP).await,
        }
    }
}

/// A shop must not go on selling on a damaged file. One that cannot be looked through may be whole.
async fn look_through(office: &BoxOffice) -> Result<(), Fault> {
    match office.look_through().await {
        Err(fault @ Fault::Damaged(_)) => Err(fault),
        looked => {
            heard("look through", looked.map(|()| None))?;
            Ok(())
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

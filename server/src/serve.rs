//! The shop as one running thing: opened in order, closed in order.
//!
//! Order: listen (a port in use is said first), stand-in, box office, doors (answering 503), demo,
//! ready, the clerk's first rounds. At the end: streams end, requests finish, commits finish, the
//! stand-in.

use crate::encoded::Shelf;
use crate::front::Front;
use crate::live::Live;
use crate::printed::Printed;
use crate::security::PagePolicy;
use crate::settings::Settings;
use crate::shop::{Inside, Shop};
use crate::site::Site;
use crate::{accept, clerk, demo, router, stand_in};
use app::context::ShopUrl;
use box_office::{BoxOffice, Clock, Denial, Fault, OpenError, Options};
use domain::UnixMs;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use stripe_sandbox::RunningSandbox;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Why the shop does not open: one sentence for whoever started it.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// The address is taken or not ours.
    #[error("The shop cannot listen on {addr}: {problem}.")]
    Listen {
        /// The address that was asked for.
        addr: SocketAddr,
        /// What the system says.
        problem: std::io::Error,
    },
    /// The stand-in for Stripe does not start.
    #[error("The stand-in for Stripe does not start: {0}.")]
    StandIn(#[from] stripe_sandbox::StartError),
    /// The box office does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The demo could not be put on.
    #[error("The demo cannot be put on: {0}.")]
    Demo(#[from] Denial),
    /// The box office does not let anybody in.
    #[error("The box office cannot let anybody in: {0}.")]
    LetIn(#[from] Fault),
    /// The public address is no origin.
    #[error("HOLDFAST_URL cannot be used: {0}.")]
    Url(#[from] tower_http::csrf::ConfigError),
}

/// A shop that is open.
pub struct RunningShop {
    /// Where it listens.
    pub addr: SocketAddr,
    /// What browsers call it.
    pub url: String,
    /// The room that changes the truth.
    pub office: Arc<BoxOffice>,
    stand_in: Option<RunningSandbox>,
    closing: CancellationToken,
    doors: JoinHandle<()>,
    clerk: JoinHandle<Result<(), Fault>>,
    first_rounds: TaskTracker,
}

impl RunningShop {
    /// Opens the shop; it answers buyers when this returns, and catches up meanwhile.
    pub async fn open(settings: &Settings) -> Result<Self, StartFault> {
        let listener = listen(settings.addr).await?;
        let addr = listener.local_addr().unwrap_or(settings.addr);
        let url = match settings.url {
            Some(_) => settings.public_url(),
            None => format!("http://{addr}"),
        };
        let (clock, their_clock) = clocks(settings.rehearsal);
        let here = format!("http://{}", reachable(addr));
        let payments = stand_in::payments(settings, &here, their_clock).await?;
        let office = BoxOffice::open(Options {
            database_url: settings.database_url.clone(),
            clock,
            url: url.clone(),
            stripe: payments.settings,
            admin_password: settings.admin_password.clone(),
            batch_max: box_office::BATCH_MAX,
        })
        .await?;

        let closing = CancellationToken::new();
        let shop = Shop::from(Inside {
            office: office.clone(),
            url: ShopUrl(url.as_str().into()),
            is_https: settings.is_https(),
            closing: closing.clone(),
            live: Arc::new(Live::default()),
            printed: Printed::default(),
            shelf: Shelf::default(),
            site: Site::find(settings),
            policy: PagePolicy::new(
                &payments.payment_origin,
                payments.forms,
                settings.watch.is_some(),
            ),
            stand_in: payments.stand_in.as_ref().map(RunningSandbox::control),
        });
        let router = router::router(shop.clone(), settings.rehearsal)?;
        let front = Front::new(shop, router);
        let doors = tokio::spawn(accept::serve(listener, front, closing.clone()));

        if settings.demo && !settings.is_live() {
            demo::put_on(&office, i64::from(settings.hold_seconds) * 1000).await?;
        }
        office.let_in().await?;
        let first_rounds = TaskTracker::new();
        let clerk = clerk::run(office.clone(), closing.clone(), first_rounds.token());
        let clerk = tokio::spawn(clerk);
        first_rounds.close();
        let stand_in = payments.stand_in;
        Ok(Self { addr, url, office, stand_in, closing, doors, clerk, first_rounds })
    }

    /// Returns when what was overdue, owed or missed while the shop was shut has been seen to.
    pub async fn caught_up(&self) {
        self.first_rounds.wait().await;
    }

    /// The stand-in's address, if there is one.
    pub fn stand_in_url(&self) -> Option<&str> {
        self.stand_in.as_ref().map(RunningSandbox::url)
    }

    /// Stays open until `stop`, then closes: streams end, requests and commits finish.
    ///
    /// Refuses: a till that died, or a clerk, or a damaged database; the process must end.
    pub async fn until(mut self, stop: impl Future<Output = ()>) -> Result<(), Fault> {
        let ended = tokio::select! {
            () = stop => Ok(()),
            () = self.office.till_stopped() => Err(Fault::TillClosed),
            ended = &mut self.clerk => match ended {
                Ok(ended) => ended.and(Err(Fault::Bug("the clerk stopped".to_owned()))),
                Err(panic) => Err(Fault::Bug(format!("the clerk died: {panic}"))),
            },
        };
        self.close().await;
        ended
    }

    /// Closes in order.
    pub async fn close(self) {
        self.closing.cancel();
        let _ = self.doors.await;
        if !self.clerk.is_finished() {
            let _ = self.clerk.await;
        }
        self.office.close().await;
        if let Some(stand_in) = self.stand_in {
            stand_in.shutdown().await;
        }
    }
}

/// Listens. Refuses: an address that is taken or not ours.
pub async fn listen(addr: SocketAddr) -> Result<TcpListener, StartFault> {
    accept::listen(addr).map_err(|problem| StartFault::Listen { addr, problem })
}

/// The shop's clock and the stand-in's: the machine's, or two that stand at the same moment.
fn clocks(is_rehearsal: bool) -> (Clock, stripe_sandbox::Clock) {
    let UnixMs(now) = Clock::System.now();
    match is_rehearsal {
        true => (Clock::manual(UnixMs(now)), stripe_sandbox::Clock::stopped_at(now)),
        false => (Clock::System, stripe_sandbox::Clock::System),
    }
}

fn reachable(addr: SocketAddr) -> SocketAddr {
    match (addr.ip().is_unspecified(), addr.is_ipv4()) {
        (true, true) => SocketAddr::from(([127, 0, 0, 1], addr.port())),
        (true, false) => SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, addr.port())),
        (false, _) => addr,
    }
}

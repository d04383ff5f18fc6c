//! Starting, steering and stopping a sandbox.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::any;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::admission::Admission;
use crate::clock::{Clock, NotMovable};
use crate::core::Core;
use crate::store::{DatabaseError, Store};
use crate::webhooks::{self, Line, WebhookEndpoint};
use crate::{api, browser, clerk, control, pages};

const FORM_BYTES_MAX: usize = 256 * 1024;
const SHUTDOWN_MAX: Duration = Duration::from_secs(5);

/// How a sandbox is set up.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// Where to listen; port 0 takes a free one.
    pub addr: SocketAddr,
    /// What buyers' browsers call it; by default the address it listens on.
    pub public_url: Option<String>,
    /// The SQLite file; without one nothing outlives the process.
    pub database: Option<PathBuf>,
    /// Who is told what happens.
    pub webhook: Option<WebhookEndpoint>,
    /// The keys that are let in; none means any `sk_test_…`.
    pub api_keys: Vec<String>,
    /// How many requests the API takes in one second of its clock; without it, any number.
    pub rate_limit: Option<u32>,
    /// Its time.
    pub clock: Clock,
}

impl SandboxConfig {
    /// The plainest sandbox at an address: in memory, any test key, nobody told.
    pub fn new(addr: SocketAddr) -> Self {
        Self {
            addr,
            public_url: None,
            database: None,
            webhook: None,
            api_keys: Vec::new(),
            rate_limit: None,
            clock: Clock::System,
        }
    }
}

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("the sandbox cannot listen on {addr}: {problem}")]
    Listen {
        /// The address that was asked for.
        addr: SocketAddr,
        /// What the system says.
        problem: std::io::Error,
    },
    /// The database cannot be used.
    #[error("the sandbox cannot use its database {}: {problem}", file.display())]
    Database {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        problem: DatabaseError,
    },
    /// The webhook endpoint makes no sense.
    #[error("the sandbox cannot use its webhook endpoint: {0}")]
    Webhook(String),
    /// No HTTP client could be made for the webhooks.
    #[error("the sandbox cannot send webhooks: {0}")]
    Client(reqwest::Error),
}

/// The way in.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Opens the database, listens, and serves until it is shut down or dropped.
    ///
    /// Refuses: an address in use, an unreadable or newer database, a senseless endpoint.
    pub async fn start(config: SandboxConfig) -> Result<RunningSandbox, StartError> {
        if let Some(endpoint) = &config.webhook {
            endpoint.check().map_err(StartError::Webhook)?;
        }
        let listener = listen(config.addr).await?;
        let addr = listener.local_addr().unwrap_or(config.addr);
        let url =
            config.public_url.clone().unwrap_or_else(|| format!("http://{}", reachable(addr)));
        let url = url.trim_end_matches('/').to_owned();
        let core = Arc::new(open(config, &url).await?);
        let http = client().map_err(StartError::Client)?;

        let tasks = vec![
            tokio::spawn(clerk::run(Arc::clone(&core))),
            tokio::spawn(webhooks::run(Arc::clone(&core), http)),
            tokio::spawn(serve(listener, Arc::clone(&core))),
        ];
        Ok(RunningSandbox { addr, url, core, tasks })
    }
}

async fn listen(addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).await.map_err(|problem| StartError::Listen { addr, problem })
}

async fn open(config: SandboxConfig, url: &str) -> Result<Core, StartError> {
    let line = Line::new(config.webhook);
    let admission = Admission::new(config.api_keys, config.rate_limit);
    let (clock, url) = (config.clock, url.to_owned());
    let Some(file) = config.database else {
        return Core::new(clock, url, admission, None, line)
            .await
            .map_err(|problem| StartError::Database { file: PathBuf::new(), problem });
    };
    let failed = |problem| StartError::Database { file: file.clone(), problem };
    let store = Store::open(&file).await.map_err(failed)?;
    Core::new(clock, url, admission, Some(store), line).await.map_err(failed)
}

/// One client with kept-alive connections, no proxy, no redirects.
///
/// Why: a machine without root certificates can still tell an `http` endpoint.
fn client() -> Result<reqwest::Client, reqwest::Error> {
    // Already installed by whoever embeds the sandbox: just as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let plain =
        || reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    plain().build().or_else(|problem| {
        tracing::warn!(%problem, "no root certificates: webhooks can go to http addresses only");
        plain().tls_certs_only([]).build()
    })
}

fn reachable(addr: SocketAddr) -> SocketAddr {
    let ip = match addr {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => std::net::Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => std::net::Ipv6Addr::LOCALHOST.into(),
        SocketAddr::V4(_) | SocketAddr::V6(_) => addr.ip(),
    };
    SocketAddr::new(ip, addr.port())
}

async fn serve(listener: TcpListener, core: Arc<Core>) {
    let closing = core.closing.clone();
    let router = Router::new()
        .route("/v1/{*rest}", any(api::entry))
        .merge(browser::router())
        .merge(pages::router())
        .nest("/sandbox", control::router())
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .with_state(core);
    let listener = listener.tap_io(|stream| {
        if let Err(problem) = stream.set_nodelay(true) {
            tracing::debug!(%problem, "a connection keeps its delay");
        }
    });
    let served = axum::serve(listener, router).with_graceful_shutdown(closing.cancelled_owned());
    if let Err(problem) = served.await {
        tracing::error!(%problem, "the sandbox stopped serving");
    }
}

/// A sandbox that serves. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct RunningSandbox {
    addr: SocketAddr,
    url: String,
    core: Arc<Core>,
    tasks: Vec<JoinHandle<()>>,
}

impl RunningSandbox {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What it calls itself in addresses of pages, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A handle for what an embedder may need at run time.
    pub fn control(&self) -> Control {
        Control { core: Arc::clone(&self.core) }
    }

    /// Finishes what is being answered, then stops and closes the database.
    ///
    /// Why: it waits 5 s at most, so that a slow client cannot hold it.
    pub async fn shutdown(mut self) {
        self.core.closing.cancel();
        for mut task in std::mem::take(&mut self.tasks) {
            if tokio::time::timeout(SHUTDOWN_MAX, &mut task).await.is_err() {
                task.abort();
            }
        }
        self.core.close().await;
    }
}

impl Drop for RunningSandbox {
    fn drop(&mut self) {
        self.core.closing.cancel();
    }
}

/// Steers a running sandbox from the same process. Everything else goes over HTTP.
#[derive(Clone, Debug)]
pub struct Control {
    core: Arc<Core>,
}

impl Control {
    /// Its clock; the sandbox notices by itself when it is moved.
    pub fn clock(&self) -> &Clock {
        &self.core.clock
    }

    /// Moves the clock forward and does what is due before it returns.
    ///
    /// Refuses: `NotMovable` on the machine's clock.
    pub async fn advance_ms(&self, by_ms: i64) -> Result<(), NotMovable> {
        self.core.clock.advance_ms(by_ms)?;
        clerk::round(&self.core).await;
        Ok(())
    }

    /// Registers who is told from now on, or nobody.
    ///
    /// Refuses, in a sentence: an address that is none, missing or empty secrets.
    pub async fn set_webhook(&self, endpoint: Option<WebhookEndpoint>) -> Result<(), String> {
        if let Some(endpoint) = &endpoint {
            endpoint.check()?;
        }
        control::register(&self.core, endpoint).await.map_err(|refusal| refusal.message)
    }
}

//! What operators see: log lines with one name per thing, request metrics, and the listener that
//! serves them. No secret, address or name of a buyer is ever written: a request is known by its
//! route, never by its path.

use crate::settings::{LogFormat, Settings};
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use metrics::{Counter, Histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use std::time::{Duration, Instant};
use tower_http::request_id::RequestId;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Starts logging to standard error.
///
/// Refuses: a filter that cannot be read, in words.
pub fn start_logging(settings: &Settings) -> Result<(), String> {
    let filter: Targets = settings
        .log
        .parse()
        .map_err(|problem| format!("LOG must be like info,box_office=debug: {problem}"))?;
    let lines = layer().with_writer(std::io::stderr);
    let lines = match settings.log_format {
        LogFormat::Plain => lines.with_target(false).with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    let started = registry().with(lines).try_init();
    started.map_err(|problem| problem.to_string())
}

/// Starts counting; once per process.
pub fn start_metrics() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().install_recorder()?;
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP_EVERY).await;
            upkeep.run_upkeep();
        }
    });
    Ok(handle)
}

/// What the listener for metrics serves.
pub fn metrics_router(handle: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(move || async move { handle.render() }))
}

/// One request on its way to being counted.
pub(crate) struct Counted {
    began: Instant,
}

impl Counted {
    /// It came.
    #[expect(clippy::disallowed_methods, reason = "measures how long it takes; decides nothing")]
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now() }
    }

    /// Counts it under one of the router's addresses; answers how long it took.
    pub(crate) fn end(self, route: &str, status: StatusCode) -> Duration {
        let took = self.began.elapsed();
        let route = route.to_owned();
        let labels = [("route", route.clone()), ("status", status.as_str().to_owned())];
        metrics::counter!("http_requests_total", &labels).increment(1);
        metrics::histogram!("http_request_seconds", "route" => route).record(took);
        took
    }
}

/// What is counted of one of the router's addresses, found once: for what is answered often.
#[derive(Debug)]
pub(crate) struct Counters {
    whole: Counter,
    unchanged: Counter,
    seconds: Histogram,
}

impl Counters {
    /// Those of one of the router's addresses.
    pub(crate) fn of(route: &str) -> Self {
        let requests = |status: StatusCode| {
            let labels = [("route", route.to_owned()), ("status", status.as_str().to_owned())];
            metrics::counter!("http_requests_total", &labels)
        };
        Self {
            whole: requests(StatusCode::OK),
            unchanged: requests(StatusCode::NOT_MODIFIED),
            seconds: metrics::histogram!("http_request_seconds", "route" => route.to_owned()),
        }
    }

    /// Counts a request that was answered with what is kept.
    pub(crate) fn count(&self, request: Counted, status: StatusCode) {
        match status == StatusCode::NOT_MODIFIED {
            true => self.unchanged.increment(1),
            false => self.whole.increment(1),
        }
        self.seconds.record(request.began.elapsed());
    }
}

/// Logs and counts one request when it is answered. A stream counts as answered when it begins.
pub(crate) async fn observe(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let id = request.extensions().get::<RequestId>().cloned();
    let counted = Counted::begin();

    let response = next.run(request).await;

    let status = response.status();
    let route = route.as_ref().map_or("file", MatchedPath::as_str);
    let took = counted.end(route, status);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let id = id.as_ref().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    let level_is_error = status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE;
    if level_is_error {
        tracing::error!(request = id, %method, route, status = status.as_u16(), ms, "answered");
    } else {
        tracing::debug!(request = id, %method, route, status = status.as_u16(), ms, "answered");
    }
    response
}

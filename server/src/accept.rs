//! The accept loop: HTTP/1.1 connections with a header time-out, a cap, and a graceful end.
//!
//! Why not `axum::serve`: it installs no timer, so that slow or idle connections would stay for
//! ever. Source: hyper's `http1::Builder::header_read_timeout`.

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::{Service, ServiceExt};

/// Connections at a time; more wait in the system's queue.
const CONNECTIONS_MAX: usize = 12_000;
/// From the first byte of a request to the end of its headers, and between two requests.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// How long requests under way may take once the shop closes.
const FINISH_WITHIN: Duration = Duration::from_secs(10);
/// After a failed accept, for file handles to come back.
const BREATH: Duration = Duration::from_millis(100);

/// Where a request came from.
#[derive(Clone, Copy, Debug)]
pub struct PeerAddr(pub SocketAddr);

/// Serves until `closing`, then lets requests under way finish.
pub async fn serve(listener: TcpListener, router: Router, closing: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = closing.cancelled() => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let connection = http1().serve_connection(TokioIo::new(stream), service(&router, peer));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(problem) = connection.await {
                tracing::debug!(%problem, "connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(FINISH_WITHIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(problem) => {
            tracing::warn!(%problem, "a connection could not be accepted");
            tokio::time::sleep(BREATH).await;
            None
        }
    }
}

fn http1() -> hyper::server::conn::http1::Builder {
    let mut http1 = hyper::server::conn::http1::Builder::new();
    http1.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(64 * 1024);
    http1
}

fn service(
    router: &Router,
    peer: SocketAddr,
) -> TowerToHyperService<
    impl Service<
        Request<Incoming>,
        Response = axum::response::Response,
        Error = Infallible,
        Future: Send,
    > + Clone
    + Send
    + use<>,
> {
    let router = router.clone();
    TowerToHyperService::new(tower::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(PeerAddr(peer));
        router.clone().oneshot(request.map(axum::body::Body::new))
    }))
}

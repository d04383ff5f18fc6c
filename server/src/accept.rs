//! The accept loop: HTTP/1.1 connections with time-outs, a cap, and a graceful end. A stream takes
//! its connection over from the web server.
//!
//! Why not `axum::serve`: it installs no timer, so that slow or idle connections would stay for
//! ever. Source: hyper's `http1::Builder::header_read_timeout`; tcp(7), `TCP_USER_TIMEOUT`.

mod line;
mod take_over;

pub use take_over::TakeOver;

use axum::extract::Request;
use axum::response::Response;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

/// Connections at a time; more wait in the system's queue.
const CONNECTIONS_MAX: usize = 12_000;
/// How long requests under way may take once the shop closes.
const FINISH_WITHIN: Duration = Duration::from_secs(10);
/// Connections that may wait to be accepted; the system may allow fewer. Why so many: a sale begins
/// for everybody in the same second, and who finds no room waits a second for the next try.
const WAITING_MAX: u32 = 4_096;
/// After a failed accept, for file handles to come back.
const BREATH: Duration = Duration::from_millis(100);

/// Where a request came from.
#[derive(Clone, Copy, Debug)]
pub struct PeerAddr(pub SocketAddr);

/// Lets this process have as many files open as the system allows it: each connection is one.
///
/// Why: many systems let a process begin with a thousand.
pub fn allow_connections() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) if files < CONNECTIONS_MAX as u64 => {
            tracing::warn!(files, "the system lets the shop have few connections at a time");
        }
        Ok(_) => {}
        Err(problem) => tracing::warn!(%problem, "the limit on open files stays as it was"),
    }
}

/// Listens, also where another has listened a moment ago.
pub fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(WAITING_MAX)
}

/// Serves until `closing`, then lets requests under way finish.
pub async fn serve<S>(listener: TcpListener, answers: S, closing: CancellationToken)
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>,
    S: Clone + Send + 'static,
{
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let lines = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = closing.cancelled() => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let (answers, closing, streams) = (answers.clone(), closing.clone(), lines.clone());
        lines.spawn(async move {
            let taken = line::serve(stream, peer, answers, closing).await;
            if let Some((line, stream, head)) = taken {
                // a task of its own: small, where this one has room for a request
                streams.spawn(async move {
                    if let Err(problem) = stream.write(line, head).await {
                        tracing::debug!(%problem, "a stream ended early");
                    }
                    drop(place);
                });
            }
        });
    }
    drop(listener);
    lines.close();
    if tokio::time::timeout(FINISH_WITHIN, lines.wait()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

type Accepted = (TcpStream, SocketAddr, OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            line::set_up(&stream);
            Some((stream, peer, place))
        }
        Err(problem) => {
            tracing::warn!(%problem, "a connection could not be accepted");
            tokio::time::sleep(BREATH).await;
            None
        }
    }
}

//! One connection: requests one after the other, until it closes, is left idle, takes nothing any
//! more, or a stream takes it over.

use super::{PeerAddr, TakeOver};
use crate::live::Stream;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tower::{Service, ServiceExt};

/// From the first byte of a request to the end of its headers, and between two requests.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// A line that takes nothing of what is sent for so long is dead.
#[cfg(target_os = "linux")]
const TAKEN_WITHIN: Duration = Duration::from_secs(30);

/// A request whose body may come from anywhere.
type AnyRequest = Request<Body>;
/// A connection that a stream has taken over, and the head to write first.
type Taken = (TcpStream, Stream, Vec<u8>);
/// Where a request's answer says that its stream takes over.
type Ask = Arc<Mutex<Option<oneshot::Sender<(Stream, Vec<u8>)>>>>;

/// Bounds what a line may cost. A line that cannot be set up so is served all the same.
pub(super) fn set_up(stream: &TcpStream) {
    let socket = socket2::SockRef::from(stream);
    let _ = socket.set_tcp_nodelay(true);
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(TAKEN_WITHIN));
}

/// Answers requests until the connection ends or is taken over.
pub(super) async fn serve<S>(
    stream: TcpStream,
    peer: SocketAddr,
    answers: S,
    closing: CancellationToken,
) -> Option<Taken>
where
    S: Service<AnyRequest, Response = Response, Error = Infallible, Future: Send>,
    S: Clone + Send + 'static,
{
    let (ask, mut asked) = oneshot::channel();
    let service = service(answers, peer, Arc::new(Mutex::new(Some(ask))));
    let mut line = http1().serve_connection(TokioIo::new(stream), service);
    let mut is_closing = false;
    let (stream, head) = loop {
        tokio::select! {
            ended = &mut line => {
                if let Err(problem) = ended {
                    tracing::debug!(%problem, "connection ended early");
                }
                return None;
            }
            taken = &mut asked => break taken.ok()?,
            () = closing.cancelled(), if !is_closing => {
                is_closing = true;
                Pin::new(&mut line).graceful_shutdown();
            }
        }
    };
    Some((line.into_parts().io.into_inner(), stream, head))
}

fn http1() -> hyper::server::conn::http1::Builder {
    let mut http1 = hyper::server::conn::http1::Builder::new();
    http1.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(64 * 1024);
    http1
}

fn service<S>(
    answers: S,
    peer: SocketAddr,
    ask: Ask,
) -> TowerToHyperService<
    impl Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send>
    + Clone
    + Send,
>
where
    S: Service<AnyRequest, Response = Response, Error = Infallible, Future: Send>,
    S: Clone + Send + 'static,
{
    TowerToHyperService::new(tower::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(PeerAddr(peer));
        let is_read = request.method() == http::Method::GET;
        let answer = answers.clone().oneshot(request.map(Body::new));
        let ask = ask.clone();
        async move {
            let mut answer = answer.await?;
            let taken = TakeOver::of(&mut answer).filter(|_| is_read);
            let ask = taken.and_then(|taken| {
                let ask = ask.lock().unwrap_or_else(PoisonError::into_inner).take()?;
                ask.send(taken).ok()
            });
            match ask {
                // the connection is somebody else's before this could be answered
                Some(()) => std::future::pending().await,
                None => Ok(answer),
            }
        }
    }))
}

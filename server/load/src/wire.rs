//! One kept-alive HTTP/1.1 connection, with nothing around it: the crowd shares the machine with
//! the shop, so what it costs is taken from what it measures.

use crate::address::Address;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::net::TcpStream;

/// Nobody waits longer for one answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Nobody listens, or no handle is left.
    #[error("no connection")]
    NoConnection,
    /// The connection ended before the answer did.
    #[error("cut off")]
    CutOff,
    /// Half a minute passed.
    #[error("timed out")]
    TimedOut,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Reply {
    /// Where it leads, or nowhere.
    pub fn location(&self) -> &str {
        let location = self.headers.get(header::LOCATION).and_then(|to| to.to_str().ok());
        location.unwrap_or_default()
    }

    /// Its body as text; what is no text is empty.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }
}

/// A connection that is kept.
#[derive(Debug)]
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    /// Connects.
    pub async fn open(to: &Address) -> Result<Self, Trouble> {
        let stream = TcpStream::connect(to.authority()).await.map_err(|_| Trouble::NoConnection)?;
        let _ = stream.set_nodelay(true);
        let shaken = handshake(TokioIo::new(stream)).await;
        let (sender, connection) = shaken.map_err(|_| Trouble::NoConnection)?;
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Self { sender })
    }

    /// Asks, and reads the whole answer.
    pub async fn ask(&mut self, request: Request<Full<Bytes>>) -> Result<Reply, Trouble> {
        let whole = async {
            self.sender.ready().await.map_err(|_| Trouble::CutOff)?;
            let sent = self.sender.send_request(request).await;
            let (parts, body) = sent.map_err(|_| Trouble::CutOff)?.into_parts();
            let body = body.collect().await.map_err(|_| Trouble::CutOff)?.to_bytes();
            Ok(Reply { status: parts.status, headers: parts.headers, body })
        };
        tokio::time::timeout(ANSWER_WITHIN, whole).await.unwrap_or(Err(Trouble::TimedOut))
    }

    /// The other side has not hung up, as far as is known.
    pub fn is_open(&self) -> bool {
        !self.sender.is_closed()
    }
}

/// A request for a page, as a browser makes it.
pub fn get(of: &Address, path: &str, cookie: Option<&str>) -> Request<Full<Bytes>> {
    request(of, Method::GET, path, cookie, Bytes::new())
}

/// A form of the shop's own page `from`, sent by a browser without JavaScript.
pub fn form(
    to: &Address,
    path: &str,
    from: &str,
    cookie: Option<&str>,
    text: String,
) -> Request<Full<Bytes>> {
    let mut request = request(to, Method::POST, path, cookie, Bytes::from(text));
    let headers = request.headers_mut();
    let kind = "application/x-www-form-urlencoded";
    headers.insert(header::CONTENT_TYPE, http::HeaderValue::from_static(kind));
    headers.insert("sec-fetch-site", http::HeaderValue::from_static("same-origin"));
    if let Ok(from) = format!("{to}{from}").parse() {
        headers.insert(header::REFERER, from);
    }
    request
}

fn request(
    to: &Address,
    method: Method,
    path: &str,
    cookie: Option<&str>,
    body: Bytes,
) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().unwrap_or_else(|_| http::Uri::from_static("/"));
    let headers = request.headers_mut();
    headers.insert(header::ACCEPT, http::HeaderValue::from_static("text/html"));
    if let Ok(host) = to.authority().parse() {
        headers.insert(header::HOST, host);
    }
    if let Some(cookie) = cookie.and_then(|cookie| cookie.parse().ok()) {
        headers.insert(header::COOKIE, cookie);
    }
    request
}

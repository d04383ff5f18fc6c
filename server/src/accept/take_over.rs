//! How a stream gets its connection: the handler puts it on its answer, whose headers go through
//! every guard like any other's; the connection then leaves the web server.

use crate::live::Stream;
use axum::response::Response;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Says of an answer that a stream writes its body, on the bare connection.
///
/// Shape: an extension of the answer, whose own body is empty.
#[derive(Clone)]
pub struct TakeOver(Arc<Mutex<Option<Stream>>>);

impl TakeOver {
    /// The stream takes over once the head is written.
    pub(crate) fn by(stream: Stream) -> Self {
        Self(Arc::new(Mutex::new(Some(stream))))
    }

    /// The stream of an answer and its head's bytes; none for any other answer.
    pub(super) fn of(answer: &mut Response) -> Option<(Stream, Vec<u8>)> {
        let Self(stream) = answer.extensions_mut().remove()?;
        let stream = stream.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some((stream, head(answer)))
    }
}

impl fmt::Debug for TakeOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TakeOver")
    }
}

/// Why the connection closes at the end: what follows has no length.
fn head(answer: &Response) -> Vec<u8> {
    let status = answer.status();
    let mut head = Vec::with_capacity(1_024);
    head.extend_from_slice(format!("HTTP/1.1 {} OK\r\n", status.as_u16()).as_bytes());
    for (name, value) in answer.headers() {
        if name != http::header::CONTENT_LENGTH {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
    }
    head.extend_from_slice(b"connection: close\r\n\r\n");
    head
}

#[cfg(test)]
mod tests {
    use super::head;
    use axum::response::IntoResponse;

    #[test]
    fn a_head_says_what_the_answer_says_and_that_the_line_closes() {
        let mut answer = [("content-type", "text/event-stream")].into_response();
        answer.headers_mut().insert("content-length", http::HeaderValue::from_static("0"));
        assert_eq!(
            String::from_utf8(head(&answer)).expect("text"),
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
        );
    }
}

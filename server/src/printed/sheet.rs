//! One printed page: its bytes as they are and compressed, each with a strong tag of its own.

use super::scripts::hashed;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::OnceLock;

/// A page may be drawn anew many times a second: good compression that takes a millisecond or two.
const BROTLI_QUALITY: i32 = 5;
/// Units: the window's size as a power of two.
const BROTLI_WINDOW: i32 = 20;

/// A printed page.
#[derive(Debug)]
pub(super) struct Sheet {
    headers: HeaderMap,
    plain: Encoded,
    brotli: OnceLock<Encoded>,
    gzip: OnceLock<Encoded>,
}

/// The page in one encoding.
#[derive(Debug)]
struct Encoded {
    encoding: Option<HeaderValue>,
    tag: HeaderValue,
    bytes: Bytes,
}

impl Sheet {
    /// A page as it was drawn, with its policy made one that can be sent again.
    pub(super) fn new(drawn: &HeaderMap, html: &[u8]) -> Self {
        let policy = drawn.get(header::CONTENT_SECURITY_POLICY);
        let policy = policy.and_then(|policy| policy.to_str().ok()).unwrap_or_default();
        let (html, policy) = hashed(&String::from_utf8_lossy(html), policy);

        let mut headers = HeaderMap::new();
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        let html_type = HeaderValue::from_static("text/html; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, html_type);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let plain = Encoded::new(None, Bytes::from(html));
        Self { headers, plain, brotli: OnceLock::new(), gzip: OnceLock::new() }
    }

    /// The page as whoever asks can read it, or word that they have it already.
    pub(super) fn answer(&self, asked: &HeaderMap) -> Response {
        let body = self.encoded(asked);
        let mut headers = self.headers.clone();
        headers.insert(header::ETAG, body.tag.clone());
        if is_known(asked, &body.tag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        if let Some(encoding) = &body.encoding {
            headers.insert(header::CONTENT_ENCODING, encoding.clone());
        }
        (headers, Body::from(body.bytes.clone())).into_response()
    }

    fn encoded(&self, asked: &HeaderMap) -> &Encoded {
        let plain = &self.plain.bytes;
        if accepts(asked, "br") {
            self.brotli.get_or_init(|| Encoded::new(Some("br"), brotli(plain)))
        } else if accepts(asked, "gzip") {
            self.gzip.get_or_init(|| Encoded::new(Some("gzip"), gzip(plain)))
        } else {
            &self.plain
        }
    }
}

impl Encoded {
    fn new(encoding: Option<&'static str>, bytes: Bytes) -> Self {
        let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..16]));
        let tag = HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""));
        Self { encoding: encoding.map(HeaderValue::from_static), tag, bytes }
    }
}

fn brotli(plain: &Bytes) -> Bytes {
    let params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: plain.len(),
        ..BrotliEncoderParams::default()
    };
    let mut out = Vec::with_capacity(plain.len() / 4);
    // memory to memory: nothing that could fail
    let _ = brotli::BrotliCompress(&mut plain.as_ref(), &mut out, &params);
    Bytes::from(out)
}

fn gzip(plain: &Bytes) -> Bytes {
    let mut out = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::default());
    // memory to memory: nothing that could fail
    let _ = out.write_all(plain);
    Bytes::from(out.finish().unwrap_or_default())
}

/// Whether an encoding may be sent: it is named, and not with a weight of nothing.
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let named = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|text| text.to_str().ok());
    named.flat_map(|text| text.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
    })
}

fn is_known(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|known| known.to_str().ok());
    let is_tag = |one: &str| one.strip_prefix("W/").unwrap_or(one).as_bytes() == tag.as_bytes();
    known.flat_map(|known| known.split(',')).any(|one| is_tag(one.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a value"))])
    }

    #[test]
    fn an_encoding_is_taken_by_its_name_unless_it_weighs_nothing() {
        for (asked, brotli) in [("gzip, br", true), ("gzip;q=1.0, BR;q=0.5", true), ("*", false)] {
            assert_eq!(accepts(&asking(header::ACCEPT_ENCODING, asked), "br"), brotli, "{asked}");
        }
        assert!(!accepts(&asking(header::ACCEPT_ENCODING, "br;q=0, gzip"), "br"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn each_encoding_has_its_own_tag_and_is_not_sent_to_who_has_it() {
        let sheet = Sheet::new(&HeaderMap::new(), "words ".repeat(500).as_bytes());
        let mut tags = Vec::new();
        for encoding in ["br", "gzip", "identity"] {
            let asked = asking(header::ACCEPT_ENCODING, encoding);
            let answer = sheet.answer(&asked);
            assert_eq!(answer.status(), StatusCode::OK);
            let tag = answer.headers()[header::ETAG].clone();
            let mut again = asked.clone();
            again.insert(header::IF_NONE_MATCH, tag.clone());
            assert_eq!(sheet.answer(&again).status(), StatusCode::NOT_MODIFIED);
            tags.push(tag);
        }
        tags.dedup();
        assert_eq!(tags.len(), 3);
    }
}

//! Bytes that many ask for: kept as they are and compressed, each form made once and with a strong
//! tag of its own.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Good compression that takes a page a millisecond or two: it may be new many times a second.
const BROTLI_QUALITY: i32 = 5;

/// Bytes and what is said of them.
#[derive(Debug)]
pub(crate) struct Encoded {
    headers: HeaderMap,
    tag: String,
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

/// The last version of each thing that was asked for, by its name.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<HashMap<String, Arc<Encoded>>>);

impl Shelf {
    /// What has this name, made anew if it is not of this version.
    pub(crate) fn get(
        &self,
        name: String,
        version: &str,
        make: impl FnOnce() -> Encoded,
    ) -> Arc<Encoded> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(&name) {
            Some(encoded) if encoded.tag == version => encoded.clone(),
            Some(_) | None => {
                let made = Arc::new(make());
                known.insert(name, made.clone());
                made
            }
        }
    }
}

impl Encoded {
    /// Bytes of this version. Shape: `tag` is without quotes, and changes whenever the bytes do.
    pub(crate) fn new(tag: String, mut headers: HeaderMap, plain: Bytes) -> Self {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        Self { headers, tag, plain, brotli: OnceLock::new(), gzip: OnceLock::new() }
    }

    /// The bytes as whoever asks can read them, or word that they have them already.
    pub(crate) fn answer(&self, asked: &HeaderMap) -> Response {
        let (encoding, bytes) = if accepts(asked, "br") {
            (Some("br"), self.brotli.get_or_init(|| brotli(&self.plain)))
        } else if accepts(asked, "gzip") {
            (Some("gzip"), self.gzip.get_or_init(|| gzip(&self.plain)))
        } else {
            (None, &self.plain)
        };
        let tag = match encoding {
            Some(encoding) => format!("\"{}.{encoding}\"", self.tag),
            None => format!("\"{}\"", self.tag),
        };
        let mut headers = self.headers.clone();
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        if is_known(asked, &tag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        (headers, Body::from(bytes.clone())).into_response()
    }
}

fn brotli(plain: &Bytes) -> Bytes {
    let params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
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

fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|known| known.to_str().ok());
    known.flat_map(|known| known.split(',')).any(|one| {
        let one = one.trim();
        one.strip_prefix("W/").unwrap_or(one) == tag
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a value"))])
    }

    fn made(tag: &str) -> Encoded {
        Encoded::new(tag.to_owned(), HeaderMap::new(), Bytes::from("words ".repeat(500)))
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
        let encoded = made("7");
        let tags = [("br", "\"7.br\""), ("gzip", "\"7.gzip\""), ("identity", "\"7\"")];
        for (encoding, tag) in tags {
            let mut asked = asking(header::ACCEPT_ENCODING, encoding);
            let answer = encoded.answer(&asked);
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(answer.headers()[header::ETAG], tag);
            asked.insert(header::IF_NONE_MATCH, answer.headers()[header::ETAG].clone());
            assert_eq!(encoded.answer(&asked).status(), StatusCode::NOT_MODIFIED);
        }
    }

    #[test]
    fn a_thing_is_made_again_only_for_another_version() {
        let shelf = Shelf::default();
        let first = shelf.get("seats".into(), "1", || made("1"));
        let again = shelf.get("seats".into(), "1", || panic!("it is there"));
        assert!(Arc::ptr_eq(&first, &again));
        let next = shelf.get("seats".into(), "2", || made("2"));
        assert!(!Arc::ptr_eq(&first, &next));
    }
}

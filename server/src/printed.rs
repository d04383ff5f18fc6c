//! Pages that are the same for everybody, printed once: drawn for nobody in particular, kept with
//! their compressed forms, and sent again until something changes that they show.
//!
//! Who has a live hold, or was refused a form, is drawn a page of their own; that is never kept.

mod scripts;

use crate::encoded::Encoded;
use crate::shop::Shop;
use crate::visitor;
use app::context::Visitor;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use box_office::{Edition, Shown};
use bytes::Bytes;
use domain::{BuyerId, PerformanceId};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Pages kept at a time; the one that was not asked for longest makes room.
const PAGES_MAX: usize = 128;
/// A page is drawn whole before it is kept. Units: bytes.
const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The pages that are kept, by their path.
#[derive(Debug, Default)]
pub struct Printed {
    places: Mutex<HashMap<String, Arc<Place>>>,
    asked: AtomicU64,
}

/// Where one page is kept.
#[derive(Debug, Default)]
struct Place {
    /// Printings begun.
    begun: AtomicU64,
    last: tokio::sync::Mutex<Option<Print>>,
    asked_at: AtomicU64,
}

#[derive(Debug)]
struct Print {
    /// Which printing of this place.
    nth: u64,
    edition: Edition,
    page: Arc<Encoded>,
}

/// Answers from the printed page where there can be one, and prints it where there is none.
pub(crate) async fn once(State(shop): State<Shop>, request: Request, next: Next) -> Response {
    let Some(shown) = shown(request.method(), request.uri()) else {
        return next.run(request).await;
    };
    let is_new = visitor::is_new(request.extensions());
    let buyer = visitor::of(request.extensions()).buyer;
    if !is_new && has_a_hold(&shop, &buyer).await {
        return next.run(request).await;
    }
    let asked = request.headers().clone();
    let path = request.uri().path().to_owned();
    let place = shop.printed.place(&path);
    match current(&shop, &place, &shown, request, next).await {
        Ok(page) => page.answer(&asked),
        Err(other) => {
            shop.printed.clear(&path);
            *other
        }
    }
}

/// A page as it is now, or whatever was answered instead of one.
///
/// Why a printing that was begun after this request came will do, though more may have changed
/// since: while seats change faster than pages are drawn, all who wait share the next one.
async fn current(
    shop: &Shop,
    place: &Place,
    shown: &Shown,
    request: Request,
    next: Next,
) -> Result<Arc<Encoded>, Box<Response>> {
    let begun_before = place.begun.load(Ordering::Acquire);
    let mut last = place.last.lock().await;
    let edition = shop.office.edition(shown);
    if let Some(print) = &*last
        && (print.nth > begun_before || edition.as_ref() == Some(&print.edition))
    {
        return Ok(print.page.clone());
    }
    let nth = place.begun.fetch_add(1, Ordering::AcqRel) + 1;
    let drawn = next.run(for_nobody(request)).await;
    let Some(edition) = edition.filter(|_| drawn.status() == StatusCode::OK) else {
        return Err(Box::new(drawn));
    };
    let (head, body) = drawn.into_parts();
    let Ok(html) = to_bytes(body, PAGE_BYTES_MAX).await else {
        return Err(Box::new(crate::pages::page(StatusCode::INTERNAL_SERVER_ERROR)));
    };
    let page = Arc::new(set(&head.headers, &html));
    *last = Some(Print { nth, edition, page: page.clone() });
    Ok(page)
}

/// What a request's page shows, if it is a page that can be the same for everybody: without a word
/// of a refused form.
fn shown(method: &Method, uri: &Uri) -> Option<Shown> {
    let mut pairs = uri.query().unwrap_or_default().split('&');
    if (method != Method::GET && method != Method::HEAD) || pairs.any(|p| p.starts_with("no=")) {
        return None;
    }
    let parts: Vec<&str> = uri.path().strip_prefix('/')?.split('/').collect();
    let performance = |id: &str| id.parse().ok().map(|id| Shown::Performance(PerformanceId(id)));
    match parts.as_slice() {
        [""] => Some(Shown::Programme),
        ["events", slug] => Some(Shown::Event((*slug).to_owned())),
        ["performances", id] | ["performances", id, "sections", _] => performance(id),
        _ => None,
    }
}

/// A page as it was drawn, with its policy made one that can be sent again.
fn set(drawn: &HeaderMap, html: &[u8]) -> Encoded {
    let policy = drawn.get(header::CONTENT_SECURITY_POLICY);
    let policy = policy.and_then(|policy| policy.to_str().ok()).unwrap_or_default();
    let (html, policy) = scripts::hashed(&String::from_utf8_lossy(html), policy);
    let tag = hex::encode(&Sha256::digest(html.as_bytes())[..16]);
    let mut headers = HeaderMap::new();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    Encoded::new(tag, headers, Bytes::from(html))
}

/// Whether a page must show a hold. In doubt it is drawn.
async fn has_a_hold(shop: &Shop, buyer: &BuyerId) -> bool {
    shop.office.live_holds(buyer).await.map_or(true, |holds| !holds.is_empty())
}

/// The same request from somebody of whom nothing is known and who says nothing.
fn for_nobody(request: Request) -> Request {
    let (mut parts, body) = request.into_parts();
    parts.method = Method::GET;
    parts.headers = HeaderMap::new();
    parts.extensions.insert::<Visitor>(visitor::of(&http::Extensions::new()));
    if let Ok(uri) = parts.uri.path().parse() {
        parts.uri = uri;
    }
    Request::from_parts(parts, body)
}

impl Printed {
    fn place(&self, path: &str) -> Arc<Place> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= PAGES_MAX && !places.contains_key(path) {
            let oldest = places.iter().min_by_key(|(_, at)| at.asked_at.load(Ordering::Relaxed));
            if let Some(oldest) = oldest.map(|(path, _)| path.clone()) {
                places.remove(&oldest);
            }
        }
        let place = places.entry(path.to_owned()).or_default();
        place.asked_at.store(self.asked.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        place.clone()
    }

    fn clear(&self, path: &str) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_at(uri: &str) -> Option<Shown> {
        shown(&Method::GET, &uri.parse().expect("an address"))
    }

    #[test]
    fn only_pages_that_are_the_same_for_everybody_are_printed() {
        assert_eq!(shown_at("/"), Some(Shown::Programme));
        assert_eq!(shown_at("/events/carmen?from=mail"), Some(Shown::Event("carmen".into())));
        assert_eq!(shown_at("/performances/7"), Some(Shown::Performance(PerformanceId(7))));
        let section = shown_at("/performances/7/sections/2");
        assert_eq!(section, Some(Shown::Performance(PerformanceId(7))));
        for other in ["/?no=busy", "/performances/x", "/performances/7/", "/holds/a", "/admin"] {
            assert_eq!(shown_at(other), None, "{other}");
        }
        assert_eq!(shown(&Method::POST, &Uri::from_static("/")), None);
    }

    #[test]
    fn the_page_not_asked_for_longest_makes_room() {
        let printed = Printed::default();
        let first = printed.place("/first");
        printed.place("/second");
        assert!(Arc::ptr_eq(&first, &printed.place("/first")));
        for at in 0..PAGES_MAX - 1 {
            printed.place(&format!("/{at}"));
        }
        let places = printed.places.lock().expect("whole");
        assert_eq!(places.len(), PAGES_MAX);
        assert!(places.contains_key("/first") && !places.contains_key("/second"));
    }
}

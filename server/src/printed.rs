//! Pages that are the same for everybody, printed once: drawn for nobody in particular, kept with
//! their compressed forms, and sent again until something changes that they show.
//!
//! Who has a live hold, or was refused a form, is drawn a page of their own; that is never kept.

mod scripts;

use crate::encoded::Encoded;
use crate::security;
use crate::shop::Shop;
use crate::telemetry::{Counted, Counters};
use crate::visitor;
use app::context::Visitor;
use axum::body::to_bytes;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use box_office::{Edition, Shown};
use bytes::Bytes;
use domain::{BuyerId, PerformanceId};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

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
    /// Whose turn it is to print.
    turn: tokio::sync::Mutex<()>,
    last: Mutex<Option<Arc<Print>>>,
    asked_at: AtomicU64,
    /// Counts under the router's address that it is.
    counters: OnceLock<Counters>,
}

#[derive(Debug)]
struct Print {
    /// Which printing of this place.
    nth: u64,
    edition: Edition,
    page: Arc<Encoded>,
}

/// The answer to a request that needs nothing but a page as it was last printed: one that is still
/// current, for a visitor who has a cookie already and surely has no hold. None leaves it to the
/// router.
pub(crate) fn at_once(shop: &Shop, request: &Request) -> Option<Response> {
    let counted = Counted::begin();
    if !shop.office.is_ready() || !is_plain(request.method(), request.uri()) {
        return None;
    }
    let place = shop.printed.known(request.uri().path())?;
    let print = place.last()?;
    let buyer = visitor::known(request.headers(), shop.is_https)?;
    if !shop.office.surely_has_no_hold(&buyer) || !shop.office.is_current(&print.edition) {
        return None;
    }
    let answer = print.page.answer(request.headers());
    place.counters.get()?.count(counted, answer.status());
    Some(answer)
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
    if let Some(route) = request.extensions().get::<MatchedPath>() {
        place.counters.get_or_init(|| Counters::of(route.as_str()));
    }
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
    let _turn = place.turn.lock().await;
    if let Some(print) = place.last()
        && (print.nth > begun_before || shop.office.is_current(&print.edition))
    {
        return Ok(print.page.clone());
    }
    let edition = shop.office.edition(shown);
    let nth = place.begun.fetch_add(1, Ordering::AcqRel) + 1;
    let drawn = next.run(for_nobody(request)).await;
    let Some(edition) = edition.filter(|_| drawn.status() == StatusCode::OK) else {
        return Err(Box::new(drawn));
    };
    let (head, body) = drawn.into_parts();
    let Ok(html) = to_bytes(body, PAGE_BYTES_MAX).await else {
        return Err(Box::new(crate::pages::page(StatusCode::INTERNAL_SERVER_ERROR)));
    };
    let page = Arc::new(set(shop, &head.headers, &html));
    place.keep(Print { nth, edition, page: page.clone() });
    Ok(page)
}

/// Whether something is read that says no word of a refused form.
fn is_plain(method: &Method, uri: &Uri) -> bool {
    let mut pairs = uri.query().unwrap_or_default().split('&');
    (method == Method::GET || method == Method::HEAD) && !pairs.any(|p| p.starts_with("no="))
}

/// What a request's page shows, if it is a page that can be the same for everybody.
fn shown(method: &Method, uri: &Uri) -> Option<Shown> {
    if !is_plain(method, uri) {
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
fn set(shop: &Shop, drawn: &HeaderMap, html: &[u8]) -> Encoded {
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
    // here once instead of on every answer
    security::sealed(shop, false, &mut headers);
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

impl Place {
    fn last(&self) -> Option<Arc<Print>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, print: Print) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(print));
    }
}

impl Printed {
    /// The place of a page that was asked for before.
    fn known(&self, path: &str) -> Option<Arc<Place>> {
        let place =
            self.places.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()?;
        place.asked_at.store(self.asked.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        Some(place)
    }

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

//! Who is asking: the buyer's cookie, made when missing and hashed before anything sees it, and the
//! admin's session token.
//!
//! The cookie's secret stays between the browser and this file. Source: OWASP ASVS 5.0, sessions.

use crate::accept::PeerAddr;
use crate::shop::Shop;
use app::context::Visitor;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::BuyerId;
use http::{HeaderMap, HeaderValue, header};

const BUYER: &str = "holdfast_buyer";
const ADMIN: &str = "holdfast_admin";
const BUYER_FOR_S: i64 = 180 * 24 * 60 * 60;
/// 256 bits in base64.
const SECRET_CHARS: usize = 43;

/// Marks a request whose cookie is being made just now.
#[derive(Clone, Copy)]
struct New;

/// Finds out who asks, and gives a buyer's cookie to whoever has none.
pub(crate) async fn know(State(shop): State<Shop>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<PeerAddr>().map(|peer| peer.0.ip().to_string());
    let jar = CookieJar::from_headers(request.headers());
    let known = secret(&jar, &named(BUYER, shop.is_https));
    let fresh = known.is_none().then(fresh_secret);
    let Some(buyer) = known.or_else(|| fresh.clone()) else { return next.run(request).await };

    request.extensions_mut().insert(Visitor {
        buyer: box_office::ids::buyer_of(&buyer),
        admin: jar.get(&named(ADMIN, shop.is_https)).map(|cookie| cookie.value().to_owned()),
        client: peer.unwrap_or_default(),
    });
    if fresh.is_some() {
        request.extensions_mut().insert(New);
    }
    let mut response = next.run(request).await;

    if let Some(secret) = fresh
        && !is_for_everybody(response.headers())
    {
        give(response.headers_mut(), secret, shop.is_https);
    }
    response
}

/// The buyer of a request, by its cookie; none without one.
pub(crate) fn known(headers: &HeaderMap, is_https: bool) -> Option<BuyerId> {
    let jar = CookieJar::from_headers(headers);
    secret(&jar, &named(BUYER, is_https)).map(|secret| box_office::ids::buyer_of(&secret))
}

/// The visitor of a request that went through [`know`], or a stranger.
pub(crate) fn of(extensions: &http::Extensions) -> Visitor {
    extensions.get::<Visitor>().cloned().unwrap_or_else(|| Visitor {
        buyer: box_office::ids::buyer_of(&fresh_secret()),
        admin: None,
        client: String::new(),
    })
}

/// The visitor came without a cookie, so that nothing here can be theirs yet.
pub(crate) fn is_new(extensions: &http::Extensions) -> bool {
    extensions.get::<New>().is_some()
}

fn secret(jar: &CookieJar, name: &str) -> Option<String> {
    let value = jar.get(name)?.value();
    let is_ours = value.len() == SECRET_CHARS && BASE64_URL_SAFE_NO_PAD.decode(value).is_ok();
    is_ours.then(|| value.to_owned())
}

fn give(headers: &mut HeaderMap, secret: String, is_https: bool) {
    let cookie = Cookie::build((named(BUYER, is_https), secret))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_https)
        .build();
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Max-Age={BUYER_FOR_S}")) {
        headers.append(header::SET_COOKIE, value);
        // Whoever stores the page must not store the cookie with it.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// A file that anybody's cache may keep, so that nobody's cookie may be on it.
fn is_for_everybody(headers: &HeaderMap) -> bool {
    let kept = headers.get(header::CACHE_CONTROL).and_then(|kept| kept.to_str().ok());
    kept.is_some_and(|kept| kept.starts_with("public"))
}

fn named(name: &str, is_https: bool) -> String {
    if is_https { format!("__Host-{name}") } else { name.to_owned() }
}

/// 256 random bits. Why a fallback of zeros is no option: the machine without randomness must stop.
pub(crate) fn fresh_secret() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_secret_is_accepted_again_and_anything_else_is_not() {
        let fresh = fresh_secret();
        let jar = CookieJar::new().add(Cookie::new(BUYER, fresh.clone()));
        assert_eq!(secret(&jar, BUYER), Some(fresh));
        for forged in ["", "x", &"=".repeat(43), &"a".repeat(44)] {
            let jar = CookieJar::new().add(Cookie::new(BUYER, forged.to_owned()));
            assert_eq!(secret(&jar, BUYER), None);
        }
    }

    #[test]
    fn on_https_the_cookie_is_bound_to_the_host() {
        let mut headers = HeaderMap::new();
        give(&mut headers, fresh_secret(), true);
        let cookie = headers[header::SET_COOKIE].to_str().expect("text");
        assert!(cookie.starts_with("__Host-holdfast_buyer="));
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age="] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
    }
}

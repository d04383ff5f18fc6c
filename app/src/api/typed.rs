//! What a buyer typed into the form of a checkout page, kept while the shop refuses it, and when
//! the seats are had again: in a cookie of that page alone, so that nothing is typed twice and
//! nothing personal stands in an address.

use super::desk::Desk;
use crate::context::ShopUrl;
use crate::packed::{pack, unpack};
use crate::words::paths;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use box_office::{Answer, Denial};
use domain::refusal::Field;
use domain::{Contact, HoldId, PayBy, Refusal};
use http::request::Parts;
use leptos::prelude::*;

/// A hold's own length at most; the cookie is of no use after it. Units: seconds.
const KEPT_FOR_S: u32 = 1_500;
/// What browsers keep of one cookie; more is not kept, rather than half of it.
const BYTES_MAX: usize = 3_800;

/// Keeps what was typed if it was refused for what it says, and forgets it once it was accepted.
pub(super) fn keep_if_refused(
    desk: &Desk,
    hold: &HoldId,
    contact: &Contact,
    answer: &Answer<PayBy>,
) {
    if !desk.is_form() {
        return;
    }
    let cookie = match answer {
        // The box office knows this hold as this buyer's, so its id is one of ours.
        Err(Denial::Refused(Refusal::Invalid(Field::Name | Field::Email))) => {
            set_cookie(is_https(), hold, pack(contact), KEPT_FOR_S)
        }
        Ok(_) => set_cookie(is_https(), hold, String::new(), 0),
        Err(Denial::Refused(_) | Denial::Failed(_)) => None,
    };
    if let Some(cookie) = cookie {
        desk.send_cookie(&cookie);
    }
}

/// Whose seats were had again types nothing anew: the new hold's page shows what the old one knew.
pub(super) fn carry_over(desk: &Desk, to: &HoldId, contact: &Contact) {
    if let Some(cookie) = set_cookie(is_https(), to, pack(contact), KEPT_FOR_S) {
        desk.send_cookie(&cookie);
    }
}

/// What was typed on this page and refused, or for the hold before this one, if anything was.
pub fn contact() -> Option<Contact> {
    let parts: Parts = use_context()?;
    read(&CookieJar::from_headers(&parts.headers), is_https())
}

fn read(jar: &CookieJar, is_https: bool) -> Option<Contact> {
    unpack(jar.get(name(is_https))?.value())
}

fn set_cookie(is_https: bool, hold: &HoldId, value: String, for_s: u32) -> Option<String> {
    let cookie = Cookie::build((name(is_https), value))
        .path(paths::checkout(hold))
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(is_https)
        .build();
    let text = format!("{}; Max-Age={for_s}", cookie.encoded());
    (text.len() <= BYTES_MAX).then_some(text)
}

fn is_https() -> bool {
    use_context::<ShopUrl>().is_some_and(|ShopUrl(url)| url.starts_with("https://"))
}

fn name(is_https: bool) -> &'static str {
    if is_https { "__Secure-holdfast_typed" } else { "holdfast_typed" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::COOKIE;
    use http::{HeaderMap, HeaderValue};

    fn cookie(name: &str, email: &str) -> Option<String> {
        let typed = Contact { name: name.to_owned(), email: email.to_owned() };
        set_cookie(true, &HoldId("h1".to_owned()), pack(&typed), 60)
    }

    #[test]
    fn what_was_typed_is_read_back_and_breaks_no_cookie() {
        for (name, email) in [
            ("Zoë & O’Hara; Domain=evil.example", "a,b \"c\"@\r\nSet-Cookie: x=y"),
            ("", ""),
            ("林 + Söhne = 100%25", "100%@example.com"),
        ] {
            let text = cookie(name, email).expect("short enough");
            let (pair, rest) = text.split_once("; ").expect("a cookie");
            assert!(
                !rest.contains("evil") && rest.ends_with("Secure; Path=/checkout/h1; Max-Age=60")
            );
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_str(pair).expect("plain text"));
            let typed = read(&CookieJar::from_headers(&headers), true);
            assert_eq!(typed, Some(Contact { name: name.to_owned(), email: email.to_owned() }));
        }
    }

    #[test]
    fn more_than_a_cookie_holds_is_not_kept() {
        assert_eq!(cookie(&"ü".repeat(4_000), ""), None);
    }
}

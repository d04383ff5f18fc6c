//! Where a server function hears who asks and hands the answer back: as JSON to an island, as a
//! redirect to a plain form. A refused form goes back to the page it came from, with the refusal's
//! code and never its words in the address.

use super::{ShopError, refusal_code};
use crate::context::{self, Visitor};
use box_office::{BoxOffice, Denial};
use domain::Refusal;
use http::header::{ACCEPT, LOCATION, REFERER, RETRY_AFTER, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// One server function's call.
pub struct Desk {
    /// Who decides.
    pub office: Arc<BoxOffice>,
    /// Who asks.
    pub visitor: Visitor,
    reply: ResponseOptions,
    /// The page a plain form came from; none for an island.
    form_page: Option<String>,
}

impl Desk {
    /// Takes everything from the context. Call it before the first await.
    pub fn open() -> Self {
        let parts: Parts = expect_context();
        let reply: ResponseOptions = expect_context();
        reply.set_status(StatusCode::OK);
        Self {
            office: context::office(),
            visitor: context::visitor(),
            reply,
            form_page: form_page(&parts.headers),
        }
    }

    /// Hands the answer back. A plain form goes on to `next`, or back when the answer is no.
    pub fn answer<T>(
        &self,
        result: Result<T, Denial>,
        next: impl FnOnce(&T) -> String,
    ) -> Result<T, ShopError> {
        match result {
            Ok(answer) => {
                if self.form_page.is_some() {
                    self.see_other(&next(&answer));
                }
                Ok(answer)
            }
            Err(denial) => Err(self.refuse(context::refusal(denial))),
        }
    }

    /// The page a plain form came from, or the first page.
    pub fn page_before(&self) -> String {
        self.form_page.clone().unwrap_or_else(|| "/".to_owned())
    }

    /// Says no: with a fitting status to an island, on the page it came from to a plain form.
    pub fn refuse(&self, refusal: Refusal) -> ShopError {
        self.refuse_on(&self.page_before(), refusal)
    }

    /// Says no as [`Desk::refuse`] does, to a plain form on `page`: one of the shop's own paths.
    pub fn refuse_on(&self, page: &str, refusal: Refusal) -> ShopError {
        if self.form_page.is_some() {
            self.see_other(&refused_on(page, &refusal));
        } else {
            self.reply.set_status(status(&refusal));
        }
        if let Some(retry_after_s) = retry_after_s(&refusal) {
            self.reply.insert_header(RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
        ShopError::Refused(refusal)
    }

    /// The call came from a plain form.
    pub fn is_form(&self) -> bool {
        self.form_page.is_some()
    }

    /// Sends a cookie along.
    pub fn send_cookie(&self, cookie: &str) {
        if let Ok(cookie) = HeaderValue::from_str(cookie) {
            self.reply.append_header(SET_COOKIE, cookie);
        }
    }

    fn see_other(&self, to: &str) {
        if let Ok(to) = HeaderValue::from_str(to) {
            self.reply.set_status(StatusCode::SEE_OTHER);
            self.reply.insert_header(LOCATION, to);
        }
    }
}

/// The status that says the same as this refusal.
pub fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::SeatTaken(_)
        | Refusal::TooFewPlaces { .. }
        | Refusal::CheckoutUnderWay
        | Refusal::AlreadyPaid => StatusCode::CONFLICT,
        Refusal::NoSuchSeat
        | Refusal::NoSeats
        | Refusal::SeatTwice
        | Refusal::TooManySeats { .. }
        | Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::NotOnSaleYet(_) | Refusal::SaleOver => StatusCode::FORBIDDEN,
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::HoldEnded => StatusCode::GONE,
        Refusal::PaymentUnavailable => StatusCode::BAD_GATEWAY,
        Refusal::Busy | Refusal::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::WrongPassword | Refusal::NotSignedIn => StatusCode::UNAUTHORIZED,
        Refusal::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        Refusal::OutOfOrder => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// How long to wait before the same may be asked again. Units: seconds.
pub fn retry_after_s(refusal: &Refusal) -> Option<u32> {
    if let Refusal::TooManyTries { retry_after_s } = refusal {
        return Some(*retry_after_s);
    }
    matches!(refusal, Refusal::Busy | Refusal::OutOfOrder).then_some(2)
}

/// What is answered to a call that no desk is opened for: it could not be read.
pub fn expect_unread() {
    if let Some(reply) = use_context::<ResponseOptions>() {
        reply.set_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

/// The page that a plain form is on; none for an island's call.
pub fn form_page(headers: &HeaderMap) -> Option<String> {
    let is_form = header(headers, ACCEPT).is_some_and(|accept| accept.contains("text/html"));
    is_form.then(|| page_before(header(headers, REFERER)))
}

/// The address of a page that says why its form was refused.
pub fn refused_on(page: &str, refusal: &Refusal) -> String {
    let mark = if page.contains('?') { '&' } else { '?' };
    format!("{page}{mark}no={}", refusal_code::code(refusal))
}

fn header(headers: &HeaderMap, name: http::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// The path and query of the page a form was on, without an earlier refusal. Never another site:
/// only a path with a single slash at its start is kept.
fn page_before(referer: Option<&str>) -> String {
    let Some(uri) = referer.and_then(|referer| referer.parse::<Uri>().ok()) else {
        return "/".to_owned();
    };
    let path = uri.path();
    if !path.starts_with('/') || path.starts_with("//") || path.contains('\\') {
        return "/".to_owned();
    }
    let query: Vec<&str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("no="))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::page_before;

    #[test]
    fn a_refused_form_goes_back_to_its_own_page_without_an_earlier_refusal() {
        let page = page_before(Some("http://shop.example/checkout/cancel?session_id=cs_1&no=busy"));
        assert_eq!(page, "/checkout/cancel?session_id=cs_1");
        assert_eq!(page_before(Some("http://shop.example/?no=busy")), "/");
    }

    #[test]
    fn a_refused_form_never_leads_to_another_site() {
        assert_eq!(page_before(Some("http://shop.example//evil.example/x")), "/");
        assert_eq!(page_before(Some("not an address at all")), "/");
        assert_eq!(page_before(None), "/");
    }
}

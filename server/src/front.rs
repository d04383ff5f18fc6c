//! What stands before the router: a page that is printed already is handed out right here. Whoever
//! needs more goes on to the router and its guards.
//!
//! Why: on a busy day nearly everybody asks for the same few pages, and the way through the router
//! costs more than the page.

use crate::shop::Shop;
use crate::{printed, security};
use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use futures::future::{Either, Ready, ready};
use http::HeaderName;
use std::convert::Infallible;
use std::task::{Context, Poll};
use tower::Service;
use tower_http::request_id::{MakeRequestId, MakeRequestUuid};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The shop as a connection sees it.
#[derive(Clone)]
pub struct Front {
    shop: Shop,
    router: Router,
}

impl Front {
    /// Before this router of the same shop.
    pub fn new(shop: Shop, router: Router) -> Self {
        Self { shop, router }
    }

    fn at_once(&self, request: &Request) -> Option<Response> {
        let mut answer = printed::at_once(&self.shop, request)?;
        let headers = answer.headers_mut();
        security::sealed(&self.shop, false, headers);
        let made = || Some(MakeRequestUuid.make_request_id(request)?.into_header_value());
        if let Some(id) = request.headers().get(REQUEST_ID).cloned().or_else(made) {
            headers.insert(REQUEST_ID, id);
        }
        Some(answer)
    }
}

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, <Router as Service<Request>>::Future>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.at_once(&request) {
            Some(answer) => Either::Left(ready(Ok(answer))),
            None => Either::Right(Service::<Request>::call(&mut self.router, request)),
        }
    }
}

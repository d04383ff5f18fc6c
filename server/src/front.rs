//! What stands before the router: a page that is printed already is handed out right here, and a
//! page's call for seats goes straight to the box office. All else, and whatever of these is in any
//! way unusual, goes on to the router and its guards, which answer the same.
//!
//! Why: when a sale begins nearly everybody asks for just these, and the way through the router
//! costs more than either.

mod holding;

use crate::shop::Shop;
use crate::{printed, router, security};
use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use domain::BuyerId;
use futures::future::{Either, FutureExt, Ready, ready};
use http::{HeaderName, HeaderValue, StatusCode};
use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
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
        named(&mut answer, request_id(request));
        Some(answer)
    }

    async fn hold(mut self, buyer: BuyerId, request: Request) -> Result<Response, Infallible> {
        let id = request_id(&request);
        let held =
            AssertUnwindSafe(holding::hold(&self.shop, &buyer, request)).catch_unwind().await;
        match held.unwrap_or_else(|panic| Ok(router::broken(panic))) {
            Ok(mut answer) => {
                if answer.status() == StatusCode::INTERNAL_SERVER_ERROR {
                    tracing::error!(request = ?id, route = "/api/hold_seats", "answered with 500");
                }
                security::sealed(&self.shop, true, answer.headers_mut());
                named(&mut answer, id);
                Ok(answer)
            }
            Err(request) => Service::<Request>::call(&mut self.router, *request).await,
        }
    }
}

fn named(answer: &mut Response, id: Option<HeaderValue>) {
    if let Some(id) = id {
        answer.headers_mut().insert(REQUEST_ID, id);
    }
}

/// What a request is called in logs and by whoever asks about it: its own word, or a new one.
fn request_id(request: &Request) -> Option<HeaderValue> {
    let made = || Some(MakeRequestUuid.make_request_id(request)?.into_header_value());
    request.headers().get(REQUEST_ID).cloned().or_else(made)
}

/// An answer that is not there yet: the box office's, or the router's.
type Later = Either<
    Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>,
    <Router as Service<Request>>::Future,
>;

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, Later>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.at_once(&request) {
            Some(answer) => Either::Left(ready(Ok(answer))),
            None => Either::Right(match holding::plain_caller(&self.shop, &request) {
                Some(buyer) => Either::Left(Box::pin(self.clone().hold(buyer, request))),
                None => Either::Right(Service::<Request>::call(&mut self.router, request)),
            }),
        }
    }
}

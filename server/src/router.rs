//! Every address of the shop and what a request goes through on its way: request id, log, headers,
//! readiness, the guard against other sites, limits, the visitor, and then its door.

use crate::security::{self, WEBHOOK_PATH};
use crate::shop::Shop;
use crate::{
    live, pages, plan_file, plan_import, posters, printed, rehearsal, seats_file, telemetry,
    visitor, webhook_door,
};
use app::api::desk;
use app::{App, shell};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::Refusal;
use domain::refusal::Field;
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use std::any::Any;
use std::future::Future;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::ConfigError;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

/// A form. Units: bytes.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// Longest that an answer may take, Stripe's part included. Streams are not answers.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// An upload of a plan takes longer on a slow line.
const UPLOAD_WITHIN: Duration = Duration::from_secs(120);

/// The whole shop behind its guards.
///
/// Refuses: a public address that cannot be an origin.
pub fn router(shop: Shop, is_rehearsal: bool) -> Result<Router, ConfigError> {
    let doors = Router::new()
        .merge(answers(&shop, is_rehearsal))
        .merge(uploads())
        .merge(streams())
        .layer(from_fn_with_state(shop.clone(), visitor::know))
        .merge(machines())
        .fallback(file_or_no_such_page)
        .method_not_allowed_fallback(|| async { pages::page(StatusCode::METHOD_NOT_ALLOWED) })
        .layer(security::same_site_only(&shop.url.0)?)
        .layer(from_fn_with_state(shop.clone(), when_ready))
        .merge(health())
        .layer(from_fn_with_state(shop.clone(), security::seal))
        .layer(CatchPanicLayer::custom(broken))
        .layer(from_fn(telemetry::observe))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(shop);
    Ok(doors)
}

/// Pages, forms and files made on request: compressed, limited in size and time.
fn answers(shop: &Shop, is_rehearsal: bool) -> Router<Shop> {
    let pages = shop.clone();
    let options = shop.site.options.clone();
    let mut router = Router::new()
        .route("/performances/{id}/plan/{file}", get(plan_file::plan))
        .route("/performances/{id}/seats", get(seats_file::seats))
        .route("/posters/{file}", get(posters::poster))
        .route("/style.css", get(|State(shop): State<Shop>| async move { shop.site.style_sheet() }))
        .leptos_routes_with_context(
            shop,
            generate_route_list(App),
            move || context(&pages),
            move || shell(options.clone()),
        );
    if is_rehearsal {
        router = router.route("/rehearsal/clock", post(rehearsal::clock));
    }
    router
        .layer(from_fn(read_or_back))
        .layer(from_fn(|request, next| limited(FORM_BYTES_MAX, request, next)))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(shop.clone(), printed::once))
        .layer(from_fn(|request, next| run_in_time(ANSWER_WITHIN, request, next)))
}

fn uploads() -> Router<Shop> {
    Router::new()
        .route("/admin/plans/import", post(plan_import::import))
        .layer(DefaultBodyLimit::max(plan_import::BODY_BYTES_MAX))
        .layer(from_fn(|request, next| run_in_time(UPLOAD_WITHIN, request, next)))
}

/// Never compressed, never timed out.
fn streams() -> Router<Shop> {
    Router::new().route("/live", get(live::for_buyers)).route("/admin/live", get(live::for_admins))
}

/// Doors without a person behind them.
fn machines() -> Router<Shop> {
    Router::new()
        .route(WEBHOOK_PATH, post(webhook_door::receive))
        .layer(DefaultBodyLimit::max(webhook_door::BODY_BYTES_MAX))
        .layer(from_fn(|request, next| run_in_time(ANSWER_WITHIN, request, next)))
}

fn health() -> Router<Shop> {
    let ready = |State(shop): State<Shop>| async move {
        match shop.office.is_ready() && !shop.closing.is_cancelled() {
            true => (StatusCode::OK, "ready\n"),
            false => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
        }
    };
    Router::new().route("/healthz", get(|| async { "alive\n" })).route("/readyz", get(ready))
}

/// What every page and server function is given.
pub(crate) fn context(shop: &Shop) {
    let parts = use_context::<Parts>();
    if parts.as_ref().is_some_and(|parts| parts.method == Method::POST) {
        desk::expect_unread();
    }
    let visitor = parts.map(|parts| visitor::of(&parts.extensions));
    provide_context(visitor.unwrap_or_else(|| visitor::of(&http::Extensions::new())));
    provide_context(shop.office.clone());
    provide_context(shop.url.clone());
    let answer = use_context::<ResponseOptions>();
    if let Some((answer, nonce)) = answer.zip(leptos::nonce::use_nonce())
        && let Ok(policy) = HeaderValue::from_str(&shop.policy.text(&nonce))
    {
        answer.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        provide_context(shop.policy.with_forms(&nonce));
    }
}

/// Sends a plain form that could not be read back to its page, which says so. Left to itself the
/// framework would put its own words into the address.
async fn read_or_back(request: Request, next: Next) -> Response {
    let is_call = request.uri().path().starts_with("/api/");
    let form_page = desk::form_page(request.headers()).filter(|_| is_call);
    let response = next.run(request).await;
    match (response.status(), form_page) {
        (StatusCode::UNPROCESSABLE_ENTITY, Some(page)) => {
            Redirect::to(&desk::refused_on(&page, &Refusal::Invalid(Field::Form))).into_response()
        }
        (_, _) => response,
    }
}

/// A file of the site, else the shop's own page that says there is nothing here.
async fn file_or_no_such_page(State(shop): State<Shop>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return pages::page(StatusCode::NOT_FOUND);
    }
    let mut again = Request::new(Body::empty());
    *again.uri_mut() = request.uri().clone();
    *again.headers_mut() = request.headers().clone();
    *again.extensions_mut() = request.extensions().clone();
    if let Some(file) = shop.site.file(request).await {
        return file;
    }
    let options = shop.site.options.clone();
    let page = leptos_axum::render_app_async_with_context(
        move || context(&shop),
        move || shell(options.clone()),
    );
    let mut response = page(again).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

async fn when_ready(State(shop): State<Shop>, request: Request, next: Next) -> Response {
    let is_webhook = request.uri().path() == WEBHOOK_PATH;
    match shop.office.is_ready() || is_webhook {
        true => next.run(request).await,
        false => pages::page(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// Reads a body of at most so many bytes before anything parses it.
async fn limited(bytes_max: usize, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match to_bytes(body, bytes_max).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(_) => pages::page(StatusCode::PAYLOAD_TOO_LARGE),
    }
}

async fn run_in_time(within: Duration, request: Request, next: Next) -> Response {
    in_time(within, next.run(request)).await.unwrap_or_else(|late| late)
}

/// What an answer comes to, or a page that says that it took too long.
pub(crate) async fn in_time<T>(
    within: Duration,
    answer: impl Future<Output = T>,
) -> Result<T, Response> {
    tokio::time::timeout(within, answer).await.map_err(|_| {
        tracing::warn!("an answer took too long");
        pages::page(StatusCode::SERVICE_UNAVAILABLE)
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that the panic layer asks for")]
pub(crate) fn broken(panic: Box<dyn Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = words.unwrap_or("without words"), "a request panicked");
    metrics::counter!("panics_total").increment(1);
    pages::page(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

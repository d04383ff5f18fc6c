//! What people see: the hosted payment page, its 3-D Secure step, and the dashboard.
//!
//! Plain HTML without scripts (`browser` adds one to its frames); everything that was typed by
//! anybody is escaped.

mod challenge;
mod dashboard;
mod html;
mod money;
pub(crate) mod notice;
mod pay;
pub(crate) mod pay_view;
mod promotion;
mod recover;
mod same_origin;

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::core::Core;

pub(crate) use html::{Frame, esc, origin};
pub(crate) use money::{decimals, money};
pub(crate) use pay::find;
pub(crate) use pay_view::{Problems, Typed};
pub(crate) use same_origin::is_from_here;

/// All its routes.
pub(crate) fn router() -> Router<Arc<Core>> {
    Router::new()
        .route("/", get(dashboard::show))
        .route("/c/style.css", get(style))
        .route("/c/icon.svg", get(icon))
        .route("/c/pay/{session}", get(pay::show).post(pay::submit))
        .route("/c/pay/{session}/authenticate", get(challenge::show).post(challenge::submit))
        .route("/c/pay/{session}/promotion", post(promotion::submit))
        .route("/c/recover/{session}", get(recover::show).post(recover::submit))
        .route("/dashboard/resend/{event}", post(dashboard::resend))
        .fallback(notice::no_such_page)
}

async fn style() -> Response {
    let css = concat!(
        include_str!("pages/base.css"),
        include_str!("pages/pay.css"),
        include_str!("pages/board.css"),
    );
    asset("text/css; charset=utf-8", css)
}

async fn icon() -> Response {
    asset("image/svg+xml", include_str!("pages/icon.svg"))
}

/// A file of this sandbox, asked for anew each time.
pub(crate) fn asset(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

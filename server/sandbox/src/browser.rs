//! Stripe.js of this sandbox: a script with the same names, and the forms it shows in frames.
//!
//! Called by sellers' pages that use `embedded_page` or `elements`. Cards are typed into frames of
//! this origin only; the seller's page never sees them. A client secret is what lets anybody ask.

mod ask;
mod client;
mod confirm;
mod frame;

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::core::Core;
use crate::pages::asset;
use crate::wire::API_VERSION;

/// All its routes.
pub(crate) fn router() -> Router<Arc<Core>> {
    Router::new()
        .route("/{train}/stripe.js", get(script))
        .route("/browser/frame.js", get(frame_script))
        .route("/browser/frame.css", get(frame_style))
        .route("/browser/session", post(ask::session))
        .route("/browser/promotion_code", post(ask::promotion_code))
        .route("/browser/confirm", post(confirm::confirm))
        .route("/browser/{session}/page", get(frame::page))
        .route("/browser/{session}/payment", get(frame::payment))
        .route("/browser/{session}/challenge", get(frame::challenge).post(confirm::answer))
}

/// The script of the one train that this sandbox speaks.
async fn script(Path(train): Path<String>) -> Response {
    let is_known = API_VERSION.split('.').nth(1) == Some(train.as_str());
    if !is_known {
        return (StatusCode::NOT_FOUND, "// There is no such version here.\n").into_response();
    }
    let mut response = asset(
        "text/javascript; charset=utf-8",
        concat!(
            "(() => {\n'use strict';\n",
            include_str!("browser/wire.js"),
            include_str!("browser/embedded.js"),
            include_str!("browser/payment_element.js"),
            include_str!("browser/elements.js"),
            include_str!("browser/stripe.js"),
            "})();\n",
        ),
    );
    let any_site = header::HeaderValue::from_static("cross-origin");
    response.headers_mut().insert("cross-origin-resource-policy", any_site);
    response
}

async fn frame_script() -> Response {
    asset(
        "text/javascript; charset=utf-8",
        concat!(
            "(() => {\n'use strict';\n",
            include_str!("browser/frame_form.js"),
            include_str!("browser/frame.js"),
            "})();\n",
        ),
    )
}

async fn frame_style() -> Response {
    asset("text/css; charset=utf-8", include_str!("browser/frame.css"))
}

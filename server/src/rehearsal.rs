//! POST /rehearsal/clock: moves the shop's clock and its stand-in's together. Only there when the
//! shop was started for a rehearsal.

use crate::shop::Shop;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::UnixMs;
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

/// A move of the hands; exactly one of the two. Units: milliseconds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    advance_ms: Option<i64>,
    now_ms: Option<i64>,
}

/// Moves both clocks; holds that are due are ended before it answers.
///
/// Refuses: both fields or none, and going back.
pub(crate) async fn clock(State(shop): State<Shop>, Json(asked): Json<Move>) -> Response {
    let clock = shop.office.clock();
    let now = clock.now();
    let to = match (asked.advance_ms, asked.now_ms) {
        (Some(advance_ms), None) => now + advance_ms,
        (None, Some(now_ms)) => UnixMs(now_ms),
        (Some(_), Some(_)) | (None, None) => now - 1,
    };
    if to < now {
        let words = json!({ "error": "Give one of advance_ms and now_ms; time never goes back." });
        return (StatusCode::BAD_REQUEST, Json(words)).into_response();
    }

    if let Some(stand_in) = &shop.stand_in
        && let Err(problem) = stand_in.advance_ms(now.until(to)).await
    {
        tracing::error!(%problem, "the stand-in's clock did not move");
    }
    clock.move_to(to);
    if let Err(fault) = shop.office.release_expired_holds().await {
        tracing::error!(%fault, "holds could not be ended after the clock was moved");
    }
    Json(json!({ "now_ms": to.0 })).into_response()
}

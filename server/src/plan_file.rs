//! GET /performances/{id}/plan/{tag}.plan: a seating plan as browsers draw it. Its tag changes when
//! the plan does, so that browsers may keep it for ever.

use crate::pages;
use crate::shop::Shop;
use app::packed::to_bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use box_office::Denial;
use domain::PerformanceId;
use http::{HeaderMap, StatusCode, header};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The plan under its tag; an old tag leads to the new one.
pub(crate) async fn plan(
    State(shop): State<Shop>,
    Path((performance, file)): Path<(i64, String)>,
    headers: HeaderMap,
) -> Response {
    let house = match shop.office.house(PerformanceId(performance)).await {
        Ok(house) => house,
        Err(Denial::Refused(_)) => return pages::page(StatusCode::NOT_FOUND),
        Err(Denial::Failed(fault)) => {
            tracing::error!(%fault, "a plan could not be read");
            return pages::page(StatusCode::INTERNAL_SERVER_ERROR);
        }
    };
    let tag = &house.plan_tag;
    match file.strip_suffix(".plan") {
        Some(asked) if asked == tag => {}
        Some(_) => {
            let now = format!("/performances/{performance}/plan/{tag}.plan");
            return Redirect::temporary(&now).into_response();
        }
        None => return pages::page(StatusCode::NOT_FOUND),
    }

    let etag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let kept = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, FOR_EVER.to_owned())];
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == etag)) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let bytes = to_bytes(&house.plan.for_browsers());
    (kept, [(header::CONTENT_TYPE, "application/x-postcard")], bytes).into_response()
}

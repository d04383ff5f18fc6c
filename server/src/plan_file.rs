//! GET /performances/{id}/plan/{tag}.{form}.plan: a seating plan as browsers draw it. Its tag
//! changes when the plan does, so that browsers may keep it for ever.

use crate::encoded::Encoded;
use crate::pages;
use crate::shop::Shop;
use app::packed::{PLAN_FORM, plan_to_bytes};
use app::words::paths;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use box_office::Denial;
use domain::PerformanceId;
use http::{HeaderMap, HeaderValue, StatusCode, header};

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
    let now = paths::plan(PerformanceId(performance), tag);
    match file.strip_suffix(".plan") {
        Some(_) if now.ends_with(&format!("/{file}")) => {}
        Some(_) => return Redirect::temporary(&now).into_response(),
        None => return pages::page(StatusCode::NOT_FOUND),
    }

    let version = format!("{tag}.{PLAN_FORM}");
    let plan = shop.shelf.get(format!("plan {tag}"), &version, || {
        let kept = HeaderMap::from_iter([
            (header::CONTENT_TYPE, HeaderValue::from_static("application/x-postcard")),
            (header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER)),
        ]);
        Encoded::new(version.clone(), kept, plan_to_bytes(&house.plan).into())
    });
    plan.answer(&headers)
}

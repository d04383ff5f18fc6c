//! GET /performances/{id}/seats: how every seat stands, two bits each. Its tag is where that is in
//! the live stream, so that a page reads it once and listens from there.

use crate::encoded::Encoded;
use crate::pages;
use crate::shop::Shop;
use axum::extract::{Path, State};
use axum::response::Response;
use box_office::{Denial, SeatFrame};
use bytes::Bytes;
use domain::PerformanceId;
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// A performance's seats, or word that they are known.
pub(crate) async fn seats(
    State(shop): State<Shop>,
    Path(performance): Path<i64>,
    headers: HeaderMap,
) -> Response {
    let watch = match shop.office.watch_seats(PerformanceId(performance), None).await {
        Ok(watch) => watch,
        Err(Denial::Refused(_)) => return pages::page(StatusCode::NOT_FOUND),
        Err(Denial::Failed(fault)) => {
            tracing::error!(%fault, "seats could not be read");
            return pages::page(StatusCode::INTERNAL_SERVER_ERROR);
        }
    };
    let Some(SeatFrame::Snapshot { cursor, availability }) = watch.first.first().map(|f| &**f)
    else {
        tracing::error!("a listener who knows nothing was told of changes");
        return pages::page(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let at = format!("{performance}.{cursor}");
    let name = format!("seats of {performance}");
    let seats = shop.shelf.get(name, &at, || {
        let kept = HeaderMap::from_iter([
            (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache")),
        ]);
        Encoded::new(at.clone(), kept, Bytes::copy_from_slice(availability.as_bytes()))
    });
    seats.answer(&headers)
}

//! GET /posters/{slug}.svg: an event's poster, drawn from its name.

use crate::encoded::Encoded;
use crate::pages;
use crate::shop::Shop;
use app::poster::{PosterSize, poster_svg};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// A poster opened by itself may use its own style and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// Which size; the drawing knows the names.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    size: Option<String>,
}

/// The poster of an event that exists.
pub(crate) async fn poster(
    State(shop): State<Shop>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let Some(slug) = file.strip_suffix(".svg") else { return pages::page(StatusCode::NOT_FOUND) };
    let Ok((event, _)) = shop.office.event(slug).await else {
        return pages::page(StatusCode::NOT_FOUND);
    };
    let size = asked.size.as_deref().and_then(PosterSize::from_name).unwrap_or(PosterSize::Card);
    let tag = hex::encode(&Sha256::digest(format!("{slug}\n{}", event.title))[..16]);
    let poster = shop.shelf.get(format!("poster {slug} {size:?}"), &tag, || {
        let kept = HeaderMap::from_iter([
            (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        ]);
        Encoded::new(tag.clone(), kept, poster_svg(&event.slug, &event.title, size).into())
    });
    poster.answer(&headers)
}

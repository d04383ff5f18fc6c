//! The live streams: seats of performances, this buyer's holds, and the server's clock, as
//! server-sent events that resume and resync.
//!
//! Wire: `clock` (unix ms; on connect, every 15 s and when a rehearsal moves it), `seats` (a
//! snapshot or changes, with an id to resume from), `hold` (news); the last two packed. Seats are
//! told at most ten times a second, the first change after quiet at once. A reader that falls
//! behind is sent a snapshot; streams end when the shop closes.

mod asked;
mod crier;
mod frames;
mod news;
mod stream;

pub(crate) use stream::Stream;

use crate::accept::TakeOver;
use crate::pages;
use crate::shop::Shop;
use crate::visitor;
use asked::{Asked, Position, Query, positions};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use box_office::{BoxOffice, Denial};
use crier::Crier;
use domain::{HoldNews, PerformanceId};
use http::{HeaderName, StatusCode, header};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast::Receiver;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// Streams at a time; a further one is told to come back.
const STREAMS_MAX: usize = 10_000;

/// What open streams share.
#[derive(Debug)]
pub struct Live {
    places: Arc<Semaphore>,
    places_max: usize,
    criers: Mutex<HashMap<PerformanceId, Arc<Crier>>>,
}

impl Default for Live {
    fn default() -> Self {
        Self::with_places(STREAMS_MAX)
    }
}

impl Live {
    /// So many streams at a time.
    pub fn with_places(places: usize) -> Self {
        let criers = Mutex::default();
        Self { places: Arc::new(Semaphore::new(places)), places_max: places, criers }
    }

    /// Streams open now.
    fn open(&self) -> usize {
        self.places_max.saturating_sub(self.places.available_permits())
    }

    fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// Who tells a performance's changes; begun by the first who listens.
    fn crier(
        &self,
        performance: PerformanceId,
        office: &Arc<BoxOffice>,
        closing: &CancellationToken,
    ) -> Arc<Crier> {
        let mut criers = self.criers.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = || Crier::begin(performance, office.clone(), closing.clone());
        criers.entry(performance).or_insert_with(begin).clone()
    }
}

/// GET /live: a buyer's stream.
pub(crate) async fn for_buyers(
    State(shop): State<Shop>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    let visitor = visitor::of(request.extensions());
    let holds = shop.office.watch_holds(&visitor.buyer);
    open(shop, positions(&asked, request.headers()), holds).await
}

/// GET /admin/live: everybody's holds. Refuses: whoever is not signed in.
pub(crate) async fn for_admins(
    State(shop): State<Shop>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    let token = visitor::of(request.extensions()).admin.unwrap_or_default();
    if shop.office.admin(&token).await.is_err() {
        return pages::page(StatusCode::NOT_FOUND);
    }
    let holds = shop.office.watch_all_holds();
    open(shop, positions(&asked, request.headers()), holds).await
}

async fn open(shop: Shop, asked: Vec<Position>, holds: Receiver<Arc<HoldNews>>) -> Response {
    let Some(place) = shop.live.place() else {
        return pages::page(StatusCode::SERVICE_UNAVAILABLE);
    };
    let mut stream = Stream::new(&shop, holds, place);
    for (performance, last) in asked {
        match stream.watch(performance, last).await {
            Ok(()) => {}
            Err(Denial::Refused(_)) => return pages::page(StatusCode::NOT_FOUND),
            Err(Denial::Failed(fault)) => {
                tracing::error!(%fault, "a live stream could not begin");
                return pages::page(StatusCode::INTERNAL_SERVER_ERROR);
            }
        }
    }
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let mut response = headers.into_response();
    response.extensions_mut().insert(TakeOver::by(stream));
    response
}

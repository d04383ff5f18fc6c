//! What is drawn once something was read.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use std::future::Future;

/// The view that `read` answers, written out with this request's context.
///
/// Why: after a wait Leptos writes a view out in whatever context the thread has just then, and
/// what a page says to machines would be lost, or stand in somebody else’s page.
pub fn awaited<V: IntoView + 'static>(
    read: impl Future<Output = V> + Send + 'static,
) -> impl IntoView {
    Suspend::new(async move { OwnedView::new(read.await) })
}

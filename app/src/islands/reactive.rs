//! What changes in an island's view, as one type per kind of value.
//!
//! Why: every closure in a view is a type of its own, and the code around each would have to be
//! downloaded once per closure; together they were a third of the page's weight.

use leptos::tachys::reactive_graph::{ReactiveFunction, SharedReactiveFunction};

/// A value that follows the signals it reads.
pub(crate) fn reactive<T: 'static>(
    value: impl FnMut() -> T + Send + 'static,
) -> SharedReactiveFunction<T> {
    value.into_shared()
}

/// What is done when an event comes.
pub(crate) fn heard<E: 'static>(deed: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(deed)
}

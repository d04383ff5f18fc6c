//! What the server tells an island: written into the island's outermost element, where the browser
//! reads it when the island wakes.
//!
//! Why not properties: Leptos carries those as JSON, and what reads and writes it would have to be
//! downloaded with every page.

#[cfg(feature = "ssr")]
use serde::Serialize;

/// What the server tells the island whose outermost element has this id.
///
/// Why it may stop the island: without it there is nothing to draw, and the page works as it is.
#[cfg(not(feature = "ssr"))]
pub(super) fn told<T: serde::de::DeserializeOwned>(id: &str) -> T {
    let element = leptos::prelude::document().get_element_by_id(id);
    let text = element.and_then(|element| element.get_attribute("data-told"));
    text.and_then(|text| crate::packed::unpack(&text)).expect("the server tells every island")
}

/// What the page provided.
#[cfg(feature = "ssr")]
pub(super) fn told<T: Clone + 'static>(_: &str) -> T {
    leptos::prelude::expect_context()
}

/// The text of the outermost element's `data-told`.
#[cfg(feature = "ssr")]
pub(super) fn tell<T: Serialize>(data: &T) -> Option<String> {
    Some(crate::packed::pack(data))
}

/// In the browser it is there already.
#[cfg(not(feature = "ssr"))]
pub(super) fn tell<T>(_: &T) -> Option<String> {
    None
}

//! A poster as part of a page: unlike a picture it is set in the page's own type.

use crate::poster::{PosterSize, poster_svg};
use domain::Event;
use leptos::prelude::*;

/// An event's upright poster.
#[component]
pub fn Poster(
    event: Event,
    class: &'static str,
    /// It says nothing that is not written beside it.
    #[prop(optional)]
    is_ornament: bool,
) -> impl IntoView {
    let drawing = poster_svg(&event.slug, &event.title, PosterSize::Card);
    view! { <div class=class aria-hidden=is_ornament.then_some("true") inner_html=drawing></div> }
}

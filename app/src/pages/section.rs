//! To come.
use leptos::prelude::*;

/// To come.
#[component]
pub fn SectionPage() -> impl IntoView {}

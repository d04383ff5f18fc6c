//! To come.
use leptos::prelude::*;

/// To come.
#[component]
pub fn EventPage() -> impl IntoView {}

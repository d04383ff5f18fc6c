//! To come.
use leptos::prelude::*;

/// To come.
#[component]
pub fn HoldPage() -> impl IntoView {}

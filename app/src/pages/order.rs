//! To come.
use leptos::prelude::*;

/// To come.
#[component]
pub fn OrderPage() -> impl IntoView {}

//! To come.
use leptos::prelude::*;

/// To come.
#[component]
pub fn PerformancePage() -> impl IntoView {}

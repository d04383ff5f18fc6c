//! To come.
use leptos::prelude::*;

/// To come.
#[component]
pub fn ProgrammePage() -> impl IntoView {}

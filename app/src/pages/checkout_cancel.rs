//! To come.
use leptos::prelude::*;

/// To come.
#[component]
pub fn CheckoutCancelPage() -> impl IntoView {}

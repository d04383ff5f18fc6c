//! To come.
use leptos::prelude::*;

/// To come.
#[component]
pub fn CheckoutPage() -> impl IntoView {}

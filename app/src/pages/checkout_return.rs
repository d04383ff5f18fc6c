//! To come.
use leptos::prelude::*;

/// To come.
#[component]
pub fn CheckoutReturnPage() -> impl IntoView {}

//! A refused form's words, on the page it came from.

use crate::api::refusal_code;
use domain::{Plan, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// Shows what the address says was refused, if it says so. With a plan it names the seats.
#[component]
pub fn Notice(#[prop(optional)] plan: Option<Arc<Plan>>) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let refusal = query.get("no").and_then(|code| refusal_code::from_code(&code));
    refusal.map(|refusal| {
        let words = words(&refusal, plan.as_deref());
        view! {
            <p class="notice" role="alert">
                {words}
            </p>
        }
    })
}

fn words(refusal: &Refusal, plan: Option<&Plan>) -> String {
    let (Refusal::SeatTaken(seats), Some(plan)) = (refusal, plan) else {
        return refusal.to_string();
    };
    let named: Vec<String> =
        seats.iter().filter_map(|&seat| Some(plan.address(seat)?.to_string())).collect();
    match named.as_slice() {
        [] => refusal.to_string(),
        [one] => format!("{one} was taken a moment ago. Please choose another."),
        many => {
            format!("These were taken a moment ago: {}. Please choose others.", many.join("; "))
        }
    }
}

//! The bar's forms, made quick: the same asks as without script, answered in place.

use crate::api::ShopError;
use crate::api::seats::{hold_again, release_hold};
use crate::live_client::clock::Asked;
use crate::live_client::holds;
use domain::HoldCard;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Gives every seat of a hold back.
pub(super) fn give_up(hold: String, trouble: RwSignal<String>) {
    spawn_local(async move {
        let asked = Asked::now();
        match release_hold(hold).await {
            Ok(card) => put(card, asked),
            Err(no) => trouble.set(no.to_string()),
        }
    });
}

/// Holds an ended hold's seats again. On the old hold's own pages it goes to the new one's.
pub(super) fn get_back(hold: String, trouble: RwSignal<String>) {
    spawn_local(async move {
        let asked = Asked::now();
        match hold_again(hold).await {
            Ok(card) => {
                let path = window().location().pathname().unwrap_or_default();
                if path.starts_with("/checkout/") || path.starts_with("/holds/") {
                    let next = format!("/checkout/{}", card.id);
                    // refused only for an address that is none
                    let _ = window().location().set_href(&next);
                } else {
                    put(card, asked);
                }
            }
            Err(ShopError::Refused(no)) => trouble.set(no.to_string()),
            Err(no @ ShopError::Unreachable) => trouble.set(no.to_string()),
        }
    });
}

fn put(card: HoldCard, asked: Asked) {
    asked.answered(card.server_now);
    holds::page_holds(&[]).update(|known| holds::put(known, card));
}

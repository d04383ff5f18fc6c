//! What the picker asks of the box office.

use super::act::{Act, act};
use super::picker::Picker;
use crate::api::ShopError;
use crate::api::seats::{PlacesWanted, drop_seat, hold_seats};
use crate::live_client::holds;
use domain::{HoldCard, SeatIndex};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Holds what is chosen, all or none.
pub(super) fn hold(picker: Picker) {
    if picker.is_asking.get_untracked() {
        return;
    }
    let performance = picker.terms.with_value(|terms| terms.performance.0);
    let (seats, places) = picker.wanted();
    let seats = seats.into_iter().map(|seat| seat.0).collect();
    let places = places
        .into_iter()
        .map(|(section, count)| PlacesWanted { section: section.0, count })
        .collect();
    start(picker);
    spawn_local(async move {
        let answer = hold_seats(performance, Some(seats), Some(places)).await;
        finish(picker, answer);
    });
}

/// Gives a held seat back.
pub(super) fn give_back(picker: Picker, card: &HoldCard, seat: SeatIndex) {
    if picker.is_asking.get_untracked() {
        return;
    }
    let hold = card.id.0.clone();
    start(picker);
    spawn_local(async move { finish(picker, drop_seat(hold, seat.0).await) });
}

fn start(picker: Picker) {
    picker.is_asking.set(true);
    picker.trouble.set(String::new());
    act(Act::Asked);
}

fn finish(picker: Picker, answer: Result<HoldCard, ShopError>) {
    picker.is_asking.set(false);
    match answer {
        Ok(card) => {
            let is_live = card.phase.is_live();
            let own = card.lines.iter().map(|line| line.seat).filter(|_| is_live).collect();
            picker.holds.get_value().update(|known| holds::put(known, card));
            act(Act::Held(own));
        }
        Err(ShopError::Refused(refusal)) => act(Act::Refused(refusal)),
        Err(ShopError::Unreachable) => act(Act::Unheard),
    }
}

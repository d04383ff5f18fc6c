//! What the picker asks of the box office. The code that asks is loaded when somebody first touches
//! the map, so that it is there when the button is pressed.

use super::act::{Act, act};
use super::picker::Picker;
use crate::api::ShopError;
use crate::api::seats::{PlacesWanted, drop_seat, hold_seats};
use crate::live_client::clock::Asked;
use crate::live_client::holds;
use domain::{HoldCard, SeatIndex};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// What is asked for.
enum Wanted {
    Hold { performance: i64, seats: Vec<u32>, places: Vec<PlacesWanted> },
    GiveBack { hold: String, seat: u32 },
}

/// Holds what is chosen, all or none.
pub(super) fn hold(picker: Picker) {
    let performance = picker.terms.with_value(|terms| terms.performance.0);
    let (seats, places) = picker.wanted();
    let seats = seats.into_iter().map(|seat| seat.0).collect();
    let places = places
        .into_iter()
        .map(|(section, count)| PlacesWanted { section: section.0, count })
        .collect();
    ask(picker, Wanted::Hold { performance, seats, places });
}

/// Gives a held seat back.
pub(super) fn give_back(picker: Picker, card: &HoldCard, seat: SeatIndex) {
    ask(picker, Wanted::GiveBack { hold: card.id.0.clone(), seat: seat.0 });
}

/// Loads the code that asks, before it is needed.
pub(super) fn prepare() {
    spawn_local(async {
        // tried again when it is needed
        let _ = load_send().await;
    });
}

fn ask(picker: Picker, wanted: Wanted) {
    if picker.is_asking.get_untracked() {
        return;
    }
    start(picker);
    let asked = Asked::now();
    spawn_local(async move {
        let answered = Box::new(move |answer| finish(picker, asked, answer));
        if send(wanted, answered).await.is_err() {
            finish(picker, asked, Err(ShopError::Unreachable));
        }
    });
}

type Answered = Box<dyn FnOnce(Result<HoldCard, ShopError>)>;

#[wasm_split(ask, wasm_split_path = leptos::wasm_split, preload(load_send), fallible)]
fn send(wanted: Wanted, answered: Answered) -> Result<(), SplitLoaderError> {
    spawn_local(async move {
        answered(match wanted {
            Wanted::Hold { performance, seats, places } => {
                hold_seats(performance, Some(seats), Some(places)).await
            }
            Wanted::GiveBack { hold, seat } => drop_seat(hold, seat).await,
        });
    });
    Ok(())
}

fn start(picker: Picker) {
    picker.is_asking.set(true);
    picker.trouble.set(String::new());
    act(Act::Asked);
}

fn finish(picker: Picker, asked: Asked, answer: Result<HoldCard, ShopError>) {
    picker.is_asking.set(false);
    match answer {
        Ok(card) => {
            asked.answered(card.server_now);
            let is_live = card.phase.is_live();
            let own = card.lines.iter().map(|line| line.seat).filter(|_| is_live).collect();
            picker.holds.get_value().update(|known| holds::put(known, card));
            act(Act::Held(own));
        }
        Err(ShopError::Refused(refusal)) => act(Act::Refused(refusal)),
        Err(ShopError::Unreachable) => act(Act::Unheard),
    }
}

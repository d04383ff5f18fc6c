//! Holding seats, giving them back, and what is held.

#![allow(
    missing_docs,
    reason = "an argument of a server function is a field of a type made for it"
)]

use super::ShopError;
use domain::HoldCard;
use leptos::prelude::*;
use leptos::server_fn::codec::Postcard;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use {
    super::{desk::Desk, typed},
    crate::words::paths,
    box_office::SeatsWanted,
    domain::{HoldId, PerformanceId, SeatIndex, SectionIndex},
};

/// So many places of one standing section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacesWanted {
    /// Position of the section in the plan.
    pub section: u16,
    /// People.
    pub count: u32,
}

/// Holds seats for the visitor, all or none; added to the hold that is already live.
#[server(prefix = "/api", endpoint = "hold_seats", output = Postcard)]
pub async fn hold_seats(
    performance: i64,
    seats: Option<Vec<u32>>,
    places: Option<Vec<PlacesWanted>>,
) -> Result<HoldCard, ShopError> {
    let desk = Desk::open();
    let wanted = HoldSeats { performance, seats, places }.wanted();
    let held = desk.office.hold_seats(&desk.visitor.buyer, wanted).await;
    desk.answer(held, |hold| paths::checkout(&hold.id))
}

#[cfg(feature = "ssr")]
impl HoldSeats {
    fn wanted(self) -> SeatsWanted {
        let Self { performance, seats, places } = self;
        let places = places.unwrap_or_default().into_iter().filter(|places| places.count > 0);
        SeatsWanted {
            performance: PerformanceId(performance),
            seats: seats.unwrap_or_default().into_iter().map(SeatIndex).collect(),
            places: places.map(|places| (SectionIndex(places.section), places.count)).collect(),
        }
    }
}

/// What a form for [`hold_seats`] asks for; none if it cannot be read.
#[cfg(feature = "ssr")]
pub fn wanted_by(form: &str) -> Option<SeatsWanted> {
    let config = serde_qs::Config::new()
        .use_form_encoding(true)
        .duplicate_key_behavior(serde_qs::DuplicateKeyBehavior::Error);
    config.deserialize_str(form).ok().map(HoldSeats::wanted)
}

/// Gives one seat back; the last one ends the hold.
#[server(prefix = "/api", endpoint = "drop_seat", output = Postcard)]
pub async fn drop_seat(hold: String, seat: u32) -> Result<HoldCard, ShopError> {
    let desk = Desk::open();
    let left = desk.office.drop_seat(&desk.visitor.buyer, &HoldId(hold), SeatIndex(seat)).await;
    desk.answer(left, |hold| match hold.phase.is_live() {
        true => desk.page_before(),
        false => paths::hold(&hold.id),
    })
}

/// Gives every seat of a hold back.
#[server(prefix = "/api", endpoint = "release_hold", output = Postcard)]
pub async fn release_hold(hold: String) -> Result<HoldCard, ShopError> {
    let desk = Desk::open();
    let released = desk.office.release_hold(&desk.visitor.buyer, &HoldId(hold)).await;
    desk.answer(released, |hold| paths::hold(&hold.id))
}

/// Holds the seats of an ended hold again, or the nearest that are free.
#[server(prefix = "/api", endpoint = "hold_again", output = Postcard)]
pub async fn hold_again(hold: String) -> Result<HoldCard, ShopError> {
    let desk = Desk::open();
    let (buyer, ended) = (&desk.visitor.buyer, HoldId(hold));
    let held = desk.office.hold_again(buyer, &ended).await;
    if let Ok(held) = &held
        && let Ok(HoldCard { contact: Some(contact), .. }) = desk.office.hold(buyer, &ended).await
    {
        typed::carry_over(&desk, &held.id, &contact);
    }
    desk.answer(held, |hold| paths::checkout(&hold.id))
}

/// One hold of the visitor's, live or over.
#[server(name = ReadHold, prefix = "/api", endpoint = "hold_card", output = Postcard)]
pub async fn hold_card(hold: String) -> Result<HoldCard, ShopError> {
    let desk = Desk::open();
    let card = desk.office.hold(&desk.visitor.buyer, &HoldId(hold)).await;
    desk.answer(card, |hold| paths::hold(&hold.id))
}

/// The visitor's live holds, soonest deadline first.
#[server(prefix = "/api", endpoint = "my_holds", output = Postcard)]
pub async fn my_holds() -> Result<Vec<HoldCard>, ShopError> {
    let desk = Desk::open();
    let holds = desk.office.live_holds(&desk.visitor.buyer).await;
    desk.answer(holds, |_| "/".to_owned())
}

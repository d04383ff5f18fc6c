//! "Get them back": the seats of an ended hold, or the nearest ones that are free.

use super::SeatsWanted;
use crate::{Answer, BoxOffice, Denial, House};
use domain::{
    Availability, BuyerId, HeldSeat, HoldCard, HoldId, HoldPhase, Refusal, SeatIndex, SeatStatus,
    SectionIndex, SectionKind,
};
use std::collections::{BTreeMap, HashSet};

/// How often seats may slip away while they are being chosen.
const TRIES_MAX: usize = 4;

impl BoxOffice {
    /// Holds the seats of an ended hold again; a seat that is gone is replaced by the nearest free
    /// one of the same price.
    ///
    /// Refuses: `NotFound`, `CheckoutUnderWay` if the hold has not ended, `AlreadyPaid`,
    /// `SeatTaken` if nothing of that price is left, and whatever `hold_seats` refuses.
    /// Again: a buyer who holds seats again already gets that hold.
    pub async fn hold_again(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<HoldCard> {
        let ended = self.own_hold(buyer, hold).await?;
        let house = self.house(ended.performance).await?;
        check_ended(ended.state.phase())?;

        let mut refused = Denial::Refused(Refusal::Busy);
        for _ in 0..TRIES_MAX {
            let availability = self.availability(ended.performance).await?;
            let wanted = nearest(&house, &availability, &ended.seats)?;
            match self.hold_seats(buyer, wanted).await {
                Err(denial @ Denial::Refused(Refusal::SeatTaken(_))) => refused = denial,
                answer => return answer,
            }
        }
        Err(refused)
    }
}

fn check_ended(phase: HoldPhase) -> Result<(), Refusal> {
    match phase {
        HoldPhase::Released | HoldPhase::Refunded | HoldPhase::RefundDue => Ok(()),
        HoldPhase::Active
        | HoldPhase::Opening
        | HoldPhase::Open
        | HoldPhase::Closing
        | HoldPhase::Pending => Err(Refusal::CheckoutUnderWay),
        HoldPhase::Sold | HoldPhase::Review | HoldPhase::Voided => Err(Refusal::AlreadyPaid),
    }
}

/// The same seats, each that is gone replaced by the nearest free one of its price.
fn nearest(
    house: &House,
    availability: &Availability,
    seats: &[HeldSeat],
) -> Result<SeatsWanted, Refusal> {
    let is_free = |seat: SeatIndex| availability.get(seat) == Some(SeatStatus::Available);
    let mut wanted =
        SeatsWanted { performance: house.performance.id, seats: Vec::new(), places: Vec::new() };
    let mut places: BTreeMap<SectionIndex, u32> = BTreeMap::new();
    let mut gone = Vec::new();
    for held in seats {
        let place = house.plan.place(held.seat).ok_or(Refusal::NoSuchSeat)?;
        match place.seat {
            None => *places.entry(place.section).or_default() += 1,
            Some(_) if is_free(held.seat) => wanted.seats.push(held.seat),
            Some(_) => gone.push(*held),
        }
    }
    let mut chosen: HashSet<SeatIndex> = wanted.seats.iter().copied().collect();
    for held in gone {
        let free = |seat: &SeatIndex| is_free(*seat) && !chosen.contains(seat);
        let next = closest(house, held, free).ok_or(Refusal::SeatTaken(vec![held.seat]))?;
        chosen.insert(next);
        wanted.seats.push(next);
    }
    wanted.places = places.into_iter().collect();
    Ok(wanted)
}

/// The free seat of the same price that is nearest on the plan.
fn closest(
    house: &House,
    held: HeldSeat,
    is_free: impl Fn(&SeatIndex) -> bool,
) -> Option<SeatIndex> {
    let (row, at) = house.plan.place(held.seat)?.seat?;
    let (x, y) = (i64::from(row.xs[at]), i64::from(row.ys[at]));
    let rows = house.plan.sections.iter().flat_map(|section| match &section.kind {
        SectionKind::Seated { rows } => rows.as_slice(),
        SectionKind::Standing { .. } => &[],
    });
    let seats = rows.flat_map(|row| {
        (0..row.numbers.len()).map(move |at| {
            let away = (i64::from(row.xs[at]) - x).pow(2) + (i64::from(row.ys[at]) - y).pow(2);
            (away, SeatIndex(row.first + at as u32), row.categories[at])
        })
    });
    let of_price = seats.filter(|(_, _, category)| *category == held.tier);
    let free = of_price.filter(|(_, seat, _)| is_free(seat));
    free.min_by_key(|(away, seat, _)| (*away, *seat)).map(|(_, seat, _)| seat)
}

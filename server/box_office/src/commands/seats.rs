//! Holding seats, adding to a hold, and giving single seats back.

use super::denial;
use crate::till::{Change, PlacesWanted, Unsaved};
use crate::{Answer, BoxOffice, Denial, House};
use domain::{
    BuyerId, EndReason, HeldSeat, Hold, HoldCard, HoldId, HoldState, PerformanceId, Refusal, Sale,
    SeatIndex, SeatStatus, SectionIndex, SectionKind,
};
use std::collections::HashSet;

/// What a buyer asks for.
#[derive(Clone, Debug)]
pub struct SeatsWanted {
    /// Of which performance.
    pub performance: PerformanceId,
    /// Numbered seats.
    pub seats: Vec<SeatIndex>,
    /// Standing sections and how many places in each.
    pub places: Vec<(SectionIndex, u32)>,
}

/// What was asked for, with prices.
struct Priced {
    seats: Vec<HeldSeat>,
    places: Vec<PlacesWanted>,
}

impl BoxOffice {
    /// Claims seats for one buyer, all or none; adds them to the buyer's live hold if there is one.
    ///
    /// Shape: distinct seats and places of one performance, together with those already held at
    /// most its `seats_per_hold_max`.
    /// Refuses: `NotFound`, `NotOnSaleYet`, `SaleOver`, `NoSeats`, `SeatTwice`, `NoSuchSeat`,
    /// `TooManySeats`, `SeatTaken`, `TooFewPlaces`, `CheckoutUnderWay`, `HoldEnded`, `Busy`.
    /// Again: a second call with the same seats answers the same hold; the deadline never moves.
    pub async fn hold_seats(&self, buyer: &BuyerId, wanted: SeatsWanted) -> Answer<HoldCard> {
        let house = self.house(wanted.performance).await?;
        let now = self.clock.now();

        check_sale(house.performance.sale(now))?;
        let priced = price(&house, &wanted)?;
        if let Some(taken) = self.surely_taken(buyer, wanted.performance, &priced.seats) {
            self.wanted.ask(wanted.performance, &taken);
            return Err(Refusal::SeatTaken(taken).into());
        }
        let hold = Hold {
            id: crate::ids::hold_id(),
            performance: wanted.performance,
            buyer: buyer.clone(),
            seats: priced.seats,
            currency: house.performance.currency,
            placed_at: now,
            expires_at: now + house.performance.hold_ms,
            contact: None,
            checkout_ui: None,
            pay_by: None,
            paid_minor: None,
            state: HoldState::Active { attempt: 0 },
            version: 0,
        };
        let mut change = Change::to(hold, true, "held");
        change.claim = change.hold.seats.iter().map(|held| held.seat).collect();
        change.places = priced.places;

        match self.till.save(change).await {
            Ok(hold) => {
                metrics::counter!("holdfast_holds_placed_total").increment(1);
                self.expect_by(hold.expires_at);
                self.tell(&hold);
                Ok(self.card(&hold)?)
            }
            Err(Unsaved::HasHold(own)) => self.add_seats(&house, &own, &wanted).await,
            Err(Unsaved::Taken(seats)) => {
                self.wanted.ask(wanted.performance, &seats);
                Err(Refusal::SeatTaken(seats).into())
            }
            Err(unsaved) => Err(denial(unsaved)),
        }
    }

    /// Gives one seat of a hold back; giving the last one back ends the hold.
    ///
    /// Refuses: `NotFound`, `CheckoutUnderWay`, `HoldEnded`, `AlreadyPaid`.
    /// Again: a seat that is not in the hold changes nothing.
    pub async fn drop_seat(
        &self,
        buyer: &BuyerId,
        hold: &HoldId,
        seat: SeatIndex,
    ) -> Answer<HoldCard> {
        for _ in 0..super::TRIES_MAX {
            let mut own = self.own_hold(buyer, hold).await?;

            if !own.seats.iter().any(|held| held.seat == seat) {
                return Ok(self.card(&own)?);
            }
            check_change(&own, self.clock.now())?;
            if own.seats.len() == 1 {
                return self.release_hold(buyer, hold).await;
            }
            own.seats.retain(|held| held.seat != seat);
            let mut change = Change::to(own, false, "seat given back");
            change.release = vec![seat];

            match self.save_seats(change).await? {
                Some(card) => return Ok(card),
                None => continue,
            }
        }
        Err(Refusal::Busy.into())
    }

    /// Which of these somebody else has, by the book: a *no* needs no writer. A buyer who has a
    /// hold here may have them, so that the till decides.
    fn surely_taken(
        &self,
        buyer: &BuyerId,
        performance: PerformanceId,
        seats: &[HeldSeat],
    ) -> Option<Vec<SeatIndex>> {
        let taken = self.books.read(performance, |book| match book.live_hold(buyer) {
            Some(_) => Vec::new(),
            None => {
                let free = Some(SeatStatus::Available);
                seats.iter().map(|held| held.seat).filter(|at| book.status(*at) != free).collect()
            }
        });
        taken.filter(|taken| !taken.is_empty())
    }

    async fn add_seats(
        &self,
        house: &House,
        own: &HoldId,
        wanted: &SeatsWanted,
    ) -> Answer<HoldCard> {
        for _ in 0..super::TRIES_MAX {
            let mut hold = self.store.hold(own).await?.ok_or(Refusal::HoldEnded)?;

            let held: HashSet<SeatIndex> = hold.seats.iter().map(|held| held.seat).collect();
            let Priced { seats, places } = price(house, wanted)?;
            let new: Vec<HeldSeat> =
                seats.into_iter().filter(|seat| !held.contains(&seat.seat)).collect();
            if new.is_empty() && places.is_empty() && hold.state.phase().is_live() {
                return Ok(self.card(&hold)?);
            }
            check_change(&hold, self.clock.now())?;
            let count = hold.seats.len() + new.len();
            check_count(house, count as u64 + standing(&places))?;
            let claim = new.iter().map(|held| held.seat).collect();
            hold.seats.extend(new);
            hold.seats.sort_by_key(|held| held.seat);
            let mut change = Change::to(hold, false, "seats added");
            change.claim = claim;
            change.places = places;

            match self.save_seats(change).await? {
                Some(card) => return Ok(card),
                None => continue,
            }
        }
        Err(Refusal::Busy.into())
    }

    async fn save_seats(&self, change: Change) -> Answer<Option<HoldCard>> {
        match self.till.save(change).await {
            Ok(hold) => {
                self.tell(&hold);
                Ok(Some(self.card(&hold)?))
            }
            Err(Unsaved::Raced) => Ok(None),
            Err(unsaved) => Err(denial(unsaved)),
        }
    }
}

fn check_sale(sale: Sale) -> Result<(), Refusal> {
    match sale {
        Sale::Open => Ok(()),
        Sale::NotYet(opens_at) => Err(Refusal::NotOnSaleYet(opens_at)),
        Sale::Over => Err(Refusal::SaleOver),
    }
}

/// Seats can be changed only while nothing is at Stripe.
fn check_change(hold: &Hold, now: domain::UnixMs) -> Result<(), Refusal> {
    match &hold.state {
        HoldState::Active { .. } if hold.is_overdue(now) => Err(Refusal::HoldEnded),
        HoldState::Active { .. } => Ok(()),
        HoldState::Opening { .. } | HoldState::Open { .. } | HoldState::Pending { .. } => {
            Err(Refusal::CheckoutUnderWay)
        }
        HoldState::Closing { reason: EndReason::TimeUp, .. }
        | HoldState::Closing { .. }
        | HoldState::Released { .. } => Err(Refusal::HoldEnded),
        HoldState::Sold { .. }
        | HoldState::RefundDue { .. }
        | HoldState::Refunded { .. }
        | HoldState::Review { .. }
        | HoldState::Voided { .. } => Err(Refusal::AlreadyPaid),
    }
}

fn price(house: &House, wanted: &SeatsWanted) -> Result<Priced, Denial> {
    let distinct: HashSet<_> = wanted.seats.iter().collect();
    if distinct.len() < wanted.seats.len() {
        return Err(Refusal::SeatTwice.into());
    }
    let asked = wanted.seats.len() as u64;
    let standing: u64 = wanted.places.iter().map(|(_, count)| u64::from(*count)).sum();
    if asked + standing == 0 {
        return Err(Refusal::NoSeats.into());
    }
    check_count(house, asked + standing)?;
    let mut seats: Vec<HeldSeat> =
        wanted.seats.iter().map(|seat| seated(house, *seat)).collect::<Result<_, _>>()?;
    seats.sort_by_key(|held| held.seat);
    let places = wanted.places.iter().filter(|(_, count)| *count > 0);
    let places = places.map(|(at, count)| places_in(house, *at, *count));
    Ok(Priced { seats, places: places.collect::<Result<_, _>>()? })
}

fn check_count(house: &House, count: u64) -> Result<(), Refusal> {
    let max = house.performance.seats_per_hold_max;
    if count <= u64::from(max) { Ok(()) } else { Err(Refusal::TooManySeats { max }) }
}

fn standing(places: &[PlacesWanted]) -> u64 {
    places.iter().map(|wanted| u64::from(wanted.count)).sum()
}

fn seated(house: &House, seat: SeatIndex) -> Result<HeldSeat, Refusal> {
    let place = house.plan.place(seat).ok_or(Refusal::NoSuchSeat)?;
    let price = house.performance.price(place.category).ok_or(Refusal::NoSuchSeat)?;
    match place.seat {
        Some(_) => Ok(HeldSeat { seat, tier: place.category, amount_minor: price.amount_minor }),
        None => Err(Refusal::NoSuchSeat),
    }
}

fn places_in(house: &House, at: SectionIndex, count: u32) -> Result<PlacesWanted, Refusal> {
    let section = house.plan.section(at).ok_or(Refusal::NoSuchSeat)?;
    let SectionKind::Standing { category, .. } = &section.kind else {
        return Err(Refusal::NoSuchSeat);
    };
    let price = house.performance.price(*category).ok_or(Refusal::NoSuchSeat)?;
    let amount_minor = price.amount_minor;
    Ok(PlacesWanted { among: section.seats(), count, tier: *category, amount_minor })
}

//! Cards: holds and orders as their buyers and admins see them.

use crate::{Answer, BoxOffice, Fault, House};
use domain::{
    BuyerId, Contact, EndReason, HeldSeat, Hold, HoldCard, HoldId, HoldRow, HoldState, Money,
    Order, OrderCard, OrderId, OrderRow, PerformanceId, RefundCause, Refusal, SeatLine, TicketCard,
    UnixMs,
};

impl BoxOffice {
    /// A buyer's live holds, soonest deadline first.
    pub async fn live_holds(&self, buyer: &BuyerId) -> Answer<Vec<HoldCard>> {
        let holds = self.store.live_holds_of(buyer).await?;
        Ok(holds.iter().map(|hold| self.card(hold)).collect::<Result<_, _>>()?)
    }

    /// A buyer's hold, live or over, with how it is paid while it can be.
    ///
    /// Refuses: `NotFound`, for somebody else's too.
    pub async fn hold(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<HoldCard> {
        let hold = self.own_hold(buyer, hold).await?;
        Ok(HoldCard { pay_by: self.pay_by(&hold), ..self.card_with_refund(&hold).await? })
    }

    /// An order by its secret link.
    ///
    /// Refuses: `NotFound`, for a wrong key too.
    pub async fn order(&self, order: &OrderId, key: &str) -> Answer<OrderCard> {
        let expected = crate::ids::order_key(&self.signing_key, order);
        if !crate::ids::is_same(&expected, key) {
            return Err(Refusal::NotFound.into());
        }
        let order = self.store.order(order).await?.ok_or(Refusal::NotFound)?;
        let refunds = self.store.refunds_of(&order.hold).await?;
        Ok(OrderCard { refunds, ..self.order_card(order)? })
    }

    /// Live holds and holds in review, soonest deadline first, at most 1,000.
    pub async fn holds(&self, performance: Option<PerformanceId>) -> Answer<Vec<HoldRow>> {
        let holds = self.store.unfinished_holds(performance).await?;
        let row = |hold: &Hold| {
            let review = if let HoldState::Review { reason, .. } = &hold.state {
                Some(*reason)
            } else {
                None
            };
            Ok(HoldRow { card: self.card(hold)?, review })
        };
        Ok(holds.iter().map(row).collect::<Result<_, Fault>>()?)
    }

    /// What was paid: orders, refunds, and what is still to be decided. Newest first, at most 500.
    pub async fn orders(&self) -> Answer<Vec<OrderRow>> {
        let holds = self.store.paid_holds().await?;
        Ok(holds.iter().map(|hold| self.order_row(hold)).collect::<Result<_, _>>()?)
    }

    /// A hold that is this buyer's.
    pub(crate) async fn own_hold(&self, buyer: &BuyerId, hold: &HoldId) -> Answer<Hold> {
        let hold = self.store.hold_or_past(hold).await?;
        hold.filter(|hold| hold.buyer == *buyer).ok_or_else(|| Refusal::NotFound.into())
    }

    /// A hold without the way to pay it: whoever is told of it may not be its buyer.
    pub(crate) fn card(&self, hold: &Hold) -> Result<HoldCard, Fault> {
        let house = self.house_of(hold.performance)?;
        Ok(HoldCard {
            id: hold.id.clone(),
            performance: hold.performance,
            title: house.event.title.clone(),
            starts_at: house.performance.starts_at,
            venue: house.venue.name.clone(),
            time_zone: house.venue.time_zone.clone(),
            lines: hold.seats.iter().map(|seat| line(&house, seat)).collect::<Result<_, _>>()?,
            total: hold.total(),
            paid: hold.paid(),
            phase: hold.state.phase(),
            ended: end_reason(&hold.state),
            contact: hold.contact.clone(),
            session: hold.state.session().map(|session| session.id.clone()),
            checkout_ui: hold.checkout_ui.unwrap_or_else(|| self.checkout_ui(&house.event)),
            pay_by: None,
            refund: None,
            refund_cause: refund_cause(&hold.state),
            order_path: order_of(&hold.state).map(|order| self.order_path(order)),
            placed_at: hold.placed_at,
            expires_at: hold.expires_at,
            server_now: self.clock.now(),
        })
    }

    fn order_card(&self, order: Order) -> Result<OrderCard, Fault> {
        let house = self.house_of(order.performance)?;
        let ticket = |ticket: &domain::Ticket| {
            let seat = HeldSeat {
                seat: ticket.seat,
                tier: ticket.tier,
                amount_minor: ticket.amount_minor,
            };
            Ok(TicketCard { line: line(&house, &seat)?, code: ticket.code.clone() })
        };
        Ok(OrderCard {
            path: self.order_path(&order.id),
            reference: reference(&order.id),
            event: house.event.clone(),
            performance: order.performance,
            starts_at: house.performance.starts_at,
            venue: house.venue.clone(),
            tickets: order.tickets.iter().map(ticket).collect::<Result<_, Fault>>()?,
            total: order.total(),
            state: order.state,
            refunds: Vec::new(),
            placed_at: order.placed_at,
            contact: Contact { name: order.name, email: order.email },
            id: order.id,
        })
    }

    fn order_row(&self, hold: &Hold) -> Result<OrderRow, Fault> {
        let house = self.house_of(hold.performance)?;
        let order = order_of(&hold.state);
        Ok(OrderRow {
            hold: hold.id.clone(),
            path: order.map(|order| self.order_path(order)),
            reference: order.map(reference).unwrap_or_default(),
            title: house.event.title.clone(),
            starts_at: house.performance.starts_at,
            time_zone: house.venue.time_zone.clone(),
            contact: hold.contact.clone(),
            seats: hold.seats.len() as u32,
            total: hold.paid(),
            phase: hold.state.phase(),
            at: reached_at(hold),
        })
    }

    fn order_path(&self, order: &OrderId) -> String {
        format!("/orders/{order}/{}", crate::ids::order_key(&self.signing_key, order))
    }
}

/// Why a hold ended, or is ending.
pub(crate) fn end_reason(state: &HoldState) -> Option<EndReason> {
    match state {
        HoldState::Closing { reason, .. } | HoldState::Released { reason, .. } => {
            Some(reason.clone())
        }
        HoldState::Active { .. }
        | HoldState::Opening { .. }
        | HoldState::Open { .. }
        | HoldState::Pending { .. }
        | HoldState::Sold { .. }
        | HoldState::RefundDue { .. }
        | HoldState::Refunded { .. }
        | HoldState::Review { .. }
        | HoldState::Voided { .. } => None,
    }
}

/// Why a hold's money goes back, if it does.
fn refund_cause(state: &HoldState) -> Option<RefundCause> {
    match state {
        HoldState::RefundDue { cause, .. } | HoldState::Refunded { cause, .. } => Some(*cause),
        HoldState::Active { .. }
        | HoldState::Opening { .. }
        | HoldState::Open { .. }
        | HoldState::Closing { .. }
        | HoldState::Pending { .. }
        | HoldState::Sold { .. }
        | HoldState::Released { .. }
        | HoldState::Review { .. }
        | HoldState::Voided { .. } => None,
    }
}

fn order_of(state: &HoldState) -> Option<&OrderId> {
    match state {
        HoldState::Sold { order, .. } | HoldState::Voided { order, .. } => Some(order),
        HoldState::Active { .. }
        | HoldState::Opening { .. }
        | HoldState::Open { .. }
        | HoldState::Closing { .. }
        | HoldState::Pending { .. }
        | HoldState::Released { .. }
        | HoldState::RefundDue { .. }
        | HoldState::Refunded { .. }
        | HoldState::Review { .. } => None,
    }
}

fn reached_at(hold: &Hold) -> UnixMs {
    match &hold.state {
        HoldState::Sold { at, .. }
        | HoldState::Released { at, .. }
        | HoldState::Refunded { at, .. }
        | HoldState::Voided { at, .. } => *at,
        HoldState::Closing { since, .. }
        | HoldState::Pending { since, .. }
        | HoldState::RefundDue { since, .. }
        | HoldState::Review { since, .. } => *since,
        HoldState::Active { .. } | HoldState::Opening { .. } | HoldState::Open { .. } => {
            hold.placed_at
        }
    }
}

/// Eight letters of an order's name, as on the telephone.
fn reference(order: &OrderId) -> String {
    let letters = order.as_str().bytes().rev().filter(u8::is_ascii_alphanumeric).take(8);
    letters.map(|byte| char::from(byte.to_ascii_uppercase())).collect()
}

pub(crate) fn line(house: &House, held: &HeldSeat) -> Result<SeatLine, Fault> {
    let missing = || Fault::Bug(format!("plan {} has no seat {}", house.plan_tag, held.seat));
    let tier = house.performance.tiers.get(usize::from(held.tier)).ok_or_else(missing)?;
    Ok(SeatLine {
        seat: held.seat,
        address: house.plan.address(held.seat).ok_or_else(missing)?,
        tier: tier.name.clone(),
        price: Money::new(held.amount_minor, house.performance.currency),
    })
}

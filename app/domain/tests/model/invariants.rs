//! The promises, each as something that is true in every world.

use crate::{
    shop::Shop,
    world::{Buyer, Stripe, World},
};
use domain::HoldPhase;
use stateright::Property;

/// I1 to I5, by name.
pub(crate) fn all() -> Vec<Property<Shop>> {
    vec![
        Property::always("I1", a_seat_is_in_one_live_claim),
        Property::always("I2", a_released_hold_cannot_be_paid),
        Property::always("I3", at_rest_every_payment_has_an_order_or_a_refund),
        Property::always("I4", nothing_is_made_twice_or_for_nothing),
        Property::always("I5", at_rest_nothing_is_overdue),
    ]
}

fn a_seat_is_in_one_live_claim(_: &Shop, world: &World) -> bool {
    let claims = world.buyers.iter().filter(|buyer| buyer.has_claim).count();
    let tickets = world.buyers.iter().filter(|buyer| buyer.orders > 0 && !buyer.is_void).count();
    claims <= 1 && tickets <= 1 && world.buyers.iter().all(claims_as_its_phase_says)
}

fn claims_as_its_phase_says(buyer: &Buyer) -> bool {
    match buyer.phase() {
        None
        | Some(
            HoldPhase::Released | HoldPhase::RefundDue | HoldPhase::Refunded | HoldPhase::Voided,
        ) => !buyer.has_claim,
        Some(
            HoldPhase::Active
            | HoldPhase::Opening
            | HoldPhase::Open
            | HoldPhase::Closing
            | HoldPhase::Pending
            | HoldPhase::Review
            | HoldPhase::Sold,
        ) => buyer.has_claim,
    }
}

fn a_released_hold_cannot_be_paid(_: &Shop, world: &World) -> bool {
    let can_be_paid = |buyer: &Buyer| match buyer.stripe {
        // A session that came late and was never shown is open until it is expired.
        Stripe::Open => buyer.is_shown,
        Stripe::Processing | Stripe::Lingering | Stripe::Paid | Stripe::PaidOddly => true,
        // It is paid only if the shop takes it.
        Stripe::Held => false,
        Stripe::NoSession | Stripe::Expired | Stripe::Failed => false,
    };
    !world.buyers.iter().any(|it| it.phase() == Some(HoldPhase::Released) && can_be_paid(it))
}

fn at_rest_every_payment_has_an_order_or_a_refund(shop: &Shop, world: &World) -> bool {
    let is_settled = |buyer: &Buyer| match buyer.stripe {
        Stripe::Paid => (buyer.orders > 0) != buyer.is_refunded,
        Stripe::PaidOddly => buyer.orders == 0 && buyer.is_refunded,
        Stripe::NoSession
        | Stripe::Open
        | Stripe::Processing
        | Stripe::Held
        | Stripe::Lingering
        | Stripe::Expired
        | Stripe::Failed => true,
    };
    world.buyers.iter().all(is_settled) || !shop.is_at_rest(world)
}

fn nothing_is_made_twice_or_for_nothing(_: &Shop, world: &World) -> bool {
    world.buyers.iter().all(|buyer| {
        let has_paid = matches!(buyer.stripe, Stripe::Paid | Stripe::PaidOddly);
        buyer.orders + buyer.refunds <= 1
            && (buyer.orders == 0 || buyer.stripe == Stripe::Paid)
            && (buyer.refunds == 0 || has_paid)
    })
}

fn at_rest_nothing_is_overdue(shop: &Shop, world: &World) -> bool {
    let is_done = |buyer: &Buyer| match buyer.phase() {
        // Neither taken nor let go: somebody's money would be kept from them.
        _ if buyer.stripe == Stripe::Held => false,
        None | Some(HoldPhase::Sold | HoldPhase::Refunded | HoldPhase::Voided) => true,
        Some(HoldPhase::Released) => buyer.stripe != Stripe::Open,
        Some(HoldPhase::Pending) => {
            matches!(buyer.stripe, Stripe::Processing | Stripe::Lingering)
        }
        Some(
            HoldPhase::Active
            | HoldPhase::Opening
            | HoldPhase::Open
            | HoldPhase::Closing
            | HoldPhase::RefundDue
            | HoldPhase::Review,
        ) => false,
    };
    world.buyers.iter().all(is_done) || !shop.is_at_rest(world)
}

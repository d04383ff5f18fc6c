//! Rare turns that a check must have taken, or it proved nothing about them.

use crate::{
    shop::Shop,
    world::{Answer, Buyer, Stripe, World},
};
use domain::{HoldPhase, IntentStanding};
use stateright::{Model, Property};

const LATE_HONOURED: &str = "a late payment is honoured";
const LATE_REFUNDED: &str = "a late payment is refunded";
const REFUSED_AND_PAID: &str = "a refused expire turns out to be paid";
const REFUSED_AND_OPEN: &str = "an expire is refused in passing";
const PENDING_SOLD: &str = "a pending hold is sold";
const PENDING_FAILED: &str = "a pending hold is released";
const LATE_SESSION: &str = "a session that came late is expired";
const PAID_WHILE_EXPIRED: &str = "an expired session's money comes all the same";
const REVIEWED: &str = "a reviewed payment is refunded";
const VOIDED: &str = "a voided seat is sold again";
const TAKEN: &str = "money that waited is taken";
const CANCELLED: &str = "money that waited for gone seats is let go";

/// What happens to any shop that keeps to its protocol.
pub(crate) const IN_CALM: [&str; 4] =
    [REFUSED_AND_PAID, PENDING_SOLD, PENDING_FAILED, LATE_SESSION];
/// What happens to it besides when Stripe refuses in passing and banks are slow.
pub(crate) const IN_STORM: [&str; 2] = [REFUSED_AND_OPEN, PAID_WHILE_EXPIRED];
/// What happens only to a shop that let seats go too early.
pub(crate) const TOO_LATE: [&str; 2] = [LATE_HONOURED, LATE_REFUNDED];
/// What happens when people act at Stripe's own desk.
pub(crate) const OTHER_HANDS: [&str; 2] = [REVIEWED, VOIDED];

/// What happens when the shop takes money itself.
pub(crate) const TAKEN_LATER: [&str; 1] = [TAKEN];
/// What happens to money that waits for seats that are gone.
pub(crate) const LET_GO: [&str; 1] = [CANCELLED];

/// Every rare turn, by name.
pub(crate) fn all() -> Vec<Property<Shop>> {
    vec![
        Property::sometimes(LATE_HONOURED, |shop, world| {
            is_turning(shop, world, Stripe::Paid, (HoldPhase::Released, HoldPhase::Sold))
        }),
        Property::sometimes(LATE_REFUNDED, |shop, world| {
            is_turning(shop, world, Stripe::Paid, (HoldPhase::Released, HoldPhase::RefundDue))
        }),
        Property::sometimes(REFUSED_AND_PAID, |_, world| {
            is_answered(world, HoldPhase::Closing, Answer::ExpireRefused(Stripe::Paid))
        }),
        Property::sometimes(REFUSED_AND_OPEN, |_, world| {
            is_answered(world, HoldPhase::Closing, Answer::ExpireRefused(Stripe::Open))
        }),
        Property::sometimes(PENDING_SOLD, |shop, world| {
            is_turning(shop, world, Stripe::Paid, (HoldPhase::Pending, HoldPhase::Sold))
        }),
        Property::sometimes(PENDING_FAILED, |shop, world| {
            is_turning(shop, world, Stripe::Failed, (HoldPhase::Pending, HoldPhase::Released))
        }),
        Property::sometimes(LATE_SESSION, |_, world| {
            let accepted = Answer::ExpireAccepted(IntentStanding::Dead);
            is_answered(world, HoldPhase::Released, accepted)
        }),
        Property::sometimes(PAID_WHILE_EXPIRED, |_, world: &World| {
            let alive = Answer::ExpireAccepted(IntentStanding::Alive);
            world.buyers.iter().any(|it| it.answer == Some(alive) && it.stripe == Stripe::Paid)
        }),
        Property::sometimes(REVIEWED, |_, world: &World| {
            let is_refunded = |it: &Buyer| it.phase() == Some(HoldPhase::Refunded);
            world.buyers.iter().any(|it| is_refunded(it) && it.stripe == Stripe::PaidOddly)
        }),
        Property::sometimes(TAKEN, |_, world| {
            is_answered(world, HoldPhase::Pending, Answer::Captured(Stripe::Paid))
        }),
        Property::sometimes(CANCELLED, |_, world| {
            is_answered(world, HoldPhase::Released, Answer::Cancelled(Stripe::Failed))
        }),
        Property::sometimes(VOIDED, |_, world: &World| {
            world.buyers.iter().any(|it| it.is_void)
                && world.buyers.iter().any(|it| it.orders > 0 && !it.is_void)
        }),
    ]
}

fn is_answered(world: &World, phase: HoldPhase, answer: Answer) -> bool {
    world.buyers.iter().any(|it| it.phase() == Some(phase) && it.answer == Some(answer))
}

/// The next act may take a hold, whose session is so, from one phase to the other.
fn is_turning(
    shop: &Shop,
    world: &World,
    stripe: Stripe,
    (from, to): (HoldPhase, HoldPhase),
) -> bool {
    let is_ready = |it: &Buyer| it.stripe == stripe && it.phase() == Some(from);
    if !world.buyers.iter().any(is_ready) {
        return false;
    }
    let mut acts = Vec::new();
    shop.actions(world, &mut acts);
    acts.into_iter().any(|act| {
        let mut next = world.clone();
        shop.perform(&mut next, act);
        is_ready(&world.buyers[act.who]) && next.buyers[act.who].phase() == Some(to)
    })
}

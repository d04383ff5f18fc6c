//! The shop under check: who takes part, and what can happen next in a world.
//!
//! What the shop owes (it must happen in the end) is kept apart from what may happen: a world in
//! which nothing is owed is at rest, and there every debt must be settled.

use crate::{
    act::{Act, Move, Step},
    invariants, rare,
    shortcut::Shortcut,
    world::{Buyer, Stripe, World},
};
use domain::{EndReason, HoldEvent, HoldPhase};
use stateright::{Model, Property};

/// What is checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shop {
    pub(crate) buyers: usize,
    /// Webhooks arrive, and buyers come back from Stripe.
    pub(crate) has_hints: bool,
    /// Payments over odd amounts, and refunds made at Stripe's own desk.
    pub(crate) has_other_hands: bool,
    /// Payments wait for the shop to take them.
    pub(crate) takes_later: bool,
    /// Seats go back unasked when Stripe is out of reach for long.
    pub(crate) gives_up_on_stripe: bool,
    /// Nobody gives up, and Stripe refuses nothing in passing.
    pub(crate) is_calm: bool,
    pub(crate) shortcut: Shortcut,
}

impl Shop {
    pub(crate) fn of(buyers: usize) -> Self {
        Self {
            buyers,
            has_hints: true,
            has_other_hands: false,
            takes_later: false,
            gives_up_on_stripe: false,
            is_calm: false,
            shortcut: Shortcut::None,
        }
    }

    pub(crate) fn calm(buyers: usize) -> Self {
        Self { is_calm: true, ..Self::of(buyers) }
    }

    pub(crate) fn with(self, shortcut: Shortcut) -> Self {
        Self { shortcut, ..self }
    }

    /// The shop has nothing left to do, whatever the buyers and Stripe may still do.
    pub(crate) fn is_at_rest(&self, world: &World) -> bool {
        let mut owed = Vec::new();
        (0..world.buyers.len()).for_each(|who| self.owed(world, who, &mut owed));
        owed.is_empty()
    }

    fn owed(&self, world: &World, who: usize, acts: &mut Vec<Act>) {
        let buyer = &world.buyers[who];
        let mut act = |step: Step| acts.push(Act { who, step });
        let Some(phase) = buyer.phase() else { return };

        if !buyer.is_overdue {
            act(Step::Outside(Move::TimePasses));
        } else if self.would_change(world, who, HoldEvent::DeadlinePassed) {
            act(Step::ClerkEnds);
        }
        if buyer.answer.is_some() {
            act(Step::AnswerArrives);
        } else {
            calls_owed(buyer, &mut act);
        }
        if buyer.reading.is_some() {
            act(Step::ReadingArrives);
        } else if self.must_reconcile(world, who) {
            act(Step::Read);
        }
        if phase == HoldPhase::Review {
            act(Step::AdminRefunds);
        }
    }

    fn possible(&self, world: &World, who: usize, acts: &mut Vec<Act>) {
        let buyer = &world.buyers[who];
        let mut act = |step: Step| acts.push(Act { who, step });
        match buyer.phase() {
            None if world.is_seat_free() => act(Step::TakeHold),
            Some(HoldPhase::Active) if buyer.can_check_out() => act(Step::Checkout),
            Some(HoldPhase::Sold) if self.has_other_hands => act(Step::MoneyGoesBack),
            Some(HoldPhase::Closing) if self.gives_up_on_stripe => act(Step::GivesUpOnStripe),
            _ => {}
        }
        let gives_up = HoldEvent::Ended(EndReason::GivenUp);
        if !self.is_calm && self.would_change(world, who, gives_up) {
            act(Step::GiveUp);
        }
        if self.has_hints && buyer.reading.is_none() && buyer.stripe != Stripe::NoSession {
            buyer.sent.iter().for_each(|webhook| act(Step::WebhookArrives(webhook)));
            if buyer.is_shown {
                act(Step::Return);
            }
        }
        self.faults(buyer, &mut act);
        self.stripe_moves(buyer, &mut act);
    }

    fn faults(&self, buyer: &Buyer, act: &mut impl FnMut(Step)) {
        if buyer.answer.is_some() || buyer.reading.is_some() {
            act(Step::Outside(Move::Lose));
        }
        if self.is_calm {
            return;
        }
        if buyer.answer.is_none() && buyer.owed.create && buyer.stripe == Stripe::NoSession {
            act(Step::Outside(Move::CreateIsRefused));
        }
        if buyer.answer.is_none() && buyer.owed.expire && buyer.stripe == Stripe::Open {
            act(Step::Outside(Move::ExpireIsRefused));
            if buyer.is_shown {
                act(Step::Outside(Move::ExpireWhilePaying));
            }
        }
    }

    fn stripe_moves(&self, buyer: &Buyer, act: &mut impl FnMut(Step)) {
        match buyer.stripe {
            Stripe::Open => {
                act(Step::Outside(Move::StripeExpires));
                if buyer.is_shown && self.takes_later {
                    act(Step::Outside(Move::Authorize));
                } else if buyer.is_shown {
                    act(Step::Outside(Move::Pay));
                    act(Step::Outside(Move::PayLater));
                    if self.has_other_hands {
                        act(Step::Outside(Move::PayOddly));
                    }
                }
            }
            Stripe::Processing | Stripe::Lingering => {
                act(Step::Outside(Move::MoneyComes));
                act(Step::Outside(Move::MoneyFails));
            }
            // The bank lets go by itself what is not taken in time.
            Stripe::Held => act(Step::Outside(Move::MoneyFails)),
            Stripe::NoSession
            | Stripe::Paid
            | Stripe::PaidOddly
            | Stripe::Expired
            | Stripe::Failed => {}
        }
    }

    /// A read, done every minute for a hold past its deadline, would bring news.
    fn must_reconcile(&self, world: &World, who: usize) -> bool {
        let buyer = &world.buyers[who];
        self.shortcut != Shortcut::NoReconciling
            && buyer.is_overdue
            && buyer
                .stripe
                .as_event(world.is_seat_free())
                .is_some_and(|event| self.would_change(world, who, event))
    }

    fn would_change(&self, world: &World, who: usize, event: HoldEvent) -> bool {
        let mut next = world.clone();
        self.tell(&mut next, who, event);
        next != *world
    }
}

fn calls_owed(buyer: &Buyer, act: &mut impl FnMut(Step)) {
    let calls = [
        (buyer.owed.create, Step::Outside(Move::CallCreate)),
        (buyer.owed.expire, Step::Outside(Move::CallExpire)),
        (buyer.owed.refund, Step::Outside(Move::CallRefund)),
        (buyer.owed.capture, Step::Outside(Move::CallCapture)),
        (buyer.owed.cancel, Step::Outside(Move::CallCancel)),
    ];
    calls.into_iter().filter(|(is_owed, _)| *is_owed).for_each(|(_, step)| act(step));
}

impl Model for Shop {
    type State = World;
    type Action = Act;

    fn init_states(&self) -> Vec<World> {
        vec![World::of(self.buyers)]
    }

    fn actions(&self, world: &World, acts: &mut Vec<Act>) {
        for who in 0..world.buyers.len() {
            self.owed(world, who, acts);
            self.possible(world, who, acts);
        }
        if world.buyers.iter().any(|buyer| buyer.answer.is_some() || buyer.reading.is_some()) {
            acts.push(Act { who: 0, step: Step::Crash });
        }
    }

    fn next_state(&self, world: &World, act: Act) -> Option<World> {
        let mut next = world.clone();
        self.perform(&mut next, act);
        let next = next.sorted();
        (next != *world).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        [invariants::all(), rare::all()].concat()
    }
}

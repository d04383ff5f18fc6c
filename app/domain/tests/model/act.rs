//! One act and what it does to the world. Every decision about a hold is the shipped function's;
//! this only carries out its effects and plays the buyers and Stripe.

use crate::{
    shop::Shop,
    shortcut::Shortcut,
    world::{Answer, Buyer, NOW, Owed, SESSION_EXPIRES_AT, Stripe, Webhook, World, session},
};
use domain::{Effect, EndReason, HoldEvent, HoldPhase, HoldState, IntentStanding};

/// Who does what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Act {
    pub(crate) who: usize,
    pub(crate) step: Step,
}

/// One thing that happens in a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    TakeHold,
    Checkout,
    GiveUp,
    ClerkEnds,
    AnswerArrives,
    WebhookArrives(Webhook),
    /// The buyer comes back from Stripe.
    Return,
    /// The reconciler looks.
    Read,
    ReadingArrives,
    AdminRefunds,
    /// Stripe is out of reach, and the setting gives the seats back unasked.
    GivesUpOnStripe,
    MoneyGoesBack,
    Outside(Move),
    /// Whatever is on its way to anybody is lost.
    Crash,
}

/// What happens outside the shop's records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Move {
    TimePasses,
    CallCreate,
    CreateIsRefused,
    CallExpire,
    /// Refused for a passing reason, though the session is open.
    ExpireIsRefused,
    /// Accepted, though the buyer's bank is at work.
    ExpireWhilePaying,
    CallRefund,
    CallCapture,
    CallCancel,
    Pay,
    /// The bank agrees, and the money waits for the shop.
    Authorize,
    PayLater,
    PayOddly,
    MoneyComes,
    MoneyFails,
    StripeExpires,
    /// Whatever is on its way to this buyer's hold is lost.
    Lose,
}

impl Shop {
    /// Does what the act says.
    pub(crate) fn perform(&self, world: &mut World, Act { who, step }: Act) {
        let event = match step {
            Step::TakeHold => return take_hold(&mut world.buyers[who]),
            Step::Crash => return world.buyers.iter_mut().for_each(lose),
            Step::Checkout => {
                Some(HoldEvent::CheckoutStarted { session_expires_at: SESSION_EXPIRES_AT })
            }
            Step::GiveUp => Some(HoldEvent::Ended(EndReason::GivenUp)),
            Step::ClerkEnds => Some(HoldEvent::DeadlinePassed),
            Step::AdminRefunds => Some(HoldEvent::RefundOrdered),
            Step::GivesUpOnStripe => Some(HoldEvent::Unreachable),
            Step::MoneyGoesBack => Some(HoldEvent::MoneyWentBack),
            Step::WebhookArrives(_) | Step::Return | Step::Read => read(world, who),
            Step::AnswerArrives => self.take_answer(world, who),
            Step::ReadingArrives => {
                let is_free = world.is_seat_free();
                world.buyers[who].reading.take().and_then(|read| read.as_event(is_free))
            }
            Step::Outside(step) => return self.pass(&mut world.buyers[who], step),
        };
        if let Some(event) = event {
            self.tell(world, who, event);
        }
    }

    /// Lets the hold know, and does in one transaction what it decides.
    pub(crate) fn tell(&self, world: &mut World, who: usize, event: HoldEvent) {
        let buyer = &mut world.buyers[who];
        let Some(state) = buyer.hold.clone() else { return };
        let decision = self.shortcut.decide(state, event, NOW);

        if decision.next.is_some() {
            buyer.hold = decision.next;
        }
        buyer.is_shown |= buyer.phase() == Some(HoldPhase::Open);
        // The deadline of an ended hold decides nothing any more.
        buyer.is_overdue |= buyer.phase().is_some_and(|phase| !phase.is_live());
        decision.effects.into_iter().for_each(|effect| carry_out(buyer, effect));
    }

    fn take_answer(&self, world: &mut World, who: usize) -> Option<HoldEvent> {
        let is_free = world.is_seat_free();
        let buyer = &mut world.buyers[who];
        let answer = buyer.answer.take()?;
        match answer {
            Answer::Created | Answer::CreateRefused => buyer.owed.create = false,
            Answer::ExpireAccepted(_) | Answer::ExpireRefused(_) => buyer.owed.expire = false,
            Answer::Refunded => buyer.owed.refund = false,
            Answer::Captured(_) => buyer.owed.capture = false,
            Answer::Cancelled(_) => buyer.owed.cancel = false,
        }
        self.shortcut.hear(answer).as_event(buyer.is_overdue, is_free)
    }

    fn pass(&self, buyer: &mut Buyer, step: Move) {
        match step {
            Move::TimePasses => buyer.is_overdue = true,
            Move::CallCreate => self.call_create(buyer),
            Move::CreateIsRefused => buyer.answer = Some(Answer::CreateRefused),
            Move::CallExpire => call_expire(buyer),
            Move::ExpireIsRefused => buyer.answer = Some(Answer::ExpireRefused(buyer.stripe)),
            Move::ExpireWhilePaying => {
                buyer.stripe_says(Stripe::Lingering, Webhook::Expired);
                buyer.answer = Some(Answer::ExpireAccepted(IntentStanding::Alive));
            }
            Move::CallRefund => {
                buyer.is_refunded = true;
                buyer.answer = Some(Answer::Refunded);
            }
            Move::CallCapture => {
                if buyer.stripe == Stripe::Held {
                    buyer.stripe_says(Stripe::Paid, Webhook::AsyncSucceeded);
                }
                buyer.answer = Some(Answer::Captured(buyer.stripe));
            }
            Move::CallCancel => {
                if buyer.stripe == Stripe::Held {
                    buyer.stripe_says(Stripe::Failed, Webhook::AsyncFailed);
                }
                buyer.answer = Some(Answer::Cancelled(buyer.stripe));
            }
            Move::Authorize => buyer.stripe_says(Stripe::Held, Webhook::Completed),
            Move::Pay => buyer.stripe_says(Stripe::Paid, Webhook::Completed),
            Move::PayLater => buyer.stripe_says(Stripe::Processing, Webhook::Completed),
            Move::PayOddly => buyer.stripe_says(Stripe::PaidOddly, Webhook::Completed),
            Move::MoneyComes => buyer.stripe_says(Stripe::Paid, Webhook::AsyncSucceeded),
            Move::MoneyFails => {
                let is_complete = matches!(buyer.stripe, Stripe::Processing | Stripe::Held);
                let dead = if is_complete { Stripe::Failed } else { Stripe::Expired };
                buyer.stripe_says(dead, Webhook::AsyncFailed);
            }
            Move::StripeExpires => buyer.stripe_says(Stripe::Expired, Webhook::Expired),
            Move::Lose => lose(buyer),
        }
    }

    /// The same key again finds the same session, whatever became of it.
    fn call_create(&self, buyer: &mut Buyer) {
        if buyer.stripe == Stripe::NoSession {
            buyer.stripe = Stripe::Open;
        }
        buyer.is_shown |= self.shortcut == Shortcut::ShowBeforeCommit;
        buyer.answer = Some(Answer::Created);
    }
}

fn take_hold(buyer: &mut Buyer) {
    buyer.hold = Some(HoldState::Active { attempt: 0 });
    buyer.has_claim = true;
}

/// A session in its last state reads the same for ever, so it matters only when the reading
/// arrives; any other reading is on its way, and may be out of date when it arrives.
fn read(world: &mut World, who: usize) -> Option<HoldEvent> {
    let is_free = world.is_seat_free();
    let buyer = &mut world.buyers[who];
    if buyer.stripe.is_final() {
        return buyer.stripe.as_event(is_free);
    }
    buyer.reading = Some(buyer.stripe);
    None
}

fn lose(buyer: &mut Buyer) {
    buyer.answer = None;
    buyer.reading = None;
}

fn call_expire(buyer: &mut Buyer) {
    buyer.answer = if buyer.stripe == Stripe::Open {
        buyer.stripe_says(Stripe::Expired, Webhook::Expired);
        Some(Answer::ExpireAccepted(IntentStanding::Dead))
    } else {
        Some(Answer::ExpireRefused(buyer.stripe))
    };
}

fn carry_out(buyer: &mut Buyer, effect: Effect) {
    let Owed { create, expire, refund, capture, cancel } = &mut buyer.owed;
    match effect {
        Effect::ReleaseClaims => buyer.has_claim = false,
        Effect::ClaimAgain => buyer.has_claim = true,
        Effect::CreateOrder(_) => buyer.orders = 2.min(buyer.orders + 1),
        Effect::VoidOrder(_) => buyer.is_void = true,
        Effect::CallCreate { .. } => *create = true,
        Effect::CallExpire(id) => {
            assert_eq!(id, session().id, "expires another's session");
            *expire = true;
        }
        Effect::CallCapture(id, _) => {
            assert_eq!(id, session().id, "takes another's money");
            *capture = true;
        }
        Effect::CallCancel(id, _) => {
            assert_eq!(id, session().id, "lets another's money go");
            *cancel = true;
        }
        Effect::CallRefund(id) => {
            assert_eq!(id, session().id, "refunds another's session");
            *refund = true;
            buyer.refunds = 2.min(buyer.refunds + 1);
        }
    }
}

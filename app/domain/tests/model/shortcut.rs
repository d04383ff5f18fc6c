//! Seven shortcuts, each wrapped around the shipped function or around the way it is called.

use crate::world::{Answer, session};
use domain::{
    Decision, Effect, EndReason, HoldEvent, HoldState, IntentStanding, UnixMs, transition,
};

/// What a hasty shop does differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shortcut {
    /// Nothing: the shipped protocol.
    None,
    /// The seats go at the deadline, whatever Stripe may still accept.
    ReleaseAtDeadline {
        /// A payment that comes later is honoured or refunded.
        has_backstop: bool,
    },
    /// A session that Stripe refuses to expire is taken for expired.
    RefusalMeansExpired {
        /// A payment that comes later is honoured or refunded.
        has_backstop: bool,
    },
    /// The buyer is sent to Stripe before the session's name is committed.
    ShowBeforeCommit,
    /// Every word of a payment makes an order.
    NoDeduplication,
    /// Nobody asks Stripe about holds that hang.
    NoReconciling,
}

impl Shortcut {
    /// Decides as the hasty shop would.
    pub(crate) fn decide(self, state: HoldState, event: HoldEvent, now: UnixMs) -> Decision {
        if self.releases_early(&state, &event) {
            return Decision {
                next: Some(HoldState::Released {
                    reason: EndReason::TimeUp,
                    at: now,
                    session: Some(session()),
                }),
                effects: vec![Effect::ReleaseClaims],
            };
        }
        if self.ignores(&state, &event) {
            return Decision::default();
        }
        if let (true, HoldState::Sold { order, .. }) = (self.sells_again(&event), &state) {
            return Decision { next: None, effects: vec![Effect::CreateOrder(order.clone())] };
        }
        transition(state, event, now)
    }

    /// What the hasty shop makes of an answer.
    pub(crate) fn hear(self, answer: Answer) -> Answer {
        match (self, answer) {
            (Self::RefusalMeansExpired { .. }, Answer::ExpireRefused(_)) => {
                Answer::ExpireAccepted(IntentStanding::Dead)
            }
            (_, answer) => answer,
        }
    }

    fn releases_early(self, state: &HoldState, event: &HoldEvent) -> bool {
        matches!(self, Self::ReleaseAtDeadline { .. })
            && matches!(state, HoldState::Open { .. })
            && *event == HoldEvent::DeadlinePassed
    }

    fn ignores(self, state: &HoldState, event: &HoldEvent) -> bool {
        let has_no_backstop = matches!(
            self,
            Self::ReleaseAtDeadline { has_backstop: false }
                | Self::RefusalMeansExpired { has_backstop: false }
        );
        has_no_backstop && matches!(state, HoldState::Released { .. }) && is_payment(event)
    }

    fn sells_again(self, event: &HoldEvent) -> bool {
        self == Self::NoDeduplication && is_payment(event)
    }
}

fn is_payment(event: &HoldEvent) -> bool {
    matches!(event, HoldEvent::SessionRead(reading) if reading.is_paid)
}

//! What the bar says of a hold: pure, by its card and the time that is left.

use domain::{EndReason, HoldCard, HoldPhase};

/// What is to be shown of a hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Story {
    /// Time runs; the seats can be bought.
    Running,
    /// Its end has begun; the seats are not back yet.
    Ending(String),
    /// It ended without tickets; the seats may be had again.
    Ended(String),
    /// It was paid: here are the tickets, once their address is known.
    Paid(Option<String>),
    /// Anything else, in words.
    Told(&'static str),
}

impl Story {
    /// Its kind, for styles and for what stands elsewhere on the page.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Ending(_) => "ending",
            Self::Ended(_) => "ended",
            Self::Paid(_) => "paid",
            Self::Told(_) => "told",
        }
    }
}

/// What is to be said of a hold with so much time left. Units: milliseconds.
pub(super) fn story(card: &HoldCard, left_ms: i64) -> Story {
    match card.phase {
        HoldPhase::Active | HoldPhase::Opening | HoldPhase::Open if left_ms > 0 => Story::Running,
        HoldPhase::Active | HoldPhase::Opening | HoldPhase::Open => {
            Story::Ending("Your time is up. The seats are being released.".to_owned())
        }
        HoldPhase::Closing => {
            Story::Ending(format!("{} The seats are being released.", why_ending(card)))
        }
        HoldPhase::Released => {
            let calm = if card.session.is_some() { " Nothing was charged." } else { "" };
            Story::Ended(format!("{}{calm} The seats are back on sale.", why_ended(card)))
        }
        HoldPhase::Sold => Story::Paid(card.order_path.clone()),
        HoldPhase::Pending => {
            Story::Told("Your payment is on its way. The seats stay yours until it arrives.")
        }
        HoldPhase::RefundDue => Story::Told(
            "Your payment came after the seats had gone. Your money is on its way back.",
        ),
        HoldPhase::Refunded => Story::Told("Your money was sent back."),
        HoldPhase::Review => Story::Told("The box office is looking at your payment."),
        HoldPhase::Voided => Story::Told("These tickets are no longer valid."),
    }
}

fn why_ending(card: &HoldCard) -> String {
    match &card.ended {
        Some(EndReason::GivenUp) => "You gave these seats up.".to_owned(),
        Some(EndReason::EndedByAdmin(why)) => by_admin(why),
        Some(EndReason::PaymentFailed) => "The payment did not come through.".to_owned(),
        Some(EndReason::TimeUp | EndReason::SessionExpired) | None => "Your time is up.".to_owned(),
    }
}

fn why_ended(card: &HoldCard) -> String {
    match &card.ended {
        Some(EndReason::TimeUp | EndReason::SessionExpired) | None => {
            "Your hold has ended.".to_owned()
        }
        Some(EndReason::GivenUp | EndReason::EndedByAdmin(_) | EndReason::PaymentFailed) => {
            why_ending(card)
        }
    }
}

fn by_admin(why: &str) -> String {
    let why = why.trim().trim_end_matches('.');
    if why.is_empty() {
        "The box office ended your hold.".to_owned()
    } else {
        format!("The box office ended your hold: {why}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{CheckoutUi, Currency, Money, PerformanceId, UnixMs};

    fn card(phase: HoldPhase, ended: Option<EndReason>) -> HoldCard {
        HoldCard {
            id: "h".into(),
            performance: PerformanceId(1),
            title: String::new(),
            starts_at: UnixMs(0),
            venue: String::new(),
            time_zone: "UTC".into(),
            lines: Vec::new(),
            total: Money::new(0, Currency::Eur),
            paid: Money::new(0, Currency::Eur),
            phase,
            ended,
            contact: None,
            session: None,
            checkout_ui: CheckoutUi::HostedPage,
            pay_by: None,
            refund: None,
            refund_cause: None,
            order_path: None,
            placed_at: UnixMs(0),
            expires_at: UnixMs(0),
            server_now: UnixMs(0),
        }
    }

    #[test]
    fn released_is_never_said_before_it_is_true() {
        for phase in HoldPhase::ALL {
            let words = format!("{:?}", story(&card(phase, None), 0));
            assert_eq!(words.contains("back on sale"), phase == HoldPhase::Released, "{phase:?}");
        }
    }

    #[test]
    fn the_end_is_told_with_its_reason() {
        let ended = |reason| story(&card(HoldPhase::Released, Some(reason)), 99_000);
        let words = |text: &str| Story::Ended(text.to_owned());
        assert_eq!(
            ended(EndReason::TimeUp),
            words("Your hold has ended. The seats are back on sale.")
        );
        let paying = HoldCard {
            session: Some("cs_1".into()),
            ..card(HoldPhase::Released, Some(EndReason::TimeUp))
        };
        assert_eq!(
            story(&paying, 0),
            words("Your hold has ended. Nothing was charged. The seats are back on sale.")
        );
        assert_eq!(
            ended(EndReason::EndedByAdmin("House seats needed.".into())),
            words(
                "The box office ended your hold: House seats needed. The seats are back on sale."
            )
        );
    }

    #[test]
    fn time_runs_only_while_there_is_some() {
        assert_eq!(story(&card(HoldPhase::Open, None), 1), Story::Running);
        assert!(matches!(story(&card(HoldPhase::Open, None), 0), Story::Ending(_)));
    }
}

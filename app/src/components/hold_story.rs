//! What became of a hold, in plain words, and the one thing to do next.

use crate::words::{Moment, paths};
use domain::{EndReason, HoldCard, HoldPhase, RefundCause, RefundStatus};
use leptos::prelude::*;

/// The one thing to do next.
enum Next {
    Order(String),
    Pay,
    Resume,
    Again,
    Wait,
    Home,
}

/// A heading, the words, what next.
type Story = (&'static str, String, Next);

/// A heading, a sentence or two, a button.
#[component]
pub fn HoldStory(card: HoldCard) -> impl IntoView {
    let (heading, words, next) = story(&card);
    let leave = card.phase == HoldPhase::Open;
    let waits = matches!(next, Next::Wait).then_some("waits");
    view! {
        <section
            class="state"
            data-hold=card.id.0.clone()
            data-phase=card.phase.name()
            id=waits
        >
            <h1 class="state__heading">{heading}</h1>
            <p class="state__words" role="status">
                {words}
            </p>
            <div class="state__next">
                {next_step(&card, next)}
                {leave.then(|| give_up(&card, "button button--quiet"))}
            </div>
        </section>
    }
}

/// The button that gives every seat of a hold back.
pub fn give_up(card: &HoldCard, look: &'static str) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/api/release_hold">
            <input type="hidden" name="hold" value=card.id.0.clone() />
            <button class=look>"Give up these seats"</button>
        </form>
    }
}

fn next_step(card: &HoldCard, next: Next) -> AnyView {
    let hold = card.id.0.clone();
    match next {
        Next::Order(path) => {
            view! { <a class="button" href=path>"Show the tickets"</a> }.into_any()
        }
        Next::Pay => {
            view! { <a class="button" href=paths::checkout(&card.id)>"Check out"</a> }.into_any()
        }
        Next::Resume => view! {
            <form method="post" action="/api/resume_checkout">
                <input type="hidden" name="hold" value=hold />
                <button class="button">"Resume payment"</button>
            </form>
        }
        .into_any(),
        Next::Again => view! {
            <form method="post" action="/api/hold_again">
                <input type="hidden" name="hold" value=hold />
                <button class="button">"Get them back"</button>
            </form>
            <a class="button button--quiet" href=paths::performance(card.performance)>
                "Choose other seats"
            </a>
        }
        .into_any(),
        Next::Wait => view! { <a class="button" href="">"Look again"</a> }.into_any(),
        Next::Home => view! { <a class="button" href="/">"See what’s on"</a> }.into_any(),
    }
}

fn story(card: &HoldCard) -> Story {
    let seats = seats_words(card);
    let (are, stay) = if card.lines.len() == 1 { ("is", "stays") } else { ("are", "stay") };
    let title = &card.title;
    let until = Moment::new(card.expires_at, &card.time_zone).time();
    match card.phase {
        HoldPhase::Active | HoldPhase::Opening => {
            ("Still yours", format!("{seats} for {title} {are} held until {until}."), Next::Pay)
        }
        HoldPhase::Open => (
            "Not paid yet",
            format!("{seats} for {title} {are} held until {until}. Nothing was charged."),
            Next::Resume,
        ),
        HoldPhase::Closing => (
            "Being released",
            "We are asking the payment service to close your payment. If you paid in the last \
             moment, the seats stay yours."
                .to_owned(),
            Next::Wait,
        ),
        HoldPhase::Pending => (
            "Being confirmed",
            format!(
                "Your payment of {} is under way and your bank takes its time. {seats} {stay} \
                 yours until it answers. There is nothing you need to do.",
                card.paid
            ),
            Next::Wait,
        ),
        HoldPhase::Sold => (
            "Paid",
            format!("{seats} {are} yours."),
            card.order_path.clone().map_or(Next::Wait, Next::Order),
        ),
        HoldPhase::Released => ended(card),
        HoldPhase::RefundDue | HoldPhase::Refunded | HoldPhase::Review | HoldPhase::Voided => {
            money_back(card)
        }
    }
}

/// Paid, and yet no tickets.
fn money_back(card: &HoldCard) -> Story {
    let seats = seats_words(card).to_lowercase();
    match card.phase {
        HoldPhase::RefundDue => (
            "Your money is on its way back",
            format!("{}. {} goes back in full.", refund_why(card, &seats), card.paid),
            Next::Wait,
        ),
        HoldPhase::Refunded => refunded(card, &seats),
        HoldPhase::Voided => (
            "These tickets are void",
            "The payment was taken back, so they no longer admit anyone.".to_owned(),
            Next::Home,
        ),
        HoldPhase::Review
        | HoldPhase::Active
        | HoldPhase::Opening
        | HoldPhase::Open
        | HoldPhase::Closing
        | HoldPhase::Pending
        | HoldPhase::Sold
        | HoldPhase::Released => (
            "We are looking at this payment",
            "Something about it does not add up, so a person decides. Your money and the seats \
             are safe until then."
                .to_owned(),
            Next::Home,
        ),
    }
}

/// The money goes back: where it is now.
fn refunded(card: &HoldCard, seats: &str) -> Story {
    let (paid, why) = (card.paid, refund_why(card, seats));
    match card.refund.as_ref().map(|refund| refund.status) {
        Some(RefundStatus::Failed | RefundStatus::Canceled) => (
            "Your refund came back to us",
            format!(
                "{why}. Your bank did not take the {paid} back, so it is with us again. The box \
                 office sends it once more, or writes to you. You need not do anything."
            ),
            Next::Home,
        ),
        Some(RefundStatus::RequiresAction) => (
            "Your refund needs you",
            format!(
                "{why}. Stripe has written to you by e-mail and asks where the {paid} shall go."
            ),
            Next::Home,
        ),
        Some(RefundStatus::Pending) => (
            "Your money is on its way back",
            format!("{why}. {paid} goes back in full; your bank has not confirmed it yet."),
            Next::Home,
        ),
        Some(RefundStatus::Succeeded | RefundStatus::Other) | None => (
            "Refunded",
            format!("{why}, so {paid} went back in full. Banks take five to ten days to show it."),
            Next::Home,
        ),
    }
}

/// Why there are no tickets.
fn refund_why(card: &HoldCard, seats: &str) -> String {
    match card.refund_cause {
        Some(RefundCause::DoesNotAddUp) => {
            format!("Something about your payment for {seats} did not add up")
        }
        Some(RefundCause::TooLate) | None => {
            format!("Your payment came after {seats} had gone to somebody else")
        }
    }
}

fn seats_words(card: &HoldCard) -> String {
    match card.lines.len() {
        1 => "Your seat".to_owned(),
        many => format!("Your {many} seats"),
    }
}

fn ended(card: &HoldCard) -> Story {
    let words = match &card.ended {
        Some(EndReason::TimeUp) | None => {
            "The time was up before they were paid. Nothing was charged.".to_owned()
        }
        Some(EndReason::GivenUp) => "You gave the seats up. Nothing was charged.".to_owned(),
        Some(EndReason::EndedByAdmin(reason)) => {
            format!("The box office ended it: “{reason}”. Nothing was charged.")
        }
        Some(EndReason::SessionExpired) => {
            "The payment page closed before it was paid. Nothing was charged.".to_owned()
        }
        Some(EndReason::PaymentFailed) => {
            "Your bank did not let the payment through. Nothing was charged.".to_owned()
        }
    };
    ("Your hold has ended", format!("{words} The seats are back on sale."), Next::Again)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        CheckoutUi, Currency, HoldId, Money, PerformanceId, Refund, RefundId, SessionId, UnixMs,
    };

    fn refunded_card(status: Option<RefundStatus>, cause: RefundCause) -> HoldCard {
        let paid = Money::new(4_500, Currency::Eur);
        let refund = status.map(|status| Refund {
            id: RefundId("re_1".into()),
            hold: None,
            session: SessionId::from("cs_1"),
            amount: paid,
            status,
            is_ours: true,
            failure: None,
            created_at: UnixMs(0),
        });
        HoldCard {
            id: HoldId::from("hold"),
            performance: PerformanceId(1),
            title: "Salt & Iron".into(),
            starts_at: UnixMs(0),
            venue: "Calder Street Playhouse".into(),
            time_zone: "Europe/Lisbon".into(),
            lines: Vec::new(),
            total: paid,
            paid,
            phase: HoldPhase::Refunded,
            ended: None,
            contact: None,
            session: None,
            checkout_ui: CheckoutUi::default(),
            pay_by: None,
            refund,
            refund_cause: Some(cause),
            order_path: None,
            placed_at: UnixMs(0),
            expires_at: UnixMs(0),
            server_now: UnixMs(0),
        }
    }

    #[test]
    fn a_refund_says_where_the_money_is() {
        use RefundStatus::*;
        for (status, heading, part) in [
            (Some(Pending), "Your money is on its way back", "has not confirmed it yet"),
            (Some(RequiresAction), "Your refund needs you", "asks where the €45.00 shall go"),
            (Some(Succeeded), "Refunded", "€45.00 went back in full"),
            (Some(Other), "Refunded", "€45.00 went back in full"),
            (None, "Refunded", "€45.00 went back in full"),
            (Some(Failed), "Your refund came back to us", "did not take the €45.00 back"),
            (Some(Canceled), "Your refund came back to us", "sends it once more"),
        ] {
            let told = story(&refunded_card(status, RefundCause::TooLate));
            assert_eq!(told.0, heading, "{status:?}");
            assert!(told.1.contains(part), "{status:?}: {}", told.1);
            assert!(told.1.starts_with("Your payment came after"), "{}", told.1);
        }
        let odd = story(&refunded_card(Some(Failed), RefundCause::DoesNotAddUp));
        assert!(odd.1.starts_with("Something about your payment for"), "{}", odd.1);
    }
}

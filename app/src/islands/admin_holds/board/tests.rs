use super::*;
use domain::{CheckoutUi, Currency, EndReason, HoldCard, Money, PerformanceId};

fn row(id: &str, expires_at: i64) -> HoldRow {
    let card = HoldCard {
        id: HoldId::from(id),
        performance: PerformanceId(1),
        title: "Night Ferry".to_owned(),
        starts_at: UnixMs(9_000_000),
        venue: "Corn Hall".to_owned(),
        time_zone: "Europe/Lisbon".to_owned(),
        lines: Vec::new(),
        total: Money::new(4_500, Currency::Eur),
        paid: Money::new(4_500, Currency::Eur),
        phase: HoldPhase::Active,
        ended: None,
        contact: None,
        session: None,
        checkout_ui: CheckoutUi::HostedPage,
        pay_by: None,
        refund: None,
        refund_cause: None,
        order_path: None,
        placed_at: UnixMs(0),
        expires_at: UnixMs(expires_at),
        server_now: UnixMs(0),
    };
    HoldRow { card, review: None }
}

fn news(id: &str, phase: HoldPhase) -> HoldNews {
    HoldNews {
        id: HoldId::from(id),
        performance: PerformanceId(1),
        phase,
        ended: None,
        expires_at: UnixMs(600_000),
        server_now: UnixMs(1_000),
    }
}

#[test]
fn an_unknown_hold_makes_the_list_be_read_again() {
    let mut list = lines(vec![row("a", 600_000)]);
    assert_eq!(hear(&mut list, None, &news("b", HoldPhase::Active)), Heard::ReadAgain);
}

#[test]
fn the_end_of_a_hold_that_was_never_listed_is_no_news() {
    let mut list = lines(vec![row("a", 600_000)]);
    assert_eq!(hear(&mut list, None, &news("b", HoldPhase::Released)), Heard::Nothing);
}

#[test]
fn news_of_another_performance_is_not_about_a_filtered_list() {
    let mut list = lines(vec![row("a", 600_000)]);
    assert_eq!(hear(&mut list, Some(2), &news("a", HoldPhase::Closing)), Heard::Nothing);
    assert_eq!(list[0].row.card.phase, HoldPhase::Active);
}

#[test]
fn a_closing_hold_changes_its_row_at_once() {
    let mut list = lines(vec![row("a", 600_000)]);
    let ended = Some(EndReason::EndedByAdmin("double booking".to_owned()));
    let closing = HoldNews { ended: ended.clone(), ..news("a", HoldPhase::Closing) };
    assert_eq!(hear(&mut list, None, &closing), Heard::Updated);
    assert_eq!((list[0].row.card.phase, &list[0].row.card.ended), (HoldPhase::Closing, &ended));
}

#[test]
fn an_opened_checkout_is_read_again_for_its_session() {
    let mut list = lines(vec![row("a", 600_000)]);
    assert_eq!(hear(&mut list, None, &news("a", HoldPhase::Open)), Heard::ReadAgain);
}

#[test]
fn an_ended_hold_stays_a_moment_and_then_goes() {
    let mut list = lines(vec![row("a", 600_000), row("b", 700_000)]);
    assert_eq!(hear(&mut list, None, &news("a", HoldPhase::Released)), Heard::Updated);
    read_again(&mut list, vec![row("b", 700_000)]);
    assert_eq!(list.len(), 2);

    assert!(!tidy(&mut list, UnixMs(8_999)));
    assert!(needs_tidying(&list, UnixMs(9_000)));
    assert!(tidy(&mut list, UnixMs(9_000)));
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].row.card.id, HoldId::from("b"));
}

#[test]
fn a_fresh_reading_stands_in_order_of_deadlines() {
    let mut list = lines(vec![row("b", 700_000)]);
    read_again(&mut list, vec![row("b", 700_000), row("a", 600_000)]);
    assert_eq!(list[0].row.card.id, HoldId::from("a"));
}

#[test]
fn a_reading_that_was_overtaken_by_the_news_wakes_no_hold() {
    let mut list = lines(vec![row("a", 600_000)]);
    hear(&mut list, None, &news("a", HoldPhase::Released));
    let mut overtaken = row("a", 600_000);
    overtaken.card.phase = HoldPhase::Closing;
    read_again(&mut list, vec![overtaken]);
    assert_eq!((list.len(), list[0].row.card.phase), (1, HoldPhase::Released));

    let mut reviewed = row("a", 600_000);
    reviewed.card.phase = HoldPhase::Review;
    read_again(&mut list, vec![reviewed]);
    assert_eq!((list.len(), list[0].row.card.phase), (1, HoldPhase::Review));
}

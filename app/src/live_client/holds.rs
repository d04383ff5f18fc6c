//! The visitor's holds as this page knows them, shared by its islands.
//!
//! In the browser it is one signal per page. On the server every caller gets its own: what one
//! visitor holds must never reach another's page.

use domain::{HoldCard, HoldNews};
use leptos::prelude::*;

/// The page's holds, live ones and those that ended while it was open.
pub type PageHolds = ArcRwSignal<Vec<HoldCard>>;

#[cfg(feature = "hydrate")]
thread_local! {
    static HOLDS: PageHolds = ArcRwSignal::new(Vec::new());
}

/// The page's holds, together with these, which the server drew.
pub fn page_holds(drawn: &[HoldCard]) -> PageHolds {
    #[cfg(feature = "hydrate")]
    let holds = HOLDS.with(Clone::clone);
    #[cfg(not(feature = "hydrate"))]
    let holds: PageHolds = ArcRwSignal::new(Vec::new());
    let is_new = |holds: &PageHolds, card: &HoldCard| {
        holds.with_untracked(|known| known.iter().all(|other| other.id != card.id))
    };
    for card in drawn {
        if is_new(&holds, card) {
            holds.update(|known| known.push(card.clone()));
        }
    }
    holds
}

/// Puts a card that just came in its place. A new hold takes the place of one that ended, of the
/// same performance.
///
/// Over is for good: a card that calls such a hold live was written before the news of its end.
pub fn put(known: &mut Vec<HoldCard>, card: HoldCard) {
    if let Some(slot) = known.iter_mut().find(|other| other.id == card.id) {
        if slot.phase.is_live() || !card.phase.is_live() {
            *slot = card;
        }
    } else if card.phase.is_live() {
        known.retain(|other| other.performance != card.performance || other.phase.is_live());
        known.push(card);
    }
}

/// Takes news of a hold; answers whether the page knew it.
pub fn hear(known: &mut [HoldCard], news: &HoldNews) -> bool {
    let Some(card) = known.iter_mut().find(|card| card.id == news.id) else { return false };
    card.phase = news.phase;
    card.ended = news.ended.clone();
    card.expires_at = news.expires_at;
    card.server_now = news.server_now;
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{CheckoutUi, Currency, HoldPhase, Money, PerformanceId, UnixMs};

    fn card(id: &str, performance: i64, phase: HoldPhase) -> HoldCard {
        HoldCard {
            id: id.into(),
            performance: PerformanceId(performance),
            title: String::new(),
            starts_at: UnixMs(0),
            venue: String::new(),
            time_zone: "UTC".into(),
            lines: Vec::new(),
            total: Money::new(0, Currency::Eur),
            paid: Money::new(0, Currency::Eur),
            phase,
            ended: None,
            contact: None,
            session: None,
            checkout_ui: CheckoutUi::HostedPage,
            pay_by: None,
            refund: None,
            refund_cause: None,
            order_path: None,
            placed_at: UnixMs(0),
            expires_at: UnixMs(10),
            server_now: UnixMs(0),
        }
    }

    #[test]
    fn a_new_hold_takes_the_place_of_an_ended_one() {
        let mut known = vec![
            card("old", 1, HoldPhase::Released),
            card("other", 2, HoldPhase::Released),
            card("live", 3, HoldPhase::Active),
        ];
        put(&mut known, card("new", 1, HoldPhase::Active));
        let ids: Vec<&str> = known.iter().map(|card| card.id.as_str()).collect();
        assert_eq!(ids, ["other", "live", "new"]);
        put(&mut known, card("stranger", 9, HoldPhase::Released));
        assert_eq!(known.len(), 3, "an ended hold that the page never showed stays away");
    }

    #[test]
    fn a_card_that_was_overtaken_by_the_news_wakes_no_hold() {
        let mut known = vec![card("a", 1, HoldPhase::Released)];
        put(&mut known, card("a", 1, HoldPhase::Closing));
        assert_eq!(known[0].phase, HoldPhase::Released);
        put(&mut known, card("a", 1, HoldPhase::Sold));
        assert_eq!(known[0].phase, HoldPhase::Sold);
    }

    #[test]
    fn news_changes_the_card_it_is_about() {
        let mut known = vec![card("a", 1, HoldPhase::Active)];
        let news = HoldNews {
            id: "a".into(),
            performance: PerformanceId(1),
            phase: HoldPhase::Sold,
            ended: None,
            expires_at: UnixMs(20),
            server_now: UnixMs(5),
        };
        assert!(hear(&mut known, &news));
        assert_eq!(known[0].phase, HoldPhase::Sold);
        assert!(!hear(&mut known, &HoldNews { id: "b".into(), ..news }));
    }
}

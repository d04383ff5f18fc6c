//! The model check: every interleaving of a seat, its buyers, Stripe, crashes and lost messages,
//! run through the shipped `domain::transition`.
//!
//! Seven shortcuts that tempt a ticket shop are run beside it; each must be caught, by name.

#[path = "model/act.rs"]
mod act;
#[path = "model/invariants.rs"]
mod invariants;
#[path = "model/rare.rs"]
mod rare;
#[path = "model/shop.rs"]
mod shop;
#[path = "model/shortcut.rs"]
mod shortcut;
#[path = "model/verdict.rs"]
mod verdict;
#[path = "model/world.rs"]
mod world;

use shop::Shop;
use shortcut::Shortcut;
use verdict::check;

const MONEY_SAFE: [&str; 1] = ["I2"];

#[test]
fn two_buyers_never_break_a_promise() {
    let verdict = check("two buyers", Shop::of(2));

    verdict.assert_kept();
    verdict.assert_reached(&rare::IN_CALM);
    verdict.assert_reached(&rare::IN_STORM);
    verdict.assert_never_reached(&rare::TOO_LATE);
}

#[test]
fn two_buyers_are_safe_though_no_webhook_ever_arrives() {
    let verdict = check("no webhooks", Shop { has_hints: false, ..Shop::of(2) });

    verdict.assert_kept();
    verdict.assert_reached(&rare::IN_CALM);
    verdict.assert_reached(&rare::IN_STORM);
    verdict.assert_never_reached(&rare::TOO_LATE);
}

#[test]
fn three_buyers_never_break_a_promise() {
    let verdict = check("three buyers", Shop::calm(3));

    verdict.assert_kept();
    verdict.assert_reached(&rare::IN_CALM);
    verdict.assert_never_reached(&rare::TOO_LATE);
}

#[test]
fn odd_payments_and_money_returned_elsewhere_break_no_promise() {
    let shop = Shop { has_other_hands: true, ..Shop::calm(2) };
    let verdict = check("other hands", shop);

    verdict.assert_kept();
    verdict.assert_reached(&rare::OTHER_HANDS);
}

#[test]
fn money_that_waits_is_taken_with_its_seats_or_let_go_with_them() {
    let verdict = check("take later", Shop { takes_later: true, ..Shop::of(2) });

    verdict.assert_kept();
    verdict.assert_reached(&rare::TAKEN_LATER);
}

#[test]
fn giving_up_on_stripe_breaks_the_fence_but_keeps_the_money_safe() {
    let verdict = check("give up", Shop { gives_up_on_stripe: true, ..Shop::calm(2) });

    verdict.assert_broken(&MONEY_SAFE);
    verdict.assert_reached(&rare::TOO_LATE);
}

#[test]
fn giving_up_on_stripe_lets_money_go_that_still_waits() {
    let shop = Shop { takes_later: true, gives_up_on_stripe: true, ..Shop::calm(2) };
    let verdict = check("give up, take later", shop);

    verdict.assert_broken(&MONEY_SAFE);
    verdict.assert_reached(&rare::LET_GO);
}

#[test]
fn a_release_at_the_deadline_breaks_the_fence_but_keeps_the_money_safe() {
    let shop = Shop::calm(2).with(Shortcut::ReleaseAtDeadline { has_backstop: true });
    let verdict = check("release at deadline", shop);

    verdict.assert_broken(&MONEY_SAFE);
    verdict.assert_reached(&rare::TOO_LATE);
}

#[test]
fn a_release_at_the_deadline_without_backstop_keeps_a_buyers_money() {
    let shop = Shop::calm(2).with(Shortcut::ReleaseAtDeadline { has_backstop: false });

    check("release at deadline, no backstop", shop).assert_broken(&["I2", "I3"]);
}

#[test]
fn a_refused_expire_taken_for_expired_breaks_the_fence_but_keeps_the_money_safe() {
    let shop = Shop::calm(2).with(Shortcut::RefusalMeansExpired { has_backstop: true });
    let verdict = check("refusal means expired", shop);

    verdict.assert_broken(&MONEY_SAFE);
    verdict.assert_reached(&rare::TOO_LATE);
}

#[test]
fn a_refused_expire_taken_for_expired_without_backstop_keeps_a_buyers_money() {
    let shop = Shop::calm(2).with(Shortcut::RefusalMeansExpired { has_backstop: false });

    check("refusal means expired, no backstop", shop).assert_broken(&["I2", "I3"]);
}

#[test]
fn an_address_shown_before_its_session_is_committed_breaks_the_fence() {
    let shop = Shop::calm(2).with(Shortcut::ShowBeforeCommit);

    check("show before commit", shop).assert_broken(&MONEY_SAFE);
}

#[test]
fn without_deduplication_one_payment_makes_two_orders() {
    let shop = Shop::calm(2).with(Shortcut::NoDeduplication);

    check("no de-duplication", shop).assert_broken(&["I4"]);
}

#[test]
fn without_reconciling_a_lost_webhook_keeps_a_buyers_money() {
    let shop = Shop { has_hints: false, ..Shop::of(2) }.with(Shortcut::NoReconciling);

    check("no reconciling, no webhooks", shop).assert_broken(&["I3", "I5"]);
}

//! The ledger line: money in = tickets + refunds + pending, against Stripe's own list.

use crate::words::Moment;
use domain::{Ledger, LedgerGap, LedgerLine, Money, UnixMs};
use leptos::prelude::*;

/// One line per currency, whether each balances, and the way to check now.
pub(super) fn ledger_view(ledger: &Ledger, now: UnixMs) -> impl IntoView + use<> {
    let lines = ledger.lines.iter().map(line_view).collect_view();
    let empty = ledger.lines.is_empty().then(|| {
        view! { <p class="admin__empty">"No money has come in yet."</p> }
    });
    view! {
        <section class="admin-ledger" aria-labelledby="ledger">
            <h2 id="ledger" class="admin__heading">
                "Ledger"
            </h2>
            {empty}
            {lines}
            <form class="admin-ledger__check" method="post" action="/api/check_ledger">
                <p class="admin__note">
                    {checked_words(ledger.checked_at, now)}
                    {ledger.gaps.iter().map(|gap| gap_words(*gap)).collect_view()}
                </p>
                <button type="submit" class="button button--quiet">
                    "Check now"
                </button>
            </form>
        </section>
    }
}

fn line_view(line: &LedgerLine) -> AnyView {
    let money = |minor| Money::new(minor, line.currency).to_string();
    let terms = [
        ("Money in", money(line.money_in_minor()), None),
        ("Tickets", money(line.tickets_minor), Some("=")),
        ("Refunds", money(line.refunds_minor), Some("+")),
        ("Pending", money(line.pending_minor), Some("+")),
    ];
    let term_view = |(name, amount, sign)| {
        view! {
            <div class="ledger-line__term" data-sign=sign>
                <dt>{name}</dt>
                <dd>{amount}</dd>
            </div>
        }
    };
    let standing = match line.balances() {
        None => "unchecked",
        Some(true) => "balances",
        Some(false) => "differs",
    };
    view! {
        <div class="ledger-line" data-standing=standing>
            <dl class="ledger-line__terms">{terms.map(term_view).collect_view()}</dl>
            <p class="ledger-line__standing">{standing_words(line)}</p>
        </div>
    }
    .into_any()
}

/// How the books stand to Stripe's list.
fn standing_words(line: &LedgerLine) -> String {
    let money = |minor| Money::new(minor, line.currency);
    let Some((stripe_in, stripe_back)) = line.stripe_in_minor.zip(line.stripe_refunds_minor) else {
        return match line.has_moved {
            true => "Agreed with Stripe’s list when it was read; it has moved since.",
            false => "Not yet checked against Stripe’s list.",
        }
        .to_owned();
    };
    if line.balances() == Some(true) {
        return "Balances: Stripe’s list says the same.".to_owned();
    }
    let gap = stripe_in - line.money_in_minor();
    let (stripe_in, stripe_back) = (money(stripe_in), money(stripe_back));
    if gap == 0 {
        return format!(
            "Differs: Stripe paid back {stripe_back}, the books know of {}.",
            money(line.refunds_minor)
        );
    }
    let side = if gap > 0 { "more" } else { "less" };
    format!(
        "Differs by {}: Stripe’s list has {side}, {stripe_in} in and {stripe_back} back.",
        money(gap.abs())
    )
}

fn gap_words(gap: LedgerGap) -> &'static str {
    match gap {
        LedgerGap::TooLong => {
            " It is longer than what is read at once, so that nothing is compared with it: compare \
             the sums in Stripe’s own reports."
        }
        LedgerGap::Disputes => {
            " Disputes are missing in it, because the key may not read them: what banks took back \
             may make it differ."
        }
    }
}

fn checked_words(checked_at: Option<UnixMs>, now: UnixMs) -> String {
    let Some(checked_at) = checked_at else {
        return "Stripe’s list was not read yet.".to_owned();
    };
    let at = Moment::new(checked_at, "UTC");
    let ago = match checked_at.until(now) / 60_000 {
        0 => "just now".to_owned(),
        1 => "a minute ago".to_owned(),
        minutes if minutes < 120 => format!("{minutes} minutes ago"),
        minutes => format!("{} hours ago", minutes / 60),
    };
    format!("Checked against Stripe’s list {ago} ({} UTC).", at.short())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;

    fn line(stripe: Option<(i64, i64)>) -> LedgerLine {
        let (stripe_in_minor, stripe_refunds_minor) = stripe.unzip();
        LedgerLine {
            currency: Currency::Eur,
            tickets_minor: 9_000,
            refunds_minor: 4_500,
            pending_minor: 0,
            stripe_in_minor,
            stripe_refunds_minor,
            has_moved: false,
        }
    }

    #[test]
    fn the_books_say_how_they_stand_to_stripe_s_list() {
        assert_eq!(standing_words(&line(None)), "Not yet checked against Stripe’s list.");
        let moved = standing_words(&LedgerLine { has_moved: true, ..line(None) });
        assert_eq!(moved, "Agreed with Stripe’s list when it was read; it has moved since.");
        let same = standing_words(&line(Some((13_500, 4_500))));
        assert_eq!(same, "Balances: Stripe’s list says the same.");
        let more = standing_words(&line(Some((18_000, 4_500))));
        assert_eq!(more, "Differs by €45.00: Stripe’s list has more, €180.00 in and €45.00 back.");
        let back = standing_words(&line(Some((13_500, 9_000))));
        assert_eq!(back, "Differs: Stripe paid back €90.00, the books know of €45.00.");
    }

    #[test]
    fn a_check_says_what_it_left_out() {
        assert!(gap_words(LedgerGap::TooLong).contains("nothing is compared"));
        assert!(gap_words(LedgerGap::Disputes).contains("the key may not read them"));
    }

    #[test]
    fn a_check_says_how_long_ago_it_was() {
        assert_eq!(checked_words(None, UnixMs(0)), "Stripe’s list was not read yet.");
        let words = checked_words(Some(UnixMs(0)), UnixMs(7 * 60_000));
        assert_eq!(words, "Checked against Stripe’s list 7 minutes ago (Thu 1 Jan, 00:00 UTC).");
    }
}

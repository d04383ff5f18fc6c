//! Holds in review: payments that do not add up, until a person decides.

use super::super::Board;
use super::super::board::Line;
use super::super::words::{review_words, seats_words, short_name};
use leptos::prelude::*;

/// Every hold in review, with the reason and the way to give the money back. Nothing otherwise.
#[component]
pub(crate) fn ReviewList(board: Board) -> impl IntoView {
    let shown = move || -> Vec<Line> {
        board.lines.with(|lines| lines.iter().filter(|line| line.is_in_review()).cloned().collect())
    };
    let is_empty = move || !board.lines.with(|lines| lines.iter().any(Line::is_in_review));

    view! {
        <section class="admin-review" aria-labelledby="in-review" hidden=is_empty>
            <h2 id="in-review" class="admin__heading">
                "In review"
            </h2>
            <p class="admin__note">
                "These payments do not add up. Their seats stay off sale until you decide."
            </p>
            <ul class="admin-review__list">
                <For each=shown key=Line::face let:line>
                    <ReviewLine line />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn ReviewLine(line: Line) -> impl IntoView {
    let card = line.row.card;
    let amount = card.total.to_string();
    let refund = format!("Refund {amount} of hold {}", short_name(&card.id));
    view! {
        <li class="admin-review__item">
            <div>
                <p class="admin-table__title">
                    {card.title} " · " {seats_words(&card.lines).join("; ")}
                </p>
                <p>{line.row.review.map(review_words)}</p>
                <p class="admin-table__small">
                    "Hold " <code>{short_name(&card.id)}</code> " · "
                    <code class="admin-table__code">{card.session.map(|session| session.0)}</code>
                </p>
            </div>
            <form method="post" action="/api/refund_reviewed">
                <input type="hidden" name="hold" value=card.id.0 />
                <button type="submit" class="button button--danger" aria-label=refund>
                    {format!("Refund {amount}")}
                </button>
            </form>
        </li>
    }
}

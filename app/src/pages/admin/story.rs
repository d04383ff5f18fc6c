//! A hold's whole story, in order: states, calls with Stripe's request ids, webhooks, reasons.

use super::{Tab, for_admin, no_view, notice};
use crate::islands::admin_holds::words::{phase_words, short_name};
use crate::words::Moment;
use domain::{Dispute, DisputeStatus, HoldCard, HoldId, HoldStory, Refund, StoryKind, StoryLine};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The story of the hold of the address.
#[component]
pub fn AdminStoryPage() -> impl IntoView {
    let hold = HoldId(use_params_map().get_untracked().get("hold").unwrap_or_default());
    let no = notice();
    for_admin(Tab::Holds, move |office| async move {
        let story = office.hold_story(&hold).await?;
        Ok(view! {
            {no_view(no)}
            {head_view(&story.card)}
            {money_view(&story)}
            {lines_view(&story)}
        }
        .into_any())
    })
}

fn head_view(card: &HoldCard) -> impl IntoView + use<> {
    let seats: Vec<String> = card.lines.iter().map(|line| line.address.to_string()).collect();
    let starts_at = Moment::new(card.starts_at, &card.time_zone);
    let contact = card.contact.clone();
    let who = contact.map(|who| format!("{}, {}", who.name, who.email));
    let order = card.order_path.clone();
    view! {
        <section aria-labelledby="story-of">
            <h2 id="story-of" class="admin__heading">
                "Hold " <code>{short_name(&card.id)}</code>
            </h2>
            <p>
                <span class="admin-state" data-phase=card.phase.name()>
                    {phase_words(card.phase)}
                </span>
            </p>
            <p>{format!("{}, {}", card.title, starts_at.short())}</p>
            <p>{format!("{}: {}", seats.join("; "), card.total)}</p>
            {who.map(|who| view! { <p>{who}</p> })}
            {card
                .session
                .clone()
                .map(|session| {
                    view! { <p>"Session " <code class="admin-table__code">{session.0}</code></p> }
                })}
            {order.map(|path| view! { <p><a href=path>"See its tickets"</a></p> })}
        </section>
    }
}

/// Refunds and disputes, if there are any, and the one thing that can be done about them.
fn money_view(story: &HoldStory) -> Option<impl IntoView + use<>> {
    let zone = story.card.time_zone.clone();
    let has_any = !story.refunds.is_empty() || !story.disputes.is_empty();
    let refunds = story.refunds.iter().map(refund_words);
    let disputes = story.disputes.iter().map(|dispute| dispute_words(dispute, &zone));
    let lines: Vec<String> = refunds.chain(disputes).collect();
    let hold = story.card.id.0.clone();
    let owed = story.owed_again.zip(story.card.session.clone());
    has_any.then(|| {
        view! {
            <section aria-labelledby="money-back">
                <h2 id="money-back" class="admin__heading">
                    "Money on its way back"
                </h2>
                <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                {owed
                    .map(|(owed, session)| {
                        view! {
                            <form method="post" action="/api/refund_again">
                                <input type="hidden" name="hold" value=hold />
                                <input type="hidden" name="session" value=session.0 />
                                <button class="button">{format!("Send {owed} once more")}</button>
                            </form>
                        }
                    })}
            </section>
        }
    })
}

fn refund_words(refund: &Refund) -> String {
    let Refund { id, amount, status, .. } = refund;
    let by = if refund.is_ours { "by the shop" } else { "at Stripe" };
    let why = refund.failure.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    format!("{amount} refunded {by}: {}{why}, {id}", status.name().replace('_', " "))
}

fn dispute_words(dispute: &Dispute, zone: &str) -> String {
    let Dispute { id, amount, reason, .. } = dispute;
    let stands = match dispute.status {
        DisputeStatus::Open => {
            let by = dispute.answer_by.map(|at| Moment::new(at, zone).short());
            format!("open, to be answered by {}", by.unwrap_or_else(|| "its date".to_owned()))
        }
        DisputeStatus::Lost => "lost: the tickets are void".to_owned(),
        DisputeStatus::Kept => "over: the money stays".to_owned(),
    };
    format!("{amount} disputed ({reason}): {stands}, {id}")
}

fn lines_view(story: &HoldStory) -> impl IntoView + use<> {
    let zone = story.card.time_zone.clone();
    let line = |line: &StoryLine| {
        let at = Moment::new(line.at, &zone);
        view! {
            <li class="story__line" data-kind=kind_words(line.kind)>
                <time datetime=at.machine()>{at.short()}</time>
                <span class="story__what">
                    {format!("{}: {}", kind_words(line.kind), line.what)}
                </span>
                <span class="story__detail">{line.detail.clone()}</span>
            </li>
        }
    };
    view! {
        <section aria-labelledby="story">
            <h2 id="story" class="admin__heading">
                "What happened"
            </h2>
            <ol class="story">{story.lines.iter().map(line).collect_view()}</ol>
        </section>
    }
}

fn kind_words(kind: StoryKind) -> &'static str {
    match kind {
        StoryKind::State => "State",
        StoryKind::Owed => "Call owed",
        StoryKind::Call => "Stripe answered",
        StoryKind::Event => "Webhook",
    }
}

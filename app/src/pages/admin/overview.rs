//! Where the money is, and how many holds are live.

use super::ledger::ledger_view;
use super::{Tab, for_admin, no_view, notice};
use crate::api::admin::paths;
use crate::context::now;
use crate::islands::admin_holds::words::phase_words;
use domain::{HoldPhase, HoldRow};
use leptos::prelude::*;

/// The overview.
#[component]
pub fn AdminPage() -> impl IntoView {
    let no = notice();
    let now = now();
    for_admin(Tab::Overview, move |office| async move {
        let ledger = office.ledger().await?;
        let holds = office.holds(None).await?;
        let to_do = office.to_do().await?.len();

        Ok(view! {
            {no_view(no)}
            {to_do_view(to_do)}
            <section class="admin-overview__holds" aria-labelledby="holds-by-state">
                <h2 id="holds-by-state" class="admin__heading">
                    "Live holds"
                </h2>
                {counts_view(&holds)}
                <p>
                    <a href=paths::HOLDS>"See every hold"</a>
                </p>
            </section>
            {ledger_view(&ledger, now)}
        }
        .into_any())
    })
}

/// What waits for a person, if anything does.
fn to_do_view(count: usize) -> Option<impl IntoView> {
    let words = match count {
        1 => "One thing needs you".to_owned(),
        many => format!("{many} things need you"),
    };
    (count > 0).then(|| {
        view! {
            <p class="admin__told">
                <a href=paths::STRIPE>{words}</a>
            </p>
        }
    })
}

/// How many holds are in each state that needs watching.
fn counts_view(holds: &[HoldRow]) -> impl IntoView + use<> {
    let counts = counts(holds);
    let count_view = |(phase, count): (HoldPhase, usize)| {
        view! {
            <div class="admin-count" data-phase=phase.name()>
                <dt>{phase_words(phase)}</dt>
                <dd>{count}</dd>
            </div>
        }
    };
    let is_empty = holds.is_empty();
    let empty = is_empty.then(|| {
        view! { <p class="admin__empty">"Nobody holds a seat just now."</p> }
    });
    view! {
        {empty}
        {(!is_empty)
            .then(|| {
                let counts = counts.into_iter().map(count_view).collect_view();
                view! { <dl class="admin-counts">{counts}</dl> }
            })}
    }
}

fn counts(holds: &[HoldRow]) -> Vec<(HoldPhase, usize)> {
    let listed =
        HoldPhase::ALL.into_iter().filter(|phase| phase.is_live() || *phase == HoldPhase::Review);
    let count = |phase| holds.iter().filter(|row| row.card.phase == phase).count();
    listed.map(|phase| (phase, count(phase))).filter(|(_, count)| *count > 0).collect()
}

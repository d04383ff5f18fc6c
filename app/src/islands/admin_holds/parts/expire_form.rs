//! The form that ends chosen holds. Danger stands behind a reason.

use super::super::words::short_name;
use super::super::{Board, Said};
use crate::api::ShopError;
use crate::api::admin::Expired;
use crate::islands::reactive::reactive;
use domain::Refusal;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

/// Ends what is chosen in the table, with a reason that the buyers are told.
#[component]
pub(crate) fn ExpireForm(board: Board) -> impl IntoView {
    let reason = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if board.is_sending.get_untracked() {
            return;
        }
        let typed = reason.get_untracked().map(|field| field.value()).unwrap_or_default();
        board.expire(typed, move || {
            // a field that is only emptied would be marked as wrong
            if let Some(form) = reason.get_untracked().and_then(|field| field.form()) {
                form.reset();
            }
        });
    };
    let chosen = move || match board.chosen.with(|chosen| chosen.len()) {
        0 => "No hold is chosen.".to_owned(),
        1 => "1 hold is chosen.".to_owned(),
        count => format!("{count} holds are chosen."),
    };

    view! {
        <form
            id="expire-holds"
            class="admin-expire"
            method="post"
            action="/api/expire_holds"
            autocomplete="off"
            on:submit=submit
        >
            {board
                .performance
                .map(|id| view! { <input type="hidden" name="performance" value=id /> })}
            <p class="admin-expire__chosen">{chosen}</p>
            <div class="field admin-expire__reason">
                <label for="reason">"Reason"</label>
                <input
                    id="reason"
                    type="text"
                    name="reason"
                    required
                    maxlength="200"
                    placeholder="What the buyer is told"
                    node_ref=reason
                />
            </div>
            <button
                type="submit"
                class="button button--danger"
                aria-disabled=reactive(move || board.is_sending.get().then_some("true"))
            >
                "Expire now"
            </button>
            <div class="admin-expire__said" role="status">
                {reactive(move || said_view(&board.said.get()))}
            </div>
        </form>
    }
}

fn said_view(said: &Said) -> Option<AnyView> {
    match said {
        Said::Nothing => None,
        Said::Fates(fates) => Some(fates_view(fates)),
        Said::No(no) => Some(no_view(no)),
    }
}

/// What became of each hold.
pub(crate) fn fates_view(fates: &[Expired]) -> AnyView {
    let line = |fate: &Expired| {
        view! {
            <li>
                "Hold " <code>{short_name(&fate.hold)}</code> ": " {fate.became.words()}
            </li>
        }
    };
    view! { <ul class="admin-fates">{fates.iter().map(line).collect_view()}</ul> }.into_any()
}

fn no_view(no: &ShopError) -> AnyView {
    let signed_out = *no == ShopError::Refused(Refusal::NotSignedIn);
    let sign_in = signed_out.then(|| view! { " " <a href="/admin/sign-in">"Sign in"</a> });
    view! { <p class="notice">{no.to_string()} {sign_in}</p> }.into_any()
}

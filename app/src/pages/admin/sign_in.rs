//! The way in: one password.

use super::{no_view, notice, query, see_other};
use crate::api::admin::{paths, signed_in};
use crate::components::awaited;
use crate::context;
use domain::Refusal;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// Asks for the password. Who is signed in already goes on to the holds.
#[component]
pub fn SignInPage() -> impl IntoView {
    let (office, visitor) = (context::office(), context::visitor());
    let (no, signed_out) = (notice(), query("signed_out").is_some());
    awaited(async move {
        if signed_in(&office, visitor.admin.as_deref()).await.is_ok() {
            see_other(paths::HOLDS);
            return ().into_any();
        }
        form(no, signed_out)
    })
}

fn form(no: Option<Refusal>, signed_out: bool) -> AnyView {
    let is_wrong = matches!(no, Some(Refusal::WrongPassword));
    let must_wait = matches!(no, Some(Refusal::TooManyTries { .. }));
    view! {
        <Title text="Sign in · Admin · Holdfast" />
        <Meta name="robots" content="noindex" />
        <section class="admin-sign-in">
            <h1 class="admin__title">"Sign in"</h1>
            <p class="admin__note">"For the people who run this box office."</p>
            {signed_out.then(|| view! { <p role="status">"You are signed out."</p> })}
            <div id="sign-in-no">{no_view(no)}</div>
            <form class="admin-form" method="post" action="/api/sign_in">
                <div class="field">
                    <label for="password">"Password"</label>
                    <input
                        id="password"
                        type="password"
                        name="password"
                        autocomplete="current-password"
                        required
                        autofocus
                        aria-invalid=is_wrong.then_some("true")
                        aria-describedby=(is_wrong || must_wait).then_some("sign-in-no")
                    />
                </div>
                <button type="submit" class="button">
                    "Sign in"
                </button>
            </form>
        </section>
    }
    .into_any()
}

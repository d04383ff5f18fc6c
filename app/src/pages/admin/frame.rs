//! What surrounds an admin's page: who may see it, the way to the other pages, words of refusal.

use crate::api::admin::{paths, signed_in};
use crate::api::refusal_code;
use crate::components::awaited;
use crate::context;
use crate::pages::trouble;
use box_office::{BoxOffice, Denial};
use domain::Refusal;
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// The admin's pages, in the order of the menu.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Overview,
    Holds,
    Orders,
    Stripe,
    OnSale,
    Plans,
}

impl Tab {
    const ALL: [Self; 6] =
        [Self::Overview, Self::Holds, Self::Orders, Self::Stripe, Self::OnSale, Self::Plans];

    fn path(self) -> &'static str {
        match self {
            Self::Overview => paths::OVERVIEW,
            Self::Holds => paths::HOLDS,
            Self::Orders => paths::ORDERS,
            Self::Stripe => paths::STRIPE,
            Self::OnSale => paths::ON_SALE,
            Self::Plans => paths::PLANS,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Holds => "Holds",
            Self::Orders => "Orders",
            Self::Stripe => "Stripe",
            Self::OnSale => "Put on sale",
            Self::Plans => "Venues and plans",
        }
    }
}

/// Draws a page for a signed-in admin; anybody else is led to the sign-in page and sees nothing.
pub(super) fn for_admin<Drawn>(
    tab: Tab,
    draw: impl FnOnce(Arc<BoxOffice>) -> Drawn + Send + 'static,
) -> impl IntoView
where
    Drawn: Future<Output = Result<AnyView, Denial>> + Send + 'static,
{
    let (office, visitor) = (context::office(), context::visitor());
    awaited(async move {
        let drawn = match signed_in(&office, visitor.admin.as_deref()).await {
            Ok(()) => draw(office).await,
            Err(denial) => Err(denial),
        };
        match drawn {
            Ok(page) => framed(tab, page),
            Err(Denial::Refused(Refusal::NotSignedIn)) => {
                see_other(paths::SIGN_IN);
                ().into_any()
            }
            Err(denial) => trouble(denial),
        }
    })
}

fn framed(tab: Tab, page: AnyView) -> AnyView {
    let link = |to: Tab| {
        let here = (to == tab).then_some("page");
        view! {
            <li>
                <a class="admin-nav__link" href=to.path() aria-current=here>
                    {to.name()}
                </a>
            </li>
        }
    };
    view! {
        <Title text=format!("{} · Admin · Holdfast", tab.name()) />
        <Meta name="robots" content="noindex" />
        <div class="admin">
            <header class="admin__header">
                <h1 class="admin__title">{tab.name()}</h1>
                <form method="post" action="/api/sign_out">
                    <button type="submit" class="button button--quiet">
                        "Sign out"
                    </button>
                </form>
                <nav class="admin-nav" aria-label="Admin">
                    <ul class="admin-nav__list">{Tab::ALL.map(link).collect_view()}</ul>
                </nav>
            </header>
            {page}
        </div>
    }
    .into_any()
}

/// The words of the refusal that the address carries, if it carries one.
pub(super) fn notice() -> Option<Refusal> {
    refusal_code::from_code(&query("no")?)
}

/// One value of the address's query, decoded.
pub(super) fn query(name: &str) -> Option<String> {
    use_query_map().with_untracked(|pairs| pairs.get(name)).filter(|value| !value.is_empty())
}

/// Sends the visitor to another of the shop's pages.
pub(super) fn see_other(path: &'static str) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(LOCATION, HeaderValue::from_static(path));
    }
}

/// A refusal in words, for the top of a page.
pub(super) fn no_view(no: Option<Refusal>) -> impl IntoView {
    no.map(|no| {
        view! {
            <p class="notice" role="alert">
                {no.to_string()}
            </p>
        }
    })
}

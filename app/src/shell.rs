//! The document around every page: fonts, style, and scripts only where something lives.

use crate::components::awaited;
use crate::{App, context::LiveHolds};
use http::request::Parts;
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};

const FONTS: [&str; 2] = ["/fonts/bricolage-grotesque.woff2", "/fonts/instrument-sans.woff2"];

/// The document that a page is put into.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    provide_meta_context();
    let holds = LiveHolds::of_this_visitor();
    provide_context(holds.clone());
    let path = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    let scripts = scripts(options.clone(), path, holds);

    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#fbf8f3" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#0b0f1a" media="(prefers-color-scheme: dark)" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {FONTS
                    .map(|font| {
                        view! {
                            <link
                                rel="preload"
                                href=font
                                r#as="font"
                                r#type="font/woff2"
                                crossorigin=""
                            />
                        }
                    })
                    .collect_view()}
                <HashedStylesheet options=options.clone() id="leptos" />
                <AutoReload options />
                {scripts}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The scripts that wake islands, on pages that have some; other pages are documents only.
fn scripts(options: LeptosOptions, path: String, holds: LiveHolds) -> impl IntoView {
    awaited(async move {
        let lives = has_islands(&path) || !holds.get().await.is_empty();
        lives.then(|| view! { <HydrationScripts options islands=true /> })
    })
}

/// Pages with islands of their own. The hold bar comes to any page while a hold is live.
fn has_islands(path: &str) -> bool {
    is_seat_map(path) || path.trim_end_matches('/') == crate::api::admin::paths::HOLDS
}

/// A performance's own page.
pub(crate) fn is_seat_map(path: &str) -> bool {
    let id = path.strip_prefix("/performances/");
    id.is_some_and(|id| !id.trim_end_matches('/').contains('/'))
}

#[cfg(test)]
mod tests {
    use super::has_islands;

    #[test]
    fn only_the_map_and_the_list_of_holds_have_islands_of_their_own() {
        assert!(has_islands("/performances/7"));
        assert!(has_islands("/admin/holds"));
        assert!(!has_islands("/performances/7/sections/2"));
        assert!(!has_islands("/admin/orders"));
        assert!(!has_islands("/"));
        assert!(!has_islands("/administration"));
    }
}

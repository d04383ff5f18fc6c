//! Guards buttons of the dashboard: another site's page cannot press them.
//!
//! Why: there is no login, so a browser's own word about where a form came from is what there is.

use axum::http::{HeaderMap, header};

/// Whether a form was sent from a page of this very origin, or by no browser at all.
///
/// Why: `Sec-Fetch-Site` is not sent to plain addresses other than loopback, `Origin` is.
pub(crate) fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = text(header::HOST.as_str()).unwrap_or_default();
    text(header::ORIGIN.as_str()).is_none_or(|origin| {
        origin.split_once("://").is_some_and(|(_, authority)| authority == host)
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::is_from_here;

    fn asked(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("host", "127.0.0.1:12111".parse().expect("a host"));
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a value"));
        }
        is_from_here(&headers)
    }

    #[test]
    fn only_pages_from_here_press_buttons_here() {
        assert!(asked(&[]));
        assert!(asked(&[("origin", "http://127.0.0.1:12111")]));
        assert!(asked(&[("sec-fetch-site", "same-origin")]));
        assert!(!asked(&[("origin", "https://elsewhere.example")]));
        assert!(!asked(&[("origin", "null")]));
        assert!(!asked(&[("sec-fetch-site", "cross-site")]));
    }
}

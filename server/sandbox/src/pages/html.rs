//! The frame of every page: escaping, the head, and headers that allow no script at all.

use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Makes text harmless between tags and inside quoted attributes.
pub(crate) fn esc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A whole page: its title and the inside of its body, both already escaped.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) title: String,
    pub(crate) body: String,
    /// Where forms may lead besides here; browsers look at redirects too.
    pub(crate) leads_to: Option<String>,
}

impl Page {
    pub(crate) fn new(title: &str, body: String) -> Self {
        Self { status: StatusCode::OK, title: title.to_owned(), body, leads_to: None }
    }

    fn policy(&self) -> String {
        let target = self.leads_to.as_deref().and_then(origin).unwrap_or_default();
        format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {target}; \
             base-uri 'none'; frame-ancestors 'none'"
        )
    }
}

/// `https://shop.example:8443` of an address.
pub(crate) fn origin(address: &str) -> Option<String> {
    let url = reqwest::Url::parse(&address.replace(['{', '}'], "")).ok()?;
    Some(url.origin().ascii_serialization())
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let policy = self.policy();
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{}</title>\n\
             <link rel=\"icon\" href=\"/c/icon.svg\" type=\"image/svg+xml\">\n\
             <link rel=\"stylesheet\" href=\"/c/style.css\">\n</head>\n<body>\n\
             <header class=\"banner\"><p>Sandbox: no real money moves here.</p></header>\n\
             {}\n</body>\n</html>\n",
            self.title, self.body
        );
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::CACHE_CONTROL, "no-store".to_owned()),
            // Not `no-referrer`: browsers would hide from our own buttons where they were pressed.
            (header::REFERRER_POLICY, "same-origin".to_owned()),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        ];
        (self.status, headers, html).into_response()
    }
}

/// A document inside another site's page: one script, and only those may show it who are named.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) title: &'static str,
    /// The inside of its body, already escaped.
    pub(crate) body: String,
    /// Origins that may show it, besides this one.
    pub(crate) ancestors: String,
}

impl IntoResponse for Frame {
    fn into_response(self) -> Response {
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
             connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'self' {}",
            self.ancestors
        );
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{}</title>\n<link rel=\"stylesheet\" href=\"/c/style.css\">\n\
             <link rel=\"stylesheet\" href=\"/browser/frame.css\">\n\
             <script src=\"/browser/frame.js\" defer></script>\n</head>\n\
             <body class=\"framed\">{}</body>\n</html>\n",
            self.title, self.body
        );
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::CACHE_CONTROL, "no-store".to_owned()),
            (header::REFERRER_POLICY, "no-referrer".to_owned()),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin".to_owned()),
        ];
        (headers, html).into_response()
    }
}

/// Sends the browser on with a GET.
pub(crate) fn see_other(address: &str) -> Response {
    let headers =
        [(header::LOCATION, address.to_owned()), (header::CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::SEE_OTHER, headers).into_response()
}

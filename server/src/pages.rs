//! Pages in words for what the shop's own pages do not answer: no such page, wrong method, refused
//! origin, too large, not ready, broken. Plain HTML with the shop's style sheet and no script.

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

/// What a page says, by status. Statuses without words of their own say the last line.
fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => {
            ("We could not find that", "The address may be mistyped, or the page may be gone.")
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            ("That does not work this way", "This address answers another kind of request.")
        }
        StatusCode::FORBIDDEN => (
            "That request came from elsewhere",
            "For your safety the shop only accepts forms from its own pages.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("That is too large", "What was sent is larger than this address accepts.")
        }
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            ("We could not read that", "Something in the request cannot be read. Please check it.")
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => {
            ("That took too long", "Nothing was lost. Please try again.")
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            ("One moment, please", "The box office is just opening or very busy. Please try again.")
        }
        _ => ("Something went wrong on our side", "Nothing was lost. Please try again."),
    }
}

/// A page for this status.
pub fn page(status: StatusCode) -> Response {
    let (title, line) = words(status);
    let mut response = (status, Html(html(title, line))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

/// A page with words of our own; `title` and `line` are never what somebody sent.
pub fn page_with(status: StatusCode, title: &'static str, line: &str) -> Response {
    let mut response = (status, Html(html(title, &escaped(line)))).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn html(title: &str, line: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · Holdfast</title><link rel=\"stylesheet\" href=\"/style.css\"></head>\
         <body><main class=\"notice\"><h1>{title}</h1><p>{line}</p>\
         <p><a href=\"/\">See what is on</a></p></main></body></html>"
    )
}

/// Text safe between tags.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
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

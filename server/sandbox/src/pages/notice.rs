//! Pages that only say something: over, too late, nothing here.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::html::{Page, esc};
use crate::model::Session;

/// One heading, one paragraph, and links (text, address).
fn notice(status: StatusCode, heading: &str, text: &str, links: &[(&str, String)]) -> Page {
    let links: String = links
        .iter()
        .map(|(text, to)| format!("<a class=\"button\" href=\"{}\">{}</a>", esc(to), esc(text)))
        .collect();
    let body = format!(
        "<main class=\"notice\"><div class=\"panel\"><h1>{}</h1><p class=\"soft\">{}</p>\
         <p class=\"actions\">{links}</p></div></main>",
        esc(heading),
        esc(text)
    );
    Page { status, ..Page::new(&esc(heading), body) }
}

fn back(session: &Session) -> Vec<(&'static str, String)> {
    let address = session.urls.cancel.as_deref().map(|url| session.address(url));
    address.map(|to| ("Go back to the seller", to)).into_iter().collect()
}

/// A session that had ended when the page was opened.
pub(crate) fn expired(session: &Session) -> Page {
    let text = "The time to pay on this page is over. Nothing was charged.";
    notice(StatusCode::OK, "This payment page has expired", text, &back(session))
}

/// A session that ended while its page was open: as unhelpful as the real one.
pub(crate) fn misleading(session: &Session) -> Page {
    let text = "Either the payment went through already, or the page waited too long. \
                This page cannot say which.";
    notice(StatusCode::OK, "All done here, or out of time", text, &back(session))
}

/// A session that is complete.
pub(crate) fn complete(session: &Session) -> Page {
    let on = session.urls.success.as_deref().map(|url| session.address(url));
    let links: Vec<(&str, String)> = on.map(|to| ("Continue", to)).into_iter().collect();
    let text = "This payment is complete. There is nothing more to do on this page.";
    notice(StatusCode::OK, "You are all done here", text, &links)
}

/// A session that has no page.
pub(crate) fn no_page() -> Page {
    let text = "This session is shown inside the seller's own page, not here.";
    notice(StatusCode::NOT_FOUND, "This session has no hosted page", text, &[])
}

/// A session that never was.
pub(crate) fn missing() -> Page {
    let text = "The address may be cut off, or the sandbox was restarted without a database.";
    notice(StatusCode::NOT_FOUND, "There is no such payment page", text, &[])
}

/// A form that makes no sense.
pub(crate) fn unreadable() -> Page {
    let text = "What was sent is not what the form on this page sends.";
    notice(StatusCode::BAD_REQUEST, "That could not be read", text, &[])
}

/// A button that another site's page pressed.
pub(crate) fn not_from_here() -> Page {
    let text = "Only a page of this stand-in may do that.";
    notice(StatusCode::FORBIDDEN, "That came from somewhere else", text, &[])
}

/// Something failed on this side.
pub(crate) fn broken() -> Page {
    let text = "Try again in a moment.";
    notice(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong here", text, &[])
}

/// Any other address.
pub(crate) async fn no_such_page() -> Response {
    notice(StatusCode::NOT_FOUND, "There is nothing at this address", "", &[]).into_response()
}

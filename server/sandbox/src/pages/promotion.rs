//! The promotion code on the payment page: one small form to use it, one to take it off.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::html::{esc, see_other};
use super::money::money;
use super::notice;
use super::pay::find;
use super::pay_view::{Problems, Typed, pay_page};
use crate::acts;
use crate::core::Core;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::form;
use crate::model::Session;

/// Uses the code that was typed; without one, takes the present one off.
pub(crate) async fn submit(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let Ok(code) = form::parse(&body).and_then(read) else {
        return notice::unreadable().into_response();
    };
    let wanted = id.clone();
    let changed = core.act(move |books, now_ms| {
        let missing = || ApiError::not_found("checkout.session", &wanted);
        let session = books.sessions.get(&wanted).cloned().ok_or_else(missing)?;
        Ok(match code {
            Some(code) => acts::apply_code(books, now_ms, &session, &code),
            None => acts::remove_code(books, &session),
        })
    });
    let changed = changed.await;
    let Some(session) = find(&core, id).await else { return notice::missing().into_response() };
    match changed {
        Ok(Ok(())) => see_other(&format!("/c/pay/{}", session.id)),
        Ok(Err(problem)) => {
            let problems = Problems { promotion: Some(problem), ..Problems::default() };
            pay_page(&session, &Typed::fresh(&session), &problems).into_response()
        }
        Err(_) => notice::broken().into_response(),
    }
}

fn read(node: form::Node) -> Result<Option<String>, ApiError> {
    let mut fields = Fields::root(node);
    if fields.has("remove") {
        return Ok(None);
    }
    // An empty field is a code that nobody knows.
    let code = fields.text("code").or_else(|problem| match problem.code {
        Some("parameter_invalid_empty") => Ok(Some(String::new())),
        Some(_) | None => Err(problem),
    })?;
    Ok(Some(code.unwrap_or_default()))
}

/// Subtotal, discount and tax, where there are any, and the forms.
pub(crate) fn below_the_lines(session: &Session, problem: Option<&str>) -> String {
    let totals = &session.totals;
    let row = |label: &str, amount: i64| {
        let amount = money(amount, &totals.currency);
        format!("<li><span class=\"what\">{label}</span><span class=\"price\">{amount}</span></li>")
    };
    let mut rows = String::new();
    if totals.discount.is_some() || totals.is_taxed {
        rows.push_str(&row("Subtotal", totals.subtotal()));
    }
    if totals.discount.is_some() {
        rows.push_str(&row("Discount", -totals.discounted()));
    }
    if totals.is_taxed {
        rows.push_str(&row("Tax", totals.tax()));
    }
    let rows = match rows.is_empty() {
        true => rows,
        false => format!("<ul class=\"items\">{rows}</ul>"),
    };
    let forms = if session.takes_codes() { forms(session, problem) } else { String::new() };
    rows + &forms
}

fn forms(session: &Session, problem: Option<&str>) -> String {
    let action = format!("/c/pay/{}/promotion", esc(&session.id));
    if session.totals.discount.is_some() {
        return format!(
            "<form class=\"promotion\" method=\"post\" action=\"{action}\">\
             <button class=\"button quiet\" name=\"remove\" value=\"1\">Remove promotion code\
             </button></form>"
        );
    }
    let (marks, message) = match problem {
        None => ("", String::new()),
        Some(text) => (
            " aria-invalid=\"true\" aria-describedby=\"promotion-problem\"",
            format!(
                "<p class=\"problem\" id=\"promotion-problem\" role=\"alert\">{}</p>",
                esc(text)
            ),
        ),
    };
    format!(
        "<form class=\"promotion field\" method=\"post\" action=\"{action}\">\
         <label for=\"promotion\">Promotion code</label>\
         <div class=\"pair\"><input id=\"promotion\" name=\"code\" type=\"text\" \
         autocomplete=\"off\"{marks}><button class=\"button quiet\">Apply</button></div>{message}\
         </form>"
    )
}

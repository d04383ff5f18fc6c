//! The hosted payment page: shows an open session, takes the form, sends the buyer on.
//!
//! Why: a page that is open does not notice the end of its session; only paying tells.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::html::see_other;
use super::notice;
use super::pay_view::{Problems, Typed, pay_page};
use crate::acts::{self, PayOutcome, Payer};
use crate::core::Core;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::form;
use crate::model::{CardFailure, Means, Session, SessionState, UiMode};
use crate::webhooks::wait_for_answer;

/// What submitting the form led to.
enum Submitted {
    Mistyped(Typed, Problems),
    Tried(Typed, PayOutcome),
}

pub(crate) async fn show(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let Some(session) = find(&core, id).await else { return notice::missing().into_response() };
    if session.ui_mode != UiMode::HostedPage {
        return notice::no_page().into_response();
    }
    match session.state {
        SessionState::Open => {
            let typed = Typed::fresh(&session);
            pay_page(&session, &typed, &Problems::default()).into_response()
        }
        SessionState::Complete { .. } => notice::complete(&session).into_response(),
        SessionState::Expired { .. } => notice::expired(&session).into_response(),
    }
}

pub(crate) async fn submit(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let typed = match form::parse(&body).and_then(|node| Typed::read(Fields::root(node))) {
        Ok(typed) => typed,
        Err(_) => return notice::unreadable().into_response(),
    };
    let wanted = id.clone();
    let submitted = core.act(move |books, now_ms| {
        let missing = || ApiError::not_found("checkout.session", &wanted);
        let session = books.sessions.get(&wanted).cloned().ok_or_else(missing)?;
        if session.state != SessionState::Open {
            return Ok(Submitted::Tried(typed, PayOutcome::NotOpen(session.state)));
        }
        let means = match typed.check(&session, now_ms) {
            Ok(means) => means,
            Err(problems) => return Ok(Submitted::Mistyped(typed, problems)),
        };
        let outcome = acts::pay(books, now_ms, &session, typed.payer(), means);
        Ok(Submitted::Tried(typed, outcome))
    });
    let submitted = submitted.await;
    let Some(session) = find(&core, id).await else { return notice::missing().into_response() };
    match submitted {
        Ok(Submitted::Mistyped(typed, problems)) => {
            pay_page(&session, &typed, &problems).into_response()
        }
        Ok(Submitted::Tried(typed, outcome)) => answer(&core, &session, &typed, outcome).await,
        Err(_) => notice::broken().into_response(),
    }
}

/// Where a try to pay leads; the 3-D Secure step ends here too.
pub(crate) async fn answer(
    core: &Arc<Core>,
    session: &Session,
    typed: &Typed,
    outcome: PayOutcome,
) -> Response {
    let is_hosted = session.ui_mode == UiMode::HostedPage;
    match outcome {
        PayOutcome::Completed { event } => {
            wait_for_answer(core, &event).await;
            on(session)
        }
        // a seller's own page tells what happened: it was left for the bank's only
        PayOutcome::Declined(_) | PayOutcome::NotOpen(_) if !is_hosted => on(session),
        PayOutcome::Declined(why) => {
            pay_page(session, typed, &Problems::of_card(why)).into_response()
        }
        PayOutcome::NeedsAuthentication => {
            see_other(&format!("/c/pay/{}/authenticate", session.id))
        }
        PayOutcome::NotOpen(SessionState::Complete { .. }) => on(session),
        PayOutcome::NotOpen(SessionState::Expired { .. } | SessionState::Open) => {
            notice::misleading(session).into_response()
        }
    }
}

/// Where a buyer goes who is done here. Why not `after_payment`: who came from a seller's page to
/// the bank's own has left it, whether that page wanted to be stayed on or not.
pub(crate) fn on(session: &Session) -> Response {
    match session.urls.success.as_ref().or(session.urls.back.as_ref()) {
        Some(url) => see_other(&session.address(url)),
        None => notice::complete(session).into_response(),
    }
}

pub(crate) async fn find(core: &Arc<Core>, id: String) -> Option<Arc<Session>> {
    core.act(move |books, _| Ok(books.sessions.get(&id).cloned())).await.ok().flatten()
}

impl Typed {
    /// What the form opens with.
    pub(crate) fn fresh(session: &Session) -> Self {
        let known = |value: &Option<String>| value.clone().unwrap_or_default();
        let email = session.payer_email.as_ref().or(session.customer_email.as_ref());
        Self {
            email: email.cloned().unwrap_or_default(),
            name: known(&session.payer_name),
            ..Self::default()
        }
    }

    /// What the form sent; what it did not send is empty.
    pub(crate) fn read(mut fields: Fields) -> Result<Self, ApiError> {
        let mut text = |key: &str| {
            let text = fields.text(key).or_else(|problem| match problem.code {
                Some("parameter_invalid_empty") => Ok(None),
                Some(_) | None => Err(problem),
            });
            text.map(|text| text.unwrap_or_default().trim().to_owned())
        };
        Ok(Self {
            email: text("email")?,
            method: text("method")?,
            number: text("number")?,
            expiry: text("expiry")?,
            code: text("code")?,
            name: text("name")?,
        })
    }

    /// Who pays.
    pub(crate) fn payer(&self) -> Payer {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Payer { email: given(&self.email), name: given(&self.name) }
    }

    /// What is paid with, or what is wrong with each field. Nothing is paid when nothing is due.
    pub(crate) fn check(&self, session: &Session, now_ms: i64) -> Result<Option<Means>, Problems> {
        let mut problems = Problems::default();
        if !self.email.contains('@') || self.email.len() < 3 {
            problems.email = Some("Enter your e-mail address, like name@example.com.");
        }
        let means = match self.method.as_str() {
            _ if session.totals.amount == 0 => None,
            "debit_succeeds" | "debit_fails" if !session.is_allowed("us_bank_account") => {
                problems.number = Some("Bank debit is not accepted here.");
                None
            }
            "debit_succeeds" => Some(Means::DebitThatSucceeds),
            "debit_fails" => Some(Means::DebitThatFails),
            _ => self.check_card(session, now_ms, &mut problems),
        };
        if problems.is_empty() { Ok(means) } else { Err(problems) }
    }

    fn check_card(&self, session: &Session, now_ms: i64, problems: &mut Problems) -> Option<Means> {
        if self.name.is_empty() && session.ui_mode != UiMode::Elements {
            problems.name = Some("Enter the name on the card.");
        }
        if !(3..=4).contains(&self.code.len()) || !self.code.bytes().all(|b| b.is_ascii_digit()) {
            problems.code = Some("The security code has 3 or 4 digits.");
        }
        problems.expiry = match month_of(&self.expiry) {
            None => Some("Enter month and year, like 12 / 34."),
            Some(month) if month < month_at(now_ms) => Some("Your card's expiry is in the past."),
            Some(_) => None,
        };
        match Means::card(&self.number) {
            Ok(means) => Some(means),
            Err(problem) => {
                problems.number = Some(problem);
                None
            }
        }
    }
}

impl Problems {
    fn of_card(why: CardFailure) -> Self {
        Self { whole: Some(why.message()), ..Self::default() }
    }
}

/// Months since the year 0, of `12/34`, `12 / 2034` or `1234`.
fn month_of(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '/' | '-')).collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(digits.len(), 4 | 6) {
        return None;
    }
    let (month, year) = digits.split_at(2);
    let (month, year): (i64, i64) = (month.parse().ok()?, year.parse().ok()?);
    let year = if year < 100 { 2_000 + year } else { year };
    (1..=12).contains(&month).then_some(year * 12 + month - 1)
}

/// Months since the year 0 at a time, exact enough for a card: a mean month has 30.436875 days.
fn month_at(now_ms: i64) -> i64 {
    1_970 * 12 + now_ms / 2_629_746_000
}

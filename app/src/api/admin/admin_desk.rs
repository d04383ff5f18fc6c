//! The desk of an admin's function: nobody gets past it who is not signed in.

use super::paths;
use crate::api::ShopError;
use crate::api::desk::Desk;
use crate::context;
use box_office::{BoxOffice, Denial};
use domain::Refusal;
use std::sync::Arc;

/// One admin function's call, authorised. Its forms go back to `page`, whatever the answer.
pub(crate) struct AdminDesk {
    pub(crate) office: Arc<BoxOffice>,
    desk: Desk,
    page: String,
}

impl AdminDesk {
    /// Opens the desk for a signed-in admin. Call it before anything else.
    ///
    /// Refuses: `NotSignedIn`; a plain form is led to the sign-in page.
    pub(crate) async fn open(page: impl Into<String>) -> Result<Self, ShopError> {
        let desk = Desk::open();
        match signed_in(&desk.office, desk.visitor.admin.as_deref()).await {
            Ok(()) => Ok(Self { office: desk.office.clone(), desk, page: page.into() }),
            Err(denial) => {
                let refusal = context::refusal(denial);
                let page = if refusal == Refusal::NotSignedIn { paths::SIGN_IN } else { "/admin" };
                Err(desk.refuse_on(page, refusal))
            }
        }
    }

    /// Hands the answer back. A plain form goes on to `next`, or back to the desk's own page.
    pub(crate) fn answer<T>(
        &self,
        result: Result<T, Denial>,
        next: impl FnOnce(&T) -> String,
    ) -> Result<T, ShopError> {
        match result {
            Ok(answer) => self.desk.answer(Ok(answer), next),
            Err(denial) => Err(self.refuse(context::refusal(denial))),
        }
    }

    /// Says no; a plain form reads it on the desk's own page.
    pub(crate) fn refuse(&self, refusal: Refusal) -> ShopError {
        self.desk.refuse_on(&self.page, refusal)
    }
}

/// Whether this token is a signed-in admin's.
pub(crate) async fn signed_in(office: &BoxOffice, token: Option<&str>) -> Result<(), Denial> {
    match token {
        Some(token) => office.admin(token).await,
        None => Err(Refusal::NotSignedIn.into()),
    }
}

//! POST /admin/plans/import: an admin's upload of a seating plan, kept as a venue.

use crate::pages;
use crate::shop::Shop;
use crate::visitor;
use axum::extract::FromRequest;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use box_office::{Denial, NewVenue};
use bytes::Bytes;
use domain::limits::PLAN_BYTES_MAX;
use http::StatusCode;

/// The form with its plan. Units: bytes.
pub(crate) const BODY_BYTES_MAX: usize = PLAN_BYTES_MAX + 64 * 1024;
const TITLE: &str = "The plan was not imported";

/// What was filled in.
#[derive(Debug, Default)]
struct Form {
    plan: Bytes,
    name: String,
    city: String,
    time_zone: String,
}

/// Reads the plan and keeps it; leads back to the list of plans.
///
/// Refuses: whoever is not an admin, and a plan with a fault, with its place and reason.
pub(crate) async fn import(State(shop): State<Shop>, request: Request) -> Response {
    let token = visitor::of(request.extensions()).admin.unwrap_or_default();
    if shop.office.admin(&token).await.is_err() {
        return Redirect::to("/admin/sign-in").into_response();
    }
    let multipart = match Multipart::from_request(request, &()).await {
        Ok(multipart) => multipart,
        Err(rejection) => return pages::page(rejection.status()),
    };
    let form = match read(multipart).await {
        Ok(form) => form,
        Err(problem) => return pages::page(problem.status()),
    };
    match keep(&shop, form).await {
        Ok(()) => Redirect::to("/admin/plans").into_response(),
        Err(words) => pages::page_with(StatusCode::UNPROCESSABLE_ENTITY, TITLE, &words),
    }
}

async fn read(mut multipart: Multipart) -> Result<Form, MultipartError> {
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await? {
        match field.name().unwrap_or_default() {
            "plan" => form.plan = field.bytes().await?,
            "name" => form.name = field.text().await?,
            "city" => form.city = field.text().await?,
            "time_zone" => form.time_zone = field.text().await?,
            _ => {}
        }
    }
    Ok(form)
}

async fn keep(shop: &Shop, form: Form) -> Result<(), String> {
    let bytes = form.plan;
    let read = tokio::task::spawn_blocking(move || venues::import(&bytes)).await;
    let plan = match read {
        Ok(Ok(imported)) => imported.plan,
        Ok(Err(fault)) => return Err(fault.to_string()),
        Err(problem) => {
            tracing::error!(%problem, "reading a plan failed");
            return Err("Something went wrong on our side. Please try again.".to_owned());
        }
    };
    let or = |typed: String, otherwise: &str| match typed.trim() {
        "" => otherwise.to_owned(),
        typed => typed.to_owned(),
    };
    let venue = NewVenue {
        name: or(form.name, &plan.name),
        city: or(form.city, ""),
        time_zone: or(form.time_zone, "UTC"),
        plan,
    };
    match shop.office.add_venue(venue).await {
        Ok(_) => Ok(()),
        Err(Denial::Refused(refusal)) => Err(refusal.to_string()),
        Err(Denial::Failed(fault)) => {
            tracing::error!(%fault, "a venue was not kept");
            Err("Something went wrong on our side. Please try again.".to_owned())
        }
    }
}

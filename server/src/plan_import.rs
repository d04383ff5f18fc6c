//! POST /admin/plans/import: an admin's upload of a seating plan, kept as a venue.

use crate::pages;
use crate::router;
use crate::shop::Shop;
use crate::visitor;
use app::pages::admin::PlanRefused;
use app::shell;
use axum::body::Body;
use axum::extract::FromRequest;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use box_office::{Denial, NewVenue};
use bytes::Bytes;
use domain::limits::PLAN_BYTES_MAX;
use domain::{Plan, Refusal, VenueCard};
use http::{StatusCode, Uri};
use leptos::prelude::provide_context;
use venues::PlanFault;

/// The form with its plan. Units: bytes.
pub(crate) const BODY_BYTES_MAX: usize = PLAN_BYTES_MAX + 64 * 1024;
const PLANS: &str = "/admin/plans";

/// What was filled in.
#[derive(Debug, Default)]
struct Form {
    file: Bytes,
    name: String,
    city: String,
    time_zone: String,
}

/// Reads the plan and keeps it; leads back to the list of plans.
///
/// Refuses: whoever is not an admin, and a plan with a fault: the form comes back with the place,
/// the reason and what was typed.
pub(crate) async fn import(State(shop): State<Shop>, request: Request) -> Response {
    let token = visitor::of(request.extensions()).admin.unwrap_or_default();
    if shop.office.admin(&token).await.is_err() {
        return Redirect::to("/admin/sign-in").into_response();
    }
    let page = plans_request(&request);
    let multipart = match Multipart::from_request(request, &()).await {
        Ok(multipart) => multipart,
        Err(rejection) => return pages::page(rejection.status()),
    };
    let form = match read(multipart).await {
        Ok(form) => form,
        Err(problem) => return pages::page(problem.status()),
    };
    match keep(&shop, &form).await {
        Ok(venue) => Redirect::to(&format!("{PLANS}?imported={}", venue.id)).into_response(),
        Err(PlanFault { place, reason }) => {
            let Form { name, city, time_zone, .. } = form;
            let refused = PlanRefused { place, reason, name, city, time_zone };
            refused_page(shop, page, refused).await
        }
    }
}

/// A request for the list of plans by the same visitor.
fn plans_request(upload: &Request) -> Request {
    let mut page = Request::new(Body::empty());
    *page.uri_mut() = Uri::from_static(PLANS);
    *page.headers_mut() = upload.headers().clone();
    *page.extensions_mut() = upload.extensions().clone();
    page
}

/// The list of plans with what was wrong above its form.
async fn refused_page(shop: Shop, request: Request, refused: PlanRefused) -> Response {
    let options = shop.site.options.clone();
    let page = leptos_axum::render_app_async_with_context(
        move || {
            router::context(&shop);
            provide_context(refused.clone());
        },
        move || shell(options.clone()),
    );
    let mut response = page(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

async fn read(mut multipart: Multipart) -> Result<Form, MultipartError> {
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await? {
        match field.name().unwrap_or_default() {
            "file" => form.file = field.bytes().await?,
            "name" => form.name = field.text().await?,
            "city" => form.city = field.text().await?,
            "time_zone" => form.time_zone = field.text().await?,
            _ => {}
        }
    }
    Ok(form)
}

async fn keep(shop: &Shop, form: &Form) -> Result<VenueCard, PlanFault> {
    let plan = parsed(form.file.clone()).await?;
    let or = |typed: &str, otherwise: &str| match typed.trim() {
        "" => otherwise.to_owned(),
        typed => typed.to_owned(),
    };
    let venue = NewVenue {
        name: or(&form.name, &plan.name),
        city: or(&form.city, ""),
        time_zone: or(&form.time_zone, "UTC"),
        plan,
    };
    match shop.office.add_venue(venue).await {
        Ok(venue) => Ok(venue),
        Err(Denial::Refused(refusal)) => Err(without_place(&refusal)),
        Err(Denial::Failed(fault)) => {
            tracing::error!(%fault, "a venue was not kept");
            Err(without_place(&Refusal::Broken))
        }
    }
}

async fn parsed(file: Bytes) -> Result<Plan, PlanFault> {
    match tokio::task::spawn_blocking(move || venues::import(&file)).await {
        Ok(imported) => imported.map(|imported| imported.plan),
        Err(problem) => {
            tracing::error!(%problem, "reading a plan failed");
            Err(without_place(&Refusal::Broken))
        }
    }
}

fn without_place(refusal: &Refusal) -> PlanFault {
    PlanFault { place: String::new(), reason: refusal.to_string() }
}

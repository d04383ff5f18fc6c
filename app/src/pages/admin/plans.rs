//! Venues with their seating plans, and the form that imports one.

use super::{PlanRefused, Tab, for_admin, no_view, notice, query};
use crate::api::admin::paths;
use box_office::VenueChoice;
use leptos::prelude::*;

/// The venues, and the import form. A [`PlanRefused`] in the context is told above the form.
#[component]
pub fn PlansPage() -> impl IntoView {
    let refused = use_context::<PlanRefused>();
    let no = notice();
    let imported = query("imported");
    for_admin(Tab::Plans, move |office| async move {
        let venues = office.venues().await?;
        let imported = imported
            .and_then(|id| venues.iter().find(|choice| choice.venue.id.to_string() == id))
            .map(imported_view);

        Ok(view! {
            {no_view(no)}
            {imported}
            {venues_view(&venues)}
            {refused.as_ref().map(refused_view)}
            {import_view(refused.unwrap_or_default())}
        }
        .into_any())
    })
}

fn imported_view(choice: &VenueChoice) -> impl IntoView + use<> {
    let venue = &choice.venue;
    let words = format!("{} is imported, with {} seats. ", venue.name, grouped(venue.seat_count));
    let on_sale = format!("{}?venue={}", paths::ON_SALE, venue.id);
    view! {
        <p class="admin__told" role="status">
            {words}
            <a href=on_sale>"Put something on sale there"</a>
        </p>
    }
}

const COLUMNS: [&str; 4] = ["Venue", "Time zone", "Price categories", "Seats"];

fn venues_view(venues: &[VenueChoice]) -> AnyView {
    if venues.is_empty() {
        let words = "There is no venue yet. Import its seating plan below.";
        return view! { <p class="admin__empty">{words}</p> }.into_any();
    }
    let head = COLUMNS.map(|name| view! { <th role="columnheader" scope="col">{name}</th> });
    view! {
        <table class="admin-table" role="table">
            <caption class="visually-hidden">"Venues and their seating plans"</caption>
            <thead role="rowgroup">
                <tr role="row">{head.collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">{venues.iter().map(venue_view).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn venue_view(choice: &VenueChoice) -> impl IntoView + use<> {
    let venue = &choice.venue;
    let names: Vec<&str> = choice.categories.iter().map(|category| &*category.name).collect();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" data-label=COLUMNS[0]>
                <span class="admin-table__title">{venue.name.clone()}</span>
                <span class="admin-table__small">{venue.city.clone()}</span>
            </th>
            <td role="cell" data-label=COLUMNS[1]>
                {venue.time_zone.clone()}
            </td>
            <td role="cell" data-label=COLUMNS[2]>
                {names.join(", ")}
            </td>
            <td role="cell" data-label=COLUMNS[3] class="admin-table__number">
                {grouped(venue.seat_count)}
            </td>
        </tr>
    }
}

fn refused_view(refused: &PlanRefused) -> impl IntoView + use<> {
    let place = Some(refused.place.clone()).filter(|place| !place.is_empty());
    view! {
        <div class="notice" role="alert" id="plan-refused">
            <p>"This plan was not imported. Nothing was changed."</p>
            {place.map(|place| view! { <p>"Where: " <code>{place}</code></p> })}
            <p>{refused.reason.clone()}</p>
        </div>
    }
}

/// The import form: sent as multipart to the server's own door.
fn import_view(typed: PlanRefused) -> impl IntoView {
    let text = |label: &'static str, name: &'static str, value: String, is_required: bool| {
        view! {
            <div class="field">
                <label for=name>{label}</label>
                <input
                    id=name
                    type="text"
                    name=name
                    value=value
                    maxlength="120"
                    required=is_required
                />
            </div>
        }
    };
    view! {
        <section aria-labelledby="import-plan">
            <h2 id="import-plan" class="admin__heading">
                "Import a seating plan"
            </h2>
            <form
                class="admin-form"
                method="post"
                action="/admin/plans/import"
                enctype="multipart/form-data"
            >
                {text("Venue name", "name", typed.name, true)}
                {text("City", "city", typed.city, false)}
                {text("Time zone, like Europe/Lisbon", "time_zone", typed.time_zone, true)}
                <div class="field">
                    <label for="file">"Plan file (JSON, at most 32 MB)"</label>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        accept=".json,application/json"
                        required
                    />
                </div>
                <button type="submit" class="button">
                    "Import plan"
                </button>
            </form>
        </section>
    }
}

/// `20160` as `20,160`.
fn grouped(count: u32) -> String {
    match (count / 1_000_000, count / 1000 % 1000, count % 1000) {
        (0, 0, ones) => ones.to_string(),
        (0, thousands, ones) => format!("{thousands},{ones:03}"),
        (millions, thousands, ones) => format!("{millions},{thousands:03},{ones:03}"),
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(20_160), "20,160");
        assert_eq!(grouped(1_000_000), "1,000,000");
    }
}

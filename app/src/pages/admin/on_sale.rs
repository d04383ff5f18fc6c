//! A plain form that puts a performance on sale. What was typed survives every round trip in the
//! address; what is wrong comes back as a code and stands in words beside its field.

use super::on_sale_fields::{Choice, Hint, Text, price_view};
use super::{Tab, for_admin, no_view, notice, query};
use crate::api::admin::{OnSaleForm, paths};
use crate::words;
use box_office::VenueChoice;
use domain::refusal::Field;
use domain::{Capture, CheckoutUi, Currency, PerformanceId, Refusal};
use http::request::Parts;
use leptos::prelude::*;

/// The form.
#[component]
pub fn OnSalePage() -> impl IntoView {
    let typed =
        use_context::<Parts>().and_then(|parts| parts.uri.query().map(OnSaleForm::from_query));
    let typed = with_defaults(typed.unwrap_or_default());
    let no = notice();
    let done = query("put_on_sale").and_then(|id| id.parse().ok()).map(PerformanceId);
    for_admin(Tab::OnSale, move |office| async move {
        let venues = office.venues().await?;
        let Some(chosen) = chosen_venue(&venues, &typed) else { return Ok(no_venue_view()) };

        Ok(view! {
            {done.map(done_view)}
            {form_view(&venues, chosen, typed, no)}
        }
        .into_any())
    })
}

/// What most performances want, where nothing was typed yet.
fn with_defaults(mut typed: OnSaleForm) -> OnSaleForm {
    if typed == (OnSaleForm { venue: typed.venue.clone(), ..OnSaleForm::default() }) {
        typed.hold_minutes = "10".to_owned();
        typed.seats_per_hold_max = domain::limits::SEATS_PER_HOLD_MAX.to_string();
        typed.currency = Currency::Eur.code().to_owned();
    }
    typed
}

/// The venue that was chosen; the first before anybody chose.
fn chosen_venue<'a>(venues: &'a [VenueChoice], typed: &OnSaleForm) -> Option<&'a VenueChoice> {
    let chosen = venues.iter().find(|choice| choice.venue.id.to_string() == typed.venue);
    chosen.or(venues.first())
}

fn done_view(performance: PerformanceId) -> impl IntoView {
    view! {
        <p class="admin__told" role="status">
            "It is on sale. "
            <a href=words::paths::performance(performance)>"See its seat map"</a>
        </p>
    }
}

fn no_venue_view() -> AnyView {
    view! {
        <p class="admin__empty">
            "There is no venue yet. " <a href=paths::PLANS>"Import a seating plan first"</a> "."
        </p>
    }
    .into_any()
}

fn form_view(
    venues: &[VenueChoice],
    chosen: &VenueChoice,
    typed: OnSaleForm,
    no: Option<Refusal>,
) -> impl IntoView + use<> {
    let wrong = match no {
        Some(Refusal::Invalid(field)) => Some(field),
        _ => None,
    };
    let general = no.filter(|_| wrong.is_none_or(|field| field == Field::Form));
    view! {
        {no_view(general)}
        {wrong.filter(|field| *field != Field::Form).map(|_| {
            view! { <p class="notice" role="alert">"Nothing was put on sale: see below."</p> }
        })}
        <form class="admin-form" method="post" action="/api/put_on_sale">
            // The first button answers the Enter key: this one, not the venue's.
            <button type="submit" hidden tabindex="-1"></button>
            {venue_view(venues, chosen, wrong)}
            {what_view(&typed, wrong)}
            {when_view(&typed, chosen, wrong)}
            {prices_view(&typed, chosen, wrong)}
            {limits_view(&typed, wrong)}
            {payment_view(&typed)}
            <button type="submit" class="button">
                "Put on sale"
            </button>
        </form>
    }
}

fn venue_view(
    venues: &[VenueChoice],
    chosen: &VenueChoice,
    wrong: Option<Field>,
) -> impl IntoView + use<> {
    let option = |choice: &VenueChoice| {
        let venue = &choice.venue;
        let words = format!("{}, {} ({} seats)", venue.name, venue.city, venue.seat_count);
        let is_chosen = venue.id == chosen.venue.id;
        view! {
            <option value=venue.id.to_string() selected=is_chosen>
                {words}
            </option>
        }
    };
    view! {
        <fieldset class="admin-form__group">
            <legend>"Where"</legend>
            <div class="admin-form__row">
                <div class="field">
                    <label for="venue">"Venue"</label>
                    <select id="venue" name="venue">
                        {venues.iter().map(option).collect_view()}
                    </select>
                </div>
                <button
                    type="submit"
                    class="button button--quiet"
                    formmethod="get"
                    formaction=paths::ON_SALE
                    formnovalidate
                >
                    "Show its price categories"
                </button>
            </div>
            <Hint field=Field::Plan wrong />
        </fieldset>
    }
}

fn what_view(typed: &OnSaleForm, wrong: Option<Field>) -> impl IntoView + use<> {
    view! {
        <fieldset class="admin-form__group">
            <legend>"What"</legend>
            <Text
                label="Event name"
                name="title"
                value=typed.title.clone()
                field=Field::Title
                wrong
            />
            <Hint field=Field::Title wrong />
            <Text
                label="Tagline (may be empty)"
                name="tagline"
                value=typed.tagline.clone()
                is_optional=true
                wrong
            />
        </fieldset>
    }
}

fn when_view(
    typed: &OnSaleForm,
    chosen: &VenueChoice,
    wrong: Option<Field>,
) -> impl IntoView + use<> {
    let zone = format!("By the venue’s own clock: {}.", chosen.venue.time_zone);
    view! {
        <fieldset class="admin-form__group">
            <legend>"When"</legend>
            <p class="admin__note">{zone}</p>
            <div class="admin-form__row">
                <Text
                    label="Date"
                    name="date"
                    kind="date"
                    value=typed.date.clone()
                    field=Field::StartsAt
                    wrong
                />
                <Text
                    label="Time"
                    name="time"
                    kind="time"
                    value=typed.time.clone()
                    field=Field::StartsAt
                    wrong
                />
            </div>
            <Hint field=Field::StartsAt wrong />
        </fieldset>
    }
}

fn prices_view(
    typed: &OnSaleForm,
    chosen: &VenueChoice,
    wrong: Option<Field>,
) -> impl IntoView + use<> {
    let currency = |currency: Currency| {
        let is_chosen = currency.code().eq_ignore_ascii_case(&typed.currency);
        view! {
            <option value=currency.code() selected=is_chosen>
                {currency.code().to_uppercase()}
            </option>
        }
    };
    let names = chosen.categories.iter().map(|category| category.name.clone());
    let typed_prices = typed.prices.iter().cloned().chain(std::iter::repeat(String::new()));
    let prices = names.zip(typed_prices).enumerate();
    let prices = prices.map(|(at, (name, value))| price_view(at, name, value, wrong));
    view! {
        <fieldset class="admin-form__group">
            <legend>"Prices"</legend>
            <div class="field">
                <label for="currency">"Currency"</label>
                <select id="currency" name="currency">
                    {Currency::ALL.map(currency).collect_view()}
                </select>
            </div>
            <div class="admin-form__prices">{prices.collect_view()}</div>
            <Hint field=Field::Price wrong />
        </fieldset>
    }
}

fn limits_view(typed: &OnSaleForm, wrong: Option<Field>) -> impl IntoView + use<> {
    view! {
        <fieldset class="admin-form__group">
            <legend>"Holds"</legend>
            <div class="admin-form__row">
                <Text
                    label="Hold length in minutes"
                    name="hold_minutes"
                    kind="number"
                    value=typed.hold_minutes.clone()
                    field=Field::HoldLength
                    wrong
                />
                <Text
                    label="Seats per buyer"
                    name="seats_per_hold_max"
                    kind="number"
                    value=typed.seats_per_hold_max.clone()
                    field=Field::SeatsPerHold
                    wrong
                />
            </div>
            <Hint field=Field::HoldLength wrong />
            <Hint field=Field::SeatsPerHold wrong />
        </fieldset>
    }
}

fn payment_view(typed: &OnSaleForm) -> impl IntoView + use<> {
    let shapes = [
        ("", "As the shop is set up"),
        (CheckoutUi::HostedPage.name(), "Stripe’s own page"),
        (CheckoutUi::EmbeddedPage.name(), "Stripe’s form on our page"),
        (CheckoutUi::Elements.name(), "Stripe’s components on our page"),
    ];
    let captures = [
        (Capture::Automatic.name(), "At once"),
        (Capture::Manual.name(), "Once the seats are sure"),
    ];
    view! {
        <fieldset class="admin-form__group">
            <legend>"Payment"</legend>
            <p class="admin__note">"This holds for every performance of the event."</p>
            <div class="admin-form__row">
                <Choice
                    label="Where buyers pay"
                    name="checkout_ui"
                    options=shapes.to_vec()
                    chosen=typed.checkout_ui.clone()
                />
                <Choice
                    label="When the money is taken"
                    name="capture"
                    options=captures.to_vec()
                    chosen=typed.capture.clone()
                />
            </div>
            <label class="admin-form__check">
                <input
                    type="checkbox"
                    name="delayed_methods"
                    value="on"
                    checked=!typed.delayed_methods.is_empty()
                />
                "Allow methods whose money comes days later: their seats stay held until then"
            </label>
        </fieldset>
    }
}

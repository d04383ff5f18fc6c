//! The fields of a plain form: a label, what was typed, and what is wrong with it.

use domain::refusal::Field;
use leptos::prelude::*;

/// What is wrong with a field, in words, if it is the one that is wrong.
#[component]
pub(super) fn Hint(field: Field, wrong: Option<Field>) -> impl IntoView {
    (wrong == Some(field)).then(|| {
        view! {
            <p class="field__wrong" id=hint_id(field)>
                {field.words()}
            </p>
        }
    })
}

/// A text field. Shape: `kind` is an input type; a field that nothing can be wrong with has none.
#[component]
pub(super) fn Text(
    label: &'static str,
    name: &'static str,
    value: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] is_optional: bool,
    #[prop(optional)] field: Option<Field>,
    wrong: Option<Field>,
) -> impl IntoView {
    let bad = field.filter(|field| wrong == Some(*field));
    let is_number = kind == "number";
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                type=kind
                name=name
                value=value
                required=!is_optional
                min=is_number.then_some("1")
                maxlength=(kind == "text").then_some("120")
                aria-invalid=bad.map(|_| "true")
                aria-describedby=bad.map(hint_id)
            />
        </div>
    }
}

/// One of a few. Shape: `options` are values with their words; the first where none is `chosen`.
#[component]
pub(super) fn Choice(
    label: &'static str,
    name: &'static str,
    options: Vec<(&'static str, &'static str)>,
    chosen: String,
) -> impl IntoView {
    let option = |(value, words)| {
        let is_chosen = value == chosen;
        view! {
            <option value=value selected=is_chosen>
                {words}
            </option>
        }
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>
                {options.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// The price of one category. The group says what is wrong with a price.
pub(super) fn price_view(
    at: usize,
    category: String,
    value: String,
    wrong: Option<Field>,
) -> impl IntoView + use<> {
    let id = format!("price-{at}");
    let bad = (wrong == Some(Field::Price)).then_some(Field::Price);
    view! {
        <div class="field">
            <label for=id.clone()>{category}</label>
            <input
                id=id
                type="text"
                inputmode="decimal"
                name="prices[]"
                value=value
                placeholder="45.00"
                required
                maxlength="20"
                aria-invalid=bad.map(|_| "true")
                aria-describedby=bad.map(hint_id)
            />
        </div>
    }
}

fn hint_id(field: Field) -> String {
    let name = match field {
        Field::StartsAt => "starts-at",
        Field::Price => "price",
        Field::HoldLength => "hold-length",
        Field::SeatsPerHold => "seats-per-hold",
        Field::Title => "title",
        Field::Plan => "plan",
        Field::Email | Field::Name | Field::Reason | Field::Form => "form",
    };
    format!("wrong-{name}")
}

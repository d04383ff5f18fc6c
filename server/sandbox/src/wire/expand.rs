//! `expand[]`: puts whole objects where an answer has only their ids.
//!
//! Source: Stripe's rules: dotted paths, at most four steps, `data.` for lists.

use serde_json::{Value, json};

use super::{charge, coupon, dispute, intent, line_items, promotion_code, refund, session};
use crate::books::Books;
use crate::error::ApiError;

const STEPS_MAX: usize = 4;

/// Expands every path in an answer.
///
/// Refuses: paths that are too deep or name nothing that can be expanded.
pub(crate) fn expand(
    value: &mut Value,
    paths: &[String],
    books: &Books,
    now_ms: i64,
) -> Result<(), ApiError> {
    let shelves = Shelves { books, now_ms };
    for (index, path) in paths.iter().enumerate() {
        let steps: Vec<&str> = path.split('.').collect();
        let param = format!("expand[{index}]");
        if steps.len() > STEPS_MAX {
            return Err(ApiError::param(param, "You can expand 4 levels of a property."));
        }
        if !walk(value, &steps, shelves) {
            let message = format!("This property cannot be expanded ({path}).");
            return Err(ApiError::param(param, message));
        }
    }
    Ok(())
}

/// Where whole objects are found.
#[derive(Clone, Copy)]
struct Shelves<'a> {
    books: &'a Books,
    now_ms: i64,
}

/// Whether the path exists; an absent object (`null`) is no fault.
fn walk(value: &mut Value, steps: &[&str], shelves: Shelves<'_>) -> bool {
    let Some((step, rest)) = steps.split_first() else { return true };
    if let Value::Array(elements) = value {
        return elements.iter_mut().all(|element| walk(element, steps, shelves));
    }
    let Some(added) = missing_list(value, step, shelves.books) else { return false };
    if let Some(list) = added {
        value[*step] = list;
    }
    let Some(child) = value.get_mut(*step) else { return false };
    if let Some(id) = child.as_str() {
        let Some(object) = shelves.object(step, id) else { return false };
        *child = object;
    }
    let goes_on = child.is_object() || (child.is_array() && !rest.is_empty());
    child.is_null() || (goes_on && walk(child, rest, shelves))
}

/// Lists that Stripe leaves out until they are asked for.
///
/// Shape: `None` when the answer has no such field at all.
fn missing_list(value: &Value, step: &str, books: &Books) -> Option<Option<Value>> {
    if value.get(step).is_some() {
        return Some(None);
    }
    let id = value["id"].as_str()?;
    let (data, url) = match (value["object"].as_str()?, step) {
        ("checkout.session", "line_items") => {
            (line_items(books.sessions.get(id)?), format!("/v1/checkout/sessions/{id}/line_items"))
        }
        ("charge", "refunds") => {
            let of_charge = books.refunds.newest().filter(|refund| refund.charge == id);
            (of_charge.map(|r| refund(r)).collect(), format!("/v1/charges/{id}/refunds"))
        }
        _ => return None,
    };
    Some(Some(json!({ "object": "list", "data": data, "has_more": false, "url": url })))
}

impl Shelves<'_> {
    /// The object of an id; a coupon's may be any word, so its field tells.
    fn object(self, step: &str, id: &str) -> Option<Value> {
        let Self { books, now_ms } = self;
        if step == "coupon" {
            return books.coupons.get(id).map(|found| coupon(found, now_ms));
        }
        let (prefix, _) = id.split_once('_')?;
        match prefix {
            "pi" => books.intents.get(id).map(|found| intent(found)),
            "ch" => books.charges.get(id).map(|found| charge(found)),
            "re" => books.refunds.get(id).map(|found| refund(found)),
            "cs" => books.sessions.get(id).map(|found| session(found)),
            "du" => books.disputes.get(id).map(|found| dispute(found)),
            "promo" => books.codes.get(id).map(|found| promotion_code(found, books, now_ms)),
            _ => None,
        }
    }
}

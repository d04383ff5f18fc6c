//! Walking a table's check boxes by arrow keys. In the browser only.

use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Focuses the check box `step` rows away from the one in focus; answers whether there was one.
pub(super) fn focus_neighbour(event: &KeyboardEvent, step: i32) -> bool {
    let here = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let row = here.filter(|here| here.matches("[type=checkbox]").unwrap_or(false));
    let Some(mut row) = row.and_then(|here| here.closest("tr").ok().flatten()) else {
        return false;
    };
    loop {
        let next =
            if step > 0 { row.next_element_sibling() } else { row.previous_element_sibling() };
        let Some(next) = next else { return false };
        if let Ok(Some(found)) = next.query_selector("[type=checkbox]") {
            return found.dyn_ref::<HtmlElement>().is_some_and(|found| found.focus().is_ok());
        }
        row = next;
    }
}

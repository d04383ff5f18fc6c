//! Waking the bar: where the server drew it, and where it was laid aside until there is a hold.

use super::{ASIDE, island};
use js_sys::{Function, Reflect};
use leptos::prelude::*;
use leptos::tachys::view::{Position, RenderHtml};
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, HtmlTemplateElement};

/// Called by the page's script for the bar's element.
#[wasm_bindgen]
pub fn hold_bar(element: HtmlElement) {
    spawn_local(async move {
        // without it the forms that the server drew work; what failed stands in the console
        let _ = wake(element).await;
    });
}

#[wasm_split(hold_bar, wasm_split_path = leptos::wasm_split, fallible)]
fn wake(element: HtmlElement) -> Result<(), SplitLoaderError> {
    let state = island().into_view().hydrate_from_position::<true>(&element, Position::Current);
    std::mem::forget(state); // as long as the page
    Ok(())
}

/// Brings the bar out, if it is laid aside; it shows the page's holds from then on.
pub(in crate::islands) fn bring_out() {
    let aside = document().get_element_by_id(ASIDE);
    let aside = aside.and_then(|aside| aside.dyn_into::<HtmlTemplateElement>().ok());
    let Some((aside, bar)) =
        aside.and_then(|a| Some((a.clone(), a.content().first_element_child()?)))
    else {
        return;
    };
    // refused only for what is in no document
    let _ = aside.replace_with_with_node_1(&bar);
    let name = JsValue::from(bar.get_attribute("data-component"));
    let script = Reflect::get(&window(), &JsValue::from_str("__hydrateIsland"));
    if let Some(script) = script.ok().and_then(|script| script.dyn_into::<Function>().ok()) {
        // answers a promise; what fails is told by `hold_bar`
        let _ = script.call2(&JsValue::UNDEFINED, &bar, &name);
    }
}

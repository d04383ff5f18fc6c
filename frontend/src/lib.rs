//! The browser's entry. It hydrates the islands of `app` and does nothing else.

extern crate app; // keeps every island in the binary: the linker drops what nobody names

/// Called once by the script that the server puts into pages with islands.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}

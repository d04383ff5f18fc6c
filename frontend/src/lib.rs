//! The browser's entry. It hydrates the islands of `app` and does nothing else.

extern crate app; // keeps every island in the binary: the linker drops what nobody names

/// Called once by the script that the server puts into pages with islands.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}

/// Room that nobody downloads: no part of the split program carries it, as nothing reads it.
///
/// Why: the splitter gives each part the data that it alone reads if that, padded, takes no more
/// room than all of it did together; else it leaves everybody's data to the part that loads first.
#[used]
static ROOM_TO_SPLIT: [u8; 4096] = [1; 4096];

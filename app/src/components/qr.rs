//! A QR code as one SVG path: dark on white in every scheme, so that every reader can read it.

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;
use std::fmt::Write;

/// The quiet zone that readers need. Units: modules. Source: ISO/IEC 18004, four on each side.
const QUIET: usize = 4;

/// The code of this text. Nothing is drawn if the text is too long for any code.
#[component]
pub fn Qr(text: String) -> impl IntoView {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size {
        for x in 0..code.size {
            if code[y][x].value() {
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
    }
    Some(view! {
        <svg
            class="qr"
            viewBox=format!("0 0 {side} {side}")
            role="img"
            aria-label="QR code of this ticket"
            shape-rendering="crispEdges"
        >
            <rect width=side.to_string() height=side.to_string() fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    })
}

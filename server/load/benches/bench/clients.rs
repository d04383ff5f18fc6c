//! Requests as the shop's own page makes them: each buyer with a cookie of their own, two seats.

use bytes::Bytes;
use holdfast_load::address::Address;
use holdfast_load::form;
use http::{Request, header};
use http_body_util::Full;

/// A buyer's cookie by number: 32 bytes in base64, as the shop gives them out.
pub fn cookie(number: u64) -> String {
    format!("holdfast_buyer={number:0>42}A")
}

/// A script's call for the `at`th pair of seats, evening after evening.
pub fn hold(shop: &Address, at: u64, performances: u64) -> Request<Full<Bytes>> {
    let (performance, first) = (at % performances + 1, at / performances * 2);
    hold_these(shop, at, performance, [first, first + 1])
}

pub fn hold_these(
    shop: &Address,
    buyer: u64,
    performance: u64,
    [one, two]: [u64; 2],
) -> Request<Full<Bytes>> {
    let text = format!("performance={performance}&seats[0]={one}&seats[1]={two}");
    call(shop, "/api/hold_seats", buyer, text)
}

/// A server function called by a page's script: its answer is data and no redirect.
pub fn call(shop: &Address, path: &str, buyer: u64, text: String) -> Request<Full<Bytes>> {
    let mut request = form(shop, path, "/", Some(&cookie(buyer)), text);
    let kind = http::HeaderValue::from_static("application/json");
    request.headers_mut().insert(header::ACCEPT, kind);
    request
}

/// The same from a page without scripts: the answer leads to the checkout page.
pub fn hold_page(
    shop: &Address,
    buyer: u64,
    performance: u64,
    [one, two]: [u64; 2],
) -> Request<Full<Bytes>> {
    let text = format!("performance={performance}&seats[0]={one}&seats[1]={two}");
    form(shop, "/api/hold_seats", "/", Some(&cookie(buyer)), text)
}

/// On to the payment page.
pub fn checkout(shop: &Address, buyer: u64, hold: &str) -> Request<Full<Bytes>> {
    let text = format!("hold={hold}&name=Ada%20Moss&email=ada%40example.com");
    form(shop, "/api/start_checkout", "/", Some(&cookie(buyer)), text)
}

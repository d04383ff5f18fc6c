//! API keys: `Bearer sk_test_…`, or Basic with the key as the user's name.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use crate::error::ApiError;

/// Lets a request in.
///
/// Refuses: no key, live keys always, and keys that are not configured when some are.
pub(crate) fn check(known: &[String], headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(key) = key(headers) else {
        return Err(ApiError::unauthorized(
            "You did not provide an API key. Send it as `Authorization: Bearer sk_test_…`.",
        ));
    };
    if key.starts_with("sk_live_") || key.starts_with("rk_live_") {
        return Err(ApiError::unauthorized(
            "This is a sandbox: a live key has no business here. Nothing was done.",
        ));
    }
    let is_known = match known.is_empty() {
        true => key.starts_with("sk_test_") || key.starts_with("rk_test_"),
        false => known.iter().any(|known| known.as_bytes().ct_eq(key.as_bytes()).into()),
    };
    match is_known {
        true => Ok(()),
        false => Err(ApiError::unauthorized(format!("Invalid API Key provided: {}", hidden(&key)))),
    }
}

fn key(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let key = match scheme.to_ascii_lowercase().as_str() {
        "bearer" => rest.trim().to_owned(),
        "basic" => {
            let decoded = STANDARD.decode(rest.trim()).ok()?;
            let text = String::from_utf8(decoded).ok()?;
            text.split_once(':').map_or(text.clone(), |(name, _)| name.to_owned())
        }
        _ => return None,
    };
    Some(key).filter(|key| !key.is_empty())
}

/// Enough to recognise one's own key, not enough to use it.
fn hidden(key: &str) -> String {
    let shown: String =
        key.chars().take(8).filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    format!("{shown}****")
}

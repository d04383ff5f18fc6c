//! How the shop's data reaches the browser: as postcard, in base64 where only text can go.
//!
//! Plans, what islands are told, live frames and the answers of server functions all use it. Why
//! not JSON: its reader alone was a sixth of what a page had to load.

mod plan;

#[cfg(feature = "ssr")]
pub use plan::plan_to_bytes;
pub use plan::{PLAN_FORM, plan_from_bytes};

#[cfg(feature = "ssr")]
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Data as text. Units: standard base64, without padding.
#[cfg(feature = "ssr")]
pub fn pack<T: Serialize>(data: &T) -> String {
    use base64::Engine;
    base64::prelude::BASE64_STANDARD_NO_PAD.encode(to_bytes(data))
}

/// Data as bytes.
#[cfg(feature = "ssr")]
pub fn to_bytes<T: Serialize>(data: &T) -> Vec<u8> {
    // refused only for sequences of unknown length, and ours all know theirs
    postcard::to_allocvec(data).unwrap_or_default()
}

/// The reverse of [`pack`]; none if the text makes no sense.
pub fn unpack<T: DeserializeOwned>(text: &str) -> Option<T> {
    from_bytes(&from_base64(text)?)
}

/// The reverse of [`to_bytes`]; none if the bytes make no sense.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// None if a character is foreign.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0_u32, 0);
    for digit in text.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(out)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::Refusal;

    #[test]
    fn base64_is_read_as_it_is_written_everywhere() {
        for (text, bytes) in [("", ""), ("Zg", "f"), ("Zm8", "fo"), ("Zm9vYmFy", "foobar")] {
            assert_eq!(from_base64(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(from_base64("+/8"), Some(vec![0xfb, 0xff]));
        assert_eq!(from_base64("Zm 9v"), None);
    }

    #[test]
    fn what_was_packed_is_unpacked() {
        let data = (Refusal::TooManySeats { max: 300 }, Some("Zoë".to_owned()), vec![-1_i64]);
        assert_eq!(unpack(&pack(&data)), Some(data));
    }

    #[test]
    fn nonsense_is_passed_over() {
        assert_eq!(unpack::<Refusal>("*"), None);
        assert_eq!(unpack::<Refusal>(""), None);
        assert_eq!(from_bytes::<String>(&[200, 1]), None);
    }
}

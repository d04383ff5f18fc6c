//! Where identifiers, secrets and chance come from: this file and no other.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{BuyerId, HoldId, OrderId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// A new hold's name: sorted by time, so that fresh rows lie together.
#[expect(clippy::disallowed_methods, reason = "identifiers are made here")]
pub(crate) fn hold_id() -> HoldId {
    HoldId(Uuid::now_v7().to_string())
}

/// A hold's name as a number, if it is one that was made by [`hold_id`].
pub(crate) fn uuid_of(hold: &HoldId) -> Option<[u8; 16]> {
    let uuid = Uuid::try_parse(hold.as_str()).ok()?;
    (uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == hold.as_str())
        .then(|| uuid.into_bytes())
}

/// The hold whose name is this number.
pub(crate) fn hold_of(uuid: [u8; 16]) -> HoldId {
    HoldId(Uuid::from_bytes(uuid).to_string())
}

/// A new order's name.
#[expect(clippy::disallowed_methods, reason = "identifiers are made here")]
pub(crate) fn order_id() -> OrderId {
    OrderId(Uuid::now_v7().to_string())
}

/// A new call's name.
#[expect(clippy::disallowed_methods, reason = "identifiers are made here")]
pub(crate) fn call_id() -> String {
    Uuid::now_v7().to_string()
}

/// A new shop's mark.
pub(crate) fn mark() -> String {
    format!("shop_{}", hex::encode(random::<12>()))
}

/// What a shop's process is called among others on one database.
pub(crate) fn instance() -> String {
    hex::encode(random::<6>())
}

/// A number that spreads names evenly, always the same for one name.
pub(crate) fn spread(name: &str) -> u32 {
    let hash = Sha256::digest(name);
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// A buyer's name in 16 bytes: one that is a hash in hex already is taken at its word.
pub(crate) fn short(buyer: &BuyerId) -> u128 {
    let name = Some(buyer.as_str()).filter(|name| name.len() == 32);
    name.and_then(|name| u128::from_str_radix(name, 16).ok()).unwrap_or_else(|| {
        let hash = Sha256::digest(buyer.as_str());
        hash.iter().take(16).fold(0, |sum, byte| sum << 8 | u128::from(*byte))
    })
}

/// What a ticket's QR code says: 128 bits of chance.
pub(crate) fn ticket_code() -> String {
    format!("HF-{}", hex::encode_upper(random::<16>()))
}

/// 256 bits of chance for a cookie, an admin's session or a signing key.
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}

/// A password that can be typed: 80 bits of chance in four groups.
pub fn password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let letters: Vec<char> = random::<16>().iter().map(letter).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// The hash under which a secret is kept.
pub fn hashed(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// The buyer whose cookie holds this secret.
///
/// Why half of the hash: 128 bits are as far out of reach, and it is written into an index with
/// every hold.
pub fn buyer_of(secret: &str) -> BuyerId {
    BuyerId(hex::encode(&Sha256::digest(secret.as_bytes())[..16]))
}

/// The second half of an order's secret link.
pub(crate) fn order_key(signing_key: &str, order: &OrderId) -> String {
    let tag = hmac_sha256(signing_key.as_bytes(), order.as_str().as_bytes());
    URL_SAFE_NO_PAD.encode(&tag[..16])
}

/// `HMAC-SHA256(key, message)`.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length: there is nothing to fail.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Compares secrets in a time that does not depend on where they differ.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// A number below `bound`, for jitter.
pub(crate) fn jitter(bound: u64) -> u64 {
    u64::from_le_bytes(random::<8>()) % bound.max(1)
}

/// A number that no other life of a seat book has.
pub(crate) fn epoch() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let count = LAST.fetch_add(1, Ordering::Relaxed);
    (u64::from_le_bytes(random::<8>()) >> 24 << 12) | (count & 0xfff)
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap_or_else(|error| {
        // Without chance there are no secrets: better no shop than a guessable one.
        panic!("the operating system gives no randomness: {error}")
    });
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holds_name_is_kept_as_a_number_only_if_it_can_be_said_again() {
        let made = hold_id();
        assert_eq!(uuid_of(&made).map(hold_of), Some(made));
        for other in ["", "hold 1", "0193F0F0-0000-7000-8000-000000000000"] {
            assert_eq!(uuid_of(&HoldId::from(other)), None, "{other}");
        }
    }

    #[test]
    fn a_buyers_name_is_taken_at_its_word() {
        let buyer = buyer_of("a secret");
        assert_eq!(format!("{:032x}", short(&buyer)), buyer.as_str());
    }
}

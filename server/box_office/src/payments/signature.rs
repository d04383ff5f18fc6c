//! The signature on a webhook: HMAC over the raw bytes, compared in constant time.
//!
//! Source: Stripe's `Stripe-Signature: t=…,v1=…` scheme; several `v1` while a secret is rolled.

use crate::ids::hmac_sha256;
use domain::UnixMs;
use secrecy::{ExposeSecret, SecretString};
use subtle::{Choice, ConstantTimeEq};

/// How far the sender's clock may be off, either way. Units: seconds.
const TOLERANCE_S: u64 = 300;
/// Signatures looked at in one header.
const SIGNATURES_MAX: usize = 10;

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureFault {
    /// Missing, malformed, or made with another secret.
    Wrong,
    /// Made too long ago, or in the future.
    Stale,
}

/// Checks that one of our secrets signed these very bytes, just now.
pub(crate) fn verify(
    body: &[u8],
    header: &str,
    secrets: &[SecretString],
    now: UnixMs,
) -> Result<(), SignatureFault> {
    let (stamp, signatures) = parse(header).ok_or(SignatureFault::Wrong)?;
    let mut signed = format!("{stamp}.").into_bytes();
    signed.extend_from_slice(body);
    let mut is_known = Choice::from(0);
    for secret in secrets.iter().map(ExposeSecret::expose_secret).filter(|key| !key.is_empty()) {
        let expected = hmac_sha256(secret.as_bytes(), &signed);
        for signature in &signatures {
            is_known |= signature.ct_eq(&expected);
        }
    }
    if !bool::from(is_known) {
        Err(SignatureFault::Wrong)
    } else if stamp.abs_diff(now.seconds()) > TOLERANCE_S {
        Err(SignatureFault::Stale)
    } else {
        Ok(())
    }
}

fn parse(header: &str) -> Option<(i64, Vec<[u8; 32]>)> {
    let mut stamp = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=')? {
            ("t", value) => stamp = Some(value.parse().ok()?),
            ("v1", value) if signatures.len() < SIGNATURES_MAX => {
                let mut bytes = [0; 32];
                hex::decode_to_slice(value, &mut bytes).ok()?;
                signatures.push(bytes);
            }
            (_, _) => {}
        }
    }
    Some((stamp?, signatures))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1","object":"event"}"#;
    const SIGNATURE: &str = "0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd";
    const SIGNED_AT: UnixMs = UnixMs(1_700_000_000_000);

    fn secrets(texts: &[&str]) -> Vec<SecretString> {
        texts.iter().map(|text| SecretString::from(*text)).collect()
    }

    fn header(signature: &str) -> String {
        format!("t=1700000000,v1={signature}")
    }

    #[test]
    fn a_signature_made_with_our_secret_holds() {
        let ours = secrets(&["whsec_test_secret"]);
        assert_eq!(verify(BODY, &header(SIGNATURE), &ours, SIGNED_AT), Ok(()));
    }

    #[test]
    fn either_secret_holds_while_one_is_rolled() {
        let both = secrets(&["whsec_new", "whsec_test_secret"]);
        let two = format!("t=1700000000,v1={},v1={SIGNATURE},v0=00", "0".repeat(64));
        assert_eq!(verify(BODY, &two, &both, SIGNED_AT), Ok(()));
    }

    #[test]
    fn another_body_another_secret_and_nonsense_are_refused() {
        let ours = secrets(&["whsec_test_secret"]);
        let wrong = Err(SignatureFault::Wrong);
        assert_eq!(verify(b"{}", &header(SIGNATURE), &ours, SIGNED_AT), wrong);
        assert_eq!(verify(BODY, &header(SIGNATURE), &secrets(&["whsec_x"]), SIGNED_AT), wrong);
        assert_eq!(verify(BODY, &header(SIGNATURE), &secrets(&[""]), SIGNED_AT), wrong);
        assert_eq!(verify(BODY, &header(SIGNATURE), &[], SIGNED_AT), wrong);
        for nonsense in ["", "t=1700000000", "v1=00", "t=x,v1=00", "t=1700000000,v1=zz", "=,="] {
            assert_eq!(verify(BODY, nonsense, &ours, SIGNED_AT), wrong, "{nonsense}");
        }
    }

    #[test]
    fn a_signature_is_too_old_or_too_young_after_five_minutes() {
        let ours = secrets(&["whsec_test_secret"]);
        for (offset_ms, expected) in [
            (300_000, Ok(())),
            (301_000, Err(SignatureFault::Stale)),
            (-300_000, Ok(())),
            (-301_000, Err(SignatureFault::Stale)),
        ] {
            assert_eq!(verify(BODY, &header(SIGNATURE), &ours, SIGNED_AT + offset_ms), expected);
        }
    }
}

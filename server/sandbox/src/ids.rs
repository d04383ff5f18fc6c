//! Identifiers in Stripe's shapes, and the one source of randomness in this crate.
//!
//! Everything else asks here for a new name; nothing else reads random bytes.

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// `cs_test_…`, 66 characters in all.
pub(crate) fn session() -> String {
    named("cs_test_", 58)
}

/// `pi_…`
pub(crate) fn intent() -> String {
    named("pi_", 24)
}

/// `ch_…`
pub(crate) fn charge() -> String {
    named("ch_", 24)
}

/// `re_…`
pub(crate) fn refund() -> String {
    named("re_", 24)
}

/// `du_…`
pub(crate) fn dispute() -> String {
    named("du_", 24)
}

/// `we_…`
pub(crate) fn endpoint() -> String {
    named("we_", 24)
}

/// A coupon that was given no name.
pub(crate) fn coupon() -> String {
    random(8)
}

/// `promo_…`
pub(crate) fn promotion_code() -> String {
    named("promo_", 24)
}

/// A code that buyers type, when none was chosen.
pub(crate) fn code() -> String {
    random(8).to_ascii_uppercase()
}

/// `evt_…`
pub(crate) fn event() -> String {
    named("evt_", 24)
}

/// `li_…`
pub(crate) fn line_item() -> String {
    named("li_", 24)
}

/// `price_…`
pub(crate) fn price() -> String {
    named("price_", 24)
}

/// `prod_…`
pub(crate) fn product() -> String {
    named("prod_", 14)
}

/// `req_…`
pub(crate) fn request() -> String {
    named("req_", 14)
}

/// The part of a client secret that nobody can guess.
pub(crate) fn secret() -> String {
    random(32)
}

fn named(prefix: &str, len: usize) -> String {
    let mut id = String::with_capacity(prefix.len() + len);
    id.push_str(prefix);
    id.push_str(&random(len));
    id
}

/// Letters and digits, each equally likely: bytes that would favour some are drawn again.
fn random(len: usize) -> String {
    let mut out = String::with_capacity(len);
    let mut bytes = [0_u8; 64];
    while out.len() < len {
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        let letters = bytes.iter().filter_map(|b| ALPHABET.get(usize::from(b & 63)));
        out.extend(letters.take(len - out.len()).map(|&b| char::from(b)));
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn identifiers_have_stripes_shapes() {
        assert_eq!(super::session().len(), 66);
        assert!(super::intent().starts_with("pi_"));
        assert_ne!(super::event(), super::event());
    }
}

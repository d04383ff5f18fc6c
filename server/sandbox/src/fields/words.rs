//! How refusals list words, and how percentages are read.

/// `a, b, or c`.
pub(super) fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, second] => format!("{first} or {second}"),
        [most @ .., last] => format!("{}, or {last}", most.join(", ")),
    }
}

/// `12.5` is 1,250; more than two decimals are none.
pub(super) fn hundredths(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = format!("{decimals:0<2}");
    if digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let whole: i64 = whole.parse().ok()?;
    let decimals: i64 = digits.parse().ok()?;
    whole.checked_mul(100)?.checked_add(sign * decimals)
}

#[cfg(test)]
mod tests {
    use super::{hundredths, listed};

    #[test]
    fn words_are_listed_as_people_list_them() {
        assert_eq!(listed(&["a", "b", "c"]), "a, b, or c");
        assert_eq!(listed(&["a", "b"]), "a or b");
    }

    #[test]
    fn percentages_have_two_decimals_at_most() {
        assert_eq!(hundredths("12.5"), Some(1_250));
        assert_eq!(hundredths("100"), Some(10_000));
        assert_eq!(hundredths("-0.5"), Some(-50));
        assert_eq!(hundredths("33.333"), None);
        assert_eq!(hundredths("x"), None);
    }
}

//! How settings are read that are neither numbers nor texts.

use box_office::{Account, OnUnreachable};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use domain::CheckoutUi;

/// A shape of checkout, by its name.
pub(super) fn checkout_ui() -> impl TypedValueParser<Value = CheckoutUi> {
    let names = CheckoutUi::ALL.map(CheckoutUi::name);
    PossibleValuesParser::new(names).map(|name| CheckoutUi::from_name(&name).unwrap_or_default())
}

/// `shared` or `own`.
pub(super) fn account() -> impl TypedValueParser<Value = Account> {
    let names = PossibleValuesParser::new(["shared", "own"]);
    names.map(|name| if name == "own" { Account::Own } else { Account::Shared })
}

/// `keep`, or `release_after:SECONDS`.
pub(super) fn on_unreachable(text: &str) -> Result<OnUnreachable, String> {
    if text == "keep" {
        return Ok(OnUnreachable::Keep);
    }
    let seconds = text.strip_prefix("release_after:").and_then(|text| text.parse::<u32>().ok());
    let ms = seconds.map(|seconds| i64::from(seconds) * 1000);
    ms.map(|ms| OnUnreachable::ReleaseAfter { ms })
        .ok_or_else(|| "it is keep, or release_after: and a number of seconds".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_becomes_of_seats_while_stripe_is_away_is_read_or_refused() {
        assert_eq!(on_unreachable("keep"), Ok(OnUnreachable::Keep));
        let after = OnUnreachable::ReleaseAfter { ms: 90_000 };
        assert_eq!(on_unreachable("release_after:90"), Ok(after));
        for text in ["", "release", "release_after:", "release_after:-1", "release_after:soon"] {
            assert!(on_unreachable(text).is_err(), "{text}");
        }
    }
}

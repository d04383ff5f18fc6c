//! Stripe's form encoding: brackets in names stay, everything else is percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const NAME: &AsciiSet = &VALUE.remove(b'[').remove(b']');

/// A form being written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(String);

impl Form {
    /// Adds a field.
    pub(crate) fn with(mut self, name: &str, value: impl AsRef<str>) -> Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.extend(utf8_percent_encode(name, NAME));
        self.0.push('=');
        self.0.extend(utf8_percent_encode(value.as_ref(), VALUE));
        self
    }

    /// The bytes to send.
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_stay_in_names_and_values_are_encoded() {
        let form = Form::default()
            .with("line_items[0][price_data][product_data][name]", "Row D & seat 12")
            .with("success_url", "http://a/?id={CHECKOUT_SESSION_ID}");

        assert_eq!(
            form.into_text(),
            "line_items[0][price_data][product_data][name]=Row%20D%20%26%20seat%2012\
             &success_url=http%3A%2F%2Fa%2F%3Fid%3D%7BCHECKOUT_SESSION_ID%7D"
        );
    }
}

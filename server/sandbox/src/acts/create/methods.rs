//! Ways to pay, by Stripe's names.

use crate::error::ApiError;
use crate::fields::Fields;

/// All names; of these, `card` and `us_bank_account` can be paid with here.
const KNOWN: &str = "acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit \
                     bacs_debit bancontact billie bizum blik boleto card cashapp crypto \
                     customer_balance eps fpx giropay grabpay ideal kakao_pay klarna konbini \
                     kr_card link mb_way mobilepay multibanco naver_pay nz_bank_account oxxo p24 \
                     pay_by_bank payco paynow paypal payto pix promptpay revolut_pay samsung_pay \
                     satispay scalapay sepa_debit sequra sofort sunbit swish twint upi \
                     us_bank_account wechat_pay zip";

/// Reads a list of names.
///
/// Refuses: a name that Stripe does not have.
pub(super) fn named(fields: &mut Fields, key: &str) -> Result<Vec<String>, ApiError> {
    let known: Vec<(&str, &str)> = KNOWN.split(' ').map(|name| (name, name)).collect();
    let mut names = Vec::new();
    for mut element in fields.list(key)? {
        let name = element.one_of("", &known)?;
        element.finish()?;
        names.extend(name.map(str::to_owned));
    }
    Ok(names)
}

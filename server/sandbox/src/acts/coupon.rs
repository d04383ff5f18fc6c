//! Making coupons and promotion codes, finding them, and counting their use.

use crate::books::Books;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::{Coupon, Discount, Off, PromotionCode, Totals};
use crate::{ids, wire};

const AMOUNT_MAX: i64 = 99_999_999;
const REDEMPTIONS_MAX: i64 = 1_000_000_000;
const DURATIONS: [(&str, &str); 2] = [("forever", "forever"), ("once", "once")];
const KINDS: [(&str, ()); 1] = [("coupon", ())];

/// Makes a coupon.
///
/// Refuses: neither or both of `percent_off` and `amount_off`, an id that is taken.
pub(crate) fn create_coupon(
    books: &mut Books,
    now_ms: i64,
    mut fields: Fields,
) -> Result<Coupon, ApiError> {
    let coupon = Coupon {
        id: fields.short("id", 500)?.unwrap_or_else(ids::coupon),
        created_ms: now_ms,
        name: fields.short("name", 40)?,
        off: off(&mut fields)?,
        duration: fields.one_of("duration", &DURATIONS)?.unwrap_or("once").to_owned(),
        max_redemptions: fields.within("max_redemptions", 1, REDEMPTIONS_MAX)?,
        redeem_by_ms: later(&mut fields, "redeem_by", now_ms)?,
        times_redeemed: 0,
        metadata: fields.metadata("metadata")?,
    };
    fields.finish()?;
    if books.coupons.get(&coupon.id).is_some() {
        let taken = ApiError::param("id", "Coupon already exists.");
        return Err(taken.code("resource_already_exists"));
    }
    books.coupons.put(coupon.clone());
    books.emit(now_ms, "coupon.created", wire::coupon(&coupon, now_ms));
    Ok(coupon)
}

fn off(fields: &mut Fields) -> Result<Off, ApiError> {
    let percent = fields.percentage("percent_off")?;
    let amount = fields.within("amount_off", 1, AMOUNT_MAX)?;
    let currency = fields.text("currency")?.map(|currency| currency.to_ascii_lowercase());
    match (percent, amount, currency) {
        (Some(hundredths), None, _) => Ok(Off::Percent { hundredths }),
        (None, Some(amount), Some(currency)) => Ok(Off::Amount { amount, currency }),
        (None, Some(_), None) => {
            let message = "You must pass currency when passing amount_off";
            Err(ApiError::param("currency", message))
        }
        (Some(_), Some(_), _) => {
            let message =
                "Received both percent_off and amount_off parameters. Please pass in only one.";
            Err(ApiError::invalid(message))
        }
        (None, None, _) => {
            Err(ApiError::invalid("You must pass either percent_off or amount_off."))
        }
    }
}

fn later(fields: &mut Fields, key: &str, now_ms: i64) -> Result<Option<i64>, ApiError> {
    match fields.integer(key)?.map(|at_s| at_s.saturating_mul(1_000)) {
        Some(at_ms) if at_ms <= now_ms => {
            let name = fields.name(key);
            let message = format!("Invalid timestamp: {name} must be in the future.");
            Err(ApiError::param(name, message))
        }
        at_ms => Ok(at_ms),
    }
}

/// Makes a code for a coupon.
///
/// Refuses: a coupon that is not there, a code that an active one has, in any case of letters.
pub(crate) fn create_code(
    books: &mut Books,
    now_ms: i64,
    mut fields: Fields,
) -> Result<PromotionCode, ApiError> {
    if !fields.has("promotion") {
        return Err(ApiError::missing("promotion"));
    }
    let mut promotion = fields.strict_object("promotion")?;
    let name = promotion.name("coupon");
    promotion.one_of("type", &KINDS)?.ok_or_else(|| ApiError::missing("promotion[type]"))?;
    let coupon = promotion.required("coupon")?;
    promotion.finish()?;
    let code = PromotionCode {
        id: ids::promotion_code(),
        created_ms: now_ms,
        code: fields.short("code", 500)?.unwrap_or_else(ids::code),
        coupon,
        is_active: fields.boolean("active")?.unwrap_or(true),
        max_redemptions: fields.within("max_redemptions", 1, REDEMPTIONS_MAX)?,
        expires_at_ms: later(&mut fields, "expires_at", now_ms)?,
        times_redeemed: 0,
        metadata: fields.metadata("metadata")?,
    };
    fields.finish()?;
    if books.coupons.get(&code.coupon).is_none() {
        return Err(ApiError::no_such(&name, "coupon", &code.coupon));
    }
    if active(books, &code.code).is_some() {
        let message = "An active promotion code with that code already exists.";
        return Err(ApiError::param("code", message));
    }
    books.codes.put(code.clone());
    books.emit(now_ms, "promotion_code.created", wire::promotion_code(&code, books, now_ms));
    Ok(code)
}

/// The active code that is spelt so, in any case of letters.
pub(crate) fn active<'a>(books: &'a Books, spelt: &str) -> Option<&'a PromotionCode> {
    let is_meant = |code: &&PromotionCode| code.is_active && code.code.eq_ignore_ascii_case(spelt);
    books.codes.newest().map(AsRef::as_ref).find(is_meant)
}

/// Whether a discount can lower this bill now.
///
/// Refuses, in a sentence: what is used up, over, switched off, or of another currency.
pub(crate) fn check(
    books: &Books,
    now_ms: i64,
    discount: &Discount,
    totals: &Totals,
) -> Result<(), &'static str> {
    let Some(coupon) = books.coupons.get(&discount.coupon) else {
        return Err("This coupon does not exist.");
    };
    let code = discount.promotion_code.as_ref().and_then(|id| books.codes.get(id));
    if !coupon.is_valid(now_ms) {
        return Err("This coupon has expired or is used up.");
    }
    if code.is_some_and(|code| !code.is_redeemable(now_ms)) {
        return Err("This promotion code is not active, has expired or is used up.");
    }
    match coupon.suits(&totals.currency) {
        true => Ok(()),
        false => Err("This coupon is for another currency."),
    }
}

/// Counts the use of a discount, when its session is complete.
pub(crate) fn redeem(books: &mut Books, discount: &Discount) {
    if let Some(coupon) = books.coupons.get(&discount.coupon).cloned() {
        let times_redeemed = coupon.times_redeemed + 1;
        books.coupons.put(Coupon { times_redeemed, ..coupon.as_ref().clone() });
    }
    let code = discount.promotion_code.as_ref().and_then(|id| books.codes.get(id)).cloned();
    if let Some(code) = code {
        let times_redeemed = code.times_redeemed + 1;
        books.codes.put(PromotionCode { times_redeemed, ..code.as_ref().clone() });
    }
}

//! What changes the price, or may: discounts, promotion codes, tax; and what follows expiry.

use crate::books::Books;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::{Discount, Recovery};

/// What the request says about the price beyond its line items.
pub(super) struct Offer {
    pub(super) allows_codes: Option<bool>,
    pub(super) discount: Option<Discount>,
    pub(super) is_taxed: bool,
}

/// Reads it.
///
/// Refuses: codes and discounts together, more than one discount, one that is not there.
pub(super) fn read(books: &Books, fields: &mut Fields) -> Result<Offer, ApiError> {
    if fields.has("allow_promotion_codes") && fields.has("discounts") {
        return Err(ApiError::only_one(["allow_promotion_codes", "discounts"]));
    }
    let allows_codes = fields.boolean("allow_promotion_codes")?;
    let discounts = fields.list("discounts")?;
    if discounts.len() > 1 {
        let message = "A session can have one discount.";
        return Err(ApiError::param("discounts", message));
    }
    let discount = match discounts.into_iter().next() {
        None => None,
        Some(fields) => Some(discount(books, fields)?),
    };
    let is_taxed = enabled(fields, "automatic_tax")?.unwrap_or(false);
    Ok(Offer { allows_codes, discount, is_taxed })
}

fn discount(books: &Books, mut fields: Fields) -> Result<Discount, ApiError> {
    let (coupon_name, code_name) = (fields.name("coupon"), fields.name("promotion_code"));
    let (coupon, code) = (fields.text("coupon")?, fields.text("promotion_code")?);
    fields.finish()?;
    match (coupon, code) {
        (Some(coupon), None) => match books.coupons.get(&coupon) {
            Some(_) => Ok(Discount { coupon, promotion_code: None }),
            None => Err(ApiError::no_such(&coupon_name, "coupon", &coupon)),
        },
        (None, Some(code)) => match books.codes.get(&code) {
            Some(found) => {
                let coupon = found.coupon.clone();
                Ok(Discount { coupon, promotion_code: Some(code) })
            }
            None => Err(ApiError::no_such(&code_name, "promotion_code", &code)),
        },
        (Some(_), Some(_)) => Err(ApiError::only_one([&coupon_name, &code_name])),
        (None, None) => Err(ApiError::missing(&coupon_name)),
    }
}

/// Reads `after_expiration[recovery]`.
pub(super) fn recovery(
    fields: &mut Fields,
    id: &str,
    public_url: &str,
) -> Result<Option<Recovery>, ApiError> {
    let mut after = fields.strict_object("after_expiration")?;
    let recovery = after.some_object("recovery")?;
    after.finish()?;
    let Some(mut recovery) = recovery else { return Ok(None) };
    let name = recovery.name("enabled");
    let is_enabled = recovery.boolean("enabled")?.ok_or_else(|| ApiError::missing(&name))?;
    let allows_codes = recovery.boolean("allow_promotion_codes")?.unwrap_or(false);
    recovery.finish()?;
    Ok(Some(Recovery { is_enabled, allows_codes, url: format!("{public_url}/c/recover/{id}") }))
}

/// Reads `adaptive_pricing[enabled]`; prices are the same everywhere here.
pub(super) fn adaptive_pricing(fields: &mut Fields) -> Result<bool, ApiError> {
    let mut pricing = fields.strict_object("adaptive_pricing")?;
    let is_on = pricing.boolean("enabled")?.unwrap_or(false);
    pricing.finish()?;
    Ok(is_on)
}

/// An object that must say whether it is enabled, when it is there.
fn enabled(fields: &mut Fields, key: &str) -> Result<Option<bool>, ApiError> {
    let Some(mut object) = fields.some_object(key)? else { return Ok(None) };
    let name = object.name("enabled");
    let is_on = object.boolean("enabled")?.ok_or_else(|| ApiError::missing(&name))?;
    object.finish()?;
    Ok(Some(is_on))
}

//! Coupons and promotion codes: create, retrieve, list; codes can be switched off and on.

use serde_json::Value;

use super::paging::{Created, Paging};
use super::work::Desk;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::{Coupon, PromotionCode};
use crate::{acts, wire};

pub(crate) fn create_coupon(
    desk: &mut Desk<'_>,
    _: &str,
    fields: Fields,
) -> Result<Value, ApiError> {
    let coupon = acts::create_coupon(desk.books, desk.now_ms, fields)?;
    Ok(wire::coupon(&coupon, desk.now_ms))
}

pub(crate) fn retrieve_coupon(
    desk: &mut Desk<'_>,
    id: &str,
    fields: Fields,
) -> Result<Value, ApiError> {
    fields.finish()?;
    let found = desk.books.coupons.get(id).ok_or_else(|| ApiError::not_found("coupon", id))?;
    Ok(wire::coupon(found, desk.now_ms))
}

pub(crate) fn list_coupons(
    desk: &mut Desk<'_>,
    _: &str,
    mut fields: Fields,
) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    let created = Created::read(&mut fields)?;
    fields.finish()?;
    let wanted = |coupon: &Coupon| created.holds(coupon.created_ms);
    let now_ms = desk.now_ms;
    paging.list("/v1/coupons", &desk.books.coupons, wanted, |found| wire::coupon(found, now_ms))
}

pub(crate) fn create_code(desk: &mut Desk<'_>, _: &str, fields: Fields) -> Result<Value, ApiError> {
    let code = acts::create_code(desk.books, desk.now_ms, fields)?;
    Ok(wire::promotion_code(&code, desk.books, desk.now_ms))
}

pub(crate) fn retrieve_code(
    desk: &mut Desk<'_>,
    id: &str,
    fields: Fields,
) -> Result<Value, ApiError> {
    fields.finish()?;
    let found = desk.books.codes.get(id);
    let found = found.ok_or_else(|| ApiError::not_found("promotion_code", id))?;
    Ok(wire::promotion_code(found, desk.books, desk.now_ms))
}

/// Only whether it is active can change.
pub(crate) fn update_code(
    desk: &mut Desk<'_>,
    id: &str,
    mut fields: Fields,
) -> Result<Value, ApiError> {
    let is_active = fields.boolean("active")?;
    fields.finish()?;
    let found = desk.books.codes.get(id).cloned();
    let found = found.ok_or_else(|| ApiError::not_found("promotion_code", id))?;

    let is_active = is_active.unwrap_or(found.is_active);
    let code = PromotionCode { is_active, ..found.as_ref().clone() };

    let value = wire::promotion_code(&code, desk.books, desk.now_ms);
    desk.books.codes.put(code);
    desk.books.emit(desk.now_ms, "promotion_code.updated", value.clone());
    Ok(value)
}

pub(crate) fn list_codes(
    desk: &mut Desk<'_>,
    _: &str,
    mut fields: Fields,
) -> Result<Value, ApiError> {
    let paging = Paging::read(&mut fields)?;
    let created = Created::read(&mut fields)?;
    let (spelt, coupon) = (fields.text("code")?, fields.text("coupon")?);
    let is_active = fields.boolean("active")?;
    fields.finish()?;
    let (books, now_ms) = (&*desk.books, desk.now_ms);
    let show = |code: &PromotionCode| wire::promotion_code(code, books, now_ms);
    let wanted = |code: &PromotionCode| {
        created.holds(code.created_ms)
            && spelt.as_ref().is_none_or(|spelt| code.code.eq_ignore_ascii_case(spelt))
            && coupon.as_ref().is_none_or(|coupon| code.coupon == *coupon)
            && is_active.is_none_or(|wanted| show(code)["active"] == wanted)
    };
    paging.list("/v1/promotion_codes", &books.codes, wanted, show)
}

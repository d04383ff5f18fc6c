//! Opening a Checkout Session: what a request must and may say.
//!
//! Refuses, in Stripe's words, what Stripe refuses; knows no prices or customers made before.

mod looks;
mod methods;
mod offer;
mod urls;

use super::{bill, coupon, least, reckon::reckon};
use crate::books::Books;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::ids;
use crate::model::{PaymentStatus, Session, SessionState, Totals, UiMode, Urls, WhenPaid};

const LIFE_MIN_S: i64 = 30 * 60;
const LIFE_MAX_S: i64 = 24 * 60 * 60;

const MODES: [(&str, bool); 3] = [("payment", true), ("setup", false), ("subscription", false)];
const UI_MODES: [(&str, UiMode); 3] = [
    ("elements", UiMode::Elements),
    ("embedded_page", UiMode::EmbeddedPage),
    ("hosted_page", UiMode::HostedPage),
];

/// Opens a session.
///
/// Shape: `mode=payment`, 1..=100 line items of one currency, `expires_at` 30 min to 24 h ahead.
/// Refuses: what is missing, unknown or out of bounds; nothing was begun then.
pub(crate) fn create(
    books: &mut Books,
    now_ms: i64,
    public_url: &str,
    mut fields: Fields,
) -> Result<String, ApiError> {
    let mode = fields.one_of("mode", &MODES)?.ok_or_else(|| ApiError::missing("mode"))?;
    if !mode {
        return Err(ApiError::param("mode", "This sandbox only knows the mode `payment`."));
    }
    let ui_mode = fields.one_of("ui_mode", &UI_MODES)?.unwrap_or(UiMode::HostedPage);
    only_what_suits(&fields, ui_mode)?;
    let id = ids::session();
    let urls = urls::read(&mut fields, ui_mode, &id, public_url)?;
    let mut totals = bill::totals(&mut fields)?;
    let expires_at_ms = expires_at_ms(&mut fields, now_ms)?;
    let offer = offer::read(books, &mut fields)?;
    let recovery = offer::recovery(&mut fields, &id, public_url)?;
    let session = rest(&mut fields, &id, now_ms, expires_at_ms)?;
    fields.finish()?;

    totals.is_taxed = offer.is_taxed;
    if let Some(discount) = &offer.discount {
        coupon::check(books, now_ms, discount, &totals)
            .map_err(|why| ApiError::param("discounts[0]", why))?;
    }
    let lowered = offer.discount.as_ref().and_then(|given| books.coupons.get(&given.coupon));
    reckon(&mut totals, lowered.map(AsRef::as_ref), books.behaviour.tax_percent);
    totals.discount = offer.discount;
    if let Some(least) = least::missed(&totals) {
        let message =
            format!("The Checkout Session's total amount due must add up to at least {least}");
        return Err(ApiError::invalid(message).code("amount_too_small"));
    }

    books.sessions.put(Session {
        payment_status: PaymentStatus::before(totals.amount),
        ui_mode,
        urls,
        totals,
        client_secret: (ui_mode != UiMode::HostedPage)
            .then(|| format!("{id}_secret_{}", ids::secret())),
        allow_promotion_codes: offer.allows_codes,
        recovery,
        ..session
    });
    Ok(id)
}

/// Refuses parameters that have no meaning for a shape of checkout, known here or not.
fn only_what_suits(fields: &Fields, ui_mode: UiMode) -> Result<(), ApiError> {
    let without: &[&str] = match ui_mode {
        UiMode::HostedPage => &["redirect_on_completion", "return_url"],
        UiMode::EmbeddedPage => &["cancel_url", "success_url"],
        UiMode::Elements => &[
            "after_expiration",
            "branding_settings",
            "cancel_url",
            "custom_fields",
            "custom_text",
            "optional_items",
            "origin_context",
            "redirect_on_completion",
            "submit_type",
            "success_url",
        ],
    };
    let wrong: Vec<&str> = without.iter().copied().filter(|key| fields.has(key)).collect();
    let Some(first) = wrong.first() else { return Ok(()) };
    let message = format!(
        "The following parameters are not supported with `ui_mode: {}`: {}.",
        ui_mode.as_str(),
        wrong.join(", ")
    );
    Err(ApiError::param(*first, message))
}

fn expires_at_ms(fields: &mut Fields, now_ms: i64) -> Result<i64, ApiError> {
    let now_s = now_ms.div_euclid(1_000);
    let refuse = |rule: &str| {
        let message =
            format!("The `expires_at` timestamp must be {rule} from Checkout Session creation.");
        Err(ApiError::param("expires_at", message))
    };
    match fields.integer("expires_at")? {
        None => Ok((now_s + LIFE_MAX_S) * 1_000),
        Some(at_s) if at_s < now_s + LIFE_MIN_S => refuse("at least 30 minutes"),
        Some(at_s) if at_s > now_s + LIFE_MAX_S => refuse("less than 24 hours"),
        Some(at_s) => Ok(at_s * 1_000),
    }
}

/// Everything that needs no more than reading.
fn rest(
    fields: &mut Fields,
    id: &str,
    now_ms: i64,
    expires_at_ms: i64,
) -> Result<Session, ApiError> {
    let no_bill = Totals {
        currency: String::new(),
        amount: 0,
        items: Vec::new(),
        is_taxed: false,
        discount: None,
    };
    Ok(Session {
        id: id.to_owned(),
        created_ms: now_ms,
        expires_at_ms,
        state: SessionState::Open,
        payment_status: PaymentStatus::Unpaid,
        ui_mode: UiMode::HostedPage,
        totals: no_bill,
        urls: Urls::default(),
        when_paid: when_paid(fields)?,
        metadata: fields.metadata("metadata")?,
        client_reference_id: fields.short("client_reference_id", 200)?,
        client_secret: None,
        customer_email: email(fields)?,
        payer_email: None,
        payer_name: None,
        submit_type: looks::submit_type(fields)?,
        submit_message: looks::submit_message(fields)?,
        locale: looks::locale(fields)?,
        adaptive_pricing: offer::adaptive_pricing(fields)?,
        allowed_methods: methods::named(fields, "allowed_payment_method_types")?,
        excluded_methods: methods::named(fields, "excluded_payment_method_types")?,
        intent: None,
        recovered_from: None,
        allow_promotion_codes: None,
        recovery: None,
        origin_context: looks::origin_context(fields)?,
        branding: looks::branding(fields)?,
    })
}

fn email(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    let email = fields.short("customer_email", 512)?;
    match &email {
        Some(text) if !text.contains('@') => {
            let message = format!("Invalid email address: {text}");
            Err(ApiError::param("customer_email", message).code("email_invalid"))
        }
        Some(_) | None => Ok(email),
    }
}

fn when_paid(fields: &mut Fields) -> Result<WhenPaid, ApiError> {
    let mut data = fields.strict_object("payment_intent_data")?;
    let methods = [("automatic", false), ("automatic_async", false), ("manual", true)];
    let when_paid = WhenPaid {
        metadata: data.metadata("metadata")?,
        capture_manually: data.one_of("capture_method", &methods)?.unwrap_or(false),
        description: data.short("description", 1_000)?,
        receipt_email: data.text("receipt_email")?,
    };
    data.finish()?;
    Ok(when_paid)
}

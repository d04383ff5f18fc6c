//! Opening a Checkout Session: what a request must and may say.
//!
//! Refuses, in Stripe's words, what Stripe refuses; knows no prices or customers made before.

use super::bill;
use crate::books::Books;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::ids;
use crate::model::{PaymentStatus, Session, SessionState, Totals, UiMode, Urls, WhenPaid};

const LIFE_MIN_S: i64 = 30 * 60;
const LIFE_MAX_S: i64 = 24 * 60 * 60;
const MESSAGE_CHARS_MAX: usize = 1_200;

const UI_MODES: [(&str, UiMode); 3] = [
    ("hosted_page", UiMode::HostedPage),
    ("embedded_page", UiMode::EmbeddedPage),
    ("elements", UiMode::Elements),
];
const SUBMIT_TYPES: [(&str, &str); 5] = [
    ("auto", "auto"),
    ("book", "book"),
    ("donate", "donate"),
    ("pay", "pay"),
    ("subscribe", "subscribe"),
];
const REDIRECTS: [(&str, &str); 3] =
    [("always", "always"), ("if_required", "if_required"), ("never", "never")];

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
    let mode = fields.required("mode")?;
    if mode != "payment" {
        return Err(ApiError::param("mode", "This sandbox only knows the mode `payment`."));
    }
    let ui_mode = fields.one_of("ui_mode", &UI_MODES)?.unwrap_or(UiMode::HostedPage);
    let id = ids::session();
    let urls = urls(&mut fields, ui_mode, &id, public_url)?;
    let totals = bill::totals(&mut fields)?;
    let expires_at_ms = expires_at_ms(&mut fields, now_ms)?;
    let session = rest(&mut fields, &id, now_ms, expires_at_ms)?;
    fields.finish()?;
    if ui_mode == UiMode::Elements {
        not_in_elements(&session)?;
    }

    let payment_status = match totals.amount {
        0 => PaymentStatus::NoPaymentRequired,
        _ => PaymentStatus::Unpaid,
    };
    books.sessions.put(Session { payment_status, ui_mode, urls, totals, ..session });
    Ok(id)
}

fn urls(
    fields: &mut Fields,
    ui_mode: UiMode,
    id: &str,
    public_url: &str,
) -> Result<Urls, ApiError> {
    let not_with = |key: &str| {
        let message = format!("`{key}` is not allowed with ui_mode `{}`.", ui_mode.as_str());
        ApiError::param(key, message)
    };
    let success = fields.url("success_url")?;
    let cancel = fields.url("cancel_url")?;
    let back = fields.url("return_url")?;
    let redirect = fields.one_of("redirect_on_completion", &REDIRECTS)?;

    match ui_mode {
        UiMode::HostedPage => {
            for (key, given) in
                [("return_url", back.is_some()), ("redirect_on_completion", redirect.is_some())]
            {
                if given {
                    return Err(not_with(key));
                }
            }
            let success = success.ok_or_else(|| ApiError::missing("success_url"))?;
            let page = Some(format!("{public_url}/c/pay/{id}"));
            Ok(Urls { page, success: Some(success), cancel, ..Urls::default() })
        }
        UiMode::EmbeddedPage | UiMode::Elements => {
            for (key, given) in
                [("success_url", success.is_some()), ("cancel_url", cancel.is_some())]
            {
                if given {
                    return Err(not_with(key));
                }
            }
            if ui_mode == UiMode::Elements && redirect.is_some() {
                return Err(not_with("redirect_on_completion"));
            }
            if back.is_none() && redirect != Some("never") {
                return Err(ApiError::missing("return_url"));
            }
            let words = redirect.unwrap_or("always").to_owned();
            let redirect = Some(words).filter(|_| ui_mode == UiMode::EmbeddedPage);
            Ok(Urls { back, redirect_on_completion: redirect, ..Urls::default() })
        }
    }
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
    let mut custom_text = fields.object("custom_text");
    let submit_message = custom_text.object("submit").short_message()?;
    custom_text.finish()?;
    let mut pricing = fields.object("adaptive_pricing");
    let adaptive_pricing = pricing.boolean("enabled")?.unwrap_or(false);
    pricing.finish()?;

    Ok(Session {
        id: id.to_owned(),
        created_ms: now_ms,
        expires_at_ms,
        state: SessionState::Open,
        payment_status: PaymentStatus::Unpaid,
        ui_mode: UiMode::HostedPage,
        totals: Totals { currency: String::new(), amount: 0, items: Vec::new() },
        urls: Urls::default(),
        when_paid: when_paid(fields)?,
        metadata: fields.metadata("metadata")?,
        client_reference_id: fields.short("client_reference_id", 200)?,
        client_secret: Some(format!("{id}_secret_{}", ids::secret())),
        customer_email: email(fields)?,
        payer_email: None,
        payer_name: None,
        submit_type: fields.one_of("submit_type", &SUBMIT_TYPES)?.map(str::to_owned),
        submit_message,
        locale: fields.short("locale", 10)?,
        adaptive_pricing,
        allowed_methods: fields.texts("allowed_payment_method_types")?,
        excluded_methods: fields.texts("excluded_payment_method_types")?,
        intent: None,
        recovered_from: None,
    })
}

fn not_in_elements(session: &Session) -> Result<(), ApiError> {
    let given = [
        ("custom_text", session.submit_message.is_some()),
        ("submit_type", session.submit_type.is_some()),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((key, _)) => {
            let message = format!("`{key}` is not allowed with ui_mode `elements`.");
            Err(ApiError::param(key, message))
        }
    }
}

impl Fields {
    fn short_message(mut self) -> Result<Option<String>, ApiError> {
        let message = self.short("message", MESSAGE_CHARS_MAX)?;
        self.finish()?;
        Ok(message)
    }
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
    let mut data = fields.object("payment_intent_data");
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

//! A Checkout Session and its line items, as Stripe shows them.

use serde_json::{Value, json};

use super::seconds;
use crate::model::{Branding, LineItem, Session, SessionState, UiMode};

/// `checkout.session`, line items left out as Stripe does.
pub(crate) fn session(session: &Session) -> Value {
    let mut value = json!({
        "id": session.id,
        "object": "checkout.session",
        "adaptive_pricing": { "enabled": session.adaptive_pricing },
        "after_expiration": after_expiration(session),
        "allow_promotion_codes": session.allow_promotion_codes,
        "allowed_payment_method_types": list_or_null(&session.allowed_methods),
        "amount_subtotal": session.totals.subtotal(),
        "amount_total": session.totals.amount,
        "automatic_tax": automatic_tax(session),
        "billing_address_collection": null,
        "cancel_url": session.urls.cancel,
        "client_reference_id": session.client_reference_id,
        "client_secret": client_secret(session),
        "collected_information": null,
        "consent": null,
        "consent_collection": null,
        "created": seconds(session.created_ms),
        "currency": session.totals.currency,
        "currency_conversion": null,
        "custom_fields": [],
        "customer": null,
        "customer_account": null,
        "customer_creation": "if_required",
        "customer_details": customer_details(session),
        "customer_email": session.customer_email,
        "discounts": discounts(session),
        "expires_at": seconds(session.expires_at_ms),
        "livemode": false,
        "mode": "payment",
        "status": session.state.as_str(),
    });
    add_rest(&mut value, session);
    add_optional(&mut value, session);
    value
}

/// Fields that Stripe leaves out when there is nothing to say.
fn add_optional(value: &mut Value, session: &Session) {
    let optional = [
        ("branding_settings", session.branding.as_ref().map(branding)),
        ("redirect_on_completion", session.urls.redirect_on_completion.as_ref().map(|w| json!(w))),
        ("return_url", session.urls.back.as_ref().map(|url| json!(url))),
        (
            "excluded_payment_method_types",
            (!session.excluded_methods.is_empty()).then(|| json!(session.excluded_methods)),
        ),
    ];
    for (key, found) in optional {
        if let Some(found) = found {
            value[key] = found;
        }
    }
}

fn add_rest(value: &mut Value, session: &Session) {
    let message = session.submit_message.as_ref().map(|text| json!({ "message": text }));
    let rest = json!({
        "custom_text": {
            "after_submit": null,
            "shipping_address": null,
            "submit": message,
            "terms_of_service_acceptance": null,
        },
        "invoice": null,
        "invoice_creation": {
            "enabled": false,
            "invoice_data": { "metadata": {}, "custom_fields": null, "footer": null },
        },
        "locale": session.locale,
        "metadata": session.metadata,
        "origin_context": session.origin_context,
        "payment_intent": session.intent,
        "payment_link": null,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": payment_method_types(session),
        "payment_status": session.payment_status.as_str(),
        "permissions": null,
        "phone_number_collection": { "enabled": false },
        "recovered_from": session.recovered_from,
        "saved_payment_method_options": null,
        "setup_intent": null,
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_options": [],
        "submit_type": session.submit_type,
        "subscription": null,
        "success_url": session.urls.success,
        "total_details": {
            "amount_discount": session.totals.discounted(),
            "amount_shipping": 0,
            "amount_tax": session.totals.tax(),
        },
        "ui_mode": session.ui_mode.as_str(),
        "url": url(session),
        "wallet_options": null,
    });
    if let (Some(all), Value::Object(rest)) = (value.as_object_mut(), rest) {
        all.extend(rest);
    }
}

/// Only while open, and only for a hosted page.
fn url(session: &Session) -> Option<&str> {
    let is_open = matches!(session.state, SessionState::Open);
    session.urls.page.as_deref().filter(|_| is_open && session.ui_mode == UiMode::HostedPage)
}

/// Only while open, and only for what is shown inside the seller's page.
fn client_secret(session: &Session) -> Option<&str> {
    let is_open = matches!(session.state, SessionState::Open);
    let is_inside = session.ui_mode != UiMode::HostedPage;
    session.client_secret.as_deref().filter(|_| is_open && is_inside)
}

fn after_expiration(session: &Session) -> Value {
    let Some(recovery) = &session.recovery else { return Value::Null };
    let (until, url) = session.recoverable().unzip();
    json!({
        "recovery": {
            "allow_promotion_codes": recovery.allows_codes,
            "enabled": recovery.is_enabled,
            "expires_at": until.map(seconds),
            "url": url,
        },
    })
}

/// The flat test rate needs no address, so the tax is known at once.
fn automatic_tax(session: &Session) -> Value {
    match session.totals.is_taxed {
        true => json!({
            "enabled": true,
            "liability": { "type": "self" },
            "provider": "stripe",
            "status": "complete",
        }),
        false => json!({ "enabled": false, "liability": null, "provider": null, "status": null }),
    }
}

fn discounts(session: &Session) -> Value {
    let discount = session.totals.discount.iter();
    discount
        .map(|given| json!({ "coupon": given.coupon, "promotion_code": given.promotion_code }))
        .collect()
}

fn branding(branding: &Branding) -> Value {
    let said =
        |text: &Option<String>, otherwise: &str| text.as_deref().unwrap_or(otherwise).to_owned();
    json!({
        "background_color": said(&branding.background_color, "#ffffff"),
        "border_style": said(&branding.border_style, "rounded"),
        "button_color": said(&branding.button_color, "#0074d4"),
        "display_name": said(&branding.display_name, "Sandbox"),
        "font_family": said(&branding.font_family, "default"),
        "icon": null,
        "logo": null,
    })
}

fn customer_details(session: &Session) -> Value {
    let email = session.payer_email.as_ref().or(session.customer_email.as_ref());
    let Some(email) = email else { return Value::Null };
    json!({
        "address": null,
        "business_name": null,
        "email": email,
        "individual_name": null,
        "name": session.payer_name,
        "phone": null,
        "tax_exempt": "none",
        "tax_ids": null,
    })
}

fn payment_method_types(session: &Session) -> Vec<&'static str> {
    ["card", "us_bank_account"].into_iter().filter(|name| session.is_allowed(name)).collect()
}

fn list_or_null(list: &[String]) -> Value {
    if list.is_empty() { Value::Null } else { json!(list) }
}

/// The lines of a session, each an `item`.
pub(crate) fn line_items(session: &Session) -> Vec<Value> {
    session.totals.items.iter().map(|item| line_item(item, session)).collect()
}

fn line_item(item: &LineItem, session: &Session) -> Value {
    json!({
        "id": item.id,
        "object": "item",
        "adjustable_quantity": null,
        "amount_discount": item.discount,
        "amount_subtotal": item.amount(),
        "amount_tax": item.tax,
        "amount_total": item.total(),
        "currency": session.totals.currency,
        "description": item.name,
        "metadata": {},
        "price": {
            "id": item.price_id,
            "object": "price",
            "active": false,
            "billing_scheme": "per_unit",
            "created": seconds(session.created_ms),
            "currency": session.totals.currency,
            "custom_unit_amount": null,
            "livemode": false,
            "lookup_key": null,
            "metadata": {},
            "nickname": null,
            "product": item.product_id,
            "recurring": null,
            "tax_behavior": item.tax_behavior.as_str(),
            "tiers_mode": null,
            "transform_quantity": null,
            "type": "one_time",
            "unit_amount": item.unit_amount,
            "unit_amount_decimal": item.unit_amount.to_string(),
        },
        "quantity": item.quantity,
    })
}

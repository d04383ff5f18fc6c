//! A Checkout Session and its line items, as Stripe shows them.

use serde_json::{Value, json};

use super::seconds;
use crate::model::{LineItem, Session, SessionState, UiMode};

/// `checkout.session`, line items left out as Stripe does.
pub(crate) fn session(session: &Session) -> Value {
    let mut value = json!({
        "id": session.id,
        "object": "checkout.session",
        "adaptive_pricing": { "enabled": session.adaptive_pricing },
        "after_expiration": null,
        "allow_promotion_codes": null,
        "allowed_payment_method_types": list_or_null(&session.allowed_methods),
        "amount_subtotal": session.totals.amount,
        "amount_total": session.totals.amount,
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
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
        "discounts": [],
        "excluded_payment_method_types": list_or_null(&session.excluded_methods),
        "expires_at": seconds(session.expires_at_ms),
        "livemode": false,
        "mode": "payment",
        "status": session.state.as_str(),
    });
    add_rest(&mut value, session);
    value
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
        "origin_context": null,
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
        "redirect_on_completion": session.urls.redirect_on_completion,
        "return_url": session.urls.back,
        "saved_payment_method_options": null,
        "setup_intent": null,
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_options": [],
        "submit_type": session.submit_type,
        "subscription": null,
        "success_url": session.urls.success,
        "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": 0 },
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

/// Only for what is shown inside the seller's page.
fn client_secret(session: &Session) -> Option<&str> {
    session.client_secret.as_deref().filter(|_| session.ui_mode != UiMode::HostedPage)
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
        "amount_discount": 0,
        "amount_subtotal": item.amount(),
        "amount_tax": 0,
        "amount_total": item.amount(),
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
            "tax_behavior": "unspecified",
            "tiers_mode": null,
            "transform_quantity": null,
            "type": "one_time",
            "unit_amount": item.unit_amount,
            "unit_amount_decimal": item.unit_amount.to_string(),
        },
        "quantity": item.quantity,
    })
}

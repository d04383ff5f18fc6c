//! What is to be paid: the line items of a request, their currency, their sum.
//!
//! Called by `create`; knows no prices made before, only `price_data`.

use crate::error::ApiError;
use crate::fields::Fields;
use crate::ids;
use crate::model::{LineItem, TaxBehavior, Totals};

const LINE_ITEMS_MAX: usize = 100;
const AMOUNT_MAX: i64 = 99_999_999;
const TAX_BEHAVIORS: [(&str, TaxBehavior); 3] = [
    ("exclusive", TaxBehavior::Exclusive),
    ("inclusive", TaxBehavior::Inclusive),
    ("unspecified", TaxBehavior::Unspecified),
];

/// Reads all line items.
///
/// Shape: 1..=100 lines of one currency, a total of at most 99,999,999.
/// Units: minor units.
/// Refuses: what is missing, unknown or out of bounds.
pub(crate) fn totals(fields: &mut Fields) -> Result<Totals, ApiError> {
    let lines = fields.list("line_items")?;
    if lines.is_empty() {
        return Err(ApiError::missing("line_items"));
    }
    if lines.len() > LINE_ITEMS_MAX {
        let message = format!("A session can have {LINE_ITEMS_MAX} line items.");
        return Err(ApiError::param("line_items", message));
    }
    let mut items = Vec::with_capacity(lines.len());
    let mut currency: Option<String> = None;
    for line in lines {
        let (item, its_currency) = line_item(line)?;
        if currency.as_ref().is_some_and(|known| *known != its_currency) {
            return Err(ApiError::param("line_items", "All line items must have one currency."));
        }
        currency = Some(its_currency);
        items.push(item);
    }
    let currency = currency.unwrap_or_default();
    let mut totals = Totals { currency, amount: 0, items, is_taxed: false, discount: None };
    totals.amount = totals.subtotal();
    if totals.amount > AMOUNT_MAX {
        let message = format!("The total amount must be no more than {AMOUNT_MAX}.");
        return Err(ApiError::param("line_items", message).code("amount_too_large"));
    }
    Ok(totals)
}

fn line_item(mut line: Fields) -> Result<(LineItem, String), ApiError> {
    if let Some(price) = line.text("price")? {
        return Err(ApiError::no_such(&line.name("price"), "price", &price));
    }
    let quantity_name = line.name("quantity");
    let quantity = line.within("quantity", 1, 999_999)?;
    let quantity = quantity.ok_or_else(|| ApiError::missing(&quantity_name))?;
    let mut data = line.strict_object("price_data")?;
    line.finish()?;

    let amount_name = data.name("unit_amount");
    let currency = data.required("currency")?.to_ascii_lowercase();
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_lowercase()) {
        let message = format!("Invalid currency: {currency}");
        return Err(ApiError::param(data.name("currency"), message));
    }
    let unit_amount = data.within("unit_amount", 0, AMOUNT_MAX)?;
    let unit_amount = unit_amount.ok_or_else(|| ApiError::missing(&amount_name))?;
    let tax_behavior = data.one_of("tax_behavior", &TAX_BEHAVIORS)?.unwrap_or_default();
    let mut product = data.strict_object("product_data")?;
    data.finish()?;

    let name = product.required("name")?;
    let description = product.text("description")?;
    product.metadata("metadata")?;
    product.texts("images")?;
    product.finish()?;

    let (id, price_id, product_id) = (ids::line_item(), ids::price(), ids::product());
    let item = LineItem {
        id,
        price_id,
        product_id,
        name,
        description,
        unit_amount,
        quantity,
        discount: 0,
        tax: 0,
        tax_behavior,
    };
    Ok((item, currency))
}

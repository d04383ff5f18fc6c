//! What is to be paid: line items, their discount and tax, and what they come to.

use serde::{Deserialize, Serialize};

/// One line of the bill.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LineItem {
    pub(crate) id: String,
    pub(crate) price_id: String,
    pub(crate) product_id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) unit_amount: i64,
    pub(crate) quantity: i64,
    /// Its share of the session's discount.
    #[serde(default)]
    pub(crate) discount: i64,
    #[serde(default)]
    pub(crate) tax: i64,
    #[serde(default)]
    pub(crate) tax_behavior: TaxBehavior,
}

impl LineItem {
    /// Price times quantity, in minor units.
    pub(crate) fn amount(&self) -> i64 {
        self.unit_amount.saturating_mul(self.quantity)
    }

    /// What is paid for it: less its discount, with its tax.
    pub(crate) fn total(&self) -> i64 {
        let added = if self.tax_behavior == TaxBehavior::Inclusive { 0 } else { self.tax };
        self.amount() - self.discount + added
    }
}

/// Whether a price holds its tax already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TaxBehavior {
    Exclusive,
    Inclusive,
    /// Counts as exclusive here.
    #[default]
    Unspecified,
}

impl TaxBehavior {
    /// Stripe's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive",
            Self::Inclusive => "inclusive",
            Self::Unspecified => "unspecified",
        }
    }
}

/// What lowers a bill: a coupon, and the code that it was named by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Discount {
    pub(crate) coupon: String,
    pub(crate) promotion_code: Option<String>,
}

/// What is to be paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Totals {
    pub(crate) currency: String,
    /// In the end: less the discount, with the tax.
    pub(crate) amount: i64,
    pub(crate) items: Vec<LineItem>,
    #[serde(default)]
    pub(crate) is_taxed: bool,
    #[serde(default)]
    pub(crate) discount: Option<Discount>,
}

impl Totals {
    /// Before discount and tax.
    pub(crate) fn subtotal(&self) -> i64 {
        self.items.iter().map(LineItem::amount).fold(0, i64::saturating_add)
    }

    pub(crate) fn discounted(&self) -> i64 {
        self.items.iter().map(|item| item.discount).sum()
    }

    /// Of the tax, what the prices hold already, or what is added to them.
    pub(crate) fn tax_of(&self, is_inclusive: bool) -> i64 {
        let is_asked =
            |item: &&LineItem| (item.tax_behavior == TaxBehavior::Inclusive) == is_inclusive;
        self.items.iter().filter(is_asked).map(|item| item.tax).sum()
    }

    pub(crate) fn tax(&self) -> i64 {
        self.items.iter().map(|item| item.tax).sum()
    }
}

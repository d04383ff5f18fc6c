//! What a bill comes to: the discount shared out over its lines, then tax on what is left.
//!
//! Called when a session is opened and whenever its discount changes.

use crate::model::{Coupon, LineItem, TaxBehavior, Totals};

/// Works a bill out anew.
///
/// Units: minor units; half a unit counts as one.
/// Why: shares are cut from a running sum, so that they add up to the discount exactly.
pub(crate) fn reckon(totals: &mut Totals, coupon: Option<&Coupon>, tax_percent: u8) {
    let subtotal = totals.subtotal();
    let off = coupon.map_or(0, |coupon| coupon.off(subtotal));
    let (mut reached, mut given) = (0_i64, 0_i64);
    for item in &mut totals.items {
        reached += item.amount();
        let until_here = share(off, reached, subtotal);
        item.discount = until_here - given;
        given = until_here;
        item.tax = if totals.is_taxed { tax(item, tax_percent) } else { 0 };
    }
    totals.amount = totals.items.iter().map(LineItem::total).sum();
}

fn share(off: i64, part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let share = i128::from(off) * i128::from(part) / i128::from(whole);
    i64::try_from(share).unwrap_or(off)
}

fn tax(item: &LineItem, percent: u8) -> i64 {
    let (base, percent) = (item.amount() - item.discount, i64::from(percent));
    match item.tax_behavior {
        TaxBehavior::Inclusive => rounded(base * percent, 100 + percent),
        TaxBehavior::Exclusive | TaxBehavior::Unspecified => rounded(base * percent, 100),
    }
}

fn rounded(dividend: i64, divisor: i64) -> i64 {
    (dividend + divisor / 2) / divisor
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::reckon;
    use crate::model::{Coupon, LineItem, Off, TaxBehavior, Totals};

    fn item(unit_amount: i64, tax_behavior: TaxBehavior) -> LineItem {
        LineItem {
            id: "li_1".to_owned(),
            price_id: "price_1".to_owned(),
            product_id: "prod_1".to_owned(),
            name: "Seat".to_owned(),
            description: None,
            unit_amount,
            quantity: 1,
            discount: 0,
            tax: 0,
            tax_behavior,
        }
    }

    fn bill(items: Vec<LineItem>, is_taxed: bool) -> Totals {
        Totals { currency: "eur".to_owned(), amount: 0, items, is_taxed, discount: None }
    }

    fn coupon(off: Off) -> Coupon {
        Coupon {
            id: "c".to_owned(),
            created_ms: 0,
            name: None,
            off,
            duration: "once".to_owned(),
            max_redemptions: None,
            redeem_by_ms: None,
            times_redeemed: 0,
            metadata: BTreeMap::new(),
        }
    }

    #[test]
    fn shares_of_a_discount_add_up_to_it() {
        let unspecified = TaxBehavior::Unspecified;
        let mut totals = bill((0..3).map(|_| item(333, unspecified)).collect(), false);
        let off = Off::Amount { amount: 100, currency: "eur".to_owned() };

        reckon(&mut totals, Some(&coupon(off)), 20);

        let shares: Vec<i64> = totals.items.iter().map(|item| item.discount).collect();
        assert_eq!((shares, totals.amount), (vec![33, 33, 34], 899));
    }

    #[test]
    fn a_coupon_takes_no_more_than_there_is() {
        let mut totals = bill(vec![item(500, TaxBehavior::Exclusive)], true);
        let off = Off::Amount { amount: 9_000, currency: "eur".to_owned() };
        reckon(&mut totals, Some(&coupon(off)), 20);
        assert_eq!((totals.discounted(), totals.tax(), totals.amount), (500, 0, 0));
    }

    #[test]
    fn tax_is_added_to_what_is_left_unless_the_price_holds_it() {
        let items = vec![item(1_000, TaxBehavior::Exclusive), item(1_200, TaxBehavior::Inclusive)];
        let mut totals = bill(items, true);

        reckon(&mut totals, Some(&coupon(Off::Percent { hundredths: 1_250 })), 20);

        assert_eq!(totals.discounted(), 275);
        let taxes: Vec<i64> = totals.items.iter().map(|item| item.tax).collect();
        assert_eq!((taxes, totals.amount), (vec![175, 175], 2_200 - 275 + 175));
    }
}

//! The shop's books against the stand-in's ledger.

use super::House;
use domain::{Currency, Ledger, LedgerLine};
use serde_json::Value;

impl House {
    /// The books balance, by the shop's own sums and by the stand-in's ledger.
    pub async fn balances(&self, when: &str) {
        let ledger = self.office.check_ledger().await.expect("ledger");
        for line in &ledger.lines {
            assert_eq!(line.balances(), Some(true), "{when}: the books do not balance: {line:?}");
        }
        self.agrees(&ledger, when).await;
    }

    /// What these books say came in and went back is what the stand-in took and gave back, in each
    /// currency; beside payments that are not the shop's.
    pub async fn agrees(&self, ledger: &Ledger, when: &str) {
        let theirs = self.control_get("ledger").await;
        let unknown = self.rows(UNKNOWN).await;
        let refunds = theirs["refunds"].as_array().expect("refunds");
        for (code, sum) in theirs["currencies"].as_object().expect("sums") {
            if Currency::from_code(code).is_none() {
                continue;
            }
            let sum = |what: &str| sum[what].as_i64().unwrap_or_default();
            let others = unknown.iter().filter_map(|row| row.strip_prefix(code.as_str()));
            let others: i64 = others.map(|minor| minor.parse::<i64>().expect("a sum")).sum();
            let line = ledger.lines.iter().find(|line| line.currency.code() == code);
            let ours = line.map_or(0, LedgerLine::money_in_minor);
            let paid = sum("paid") - others;
            assert_eq!(paid, ours, "{when}: the stand-in took {paid} {code}, not {ours}");
            let counts = |refund: &&Value| {
                refund["currency"] == code.as_str()
                    && !matches!(refund["status"].as_str(), Some("failed" | "canceled"))
            };
            let refunded = refunds.iter().filter(counts);
            let refunded: i64 = refunded.filter_map(|refund| refund["amount"].as_i64()).sum();
            let back = refunded + sum("lost");
            let (least, most) = line.map_or((0, 0), |line| {
                (line.refunds_minor, line.refunds_minor + line.pending_minor)
            });
            assert!((least..=most).contains(&back), "{when}: {back} {code} went back: {line:?}");
        }
    }
}

/// What came in that nobody has called the shop's, as `eur4500`; in a currency that the shop does
/// not know it is in no line of its books, whoever's it is.
const UNKNOWN: &str = "select currency || cast(amount_minor as text) from unknown_payment \
    where coalesce(decision, '') <> 'refund'";

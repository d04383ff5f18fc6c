//! Branches that hardly anybody ever sees, counted, so that a season proves that it went there.

use crate::support::Beside;
use std::fmt;
use std::iter::Sum;

/// How often each was reached.
#[derive(Clone, Debug, Default)]
pub struct Rare(Vec<(&'static str, i64)>);

const BRANCHES: [(&str, &str); 17] = [
    ("late payment honoured", LATE_HONOURED),
    ("late payment refunded", LATE_REFUNDED),
    ("refused expire that was paid", REFUSED_BUT_PAID),
    ("payment of nobody’s refunded", STRAY),
    ("created after the hold had ended", CREATED_LATE),
    ("payment page closed by Stripe", CLOSED_BY_STRIPE),
    ("recovered session honoured", RECOVERED_HONOURED),
    ("refund failed", "select count(*) from refund where status = 'failed'"),
    ("refunded at Stripe, tickets void", "select count(*) from hold where phase = 'voided'"),
    ("authorised money let go", "select count(*) from outbox where kind = 'cancel'"),
    ("delayed payment failed", DELAYED_FAILED),
    ("dispute lost, tickets void", LOST),
    ("dispute won", "select count(*) from dispute where status = 'kept'"),
    ("refund ended by a lost dispute", TAKEN_BACK),
    (
        "seats freed unasked",
        "select count(*) from hold_log where note = 'released: Stripe out of reach'",
    ),
    ("unknown payment refunded", "select count(*) from unknown_payment where decision = 'refund'"),
    (
        "unknown payment left alone",
        "select count(*) from unknown_payment where decision = 'not_ours'",
    ),
];

impl Rare {
    /// Reads from the shop's own story of each hold what a season went through.
    pub async fn read(books: &Beside) -> Self {
        let mut counted = Vec::new();
        for (name, query) in BRANCHES {
            counted.push((name, books.count(query).await));
        }
        Self(counted)
    }

    /// Counts a branch that the shop's story does not tell.
    pub fn and(mut self, name: &'static str, count: i64) -> Self {
        self.0.push((name, count));
        self
    }

    /// The branches that were not reached.
    pub fn never(&self) -> Vec<&'static str> {
        self.0.iter().filter(|(_, count)| *count == 0).map(|(name, _)| *name).collect()
    }
}

impl Sum for Rare {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.reduce(|sum, more| {
            let pairs = sum.0.into_iter().zip(more.0);
            Self(pairs.map(|((name, a), (_, b))| (name, a + b)).collect())
        })
        .unwrap_or_default()
    }
}

impl fmt::Display for Rare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(|(name, count)| format!("{name} {count}")).collect();
        f.write_str(&words.join(", "))
    }
}

const LATE_HONOURED: &str = "select count(*) from hold_log as late join hold_log as before \
    on before.hold_id = late.hold_id and before.version = late.version - 1 \
    where before.phase = 'released' and late.phase = 'sold'";

const LATE_REFUNDED: &str = "select count(*) from hold_log as late join hold_log as before \
    on before.hold_id = late.hold_id and before.version = late.version - 1 \
    where before.phase = 'released' and late.phase = 'refund_due'";

const REFUSED_BUT_PAID: &str = "select count(*) from outbox join hold on hold.id = outbox.hold_id \
    where outbox.kind = 'expire' and outbox.outcome like 'refused%' and hold.phase = 'sold'";

const STRAY: &str = "select count(*) from stray_payment where refunded_at is not null";

const CREATED_LATE: &str = "select count(*) from hold_log as late join hold_log as before \
    on before.hold_id = late.hold_id and before.version = late.version - 1 \
    where before.phase = 'released' and late.note like 'session created%'";

const CLOSED_BY_STRIPE: &str =
    "select count(*) from hold where phase = 'released' and state like '%session_expired%'";

const RECOVERED_HONOURED: &str = "select count(*) from hold_log as late join hold_log as before \
    on before.hold_id = late.hold_id and before.version = late.version - 1 \
    join hold_log as first on first.hold_id = late.hold_id and first.note like 'session expired%' \
    where before.phase = 'released' and late.phase = 'sold'";

const LOST: &str = "select count(*) from hold_log where phase = 'voided' \
    and note = 'a dispute was lost'";

const TAKEN_BACK: &str = "select count(*) from outbox where kind = 'refund' \
    and outcome like '%bank took it back'";

const DELAYED_FAILED: &str = "select count(*) from hold_log as late join hold_log as before \
    on before.hold_id = late.hold_id and before.version = late.version - 1 \
    where before.phase = 'pending' and late.phase = 'released'";

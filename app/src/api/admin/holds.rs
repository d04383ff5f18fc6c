//! Live holds, and ending them.

use crate::api::ShopError;
use domain::{HoldCard, HoldId, HoldRow};
use leptos::prelude::*;
use leptos::server_fn::codec::Postcard;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use {
    super::{AdminDesk, paths},
    crate::context,
    domain::limits::REASON_CHARS_MAX,
    domain::refusal::Field,
    domain::{HoldPhase, PerformanceId, Refusal},
    futures::future::join_all,
};

/// Holds that one form can end.
#[cfg(feature = "ssr")]
const HOLDS_MAX: usize = 500;
/// Holds whose fates are told one by one in an address; past that, fates are only counted by the
/// list itself. Why: addresses have a length that every server and browser takes.
#[cfg(feature = "ssr")]
const TOLD_MAX: usize = 50;

/// What became of a hold that an admin ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expired {
    /// Which hold.
    pub hold: HoldId,
    /// What became of it.
    pub became: WhatBecame,
}

/// The ends that an admin's expire can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhatBecame {
    /// The seats are everyone's again.
    Ended,
    /// Stripe has yet to say that nobody can pay any more.
    Closing,
    /// The payment was faster.
    Paid,
    /// A delayed payment is under way: only the bank can end it.
    Pending,
    /// It was over before.
    Over,
    /// There is no such hold.
    Unknown,
    /// It could not be ended just now.
    NotNow,
}

/// Live holds and holds in review, soonest deadline first.
#[server(prefix = "/api", endpoint = "admin_holds", output = Postcard)]
pub async fn admin_holds(performance: Option<i64>) -> Result<Vec<HoldRow>, ShopError> {
    let desk = AdminDesk::open(paths::HOLDS).await?;
    let rows = desk.office.holds(performance.map(PerformanceId)).await;
    desk.answer(rows, |_| list_page(performance))
}

/// Ends holds, each for itself, and says what became of each.
///
/// Shape: `holds` 1..=500; `performance` is the filter of the list a plain form goes back to.
/// Refuses: `NotSignedIn`, `Invalid` (no reason, no hold, too many); nothing is ended then.
/// Again: a hold that is over stays as it is.
#[server(prefix = "/api", endpoint = "expire_holds", output = Postcard)]
pub async fn expire_holds(
    #[server(default)] holds: Vec<HoldId>,
    #[server(default)] reason: String,
    performance: Option<i64>,
) -> Result<Vec<Expired>, ShopError> {
    let page = list_page(performance);
    let desk = AdminDesk::open(page.clone()).await?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(desk.refuse(Refusal::Invalid(Field::Reason)));
    }
    if holds.is_empty() || holds.len() > HOLDS_MAX {
        return Err(desk.refuse(Refusal::Invalid(Field::Form)));
    }

    let ends = holds.iter().map(|hold| desk.office.expire_hold(hold, reason));
    let ends = join_all(ends).await.into_iter();
    let answers = ends.map(|end| end.map_err(context::refusal));
    let pairs = holds.iter().cloned().zip(answers);
    let expired = pairs.map(|(hold, end)| Expired { hold, became: became(end) }).collect();
    desk.answer(Ok(expired), |expired| fates_page(&page, expired))
}

/// Gives back the money of a hold in review.
#[server(prefix = "/api", endpoint = "refund_reviewed", output = Postcard)]
pub async fn refund_reviewed(hold: HoldId) -> Result<HoldCard, ShopError> {
    let desk = AdminDesk::open(paths::HOLDS).await?;
    let card = desk.office.refund_reviewed(&hold).await;
    desk.answer(card, |card| format!("{}?refunded={}", paths::HOLDS, card.id))
}

impl Expired {
    /// As an address carries it: `ended.<hold>`.
    pub fn code(&self) -> String {
        format!("{}.{}", self.became.code(), self.hold)
    }

    /// The reverse of [`Expired::code`]; none if it is not one of ours.
    pub fn from_code(code: &str) -> Option<Self> {
        let (became, hold) = code.split_once('.')?;
        let became = WhatBecame::ALL.into_iter().find(|known| known.code() == became)?;
        let is_name = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
        let is_hold = (1..=36).contains(&hold.len()) && hold.bytes().all(is_name);
        is_hold.then(|| Self { hold: HoldId::from(hold), became })
    }
}

impl WhatBecame {
    const ALL: [Self; 7] = [
        Self::Ended,
        Self::Closing,
        Self::Paid,
        Self::Pending,
        Self::Over,
        Self::Unknown,
        Self::NotNow,
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Closing => "closing",
            Self::Paid => "paid",
            Self::Pending => "pending",
            Self::Over => "over",
            Self::Unknown => "unknown",
            Self::NotNow => "not_now",
        }
    }

    /// What it means for the seats.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ended => "Ended: the seats are back on sale.",
            Self::Closing => "Closing: waiting for Stripe. The seats come back by themselves.",
            Self::Paid => "Was paid a moment ago: tickets issued.",
            Self::Pending => "Not ended: the buyer’s bank is still deciding.",
            Self::Over => "Was already over.",
            Self::Unknown => "There is no such hold.",
            Self::NotNow => "Could not be ended just now. Please try again.",
        }
    }
}

/// What an answer of the box office means to the admin who asked.
#[cfg(feature = "ssr")]
fn became(end: Result<HoldCard, Refusal>) -> WhatBecame {
    match end {
        Ok(card) => match card.phase {
            HoldPhase::Released => WhatBecame::Ended,
            HoldPhase::Closing => WhatBecame::Closing,
            HoldPhase::Sold => WhatBecame::Paid,
            HoldPhase::Pending => WhatBecame::Pending,
            HoldPhase::Active | HoldPhase::Opening | HoldPhase::Open => WhatBecame::NotNow,
            HoldPhase::RefundDue | HoldPhase::Refunded | HoldPhase::Review | HoldPhase::Voided => {
                WhatBecame::Over
            }
        },
        Err(Refusal::AlreadyPaid) => WhatBecame::Paid,
        Err(Refusal::HoldEnded) => WhatBecame::Over,
        Err(Refusal::NotFound) => WhatBecame::Unknown,
        Err(_) => WhatBecame::NotNow,
    }
}

#[cfg(feature = "ssr")]
fn list_page(performance: Option<i64>) -> String {
    match performance {
        Some(performance) => format!("{}?performance={performance}", paths::HOLDS),
        None => paths::HOLDS.to_owned(),
    }
}

#[cfg(feature = "ssr")]
fn fates_page(page: &str, expired: &[Expired]) -> String {
    let mark = if page.contains('?') { '&' } else { '?' };
    let told: Vec<String> = expired.iter().take(TOLD_MAX).map(Expired::code).collect();
    format!("{page}{mark}expired={}", told.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fate_is_read_back_from_its_code() {
        for became in WhatBecame::ALL {
            let expired = Expired { hold: HoldId::from("0193-ab"), became };
            assert_eq!(Expired::from_code(&expired.code()), Some(expired));
        }
    }

    #[test]
    fn a_made_up_fate_says_nothing() {
        for made_up in ["", "ended", "ended.", "ended.call us", "won.0193", "ended.<b>"] {
            assert_eq!(Expired::from_code(made_up), None);
        }
    }
}

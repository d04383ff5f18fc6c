//! What can happen to a session and its money; each act runs under the one lock.
//!
//! Pure over the books and the time: no waiting, no network. A refusal changes nothing, and
//! whoever comes first to an open session decides how it ends.

mod bill;
mod coupon;
mod create;
mod dispute;
mod least;
mod odd;
mod pay;
mod promote;
mod reckon;
mod refund;
mod settle;
mod tidy;

pub(crate) use coupon::{create_code, create_coupon};
pub(crate) use create::create;
pub(crate) use dispute::{close as close_dispute, raise as raise_dispute};
pub(crate) use odd::{recover, resend, settle_refund, twin};
pub(crate) use pay::{PayOutcome, Payer, authenticate, pay};
pub(crate) use promote::{apply_code, remove_code};
pub(crate) use refund::refund;
pub(crate) use settle::{cancel, capture};
pub(crate) use tidy::{expire, tidy};

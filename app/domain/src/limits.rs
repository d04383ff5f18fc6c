//! Every bound that the shop puts on what comes in, in one place.

/// Seats in one hold, unless a performance says fewer.
pub const SEATS_PER_HOLD_MAX: u32 = 10;
/// Seats in one hold that a performance may allow at most.
pub const SEATS_PER_HOLD_CEILING: u32 = 50;
/// Shortest hold a performance may ask for. Units: milliseconds.
pub const HOLD_MS_MIN: i64 = 30_000;
/// Longest hold a performance may ask for: shorter than Stripe's session. Units: milliseconds.
pub const HOLD_MS_MAX: i64 = 25 * 60_000;
/// Seats in one plan.
pub const SEATS_PER_PLAN_MAX: usize = 120_000;
/// A plan file. Units: bytes.
pub const PLAN_BYTES_MAX: usize = 32 * 1024 * 1024;
/// A name or title. Units: characters.
pub const NAME_CHARS_MAX: usize = 120;
/// An e-mail address. Units: characters. Source: RFC 5321, a path without its brackets.
pub const EMAIL_CHARS_MAX: usize = 254;
/// A reason an admin gives. Units: characters.
pub const REASON_CHARS_MAX: usize = 200;
/// A price. Units: minor units. Source: Stripe's largest amount has eight digits.
pub const AMOUNT_MINOR_MAX: i64 = 99_999_999;

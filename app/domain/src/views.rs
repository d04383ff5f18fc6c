//! What pages show: the box office's answers to reads, complete enough to draw without asking more.

use crate::{
    CheckoutUi, Contact, Currency, EndReason, Event, HoldId, HoldPhase, Money, OrderId, OrderState,
    PayBy, PaymentTerms, Performance, PerformanceId, Refund, RefundCause, ReviewReason, Sale,
    SeatLine, SessionId, UnixMs, VenueId,
};
use serde::{Deserialize, Serialize};

/// A venue without its plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VenueCard {
    /// Row number.
    pub id: VenueId,
    /// As printed.
    pub name: String,
    /// As printed; may be empty.
    pub city: String,
    /// IANA name, as in `Europe/Lisbon`: the venue's clock is the one that is printed.
    pub time_zone: String,
    /// Seats and places in its plan.
    pub seat_count: u32,
}

/// A performance on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceCard {
    /// The performance.
    pub performance: Performance,
    /// What is on.
    pub event: Event,
    /// Where.
    pub venue: VenueCard,
    /// Seats that can be held now.
    pub seats_left: u32,
    /// Whether they can be held now.
    pub sale: Sale,
}

/// A hold as its buyer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldCard {
    /// Which hold.
    pub id: HoldId,
    /// Which performance.
    pub performance: PerformanceId,
    /// The event's title.
    pub title: String,
    /// When the performance begins.
    pub starts_at: UnixMs,
    /// The venue's name.
    pub venue: String,
    /// The venue's IANA time zone.
    pub time_zone: String,
    /// Its seats in plan order.
    pub lines: Vec<SeatLine>,
    /// The sum of its prices.
    pub total: Money,
    /// What was paid, or is on its way: less after a discount. The sum of its prices until then.
    pub paid: Money,
    /// Its state.
    pub phase: HoldPhase,
    /// Why it ended, or is ending.
    pub ended: Option<EndReason>,
    /// Who the tickets are for, if the buyer said so.
    pub contact: Option<Contact>,
    /// The session it has, or had.
    pub session: Option<SessionId>,
    /// The shape of its checkout, or of the one that would be begun now.
    pub checkout_ui: CheckoutUi,
    /// How it is paid: told to its buyer alone, on its own page, while it can be paid.
    pub pay_by: Option<PayBy>,
    /// How its money goes back, if it does; the last of several. Told on its own page.
    pub refund: Option<Refund>,
    /// Why its money goes back, if it does.
    pub refund_cause: Option<RefundCause>,
    /// The order it became, as the path of its page.
    pub order_path: Option<String>,
    /// When it was placed.
    pub placed_at: UnixMs,
    /// When its time is up.
    pub expires_at: UnixMs,
    /// The server's clock when this was made.
    pub server_now: UnixMs,
}

/// Something that happened to a hold, told to its buyer's pages and to admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldNews {
    /// Which hold.
    pub id: HoldId,
    /// Of which performance.
    pub performance: PerformanceId,
    /// Its state now.
    pub phase: HoldPhase,
    /// Why it ended, or is ending.
    pub ended: Option<EndReason>,
    /// When its time is up.
    pub expires_at: UnixMs,
    /// The server's clock when this was told.
    pub server_now: UnixMs,
}

/// An order as its buyer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCard {
    /// Which order.
    pub id: OrderId,
    /// The path of its page: the secret link.
    pub path: String,
    /// Short name for people, as on the telephone.
    pub reference: String,
    /// The event.
    pub event: Event,
    /// Which performance.
    pub performance: PerformanceId,
    /// When it begins.
    pub starts_at: UnixMs,
    /// Where.
    pub venue: VenueCard,
    /// Who the tickets are for.
    pub contact: Contact,
    /// One per ticket.
    pub tickets: Vec<TicketCard>,
    /// What they cost.
    pub total: Money,
    /// Whether they admit.
    pub state: OrderState,
    /// What went back of the payment, or is on its way, oldest first.
    pub refunds: Vec<Refund>,
    /// When it was settled.
    pub placed_at: UnixMs,
}

/// A ticket as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketCard {
    /// Seat, price name and price.
    pub line: SeatLine,
    /// What its QR code says.
    pub code: String,
}

/// A hold on the admin's list, live or over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldRow {
    /// The hold as its buyer sees it.
    pub card: HoldCard,
    /// What does not add up, in review.
    pub review: Option<ReviewReason>,
}

/// An order, or a refunded payment without one, on the admin's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// The hold that was paid.
    pub hold: HoldId,
    /// The path of the order's page; none if the money went back.
    pub path: Option<String>,
    /// Short name for people; empty without an order.
    pub reference: String,
    /// The event's title.
    pub title: String,
    /// When the performance begins.
    pub starts_at: UnixMs,
    /// The venue's IANA time zone.
    pub time_zone: String,
    /// Who paid.
    pub contact: Option<Contact>,
    /// How many seats.
    pub seats: u32,
    /// What was paid.
    pub total: Money,
    /// `sold`, `voided`, `refund_due`, `refunded`, `review` or `pending`.
    pub phase: HoldPhase,
    /// When it reached that state.
    pub at: UnixMs,
}

/// Where the money is, in one currency. Units: minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// The currency.
    pub currency: Currency,
    /// What tickets were paid with.
    pub tickets_minor: i64,
    /// What went back.
    pub refunds_minor: i64,
    /// What is still to go back, or to be decided.
    pub pending_minor: i64,
    /// What Stripe's own list says came in; none until it was read.
    pub stripe_in_minor: Option<i64>,
    /// What Stripe's own list says went back; none until it was read.
    pub stripe_refunds_minor: Option<i64>,
    /// The books agreed with the list when it was read, and have moved since: nothing to compare.
    pub has_moved: bool,
}

/// The ledger, and when it was last checked against Stripe's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// One per currency that was ever used.
    pub lines: Vec<LedgerLine>,
    /// When Stripe's list was last read.
    pub checked_at: Option<UnixMs>,
    /// What that reading left out.
    pub gaps: Vec<LedgerGap>,
}

/// Why a reading of Stripe's list may say less than Stripe knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerGap {
    /// It is longer than what is read at once: nothing can be compared with it.
    TooLong,
    /// The key may not read disputes: what banks took back is missing.
    Disputes,
}

impl LedgerLine {
    /// Everything that came in, by the shop's own books.
    pub fn money_in_minor(&self) -> i64 {
        self.tickets_minor + self.refunds_minor + self.pending_minor
    }

    /// The shop's own sums are the same.
    pub fn has_same_books(&self, other: &Self) -> bool {
        let sums = |line: &Self| (line.tickets_minor, line.refunds_minor, line.pending_minor);
        sums(self) == sums(other)
    }

    /// The books and Stripe's list agree; none until the list was read.
    pub fn balances(&self) -> Option<bool> {
        let went_back = self.stripe_refunds_minor?;
        let owed = self.refunds_minor..=self.refunds_minor + self.pending_minor;
        Some(self.stripe_in_minor? == self.money_in_minor() && owed.contains(&went_back))
    }
}

/// What an admin fills in to put a performance on sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerformance {
    /// The event's name; an event of this name is used if there is one.
    pub title: String,
    /// One line under the title; may be empty.
    pub tagline: String,
    /// Where.
    pub venue: VenueId,
    /// Date in the venue's zone, `2027-03-14`.
    pub date: String,
    /// Time in the venue's zone, `19:30`.
    pub time: String,
    /// The currency's code.
    pub currency: String,
    /// One per category of the plan, in its order, as typed: `45.00`.
    pub prices: Vec<String>,
    /// Units: minutes.
    pub hold_minutes: u32,
    /// Seats in one hold at most.
    pub seats_per_hold_max: u32,
    /// How the event's seats are paid, from now on and at every performance of it.
    pub terms: PaymentTerms,
}

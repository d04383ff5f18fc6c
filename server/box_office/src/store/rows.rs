//! Rows as the store keeps them, and the one way between them and domain types.

use crate::Fault;
use domain::{
    BuyerId, CheckoutUi, ClientSecret, Currency, Hold, HoldId, HoldPhase, Order, OrderId,
    OrderState, PayBy, PerformanceId, SeatIndex, SessionId, Ticket, UnixMs,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A new hold on its way into the store, as part of a batch document: its columns in order. What
/// comes with a checkout is not there yet.
#[derive(Debug, Serialize)]
pub(super) struct NewHoldDoc<'a>(
    &'a str,
    i64,
    &'a str,
    &'static str,
    u8,
    String,
    String,
    &'static str,
    i64,
    i64,
    i64,
    i64,
    i64,
);

/// A hold that was there already.
#[derive(Debug, Serialize)]
pub(super) struct HoldDoc<'a> {
    id: &'a str,
    phase: &'static str,
    is_live: u8,
    state: String,
    seats: String,
    amount: i64,
    contact: Option<String>,
    checkout_url: Option<&'a str>,
    checkout_ui: Option<&'static str>,
    client_secret: Option<&'a str>,
    paid: Option<i64>,
    session: Option<&'a str>,
    changed_at: i64,
    version: i64,
    read_version: i64,
}

/// Of a hold that was there already what changes with its state: name, phase, whether it is live,
/// state, moment, version, and the version that was read.
#[derive(Debug, Serialize)]
pub(super) struct StateDoc<'a>(&'a str, &'static str, u8, String, i64, i64, i64);

/// A hold as it is read.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct HoldRow {
    id: String,
    performance_id: i64,
    buyer: String,
    state: String,
    seats: String,
    currency: String,
    contact: Option<String>,
    checkout_url: Option<String>,
    checkout_ui: Option<String>,
    client_secret: Option<String>,
    paid_minor: Option<i64>,
    placed_at: i64,
    expires_at: i64,
    version: i64,
}

/// An order as it is read, without its tickets.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct OrderRow {
    pub(super) id: String,
    hold_id: String,
    session_id: String,
    performance_id: i64,
    name: String,
    email: String,
    amount_minor: i64,
    currency: String,
    placed_at: i64,
    state: String,
}

/// A ticket as it is read.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct TicketRow {
    seat: i64,
    tier: i64,
    amount_minor: i64,
    code: String,
}

impl<'a> NewHoldDoc<'a> {
    pub(super) fn new(hold: &'a Hold, now: UnixMs) -> Result<Self, Fault> {
        let phase = hold.state.phase();
        Ok(Self(
            hold.id.as_str(),
            hold.performance.0,
            hold.buyer.as_str(),
            phase.name(),
            u8::from(phase.is_live()),
            write(&hold.state)?,
            write(&hold.seats)?,
            hold.currency.code(),
            hold.amount_minor(),
            hold.placed_at.0,
            hold.expires_at.0,
            now.0,
            hold.version,
        ))
    }

    /// What a buyer can have one live hold of.
    pub(super) fn place(&self) -> (&str, i64) {
        (self.2, self.1)
    }
}

impl<'a> HoldDoc<'a> {
    pub(super) fn new(hold: &'a Hold, read_version: i64, now: UnixMs) -> Result<Self, Fault> {
        let phase = hold.state.phase();
        Ok(Self {
            id: hold.id.as_str(),
            phase: phase.name(),
            is_live: u8::from(phase.is_live()),
            state: write(&hold.state)?,
            seats: write(&hold.seats)?,
            amount: hold.amount_minor(),
            contact: hold.contact.as_ref().map(write).transpose()?,
            checkout_url: hold.pay_by.as_ref().and_then(PayBy::url),
            checkout_ui: hold.checkout_ui.map(CheckoutUi::name),
            client_secret: hold.pay_by.as_ref().and_then(secret_of),
            paid: hold.paid_minor,
            session: hold.state.session().map(|session| session.id.as_str()),
            changed_at: now.0,
            version: hold.version,
            read_version,
        })
    }

    /// Its name.
    pub(super) fn id(&self) -> &str {
        self.id
    }
}

impl<'a> StateDoc<'a> {
    pub(super) fn new(hold: &'a Hold, read_version: i64, now: UnixMs) -> Result<Self, Fault> {
        let phase = hold.state.phase();
        let (name, is_live) = (phase.name(), u8::from(phase.is_live()));
        let state = write(&hold.state)?;
        Ok(Self(hold.id.as_str(), name, is_live, state, now.0, hold.version, read_version))
    }

    /// Its name.
    pub(super) fn id(&self) -> &str {
        self.0
    }
}

impl TryFrom<HoldRow> for Hold {
    type Error = Fault;

    fn try_from(row: HoldRow) -> Result<Self, Fault> {
        let ui = row.checkout_ui.as_deref().map(checkout_ui).transpose()?;
        Ok(Self {
            id: HoldId(row.id),
            performance: PerformanceId(row.performance_id),
            buyer: BuyerId(row.buyer),
            seats: read("hold.seats", &row.seats)?,
            currency: currency(&row.currency)?,
            placed_at: UnixMs(row.placed_at),
            expires_at: UnixMs(row.expires_at),
            contact: row.contact.map(|text| read("hold.contact", &text)).transpose()?,
            checkout_ui: ui,
            pay_by: pay_by(ui, row.checkout_url, row.client_secret),
            paid_minor: row.paid_minor,
            state: read("hold.state", &row.state)?,
            version: row.version,
        })
    }
}

impl OrderRow {
    pub(super) fn with(self, tickets: Vec<TicketRow>) -> Result<Order, Fault> {
        let tickets = tickets.into_iter().map(Ticket::try_from).collect::<Result<_, _>>()?;
        Ok(Order {
            id: OrderId(self.id),
            hold: HoldId(self.hold_id),
            session: SessionId(self.session_id),
            performance: PerformanceId(self.performance_id),
            name: self.name,
            email: self.email,
            amount_minor: self.amount_minor,
            currency: currency(&self.currency)?,
            placed_at: UnixMs(self.placed_at),
            state: order_state(&self.state)?,
            tickets,
        })
    }
}

impl TryFrom<TicketRow> for Ticket {
    type Error = Fault;

    fn try_from(row: TicketRow) -> Result<Self, Fault> {
        Ok(Self {
            seat: seat(row.seat)?,
            tier: u16::try_from(row.tier).map_err(|error| unreadable("ticket.tier", error))?,
            amount_minor: row.amount_minor,
            code: row.code,
        })
    }
}

/// Writes a document.
pub(super) fn write<T: Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| unreadable("document to write", error))
}

/// Reads a document.
pub(super) fn read<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| unreadable(what, error))
}

/// Reads a currency's code.
pub(super) fn currency(code: &str) -> Result<Currency, Fault> {
    Currency::from_code(code).ok_or_else(|| unreadable("currency", code))
}

/// Reads a shape of checkout.
pub(super) fn checkout_ui(name: &str) -> Result<CheckoutUi, Fault> {
    CheckoutUi::from_name(name).ok_or_else(|| unreadable("checkout_ui", name))
}

fn secret_of(pay_by: &PayBy) -> Option<&str> {
    pay_by.client_secret().map(|secret| secret.0.as_str())
}

/// How a session is paid. Why a name may lack: holds that are older than the other two shapes.
fn pay_by(ui: Option<CheckoutUi>, url: Option<String>, secret: Option<String>) -> Option<PayBy> {
    crate::payments::pay_by(ui.unwrap_or_default(), url, secret.map(ClientSecret))
}

/// Reads a seat's index.
pub(super) fn seat(number: i64) -> Result<SeatIndex, Fault> {
    u32::try_from(number).map(SeatIndex).map_err(|error| unreadable("seat", error))
}

/// Reads a phase's name.
pub(super) fn phase(name: &str) -> Result<HoldPhase, Fault> {
    let mut all = HoldPhase::ALL.into_iter();
    all.find(|phase| phase.name() == name).ok_or_else(|| unreadable("hold.phase", name))
}

/// An order's state as the store spells it.
pub(super) fn order_state_name(state: OrderState) -> &'static str {
    match state {
        OrderState::Paid => "paid",
        OrderState::Voided => "voided",
    }
}

fn order_state(name: &str) -> Result<OrderState, Fault> {
    let mut all = [OrderState::Paid, OrderState::Voided].into_iter();
    all.find(|state| order_state_name(*state) == name)
        .ok_or_else(|| unreadable("ticket_order.state", name))
}

pub(super) fn unreadable(what: &'static str, why: impl std::fmt::Display) -> Fault {
    Fault::Unreadable { what, why: why.to_string() }
}

//! What every command on an existing hold has in common: load, decide, save, tell; and again if
//! somebody else was faster.

mod again;
mod checkout;
mod end;
mod owner;
mod seats;
mod settle;

pub(crate) use owner::Owner;
pub use seats::SeatsWanted;

use crate::till::{Call, CallKind, Change, EXPIRE_WANTED, SideRows, Unsaved};
use crate::{Answer, BoxOffice, Denial, Fault};
use domain::{
    Decision, Effect, Hold, HoldEvent, HoldId, HoldState, Order, OrderId, OrderState,
    PaymentIntentId, Refusal, SeatIndex, SeatStatus, SessionId, Ticket, UnixMs, transition,
};

/// How often a command decides anew before it says that something is wrong.
const TRIES_MAX: usize = 16;

/// What a command brings: the event, what it edits beside the state, and its queue rows.
pub(crate) struct Happening {
    pub(crate) event: HoldEvent,
    pub(crate) note: String,
    pub(crate) side: SideRows,
    /// What was edited is saved even if the state stays as it is.
    pub(crate) keeps_edits: bool,
}

impl Happening {
    pub(crate) fn new(event: HoldEvent, note: impl Into<String>) -> Self {
        Self { event, note: note.into(), side: SideRows::default(), keeps_edits: false }
    }

    pub(crate) fn with(self, side: SideRows) -> Self {
        Self { side, ..self }
    }

    pub(crate) fn keeping_edits(self) -> Self {
        Self { keeps_edits: true, ..self }
    }
}

/// Whether a hold is as it was but for its state.
fn differ_in_state_alone(read: &Hold, next: &Hold) -> bool {
    let Hold { seats, contact, checkout_ui, pay_by, paid_minor, .. } = next;
    let session = |hold: &Hold| hold.state.session().map(|session| session.id.clone());
    *seats == read.seats
        && *contact == read.contact
        && *checkout_ui == read.checkout_ui
        && *pay_by == read.pay_by
        && *paid_minor == read.paid_minor
        && session(next) == session(read)
}

impl BoxOffice {
    /// Brings an event to a hold.
    ///
    /// Shape: `decide` sees the hold as it is now, may edit what stands beside its state, and says
    /// what happens; it is asked again whenever somebody else changed the hold meanwhile.
    /// Again: an event that was accounted for before changes nothing, edits neither unless they are
    /// to be kept; its queue rows are saved.
    pub(crate) async fn happen(
        &self,
        id: &HoldId,
        decide: impl Fn(&mut Hold) -> Answer<Happening>,
    ) -> Answer<Hold> {
        let read = self.store.hold(id).await?.ok_or(Refusal::NotFound)?;
        self.happen_to(read, decide).await
    }

    /// As [`BoxOffice::happen`], for a hold that was just read: it is read again only if somebody
    /// else was faster.
    pub(crate) async fn happen_to(
        &self,
        mut read: Hold,
        decide: impl Fn(&mut Hold) -> Answer<Happening>,
    ) -> Answer<Hold> {
        for _ in 0..TRIES_MAX {
            let mut hold = read.clone();
            let Happening { event, note, mut side, keeps_edits } = decide(&mut hold)?;
            let Decision { next, effects } =
                transition(hold.state.clone(), event, self.clock.now());

            match next {
                Some(next) => hold.state = next,
                None if keeps_edits && hold != read => {}
                None => {
                    side.calls.extend(self.calls_owed_anew(&read, &effects, &side).await?);
                    let owes = !side.calls.is_empty();
                    self.save_side(side).await?;
                    if owes {
                        self.outbox_bell.notify_one();
                    }
                    return Ok(read);
                }
            }
            let is_state_alone = differ_in_state_alone(&read, &hold);
            let change = self.change(hold, &effects, note, side)?;
            let change = Change { is_state_alone, ..change };
            let owes = !change.side.calls.is_empty();
            match self.till.save(change).await {
                Ok(hold) => {
                    self.tell(&hold);
                    if owes {
                        self.outbox_bell.notify_one();
                    }
                    return Ok(hold);
                }
                // A seat to claim again went to somebody else: the next look knows.
                Err(Unsaved::Raced | Unsaved::Taken(_)) => {
                    read = self.store.hold(&read.id).await?.ok_or(Refusal::NotFound)?;
                }
                // What the session brought is nobody's, or another hold's: this one stays as it is.
                Err(Unsaved::Spent) => {
                    let Happening { side, .. } = decide(&mut read.clone())?;
                    self.save_side(side).await?;
                    return Ok(read);
                }
                Err(unsaved) => return Err(denial(unsaved)),
            }
        }
        let id = &read.id;
        Err(Fault::Bug(format!("hold {id} was changed {TRIES_MAX} times while deciding")).into())
    }

    /// Saves queue rows alone, if there are any.
    pub(crate) async fn save_side(&self, side: SideRows) -> Result<(), Fault> {
        if side.is_empty() {
            return Ok(());
        }
        self.till.save_side(side).await.map_err(|unsaved| match unsaved {
            Unsaved::Failed(fault) => fault,
            Unsaved::Busy => Fault::Unsaved("too many commands wait".to_owned()),
            Unsaved::Raced
            | Unsaved::Spent
            | Unsaved::Taken(_)
            | Unsaved::TooFewPlaces { .. }
            | Unsaved::HasHold(_) => Fault::Bug(format!("queue rows were refused: {unsaved:?}")),
        })
    }

    /// Every seat of a hold could be claimed again now, as far as the seat book knows.
    pub(crate) fn are_seats_free(&self, hold: &Hold) -> bool {
        let is_free = |seat: SeatIndex| {
            let status = self.books.read(hold.performance, |book| book.status(seat)).flatten();
            status == Some(SeatStatus::Available)
        };
        hold.seats.iter().all(|held| is_free(held.seat))
    }

    /// Its buyer has another hold for the same performance by now: there is one at a time.
    pub(crate) fn has_other_live_hold(&self, hold: &Hold) -> bool {
        let live = self.books.read(hold.performance, |book| book.live_hold(&hold.buyer));
        live.flatten().is_some_and(|live| live != hold.id)
    }

    fn change(
        &self,
        hold: Hold,
        effects: &[Effect],
        note: String,
        side: SideRows,
    ) -> Result<Change, Fault> {
        let calls = self.calls(&hold, effects)?;
        let mut change = Change::to(hold, false, note);
        change.side = side;
        change.side.calls.extend(calls);
        let seats = || change.hold.seats.iter().map(|held| held.seat).collect::<Vec<_>>();
        for effect in effects {
            match effect {
                Effect::ReleaseClaims => change.release = seats(),
                Effect::ClaimAgain => change.claim = seats(),
                Effect::CreateOrder(id) => {
                    change.order = Some(order(&change.hold, id, self.clock.now())?);
                }
                Effect::VoidOrder(id) => change.void = Some(id.clone()),
                Effect::CallCreate { .. }
                | Effect::CallExpire(_)
                | Effect::CallRefund(_)
                | Effect::CallCapture(..)
                | Effect::CallCancel(..) => {}
            }
        }
        Ok(change)
    }

    /// Calls that an unchanged hold owes, unless they are on their way already.
    async fn calls_owed_anew(
        &self,
        hold: &Hold,
        effects: &[Effect],
        side: &SideRows,
    ) -> Result<Vec<Call>, Fault> {
        let mut calls = self.calls(hold, effects)?;
        if let Some(call) = calls.first() {
            let waiting = self.store.call_of(&hold.id, call.kind).await?;
            let is_finishing = |id: &str| side.finished_calls.iter().any(|done| done.id == id);
            if waiting.is_some_and(|waiting| !is_finishing(&waiting.id)) {
                calls.clear();
            }
        }
        Ok(calls)
    }

    fn calls(&self, hold: &Hold, effects: &[Effect]) -> Result<Vec<Call>, Fault> {
        let call = |effect: &Effect| match effect {
            Effect::CallCreate { attempt } => Some(self.create_call(hold, *attempt)),
            Effect::CallExpire(session) => Some(Ok(self.expire_call(hold, session))),
            Effect::CallRefund(session) => Some(Ok(self.refund_call(hold, session))),
            Effect::CallCapture(session, intent) => {
                Some(Ok(self.taking_call(CallKind::Capture, hold, session, intent)))
            }
            Effect::CallCancel(session, intent) => {
                Some(Ok(self.taking_call(CallKind::Cancel, hold, session, intent)))
            }
            Effect::ReleaseClaims
            | Effect::ClaimAgain
            | Effect::CreateOrder(_)
            | Effect::VoidOrder(_) => None,
        };
        effects.iter().filter_map(call).collect()
    }

    fn expire_call(&self, hold: &Hold, session: &SessionId) -> Call {
        let call = self.call(CallKind::Expire, hold, session, String::new());
        match self.wanted.take(hold) {
            true => Call { priority: EXPIRE_WANTED, ..call },
            false => call,
        }
    }

    fn refund_call(&self, hold: &Hold, session: &SessionId) -> Call {
        let payment_intent = crate::outbox::refunded_intent(hold);
        let form = crate::outbox::refund_form_of(session, payment_intent.as_ref());
        Call { payment_intent, ..self.call(CallKind::Refund, hold, session, form) }
    }

    fn taking_call(
        &self,
        kind: CallKind,
        hold: &Hold,
        session: &SessionId,
        intent: &PaymentIntentId,
    ) -> Call {
        let payment_intent = Some(intent.clone());
        Call { payment_intent, ..self.call(kind, hold, session, String::new()) }
    }

    pub(crate) fn call(
        &self,
        kind: CallKind,
        hold: &Hold,
        session: &SessionId,
        body: String,
    ) -> Call {
        let now = self.clock.now();
        Call {
            id: crate::ids::call_id(),
            kind,
            hold: hold.id.clone(),
            session: Some(session.clone()),
            payment_intent: None,
            idempotency_key: format!("{}:{session}", kind.name()),
            body,
            give_up_at: None,
            priority: kind.priority(),
            attempts: 0,
            next_at: now,
            created_at: now,
        }
    }
}

/// What a change that was not saved means for whoever asked.
pub(crate) fn denial(unsaved: Unsaved) -> Denial {
    match unsaved {
        Unsaved::Taken(seats) => Refusal::SeatTaken(seats).into(),
        Unsaved::TooFewPlaces { left } => Refusal::TooFewPlaces { left }.into(),
        Unsaved::HasHold(_) => Refusal::CheckoutUnderWay.into(),
        Unsaved::Busy | Unsaved::Raced | Unsaved::Spent => Refusal::Busy.into(),
        Unsaved::Failed(fault) => fault.into(),
    }
}

fn order(hold: &Hold, id: &OrderId, now: UnixMs) -> Result<Order, Fault> {
    let HoldState::Sold { session, .. } = &hold.state else {
        return Err(Fault::Bug(format!("an order was to be made of hold {} unsold", hold.id)));
    };
    // A payment that no checkout of ours was begun for has no name; the tickets admit all the same.
    let contact = hold.contact.clone();
    let (name, email) = contact.map(|contact| (contact.name, contact.email)).unwrap_or_default();
    let ticket = |held: &domain::HeldSeat| Ticket {
        seat: held.seat,
        tier: held.tier,
        amount_minor: held.amount_minor,
        code: crate::ids::ticket_code(),
    };
    Ok(Order {
        id: id.clone(),
        hold: hold.id.clone(),
        session: session.id.clone(),
        performance: hold.performance,
        name,
        email,
        amount_minor: hold.paid().amount_minor,
        currency: hold.currency,
        placed_at: now,
        state: OrderState::Paid,
        tickets: hold.seats.iter().map(ticket).collect(),
    })
}

//! The buyer's promotion code: typed at an open session, taken off again.

use super::{coupon, least, reckon::reckon};
use crate::books::Books;
use crate::model::{Discount, IntentState, PaymentStatus, Session, SessionState, Totals};

/// Lowers the bill of an open session by a code that the buyer typed.
///
/// Refuses, in a sentence: a session that takes no codes or is being paid, a code that is none.
/// Again: another code takes the place of the first.
pub(crate) fn apply_code(
    books: &mut Books,
    now_ms: i64,
    session: &Session,
    spelt: &str,
) -> Result<(), &'static str> {
    changeable(books, session)?;
    if !session.takes_codes() {
        return Err("This session takes no promotion codes.");
    }
    let found = coupon::active(books, spelt.trim()).ok_or("This code is invalid.")?;
    let discount =
        Discount { coupon: found.coupon.clone(), promotion_code: Some(found.id.clone()) };
    coupon::check(books, now_ms, &discount, &session.totals)?;
    let totals = lowered(books, session, Some(discount));
    if least::missed(&totals).is_some() {
        return Err("This code leaves less than can be paid.");
    }
    keep(books, session, totals);
    Ok(())
}

/// Takes a code off again that the buyer typed; what the seller gave stays.
///
/// Refuses, in a sentence: a session that is not open or is being paid.
pub(crate) fn remove_code(books: &mut Books, session: &Session) -> Result<(), &'static str> {
    changeable(books, session)?;
    if session.takes_codes() {
        let totals = lowered(books, session, None);
        keep(books, session, totals);
    }
    Ok(())
}

fn changeable(books: &Books, session: &Session) -> Result<(), &'static str> {
    let intent = session.intent.as_ref().and_then(|id| books.intents.get(id));
    let is_at_bank = intent.is_some_and(|intent| intent.state == IntentState::RequiresAction);
    match session.state {
        SessionState::Open if is_at_bank => Err("The payment is under way."),
        SessionState::Open => Ok(()),
        SessionState::Complete { .. } | SessionState::Expired { .. } => {
            Err("This session is not open any more.")
        }
    }
}

fn lowered(books: &Books, session: &Session, discount: Option<Discount>) -> Totals {
    let mut totals = session.totals.clone();
    let coupon = discount.as_ref().and_then(|discount| books.coupons.get(&discount.coupon));
    reckon(&mut totals, coupon.map(AsRef::as_ref), books.behaviour.tax_percent);
    totals.discount = discount;
    totals
}

fn keep(books: &mut Books, session: &Session, totals: Totals) {
    let payment_status = PaymentStatus::before(totals.amount);
    books.sessions.put(Session { totals, payment_status, ..session.clone() });
}

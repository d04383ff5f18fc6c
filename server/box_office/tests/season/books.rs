//! What must be true at every moment, read from the store itself.

use crate::support::{Beside, House};
use domain::{SeatIndex, SeatStatus};
use std::collections::HashMap;

/// Claims, holds, orders and the seat book tell the same story.
pub async fn check(house: &House, books: &Beside, when: &str) {
    none(books, when, "a seat with two admitting tickets", TWICE).await;
    none(books, when, "a live or sold hold without its claims", UNCLAIMED).await;
    none(books, when, "a claim of a hold that has ended", LEFT_OVER).await;
    none(books, when, "an order of a hold that is not sold", UNSOLD).await;
    let claims = books.pairs(CLAIMS).await;
    let claims: HashMap<u32, SeatStatus> =
        claims.into_iter().map(|(seat, phase)| (seat as u32, status(&phase))).collect();
    let map = house.office.availability(house.performance).await.expect("a map");
    for seat in 0..map.seat_count() {
        let expected = claims.get(&seat).copied().unwrap_or(SeatStatus::Available);
        assert_eq!(map.get(SeatIndex(seat)), Some(expected), "{when}: seat {seat} on the map");
    }
}

/// Everything owed is done: no hold is live, no call waits, no money is undecided.
pub async fn check_end(books: &Beside, when: &str) {
    none(books, when, "a live hold after its time", "select id from hold where is_live = 1").await;
    none(books, when, "a call still owed", OWED).await;
    none(books, when, "an event not handled", "select id from inbox where done_at is null").await;
    none(books, when, "a refund still due", "select id from hold where phase = 'refund_due'").await;
}

async fn none(books: &Beside, when: &str, what: &str, query: &'static str) {
    let found = books.texts(query).await;
    assert!(found.is_empty(), "{when}: {what}: {found:?}");
}

fn status(phase: &str) -> SeatStatus {
    if phase == "sold" { SeatStatus::Sold } else { SeatStatus::Held }
}

const OWED: &str =
    "select id || ': ' || coalesce(outcome, 'never tried') from outbox where done_at is null";

const CLAIMS: &str =
    "select claim.seat, hold.phase from claim join hold on hold.id = claim.hold_id";

const TWICE: &str = "select cast(ticket.seat as text) from ticket \
    join ticket_order on ticket_order.id = ticket.order_id and ticket_order.state = 'paid' \
    group by ticket_order.performance_id, ticket.seat having count(*) > 1";

const UNCLAIMED: &str = "select hold.id from hold cross join jsonb_each(hold.seats) as held \
    left join claim on claim.hold_id = hold.id \
    and claim.seat = cast(held.value ->> 'seat' as bigint) \
    where (hold.is_live = 1 or hold.phase = 'sold') and claim.seat is null";

const LEFT_OVER: &str = "select hold.id from claim join hold on hold.id = claim.hold_id \
    where hold.phase in ('released', 'refund_due', 'refunded', 'voided')";

const UNSOLD: &str = "select ticket_order.id from ticket_order \
    join hold on hold.id = ticket_order.hold_id \
    where hold.phase not in ('sold', 'voided') \
    or (hold.phase = 'voided') <> (ticket_order.state = 'voided')";

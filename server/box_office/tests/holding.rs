//! Holding seats, on a real store.

mod support;

use box_office::{Denial, NewSitting};
use domain::{HoldPhase, Refusal, SeatIndex, SeatStatus};
use support::{HOLD_MS, House, buyer};

fn refusal<T: std::fmt::Debug>(answer: Result<T, Denial>) -> Refusal {
    match answer {
        Err(Denial::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn a_held_seat_cannot_be_held_again() {
    let house = House::open().await;
    let first = house.hold(&buyer("ada"), &[3, 4]).await.expect("held");
    assert_eq!(first.total.to_string(), "€90.00");

    let second = house.hold(&buyer("bob"), &[4, 5]).await;

    assert_eq!(refusal(second), Refusal::SeatTaken(vec![SeatIndex(4)]));
    assert_eq!(house.status(5).await, SeatStatus::Available, "all or none");
    house.close().await;
}

#[tokio::test]
async fn the_same_seats_again_answer_the_same_hold_and_the_deadline_stays() {
    let house = House::open().await;
    let ada = buyer("ada");
    let first = house.hold(&ada, &[3, 4]).await.expect("held");
    house.advance(60_000).await;

    let again = house.hold(&ada, &[4, 3]).await.expect("the same");
    let more = house.hold(&ada, &[4, 6]).await.expect("one more");
    let failed = house.hold(&ada, &[99]).await;

    assert_eq!((again.id.clone(), again.expires_at), (first.id.clone(), first.expires_at));
    assert_eq!(
        (more.id, more.expires_at, more.lines.len()),
        (first.id.clone(), first.expires_at, 3)
    );
    assert_eq!(refusal(failed), Refusal::NoSuchSeat);
    let hold = house.office.hold(&ada, &first.id).await.expect("read");
    assert_eq!(hold.expires_at, first.expires_at, "a failed change never moves the deadline");
    house.close().await;
}

#[tokio::test]
async fn a_seat_given_back_is_everyones_at_once_and_the_last_one_ends_the_hold() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[1, 2]).await.expect("held");

    house.office.drop_seat(&ada, &hold.id, SeatIndex(1)).await.expect("one given back");
    house.hold(&buyer("bob"), &[1]).await.expect("bob gets it");
    let last = house.office.drop_seat(&ada, &hold.id, SeatIndex(2)).await.expect("the last one");

    assert_eq!(last.phase, HoldPhase::Released);
    assert_eq!(house.status(2).await, SeatStatus::Available);
    house.close().await;
}

#[tokio::test]
async fn standing_places_are_counted_and_no_more_are_given_than_there_are() {
    let house = House::open().await;
    let three = house.office.hold_seats(&buyer("ada"), house.places(3)).await.expect("three");
    assert_eq!(three.lines.len(), 3);
    assert_eq!(three.lines[0].address.to_string(), "Floor, standing");

    let too_many = house.office.hold_seats(&buyer("bob"), house.places(3)).await;
    assert_eq!(refusal(too_many), Refusal::TooFewPlaces { left: 2 });
    house.office.hold_seats(&buyer("bob"), house.places(2)).await.expect("the last two");
    house.close().await;
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused_in_words_and_leaves_nothing_behind() {
    let house = House::open().await;
    let ada = buyer("ada");
    for (seats, expected) in [
        (vec![], Refusal::NoSeats),
        (vec![1, 1], Refusal::SeatTwice),
        (vec![1, 4_000_000], Refusal::NoSuchSeat),
        (vec![1, 41], Refusal::NoSuchSeat),
        ((0..11).collect(), Refusal::TooManySeats { max: 10 }),
    ] {
        assert_eq!(refusal(house.hold(&ada, &seats).await), expected, "{seats:?}");
    }
    assert!(house.office.live_holds(&ada).await.expect("read").is_empty());
    assert_eq!(house.status(1).await, SeatStatus::Available);
    house.close().await;
}

#[tokio::test]
async fn a_hold_ends_by_the_clock_and_its_seats_come_back() {
    let house = House::open().await;
    let hold = house.hold(&buyer("ada"), &[7]).await.expect("held");

    house.advance(HOLD_MS - 1).await;
    assert_eq!(house.status(7).await, SeatStatus::Held, "not a moment too early");
    house.advance(1).await;

    assert_eq!(house.status(7).await, SeatStatus::Available);
    let over = house.office.hold(&buyer("ada"), &hold.id).await.expect("read");
    assert_eq!(over.phase, HoldPhase::Released);
    house.hold(&buyer("bob"), &[7]).await.expect("bob gets it");
    house.close().await;
}

#[tokio::test]
async fn one_of_a_thousand_buyers_gets_the_seats_that_all_want() {
    let house = House::open().await;
    let names: Vec<_> = (0..1_000).map(|at| buyer(&format!("buyer {at}"))).collect();

    let tries = names.iter().map(|name| house.hold(name, &[20, 21]));
    let answers = futures::future::join_all(tries).await;

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    house.close().await;
}

#[tokio::test]
async fn lost_seats_are_got_back_or_replaced_by_the_nearest_of_the_same_price() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[4, 5]).await.expect("held");
    house.office.release_hold(&ada, &hold.id).await.expect("given up");
    house.hold(&buyer("bob"), &[5]).await.expect("bob takes one");

    let again = house.office.hold_again(&ada, &hold.id).await.expect("held again");

    let seats: Vec<u32> = again.lines.iter().map(|line| line.seat.0).collect();
    assert_eq!(seats, [4, 6], "seat 6 is next to the one that went");
    house.close().await;
}

#[tokio::test]
async fn a_restart_forgets_no_hold_and_ends_what_is_overdue() {
    let mut house = House::open().await;
    let hold = house.hold(&buyer("ada"), &[1]).await.expect("held");
    house.advance(HOLD_MS / 2).await;
    house.hold(&buyer("bob"), &[2]).await.expect("held");

    house.restart().await;
    assert_eq!(house.status(1).await, SeatStatus::Held);
    house.clock.move_to(hold.expires_at);
    house.restart().await;

    assert_eq!(house.status(1).await, SeatStatus::Available);
    assert_eq!(house.status(2).await, SeatStatus::Held);
    house.close().await;
}

#[tokio::test]
async fn a_hold_that_lost_its_claims_stops_its_buyer_and_nobody_else() {
    let mut house = House::open().await;
    house.hold(&buyer("ada"), &[1]).await.expect("held");
    house.meddle("delete from claim").await;
    house.restart().await;

    let answer = house.hold(&buyer("ada"), &[2]).await;
    assert!(matches!(answer, Err(Denial::Failed(_))), "{answer:?}");
    house.hold(&buyer("bob"), &[2]).await.expect("held");
    house.close().await;
}

#[tokio::test]
async fn a_double_click_holds_once_and_both_clicks_hear_so() {
    let house = House::open().await;
    let ada = buyer("ada");

    let clicks = (0..20).map(|_| house.hold(&ada, &[1, 2]));
    let answers = futures::future::join_all(clicks).await;

    let first = answers[0].as_ref().expect("held").id.clone();
    for answer in answers {
        assert_eq!(answer.expect("the same hold").id, first);
    }
    house.close().await;
}

#[tokio::test]
async fn a_seat_sold_elsewhere_is_sold_and_one_kept_back_is_not_for_sale() {
    let mut house = House::open().await;
    let card = house.office.house(house.performance).await.expect("a house");
    let sitting =
        NewSitting { performance: card.performance.clone(), sold_elsewhere: vec![SeatIndex(3)] };
    house.performance = house.office.add_sittings(&[sitting]).await.expect("added")[0];
    house.office.block_seats(house.performance, &[SeatIndex(5)]).await.expect("kept back");

    for _ in 0..2 {
        assert_eq!(house.status(3).await, SeatStatus::Sold);
        assert_eq!(house.status(5).await, SeatStatus::Blocked);
        for seat in [3, 5] {
            let held = house.hold(&buyer("ada"), &[seat, 7]).await;
            assert_eq!(refusal(held), Refusal::SeatTaken(vec![SeatIndex(seat)]));
        }
        house.restart().await;
    }
    house.close().await;
}

#[tokio::test]
async fn performances_are_added_all_or_none() {
    let house = House::open().await;
    let known = house.office.house(house.performance).await.expect("a house");
    let sitting = |event| NewSitting {
        performance: domain::Performance { event, ..known.performance.clone() },
        sold_elsewhere: Vec::new(),
    };

    let both = [sitting(known.performance.event), sitting(domain::EventId(999))];
    let added = house.office.add_sittings(&both).await;

    assert!(added.is_err(), "there is no such event");
    assert_eq!(house.office.programme().await.expect("a programme").len(), 1);
    house.close().await;
}

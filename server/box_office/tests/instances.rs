//! Several instances of one shop on one database: what one does, the others respect and hear of.

mod support;

use box_office::{BoxOffice, Denial, SeatFrame, SeatsWanted};
use domain::{BuyerId, HoldPhase, PerformanceId, Refusal, SeatIndex, SeatStatus, SectionIndex};
use futures::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use support::{HOLD_MS, Hall, House, buyer, hall};
use tokio::time::timeout;

/// Nobody waits longer for word of another instance.
const SOON: Duration = Duration::from_secs(20);

fn seats(performance: PerformanceId, seats: &[u32]) -> SeatsWanted {
    let seats = seats.iter().copied().map(SeatIndex).collect();
    SeatsWanted { performance, seats, places: Vec::new() }
}

/// Returns once this instance's map shows the seat so.
async fn shows(office: &BoxOffice, performance: PerformanceId, seat: u32, status: SeatStatus) {
    let mut watch = office.watch_seats(performance, None).await.expect("a stream");
    let is_so = |frame: &SeatFrame| match frame {
        SeatFrame::Snapshot { availability, .. } => {
            availability.get(SeatIndex(seat)) == Some(status)
        }
        SeatFrame::Changes { changes, .. } => {
            changes.iter().any(|change| change.seat == SeatIndex(seat) && change.status == status)
        }
    };
    let seen = async {
        if watch.first.iter().any(|frame| is_so(frame)) {
            return;
        }
        while !is_so(&watch.frames.recv().await.expect("a frame")) {}
    };
    timeout(SOON, seen).await.expect("the other instance hears of it");
}

#[tokio::test]
async fn of_buyers_at_different_instances_one_gets_the_seats_that_all_want() {
    let house = House::shared().await;
    let other = house.another().await;
    for round in 0..20 {
        let wanted = [round * 2, round * 2 + 1];
        let holds = (0..40).map(|at: u32| {
            let office = if at.is_multiple_of(2) { house.office.clone() } else { other.clone() };
            let wanted = seats(house.performance, &wanted);
            async move {
                let who = buyer(&format!("{round}-{at}"));
                office.hold_seats(&who, wanted).await
            }
        });
        let answers = join_all(holds).await;
        let won = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(won, 1, "round {round}");
        for answer in answers.into_iter().filter_map(Result::err) {
            let Denial::Refused(Refusal::SeatTaken(taken)) = answer else {
                panic!("every loser is answered in words: {answer:?}");
            };
            assert_eq!(taken, wanted.map(SeatIndex));
        }
    }
    other.close().await;
}

#[tokio::test]
async fn what_one_instance_commits_is_on_the_others_map() {
    let house = House::shared().await;
    let other = house.another().await;

    let hold = house.hold(&buyer("ada"), &[3]).await.expect("held");
    shows(&other, house.performance, 3, SeatStatus::Held).await;
    house.office.release_hold(&buyer("ada"), &hold.id).await.expect("given back");
    shows(&other, house.performance, 3, SeatStatus::Available).await;

    let again = other.hold_seats(&buyer("bo"), seats(house.performance, &[3])).await;
    assert!(again.is_ok(), "and can be had there: {again:?}");
    other.close().await;
}

#[tokio::test]
async fn a_buyer_hears_of_a_hold_at_whatever_instance_the_page_is_open() {
    let house = House::shared().await;
    let other = house.another().await;
    let mut news = other.watch_holds(&buyer("ada"));

    let hold = house.hold(&buyer("ada"), &[3]).await.expect("held");
    house.office.expire_hold(&hold.id, "the orchestra pit is being widened").await.expect("ended");

    let ended = async {
        loop {
            let news = news.recv().await.expect("news");
            if news.id == hold.id && news.phase == HoldPhase::Released {
                return news.ended.clone();
            }
        }
    };
    let ended = timeout(SOON, ended).await.expect("the news comes");
    assert!(ended.is_some(), "with the reason");
    let held_there = other.hold_seats(&buyer("ada"), seats(house.performance, &[4])).await;
    assert!(held_there.is_ok(), "and may hold anew there: {held_there:?}");
    other.close().await;
}

#[tokio::test]
async fn a_buyer_adds_at_another_instance_to_the_hold_that_is_there() {
    let house = House::shared().await;
    let other = house.another().await;

    let hold = house.hold(&buyer("ada"), &[3]).await.expect("held");
    let more = other.hold_seats(&buyer("ada"), seats(house.performance, &[4])).await;

    let more = more.expect("added");
    assert_eq!(more.id, hold.id, "one hold per buyer and performance");
    assert_eq!(more.lines.len(), 2);
    other.close().await;
}

#[tokio::test]
async fn standing_places_are_given_once_though_every_instance_counts_them() {
    let house = House::furnish_shared(Hall { standing: 40, ..hall() }).await;
    let other = house.another().await;
    let places = |count| SeatsWanted {
        performance: house.performance,
        seats: Vec::new(),
        places: vec![(SectionIndex(1), count)],
    };

    let answers = join_all((0..60).map(|at: u32| {
        let office = if at.is_multiple_of(2) { &house.office } else { &other };
        let wanted = places(1);
        async move { office.hold_seats(&buyer(&format!("b{at}")), wanted).await }
    }))
    .await;

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 40);
    let twice = "select cast(seat as text) from claim group by seat having count(*) > 1";
    assert_eq!(house.rows(twice).await, [""; 0]);
    other.close().await;
}

#[tokio::test]
async fn whoever_is_left_ends_the_holds_of_an_instance_that_is_gone() {
    let house = House::shared().await;
    let other = house.another().await;
    let hold = other.hold_seats(&buyer("ada"), seats(house.performance, &[3])).await;
    let hold = hold.expect("held");
    other.close().await;

    house.advance(HOLD_MS).await;

    assert_eq!(house.status(3).await, SeatStatus::Available);
    assert_eq!(phase(&house.office, &hold.id).await, HoldPhase::Released);
}

#[tokio::test]
async fn a_call_that_an_instance_owed_when_it_was_gone_is_made_by_another() {
    let house = House::shared().await;
    let other = house.another().await;
    let hold = other.hold_seats(&buyer("ada"), seats(house.performance, &[3])).await;
    let hold = hold.expect("held");
    let session = other.start_checkout(&buyer("ada"), &hold.id, support::contact()).await;
    session.expect("a session");
    // It owes the expiry from here on, and is never heard of again.
    other.release_hold(&buyer("ada"), &hold.id).await.expect("begun to end");
    assert_eq!(phase(&house.office, &hold.id).await, HoldPhase::Closing);

    house.office.be_present().await.expect("a look around");
    house.office.work_outbox().await.expect("the outbox");
    assert_eq!(phase(&house.office, &hold.id).await, HoldPhase::Closing, "it may be alive");

    house.move_clocks(6_000).await;
    house.office.be_present().await.expect("a look around");
    house.office.work_outbox().await.expect("the outbox");
    assert_eq!(phase(&house.office, &hold.id).await, HoldPhase::Released);
}

#[tokio::test]
async fn what_is_put_on_at_one_instance_is_on_sale_at_the_others() {
    let house = House::shared().await;
    let other = house.another().await;

    let added = hall().put_on(&house.office).await;
    other.be_present().await.expect("a look around");

    let hold = other.hold_seats(&buyer("ada"), seats(added, &[3])).await;
    assert!(hold.is_ok(), "{hold:?}");
    shows(&house.office, added, 3, SeatStatus::Held).await;
    other.close().await;
}

#[tokio::test]
async fn a_session_that_two_instances_settle_at_once_is_sold_once_or_goes_back_once() {
    let house = House::shared().await;
    let other = house.another().await;
    for round in 0..10_u32 {
        let who = buyer(&format!("late-{round}"));
        let hold = house.hold(&who, &[round]).await.expect("held");
        let session = house.check_out(&who, &hold.id).await;
        house.pay(&session).await;

        let offices: [&Arc<BoxOffice>; 2] = [&house.office, &other];
        let settled = join_all(offices.map(|office| office.settle(&session))).await;

        for card in settled {
            assert_eq!(card.expect("settled").phase, HoldPhase::Sold);
        }
    }
    let orders = "select session_id from ticket_order";
    assert_eq!(house.rows(orders).await.len(), 10);
    house.deliver().await;
    house.balances("at the end").await;
    other.close().await;
}

#[tokio::test]
async fn instances_that_open_at_once_make_the_schema_and_its_secrets_once() {
    let house = House::shared().await;
    let opened = join_all((0..4).map(|_| house.another())).await;
    let who: BuyerId = buyer("ada");
    let hold = opened[0].hold_seats(&who, seats(house.performance, &[3])).await.expect("held");
    let session = support::session_of(
        &opened[1].start_checkout(&who, &hold.id, support::contact()).await.expect("checkout"),
    );
    house.pay(&session).await;
    let card = opened[2].settle(&session).await.expect("settled");

    let path = card.order_path.expect("a link");
    let (order, key) = path.trim_start_matches("/orders/").split_once('/').expect("two parts");
    let order = opened[3].order(&order.into(), key).await;
    assert!(order.is_ok(), "one key signs the links of all: {order:?}");
    for office in opened {
        office.close().await;
    }
}

async fn phase(office: &BoxOffice, hold: &domain::HoldId) -> HoldPhase {
    office.hold(&buyer("ada"), hold).await.expect("a hold").phase
}

/// Every second commit of the till falls out, as the strictest engines let one fall out that
/// another transaction was in the way of.
const EVERY_SECOND_FALLS_OUT: &str = "create sequence attempts; \
    create function fall_out_in_turn() returns trigger language plpgsql as $$ begin \
    if nextval('attempts') % 2 = 1 then \
    raise exception 'in the way, for a test' using errcode = '40001'; end if; return null; end $$; \
    create constraint trigger fall_out_in_turn after insert on till_log \
    deferrable initially deferred for each row execute function fall_out_in_turn()";

#[tokio::test]
async fn a_commit_that_another_was_in_the_way_of_is_tried_again_and_counts_once() {
    let house = House::shared().await;
    house.meddle(EVERY_SECOND_FALLS_OUT).await;

    let hold = house.hold(&buyer("ada"), &[3, 4]).await.expect("held");
    house.office.release_hold(&buyer("ada"), &hold.id).await.expect("given back");

    let versions = "select version || ' ' || phase from hold_log order by version";
    assert_eq!(house.rows(versions).await, ["1 active", "2 released"]);
    let attempts = house.rows("select cast(last_value as text) from attempts").await;
    assert_eq!(attempts, ["4"], "each of the two was tried twice");
}

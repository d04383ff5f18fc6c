//! The admin's door, list and form, on a real store.

mod support;

use box_office::Denial;
use domain::refusal::Field;
use domain::{NewPerformance, PaymentTerms, Refusal, Sale};
use support::{House, buyer};

fn refusal<T: std::fmt::Debug>(answer: Result<T, Denial>) -> Refusal {
    match answer {
        Err(Denial::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn a_session_opens_with_the_password_and_ends_when_it_is_told_to() {
    let house = House::open().await;
    let wrong = house.office.sign_in("wrong", "10.0.0.1").await;
    assert_eq!(refusal(wrong), Refusal::WrongPassword);

    let token = house.office.sign_in("right", "10.0.0.1").await.expect("signed in").0;
    house.office.admin(&token).await.expect("an admin");
    house.office.sign_out(&token).await.expect("signed out");

    assert_eq!(refusal(house.office.admin(&token).await), Refusal::NotSignedIn);
    assert_eq!(refusal(house.office.admin("guess").await), Refusal::NotSignedIn);
    house.close().await;
}

#[tokio::test]
async fn whoever_guesses_must_wait_and_nobody_else_must() {
    let house = House::open().await;
    for _ in 0..5 {
        assert_eq!(
            refusal(house.office.sign_in("guess", "10.0.0.1").await),
            Refusal::WrongPassword
        );
    }

    let sixth = house.office.sign_in("right", "10.0.0.1").await;
    assert!(matches!(refusal(sixth), Refusal::TooManyTries { retry_after_s: 1.. }));
    house.office.sign_in("right", "10.0.0.2").await.expect("another address may");
    house.advance(31_000).await;
    house.office.sign_in("right", "10.0.0.1").await.expect("after the wait");
    house.close().await;
}

#[tokio::test]
async fn a_session_ends_by_itself_when_it_is_not_used() {
    let house = House::open().await;
    let token = house.office.sign_in("right", "10.0.0.1").await.expect("signed in").0;
    house.advance(119 * 60_000).await;
    house.office.admin(&token).await.expect("still an admin");

    house.advance(120 * 60_000).await;

    assert_eq!(refusal(house.office.admin(&token).await), Refusal::NotSignedIn);
    house.close().await;
}

#[tokio::test]
async fn a_hold_is_ended_only_with_a_reason_and_only_while_it_can_be() {
    let house = House::open().await;
    let ada = buyer("ada");
    let hold = house.hold(&ada, &[1]).await.expect("held");
    for reason in ["", "   ", &"x".repeat(201), "a\nb"] {
        let refused = refusal(house.office.expire_hold(&hold.id, reason).await);
        assert_eq!(refused, Refusal::Invalid(Field::Reason), "{reason:?}");
    }
    let unknown = house.office.expire_hold(&"nobody's".into(), "why").await;
    assert_eq!(refusal(unknown), Refusal::NotFound);

    let session = house.check_out(&ada, &hold.id).await;
    house.pay(&session).await;
    house.deliver().await;

    let late = house.office.expire_hold(&hold.id, "too late").await;
    assert_eq!(refusal(late), Refusal::AlreadyPaid);
    house.close().await;
}

#[tokio::test]
async fn what_an_admin_puts_on_sale_can_be_bought_at_once() {
    let house = House::open().await;
    let venue = house.office.venues().await.expect("venues").remove(0).venue;
    let new = NewPerformance {
        title: "Second House".into(),
        tagline: String::new(),
        venue: venue.id,
        date: "2027-06-01".into(),
        time: "20:00".into(),
        currency: "eur".into(),
        prices: vec!["45".into(), "30,50".into(), "20.00".into()],
        hold_minutes: 5,
        seats_per_hold_max: 4,
        terms: PaymentTerms::default(),
    };
    for (broken, field) in [
        (NewPerformance { title: " ".into(), ..new.clone() }, Field::Title),
        (NewPerformance { date: "2001-01-01".into(), ..new.clone() }, Field::StartsAt),
        (NewPerformance { time: "25:00".into(), ..new.clone() }, Field::StartsAt),
        (NewPerformance { prices: vec!["45".into()], ..new.clone() }, Field::Price),
        (NewPerformance { hold_minutes: 0, ..new.clone() }, Field::HoldLength),
        (NewPerformance { hold_minutes: 26, ..new.clone() }, Field::HoldLength),
        (NewPerformance { seats_per_hold_max: 0, ..new.clone() }, Field::SeatsPerHold),
        (NewPerformance { venue: domain::VenueId(99), ..new.clone() }, Field::Plan),
    ] {
        let refused = refusal(house.office.put_on_sale(broken).await);
        assert_eq!(refused, Refusal::Invalid(field));
    }

    let id = house.office.put_on_sale(new).await.expect("on sale");

    let (_, cards) = house.office.event("second-house").await.expect("an event");
    assert_eq!((cards.len(), cards[0].sale, cards[0].seats_left), (1, Sale::Open, 45));
    let mut wanted = house.seats(&[0, 20]);
    wanted.performance = id;
    let hold = house.office.hold_seats(&buyer("ada"), wanted).await.expect("held");
    assert_eq!(hold.total.to_string(), "€75.50");
    house.close().await;
}

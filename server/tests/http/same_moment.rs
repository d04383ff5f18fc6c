//! Payment and expiry in the same moment, a thousand times in each of Stripe's three shapes:
//! whoever paid has the seats, and whoever has no seats paid nothing.

use crate::buying::{ADA, hold_of};
use crate::hall::Hall;
use crate::house::{Browser, House, encoded, location};
use futures::future::join_all;
use http::StatusCode;
use serde_json::Value;

/// In so many rounds everybody pays at the very moment of the end: a thousand payments in all.
const AT_ONCE: usize = 100;
/// In so many everybody pays before it, and in as many after it.
const IN_TURN: usize = 20;
const ROUNDS: usize = AT_ONCE + 2 * IN_TURN;
const BUYERS: usize = 10;
/// Whoever takes longest to press the button looks at the page so often, less one: some are faster
/// than the end of their hold, and some are not.
const LOOKS_MAX: usize = 24;
const HOLD_MS: i64 = 600_000;
const PRICE_MINOR: i64 = 4_500;

/// Somebody on the payment page.
struct Payer<'a> {
    browser: &'a Browser,
    hold: String,
    session: String,
    /// So many looks at the page come before the button is pressed.
    looks: usize,
}

async fn goes_to_pay<'a>(house: &House, browser: &'a Browser, seat: usize) -> Payer<'a> {
    let form = format!("performance={}&seats[]={seat}", house.performance);
    let held = browser.submit("/api/hold_seats", &form).await;
    let hold = hold_of(&location(&held));
    let (name, email) = (encoded(ADA.0), encoded(ADA.1));
    let form = format!("hold={hold}&name={name}&email={email}&on_our_page=yes");
    let page = location(&browser.submit("/api/start_checkout", &form).await);
    let session = match page.starts_with("http") {
        true => page.rsplit('/').next().unwrap().to_owned(),
        false => session_in(&browser.page(&page).await),
    };
    Payer { browser, hold, session, looks: seat * 7 % LOOKS_MAX }
}

/// The session whose form a page of ours shows.
fn session_in(page: &str) -> String {
    let (before, _) = page.split_once("_secret_").expect("a form on our page");
    before[before.rfind("cs_test_").unwrap()..].to_owned()
}

/// When everybody pays.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    PaidFirst,
    EndedFirst,
    AtOnce { is_pay_asked_first: bool },
}

impl Order {
    fn of(round: usize) -> Self {
        match round.checked_sub(AT_ONCE) {
            None => Self::AtOnce { is_pay_asked_first: round.is_multiple_of(2) },
            Some(at) if at < IN_TURN => Self::PaidFirst,
            Some(_) => Self::EndedFirst,
        }
    }
}

impl Payer<'_> {
    /// Presses Pay on the stand-in's page; answers whether the money was taken.
    async fn pays(&self, house: &House) -> bool {
        let stand_in = house.shop.stand_in_url().unwrap();
        for _ in 0..self.looks {
            self.browser.get(&format!("{stand_in}/sandbox/clock")).await;
        }
        let url = format!("{stand_in}/sandbox/pay/{}", self.session);
        let paid = json(self.browser.post_json(&url, "{}").await).await;
        match paid["outcome"].as_str() {
            Some("completed") => true,
            Some("not_open") => false,
            other => panic!("the card is good: {other:?}"),
        }
    }

    /// Comes back from the payment page; answers whether there are tickets.
    async fn has_tickets(&self) -> bool {
        let back = format!("/checkout/return?session_id={}", self.session);
        let answer = self.browser.get(&back).await;
        if answer.status() == StatusCode::SEE_OTHER {
            let to = location(&answer);
            assert!(to.starts_with("/orders/"), "{to}");
            return true;
        }
        assert_eq!(answer.status(), StatusCode::OK);
        let page = answer.text().await.unwrap();
        assert!(page.contains("Nothing was charged."), "{page}");
        let status = self.browser.get(&format!("/holds/{}", self.hold)).await.status();
        assert_eq!(status, StatusCode::OK);
        false
    }
}

async fn json(answer: reqwest::Response) -> Value {
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

async fn all_pay(house: &House, payers: &[Payer<'_>]) -> Vec<bool> {
    join_all(payers.iter().map(|payer| payer.pays(house))).await
}

/// Everybody pays and the time runs out, in this order; answers whose money was taken.
async fn play(house: &House, payers: &[Payer<'_>], order: Order) -> Vec<bool> {
    match order {
        Order::PaidFirst => {
            let paid = all_pay(house, payers).await;
            house.advance_ms(HOLD_MS).await;
            paid
        }
        Order::EndedFirst => {
            house.advance_ms(HOLD_MS).await;
            house.shop.office.work_outbox().await.unwrap();
            all_pay(house, payers).await
        }
        Order::AtOnce { is_pay_asked_first: true } => {
            tokio::join!(all_pay(house, payers), house.advance_ms(HOLD_MS)).0
        }
        Order::AtOnce { is_pay_asked_first: false } => {
            tokio::join!(house.advance_ms(HOLD_MS), all_pay(house, payers)).1
        }
    }
}

/// How many were sold and ended, of those who paid at once and of all.
#[derive(Debug, Default)]
struct Ends {
    sold_at_once: i64,
    ended_at_once: i64,
    sold: i64,
    ended: i64,
}

impl Ends {
    fn add(&mut self, order: Order, is_sold: bool) {
        let at_once = i64::from(matches!(order, Order::AtOnce { .. }));
        match is_sold {
            true => (self.sold, self.sold_at_once) = (self.sold + 1, self.sold_at_once + at_once),
            false => {
                (self.ended, self.ended_at_once) = (self.ended + 1, self.ended_at_once + at_once);
            }
        }
    }
}

async fn a_thousand_times(ui: &str) {
    let hall = Hall { rows: vec![0; ROUNDS], seats_per_row: BUYERS as u32, ..Hall::default() };
    let house = House::open_in(&hall, &[&format!("--checkout-ui={ui}")]).await;
    let browsers: Vec<_> = (0..BUYERS).map(|_| house.browser()).collect();
    for browser in &browsers {
        browser.page("/").await;
    }
    let mut ends = Ends::default();

    for round in 0..ROUNDS {
        let order = Order::of(round);
        let going = browsers.iter().enumerate();
        let going = going.map(|(at, who)| goes_to_pay(&house, who, round * BUYERS + at));
        let payers = join_all(going).await;
        let paid = play(&house, &payers, order).await;
        for (payer, paid) in payers.iter().zip(paid) {
            let has_tickets = payer.has_tickets().await;
            assert_eq!(has_tickets, paid, "{ui}, round {round}: {}", payer.session);
            ends.add(order, paid);
        }
    }

    assert_eq!(ends.sold_at_once + ends.ended_at_once, (AT_ONCE * BUYERS) as i64);
    assert!(ends.sold_at_once > 0 && ends.ended_at_once > 0, "{ui}: only one end: {ends:?}");
    let url = format!("{}/sandbox/ledger", house.shop.stand_in_url().unwrap());
    let ledger = json(house.browser().get(&url).await).await;
    assert_eq!(ledger["currencies"]["eur"]["paid"], ends.sold * PRICE_MINOR);
    assert_eq!(ledger["currencies"]["eur"]["refunded"], 0, "nobody paid for a seat that was gone");
    let left = house.shop.office.availability(house.performance).await.unwrap();
    assert_eq!(i64::from(left.available_in(0..(ROUNDS * BUYERS) as u32)), ends.ended);
    house.shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paid_on_stripes_page_and_expired_at_once_ends_in_tickets_or_in_no_charge() {
    a_thousand_times("hosted_page").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paid_in_stripes_form_and_expired_at_once_ends_in_tickets_or_in_no_charge() {
    a_thousand_times("embedded_page").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paid_in_stripes_components_and_expired_at_once_ends_in_tickets_or_in_no_charge() {
    a_thousand_times("elements").await;
}

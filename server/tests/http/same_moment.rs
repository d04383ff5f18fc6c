//! Payment and expiry in the same moment, a thousand times: whoever paid has the seats, and whoever
//! has no seats paid nothing.

use crate::buying::{ADA, hold_of};
use crate::hall::Hall;
use crate::house::{Browser, House, encoded, location};
use futures::future::join_all;
use http::StatusCode;
use serde_json::Value;

const ROUNDS: usize = 100;
const BUYERS: usize = 10;
const HOLD_MS: i64 = 600_000;
const PRICE_MINOR: i64 = 4_500;

/// Somebody on the payment page.
struct Payer<'a> {
    browser: &'a Browser,
    hold: String,
    session: String,
}

async fn goes_to_pay<'a>(house: &House, browser: &'a Browser, seat: usize) -> Payer<'a> {
    let form = format!("performance={}&seats[]={seat}", house.performance);
    let held = browser.submit("/api/hold_seats", &form).await;
    let hold = hold_of(&location(&held));
    let (name, email) = (encoded(ADA.0), encoded(ADA.1));
    let form = format!("hold={hold}&name={name}&email={email}");
    let page = location(&browser.submit("/api/start_checkout", &form).await);
    let session = page.rsplit('/').next().unwrap().to_owned();
    Payer { browser, hold, session }
}

impl Payer<'_> {
    /// Presses Pay on the stand-in's page; answers whether the money was taken.
    async fn pays(&self, house: &House) -> bool {
        let stand_in = house.shop.stand_in_url().unwrap();
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paid_and_expired_at_once_a_thousand_times_ends_in_tickets_or_in_no_charge() {
    let hall = Hall { rows: vec![0; ROUNDS], seats_per_row: BUYERS as u32, ..Hall::default() };
    let house = House::open_in(&hall, &[]).await;
    let browsers: Vec<_> = (0..BUYERS).map(|_| house.browser()).collect();
    for browser in &browsers {
        browser.page("/").await;
    }
    let (mut sold, mut ended) = (0, 0);

    for round in 0..ROUNDS {
        let going = browsers.iter().enumerate();
        let going = going.map(|(at, who)| goes_to_pay(&house, who, round * BUYERS + at));
        let payers = join_all(going).await;
        let paid = match round % 10 {
            0 => {
                let paid = all_pay(&house, &payers).await;
                house.advance_ms(HOLD_MS).await;
                paid
            }
            1 => {
                house.advance_ms(HOLD_MS).await;
                house.shop.office.work_outbox().await.unwrap();
                all_pay(&house, &payers).await
            }
            // Both at once, and each of them asked first in half of the rounds.
            2..6 => tokio::join!(all_pay(&house, &payers), house.advance_ms(HOLD_MS)).0,
            _ => tokio::join!(house.advance_ms(HOLD_MS), all_pay(&house, &payers)).1,
        };

        for (payer, paid) in payers.iter().zip(paid) {
            let has_tickets = payer.has_tickets().await;
            assert_eq!(has_tickets, paid, "round {round}: {}", payer.session);
            *(if paid { &mut sold } else { &mut ended }) += 1;
        }
    }

    assert!(sold > 0 && ended > 0, "{sold} sold and {ended} ended: only one order was seen");
    let url = format!("{}/sandbox/ledger", house.shop.stand_in_url().unwrap());
    let ledger = json(house.browser().get(&url).await).await;
    assert_eq!(ledger["currencies"]["eur"]["paid"], sold * PRICE_MINOR);
    assert_eq!(ledger["currencies"]["eur"]["refunded"], 0, "nobody paid for a seat that was gone");
    let left = house.shop.office.availability(house.performance).await.unwrap();
    assert_eq!(i64::from(left.available_in(0..(ROUNDS * BUYERS) as u32)), ended);
    house.shop.close().await;
}

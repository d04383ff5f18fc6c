//! A buyer who holds, changes, pays, comes back and gives up over HTTP until the shop is dead, and
//! remembers every answer.

use super::promise::Promise;
use super::stage::{SEATS, Stage};
use crate::chance::Chance;
use domain::{HoldCard, PayBy, PerformanceId};
use reqwest::{Client, Response, StatusCode, header};
use serde_json::Value;
use tokio::sync::Semaphore;

/// Buyers want the same few seats; the window moves on as seats are sold.
const WINDOW: usize = 48;
const PER_ROUND: u32 = 40;

pub struct Buyer {
    /// Every hold that was ever answered, the latest last.
    pub promises: Vec<Promise>,
    chance: Chance,
    http: Client,
    shop: String,
    stand_in: String,
    performance: PerformanceId,
    cookie: Option<String>,
}

/// The shop is dead, as far as this buyer knows.
struct Dead;

impl Buyer {
    pub fn new(stage: &Stage, chance: Chance) -> Self {
        Self {
            promises: Vec::new(),
            chance,
            http: stage.http.clone(),
            shop: stage.url(),
            stand_in: stage.sandbox.url().to_owned(),
            performance: stage.performance,
            cookie: None,
        }
    }

    /// Acts until the shop does not answer any more, and counts it. Who is on the payment page may
    /// pay even then.
    pub async fn trade(&mut self, round: u64, acts: &Semaphore) {
        while let Ok(()) = self.act(round).await {
            acts.add_permits(1);
        }
        if self.chance.below(2) == 0 {
            self.pay().await;
        }
    }

    async fn act(&mut self, round: u64) -> Result<(), Dead> {
        match self.chance.below(12) {
            0..=3 => self.hold(round).await,
            4 => self.give_one_back().await,
            5 => self.give_up().await,
            6..=8 => self.check_out().await,
            9 => self.come_back().await,
            _ => match self.pay().await && self.chance.below(2) == 0 {
                true => self.come_back().await,
                false => Ok(()),
            },
        }
    }

    async fn hold(&mut self, round: u64) -> Result<(), Dead> {
        let places = if self.chance.below(6) == 0 { 1 + self.chance.below(2) as u32 } else { 0 };
        let first = (round as u32 * PER_ROUND) % SEATS + self.chance.below(WINDOW) as u32;
        let count = if places == 0 { 1 + self.chance.below(3) as u32 } else { 0 };
        let seats: Vec<u32> = (first..first + count).map(|seat| seat % SEATS).collect();
        let mut form = format!("performance={}", self.performance);
        for (at, seat) in seats.iter().enumerate() {
            form.push_str(&format!("&seats[{at}]={seat}"));
        }
        if places > 0 {
            form.push_str(&format!("&places[0][section]=1&places[0][count]={places}"));
        }
        let before = self.promises.last_mut().map(|last| last.asks_for(&seats, places));
        let card = self.post::<HoldCard>("hold_seats", &form).await?;
        match (card, self.promises.last_mut(), before) {
            (Some(card), Some(last), _) if last.hold == card.id => last.now(&card),
            (Some(card), _, _) => self.promises.push(Promise::of(&card)),
            (None, Some(last), Some(before)) => last.refused(before),
            (None, ..) => {}
        }
        Ok(())
    }

    async fn give_one_back(&mut self) -> Result<(), Dead> {
        let Some(last) = self.promises.last_mut() else { return Ok(()) };
        let seats: Vec<u32> = last.may_be.sets.iter().flatten().copied().collect();
        let seat = *self.chance.one_of(&seats);
        let before = last.gives_back(seat);
        let form = format!("hold={}&seat={seat}", last.hold);
        let card = self.post::<HoldCard>("drop_seat", &form).await?;
        let last = self.promises.last_mut().unwrap();
        match card {
            Some(card) => last.now(&card),
            None => last.refused(before),
        }
        Ok(())
    }

    async fn give_up(&mut self) -> Result<(), Dead> {
        let Some(last) = self.promises.last_mut() else { return Ok(()) };
        last.may_end = true;
        let form = format!("hold={}", last.hold);
        if let Some(card) = self.post::<HoldCard>("release_hold", &form).await? {
            self.latest(&card);
        }
        Ok(())
    }

    async fn check_out(&mut self) -> Result<(), Dead> {
        let Some(last) = self.promises.last() else { return Ok(()) };
        let form = format!("hold={}&name=Ada%20Moss&email=ada%40example.com", last.hold);
        if let Some(pay_by) = self.post::<PayBy>("start_checkout", &form).await? {
            let url = pay_by.url().expect("the shop's default is Stripe's page");
            let session = url.split(['/', '?', '#']).find(|part| part.starts_with("cs_"));
            self.promises.last_mut().unwrap().session = session.map(str::to_owned);
        }
        Ok(())
    }

    /// Pays what is open; says whether it was paid.
    async fn pay(&mut self) -> bool {
        let session = self.promises.last().and_then(|last| last.session.as_ref());
        let Some(session) = session else { return false };
        let card = *self.chance.one_of(&["4242424242424242", "4242424242424242", DECLINED]);
        let url = format!("{}/sandbox/pay/{session}", self.stand_in);
        let request = self.http.post(url).header(header::CONTENT_TYPE, "application/json");
        let paid = request.body(format!("{{\"card\":\"{card}\"}}")).send().await.unwrap();
        let paid: Value = serde_json::from_str(&paid.text().await.unwrap()).unwrap();
        paid["outcome"] == "completed"
    }

    async fn come_back(&mut self) -> Result<(), Dead> {
        let session = self.promises.last().and_then(|last| last.session.as_ref());
        let Some(session) = session else { return Ok(()) };
        let url = format!("{}/checkout/return?session_id={session}", self.shop);
        let request = self.http.get(url).header(header::ACCEPT, "text/html");
        let answer = self.send(request).await?;
        assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR, "the return page broke");
        Ok(())
    }

    fn latest(&mut self, card: &HoldCard) {
        if let Some(last) = self.promises.last_mut() {
            last.now(card);
        }
    }

    /// Calls a server function as a page's script does; none when the shop says no.
    async fn post<T: serde::de::DeserializeOwned>(
        &mut self,
        function: &str,
        form: &str,
    ) -> Result<Option<T>, Dead> {
        let request = self
            .http
            .post(format!("{}/api/{function}", self.shop))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .header(header::ORIGIN, &self.shop)
            .header("sec-fetch-site", "same-origin")
            .body(form.to_owned());
        let answer = self.send(request).await?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(|_| Dead)?;
        // 502: Stripe did not answer in time; the shop says so and keeps what it must.
        let is_no = status.is_client_error() || status == StatusCode::BAD_GATEWAY;
        assert!(status.is_success() || is_no, "{function}({form}) answered {status}: {body:?}");
        Ok(status.is_success().then(|| app::packed::from_bytes(&body).unwrap()))
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Result<Response, Dead> {
        let request = match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        };
        let answer = request.send().await.map_err(|problem| {
            assert!(!problem.is_timeout(), "no answer in time: {problem}");
            Dead
        })?;
        if let Some(set) = answer.headers().get(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(pair.to_owned());
        }
        Ok(answer)
    }
}

const DECLINED: &str = "4000000000000002";

//! A buyer who wants a seat or two, tries others when they are gone, turns to another instance when
//! one does not answer, pays or leaves, and remembers what was acknowledged.

use super::stage::{SEATS, Stage};
use domain::{HoldCard, HoldId, PayBy};
use reqwest::{Response, StatusCode, header};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// A buyer who found so many seats taken goes home.
const TRIES_MAX: u32 = 60;
/// Of so many buyers one leaves without paying.
const LEAVES: u32 = 8;

pub struct Buyer {
    stage: Arc<Stage>,
    at: u32,
    /// Where this buyer's choices are in their sequence.
    step: u32,
    instance: usize,
    cookie: Option<String>,
    bought: Bought,
}

/// What one buyer was told.
#[derive(Debug, Default)]
pub struct Bought {
    pub hold: Option<HoldId>,
    pub session: Option<String>,
    /// The return page led to this order.
    pub order: Option<String>,
    /// What was said last: a yes, or a no in words.
    pub last: StatusCode,
}

impl Buyer {
    pub fn new(stage: Arc<Stage>, at: u32) -> Self {
        let bought = Bought::default();
        Self { stage, at, step: 0, instance: at as usize, cookie: None, bought }
    }

    /// Buys or gives up; each answer counts as an act.
    pub async fn buy(mut self, acts: &Semaphore) -> Bought {
        let Some(hold) = self.hold(acts).await else { return self.bought };
        self.bought.hold = Some(hold.clone());
        if self.at.is_multiple_of(LEAVES) {
            return self.bought;
        }
        if let Some(session) = self.check_out(&hold, acts).await {
            self.bought.session = Some(session.clone());
            self.pay(&session).await;
            self.bought.order = self.come_back(&session, acts).await;
        }
        self.bought
    }

    async fn hold(&mut self, acts: &Semaphore) -> Option<HoldId> {
        for _ in 0..TRIES_MAX {
            let seat = self.choose();
            let mut form = format!("performance={}&seats[0]={seat}", self.stage.performance);
            if self.at % 2 == 1 {
                form.push_str(&format!("&seats[1]={}", (seat + 1) % SEATS));
            }
            let answer = self.post("hold_seats", &form).await;
            acts.add_permits(1);
            self.bought.last = answer.status();
            if answer.status() == StatusCode::OK {
                let bytes = answer.bytes().await.unwrap_or_default();
                return app::packed::from_bytes::<HoldCard>(&bytes).map(|card| card.id);
            }
        }
        None
    }

    async fn check_out(&mut self, hold: &HoldId, acts: &Semaphore) -> Option<String> {
        let form = format!("hold={hold}&name=Ada%20Moss&email=ada%40example.com");
        for _ in 0..TRIES_MAX {
            let answer = self.post("start_checkout", &form).await;
            acts.add_permits(1);
            let status = answer.status();
            if status == StatusCode::OK {
                let bytes = answer.bytes().await.unwrap_or_default();
                let pay_by = app::packed::from_bytes::<PayBy>(&bytes)?;
                let parts = pay_by.url()?.split(['/', '?', '#']).map(str::to_owned);
                return parts.into_iter().find(|part| part.starts_with("cs_"));
            }
            if matches!(status, StatusCode::GONE | StatusCode::NOT_FOUND | StatusCode::CONFLICT) {
                return None;
            }
        }
        None
    }

    async fn pay(&self, session: &str) {
        let url = format!("{}/sandbox/pay/{session}", self.stage.sandbox.url());
        let request = self.stage.http.post(url).header(header::CONTENT_TYPE, "application/json");
        request.body("{}").send().await.unwrap();
    }

    async fn come_back(&mut self, session: &str, acts: &Semaphore) -> Option<String> {
        for _ in 0..TRIES_MAX {
            let url = format!("/checkout/return?session_id={session}");
            let answer = self.send(|http, shop| {
                http.get(format!("{shop}{url}")).header(header::ACCEPT, "text/html")
            });
            let answer = answer.await;
            acts.add_permits(1);
            let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
            if let Some(to) = to {
                return to.contains("/orders/").then(|| to.to_owned());
            }
        }
        None
    }

    async fn post(&mut self, function: &str, form: &str) -> Response {
        self.send(|http, shop| {
            http.post(format!("{shop}/api/{function}"))
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ACCEPT, "application/json")
                .header(header::ORIGIN, shop)
                .header("sec-fetch-site", "same-origin")
                .body(form.to_owned())
        })
        .await
    }

    /// Asks one instance after the other until one says yes or no; that it cannot say just now is
    /// neither.
    async fn send(
        &mut self,
        request: impl Fn(&reqwest::Client, &str) -> reqwest::RequestBuilder,
    ) -> Response {
        let mut looks = tokio::time::interval(std::time::Duration::from_millis(50));
        loop {
            looks.tick().await;
            let request = request(&self.stage.http, &self.stage.url(self.instance));
            let request = match &self.cookie {
                Some(cookie) => request.header(header::COOKIE, cookie),
                None => request,
            };
            let Ok(answer) = request.send().await else {
                self.instance += 1;
                continue;
            };
            assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR, "{answer:?}");
            if let Some(set) = answer.headers().get(header::SET_COOKIE) {
                let pair = set.to_str().unwrap().split(';').next().unwrap();
                self.cookie = Some(pair.to_owned());
            }
            if matches!(
                answer.status(),
                StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS
            ) {
                self.instance += 1;
                continue;
            }
            return answer;
        }
    }

    /// Any seat, another one each time, in an order of this buyer's own.
    fn choose(&mut self) -> u32 {
        self.step += 1;
        (self.at.wrapping_mul(2_654_435_761) ^ self.step.wrapping_mul(40_503)) % SEATS
    }
}

//! A shop of its own for each test: a small house with twelve seats and a standing floor.

use box_office::{NewEvent, NewVenue};
use clap::Parser;
use domain::{
    Category, Currency, Performance, PerformanceId, Plan, PriceTier, Row, Section, SectionKind,
};
use http::{Method, StatusCode, header};
use reqwest::{Client, Response, redirect::Policy};
use server::serve::RunningShop;
use server::settings::{CommandLine, Settings};
use std::net::{SocketAddr, TcpListener};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, Ordering};
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "a password for rehearsals";
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// A running shop, its folder, and one performance.
pub(crate) struct House {
    pub(crate) shop: RunningShop,
    pub(crate) performance: PerformanceId,
    pub(crate) folder: TempDir,
}

/// A browser without JavaScript: it keeps cookies, says which page a form was on, and follows
/// nothing by itself.
pub(crate) struct Browser {
    http: Client,
    base: String,
    page: Mutex<String>,
    cookies: Mutex<Vec<(String, String)>>,
}

/// An address that is free now, for what must be reachable before it can be asked where it is.
/// Below the ports that a system gives to clients, so that nobody takes it in between.
pub(crate) fn free_addr() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 15_000 + (std::process::id() % 10_000) as u16;
    let addr = |_| ([127, 0, 0, 1], first + NEXT.fetch_add(1, Ordering::Relaxed)).into();
    (0..500).map(addr).find(|addr| TcpListener::bind(addr).is_ok()).unwrap()
}

/// Settings as a command line gives them, on free ports and in `folder`.
pub(crate) fn settings(folder: &TempDir, more: &[&str]) -> Settings {
    let database = format!("--database-url=sqlite://{}/shop.db", folder.path().display());
    let password = format!("--admin-password={PASSWORD}");
    let mut words = vec!["holdfast", "--sandbox-addr=127.0.0.1:0"];
    if !more.iter().any(|word| word.starts_with("--addr")) {
        words.push("--addr=127.0.0.1:0");
    }
    words.extend(["--rehearsal", "--demo=false", &database, &password]);
    words.extend(more);
    CommandLine::try_parse_from(words).unwrap().settings.checked().unwrap()
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::open_with(&[]).await
    }

    pub(crate) async fn open_with(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shop = RunningShop::open(&settings(&folder, more)).await.unwrap();
        let performance = put_on(&shop).await;
        Self { shop, performance, folder }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::at(&self.shop.url)
    }

    pub(crate) async fn advance_ms(&self, by_ms: i64) {
        let body = format!("{{\"advance_ms\":{by_ms}}}");
        let answer = self.browser().post_json("/rehearsal/clock", &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
}

impl Browser {
    pub(crate) fn at(base: &str) -> Self {
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { http, base: base.to_owned(), page: Mutex::default(), cookies: Mutex::default() }
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        path.clone_into(&mut self.page.lock().unwrap());
        self.send(Method::GET, path, "", &[]).await
    }

    pub(crate) async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        text
    }

    /// Sends a form as a page of the shop would.
    pub(crate) async fn submit(&self, path: &str, form: &str) -> Response {
        let page = format!("{}{}", self.base, self.page.lock().unwrap());
        let own = [
            (header::ORIGIN.as_str(), self.base.as_str()),
            (header::REFERER.as_str(), &page),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send(Method::POST, path, form, &own).await
    }

    pub(crate) async fn post_json(&self, path: &str, json: &str) -> Response {
        let kind = [("content-type", "application/json")];
        self.send(Method::POST, path, json, &kind).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Response {
        let url =
            if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let mut request = self.http.request(method, url);
        if !headers.iter().any(|(name, _)| *name == "accept") {
            request = request.header(header::ACCEPT, "text/html");
        }
        if !headers.iter().any(|(name, _)| *name == "content-type") && !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies = self.cookie_header();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        let answer = request.body(body.to_owned()).send().await.unwrap();
        self.keep_cookies(&answer);
        answer
    }

    pub(crate) fn cookie_header(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn keep_cookies(&self, answer: &Response) {
        let mut cookies = self.cookies.lock().unwrap();
        for set in answer.headers().get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            cookies.retain(|(known, _)| known != name);
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// Where an answer leads.
pub(crate) fn location(answer: &Response) -> String {
    let to = answer.headers().get(header::LOCATION);
    let to = to.unwrap_or_else(|| panic!("{} leads nowhere", answer.status()));
    to.to_str().unwrap().to_owned()
}

/// Plain text as a form carries it.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

async fn put_on(shop: &RunningShop) -> PerformanceId {
    let office = &shop.office;
    let venue = NewVenue {
        name: "The Test House".to_owned(),
        city: "Porto".to_owned(),
        time_zone: "Europe/Lisbon".to_owned(),
        plan: plan(),
    };
    let venue = office.add_venue(venue).await.unwrap().id;
    let event = NewEvent {
        title: "A Rehearsal".to_owned(),
        tagline: String::new(),
        description: "Nothing is at stake <b>here</b>.".to_owned(),
    };
    let now = office.clock().now();
    let tier = |name: &str, amount_minor| PriceTier { name: name.to_owned(), amount_minor };
    let performance = Performance {
        id: PerformanceId(0),
        event: office.add_event(&event).await.unwrap(),
        venue,
        starts_at: now + 48 * HOUR_MS,
        on_sale_at: now,
        hold_ms: 600_000,
        seats_per_hold_max: 4,
        currency: Currency::Eur,
        tiers: vec![tier("Seated", 4500), tier("Standing", 2000)],
    };
    office.add_performance(&performance).await.unwrap()
}

fn plan() -> Plan {
    let row = |label: &str, y| Row {
        label: label.to_owned(),
        numbers: (1..=6).map(|number| number.to_string()).collect(),
        xs: (0..6).map(|at| 100 + at * 30).collect(),
        ys: vec![y; 6],
        categories: vec![0; 6],
        radius: 10,
        ..Row::default()
    };
    let category = |name: &str| Category { name: name.to_owned(), color: "#336699".to_owned() };
    let section = |name: &str, kind| Section { name: name.to_owned(), first: 0, kind };
    let standing =
        SectionKind::Standing { capacity: 20, category: 1, x: 0, y: 300, width: 400, height: 100 };
    let mut plan = Plan {
        name: "The Test House".to_owned(),
        width: 400,
        height: 400,
        categories: vec![category("Seated"), category("Standing")],
        sections: vec![
            section("Stalls", SectionKind::Seated { rows: vec![row("A", 100), row("B", 140)] }),
            section("Floor", standing),
        ],
        shapes: Vec::new(),
    };
    plan.number();
    plan
}

//! A shop of its own for each test: a small house with twelve seats and a standing floor.

use crate::hall::Hall;
use clap::Parser;
use domain::PerformanceId;
use http::{Method, StatusCode, header};
use reqwest::{Client, Response, redirect::Policy};
use server::serve::RunningShop;
use server::settings::{CommandLine, Settings};
use std::sync::Mutex;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "a password for rehearsals";

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
    pub(crate) base: String,
    page: Mutex<String>,
    cookies: Mutex<Vec<(String, String)>>,
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
        let hall = Hall {
            title: "A Rehearsal",
            description: "Nothing is at stake <b>here</b>.",
            rows: vec![0, 0],
            seats_per_row: 6,
            standing: 20,
            seats_per_hold_max: 4,
            ..Hall::default()
        };
        Self::open_in(&hall, more).await
    }

    pub(crate) async fn open_in(hall: &Hall, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shop = RunningShop::open(&settings(&folder, more)).await.unwrap();
        shop.caught_up().await;
        let performance = hall.put_on(&shop.office).await;
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

//! One visitor's browser: keeps the shop's cookie, asks for pages, submits forms, and times each
//! step from when the visitor wanted it.

use crate::address::Address;
use crate::crowd::Crowd;
use crate::wire::{Reply, Trouble, form, get};
use http::header::SET_COOKIE;
use tokio::time::Instant;

pub(crate) struct Browser<'a> {
    crowd: &'a Crowd,
    cookie: Option<String>,
    page: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(crowd: &'a Crowd) -> Self {
        Self { crowd, cookie: None, page: "/".to_owned() }
    }

    /// Asks the shop for a page.
    pub(crate) async fn page(
        &mut self,
        step: &'static str,
        due: Instant,
        path: &str,
    ) -> Result<Reply, Trouble> {
        let request = get(&self.crowd.shop, path, self.cookie.as_deref());
        path.clone_into(&mut self.page);
        let reply = self.crowd.pool.ask(&self.crowd.shop, request).await;
        self.note(step, due, reply)
    }

    /// Submits a form of the page that was asked for last.
    pub(crate) async fn submit(
        &mut self,
        step: &'static str,
        due: Instant,
        (path, text): (&str, String),
    ) -> Result<Reply, Trouble> {
        let request = form(&self.crowd.shop, path, &self.page, self.cookie.as_deref(), text);
        let reply = self.crowd.pool.ask(&self.crowd.shop, request).await;
        self.note(step, due, reply)
    }

    /// Submits a form of somebody else's page: nothing of the shop's goes there.
    pub(crate) async fn submit_elsewhere(
        &mut self,
        step: &'static str,
        due: Instant,
        (there, path, text): (&Address, &str, String),
    ) -> Result<Reply, Trouble> {
        let reply = self.crowd.pool.ask(there, form(there, path, path, None, text)).await;
        self.crowd.tally.step(step, due.elapsed());
        reply
    }

    fn note(
        &mut self,
        step: &'static str,
        due: Instant,
        reply: Result<Reply, Trouble>,
    ) -> Result<Reply, Trouble> {
        self.crowd.tally.step(step, due.elapsed());
        let reply = reply?;
        for set in reply.headers.get_all(SET_COOKIE) {
            let pair = set.to_str().ok().and_then(|set| set.split(';').next());
            if let Some(pair) = pair.filter(|pair| pair.contains("holdfast_buyer=")) {
                self.cookie = Some(pair.to_owned());
            }
        }
        Ok(reply)
    }
}

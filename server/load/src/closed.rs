//! A closed loop: so many clients, each asking again as soon as it was answered. It finds how much
//! a server can do; how long answers take is for the open loop to say.

use crate::address::Address;
use crate::tally::Times;
use crate::wire::Connection;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// What came of it.
#[derive(Debug, Default)]
pub struct Saturated {
    /// Answers a second, whatever they said.
    pub per_s: f64,
    /// How many answers of each status; 0 counts requests without an answer.
    pub statuses: BTreeMap<u16, u64>,
    /// From asking to the end of the answer.
    pub times: Times,
}

impl Saturated {
    /// How many answers had this status.
    pub fn count(&self, status: u16) -> u64 {
        self.statuses.get(&status).copied().unwrap_or_default()
    }
}

/// Keeps `clients` asking for `span`. `make` is given the number of the request, each number once;
/// none ends the client.
pub async fn saturate<M>(of: &Address, clients: usize, span: Duration, make: M) -> Saturated
where
    M: Fn(u64) -> Option<Request<Full<Bytes>>> + Send + Sync + 'static,
{
    let (make, next) = (Arc::new(make), Arc::new(AtomicU64::new(0)));
    let connections = connect(of, clients).await;
    let began = Instant::now();
    let mut all = JoinSet::new();
    for connection in connections {
        let (of, make, next) = (of.clone(), make.clone(), next.clone());
        let until = began + span;
        all.spawn(async move {
            let number = || next.fetch_add(1, Ordering::Relaxed);
            client(&of, connection, until, || make(number())).await
        });
    }
    let mut whole = Saturated::default();
    for part in all.join_all().await {
        whole.times.merge(&part.times);
        for (status, count) in part.statuses {
            *whole.statuses.entry(status).or_default() += count;
        }
    }
    whole.per_s = whole.times.count() as f64 / began.elapsed().as_secs_f64();
    whole
}

/// Connections are made before the clock starts.
async fn connect(to: &Address, clients: usize) -> Vec<Option<Connection>> {
    let mut connections = Vec::with_capacity(clients);
    for _ in 0..clients {
        connections.push(Connection::open(to).await.ok());
    }
    connections
}

async fn client(
    of: &Address,
    mut connection: Option<Connection>,
    until: Instant,
    make: impl Fn() -> Option<Request<Full<Bytes>>>,
) -> Saturated {
    let mut counted = Saturated::default();
    while Instant::now() < until {
        let mut open = match connection.take() {
            Some(open) => open,
            None => match Connection::open(of).await {
                Ok(open) => open,
                Err(_) => break,
            },
        };
        let Some(request) = make() else { break };
        let asked = Instant::now();
        let reply = open.ask(request).await;
        let status = reply.as_ref().map_or(0, |reply| reply.status.as_u16());
        *counted.statuses.entry(status).or_default() += 1;
        if reply.is_ok() {
            counted.times.add(asked.elapsed());
            connection = open.is_open().then_some(open);
        }
    }
    counted
}

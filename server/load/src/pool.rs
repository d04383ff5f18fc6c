//! Kept-alive connections that many journeys share, as many at a time as were allowed.

use crate::address::Address;
use crate::wire::{Connection, Reply, Trouble};
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Servers close connections that were idle for some seconds; ours are not used again before.
const FRESH_FOR: Duration = Duration::from_secs(4);

/// Connections that are lent for one request each.
#[derive(Debug)]
pub struct Pool {
    places: Semaphore,
    free: Mutex<HashMap<Address, Vec<(Instant, Connection)>>>,
}

impl Pool {
    /// A pool of at most so many connections at a time.
    pub fn new(connections_max: usize) -> Self {
        Self { places: Semaphore::new(connections_max), free: Mutex::default() }
    }

    /// Asks on a connection of the pool; waits for one if all are lent.
    pub async fn ask(&self, of: &Address, request: Request<Full<Bytes>>) -> Result<Reply, Trouble> {
        let _place = self.places.acquire().await.map_err(|_| Trouble::NoConnection)?;
        let mut connection = match self.fresh(of) {
            Some(connection) => connection,
            None => Connection::open(of).await?,
        };
        let reply = connection.ask(request).await?;
        if connection.is_open() {
            let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
            free.entry(of.clone()).or_default().push((Instant::now(), connection));
        }
        Ok(reply)
    }

    /// The connection that was used last, so that few are kept warm.
    fn fresh(&self, of: &Address) -> Option<Connection> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let free = free.get_mut(of)?;
        let (since, connection) = free.pop()?;
        if since.elapsed() < FRESH_FOR && connection.is_open() {
            return Some(connection);
        }
        free.clear(); // the others are older still
        None
    }
}

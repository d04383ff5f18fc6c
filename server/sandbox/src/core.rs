//! The heart: books, clock, store and bells, shared by every way in.
//!
//! `act` is the only way to change anything: one lock, due work first, stored before answered.

use std::collections::HashSet;
use std::sync::{Arc, Mutex as Shared, MutexGuard, PoisonError};

use tokio::sync::{Mutex, Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::acts;
use crate::admission::Admission;
use crate::books::{Books, Cause, Endpoint};
use crate::clock::Clock;
use crate::error::ApiError;
use crate::faults::Faults;
use crate::requests::Requests;
use crate::store::{DatabaseError, Store};
use crate::webhooks::Line;

/// What all parts of one running sandbox share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) clock: Clock,
    pub(crate) public_url: String,
    pub(crate) admission: Admission,
    books: Mutex<Books>,
    store: Option<Store>,
    /// Wakes the clerk.
    pub(crate) bell: Notify,
    /// Wakes the postman.
    pub(crate) post_bell: Notify,
    /// Counts answers of the endpoint.
    pub(crate) answered: watch::Sender<u64>,
    line: Shared<Line>,
    faults: Shared<Faults>,
    requests: Shared<Requests>,
    keys_in_flight: Shared<HashSet<String>>,
    pub(crate) closing: CancellationToken,
}

impl Core {
    pub(crate) async fn new(
        clock: Clock,
        public_url: String,
        admission: Admission,
        store: Option<Store>,
        line: Line,
    ) -> Result<Self, DatabaseError> {
        let mut books = match &store {
            Some(store) => store.load().await?,
            None => Books::default(),
        };
        let endpoint = line.endpoint.as_ref();
        books.endpoint = endpoint.map(|endpoint| Endpoint::new(&endpoint.url, clock.now_ms()));
        Ok(Self {
            clock,
            public_url,
            admission,
            books: Mutex::new(books),
            store,
            bell: Notify::new(),
            post_bell: Notify::new(),
            answered: watch::Sender::new(0),
            line: Shared::new(line),
            faults: Shared::new(Faults::default()),
            requests: Shared::default(),
            keys_in_flight: Shared::new(HashSet::new()),
            closing: CancellationToken::new(),
        })
    }

    /// Does one thing to the books, all or nothing, after everything that is due by the clock.
    ///
    /// Refuses: what `f` refuses; then nothing it did stays.
    /// Why: it runs as a task of its own, so that a caller who goes away cannot stop it half-way.
    pub(crate) async fn act<T, F>(self: &Arc<Self>, f: F) -> Result<T, ApiError>
    where
        F: FnOnce(&mut Books, i64) -> Result<T, ApiError> + Send + 'static,
        T: Send + 'static,
    {
        let core = Arc::clone(self);
        let task = tokio::spawn(async move {
            let mut books = core.books.lock().await;
            books.undo();
            books.cause = Cause::default();
            let now_ms = core.clock.now_ms();
            acts::tidy(&mut books, now_ms);
            core.keep(&mut books).await?;

            let outcome = f(&mut books, now_ms);
            match outcome {
                Ok(done) => {
                    core.keep(&mut books).await?;
                    Ok(done)
                }
                Err(refusal) => {
                    books.undo();
                    Err(refusal)
                }
            }
        });
        task.await.unwrap_or_else(|panic| {
            tracing::error!(%panic, "an act failed");
            Err(ApiError::internal())
        })
    }

    /// Stores what changed, then lets it stand, and wakes whoever has work now.
    async fn keep(&self, books: &mut Books) -> Result<(), ApiError> {
        if !books.is_changed() {
            return Ok(());
        }
        if let Some(store) = &self.store {
            let saved = match books.changes() {
                Ok(changes) => store.save(changes).await,
                Err(problem) => Err(problem.into()),
            };
            if let Err(problem) = saved {
                tracing::error!(%problem, "a change could not be stored");
                books.undo();
                return Err(ApiError { begun: false, ..ApiError::internal() });
            }
        }
        books.keep();
        self.bell.notify_one();
        self.post_bell.notify_one();
        Ok(())
    }

    /// Who is told, and how well the line works.
    pub(crate) fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The faults that are ordered.
    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was asked lately.
    pub(crate) fn requests(&self) -> MutexGuard<'_, Requests> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Marks an idempotency key as being worked on until the guard is dropped.
    ///
    /// Refuses: a key that is being worked on.
    pub(crate) fn claim_key(self: &Arc<Self>, key: &str) -> Result<KeyClaim, ApiError> {
        let mut keys = self.keys_in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        match keys.insert(key.to_owned()) {
            true => Ok(KeyClaim { core: Arc::clone(self), key: key.to_owned() }),
            false => Err(ApiError::key_in_use(key)),
        }
    }

    /// Closes the database.
    pub(crate) async fn close(&self) {
        let _books = self.books.lock().await;
        if let Some(store) = &self.store {
            store.close().await;
        }
    }
}

/// One idempotency key being worked on.
#[derive(Debug)]
pub(crate) struct KeyClaim {
    core: Arc<Core>,
    key: String,
}

impl Drop for KeyClaim {
    fn drop(&mut self) {
        let keys = &self.core.keys_in_flight;
        keys.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

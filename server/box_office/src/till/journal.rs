//! A till's place among others on a shared database: the rows that it adds to the log, and how far
//! it has read everybody else's.

use crate::Fault;
use crate::store::{Heads, LogEntry, Store, Touched, Unread};
use domain::PerformanceId;

/// What one till has written and read.
#[derive(Debug)]
pub(super) struct Journal {
    instance: String,
    /// Which of this instance's tills it is.
    at: usize,
    /// How many there are.
    of: usize,
    /// How often it began anew.
    life: u32,
    seq: i64,
    known: Heads,
    /// Which of the servers that took writes one after the other these heads were read from.
    server: u64,
}

/// What others did, and where a reader is once it has taken that in.
#[derive(Debug)]
pub(super) struct Others {
    pub(super) unread: Unread,
    heads: Heads,
    server: u64,
}

impl Journal {
    /// A till that has read nothing and knows that: whatever it loads later is at least as new.
    pub(super) fn new(instance: &str, at: usize, of: usize, known: Heads) -> Self {
        Self { instance: instance.to_owned(), at, of, life: 0, seq: 0, known, server: 0 }
    }

    /// Whether a performance's changes go through this till.
    pub(super) fn is_mine(&self, performance: PerformanceId) -> bool {
        super::till_of(performance, self.of) == self.at
    }

    /// The row for the next batch.
    pub(super) fn entry(&self, touched: Touched) -> LogEntry {
        LogEntry { till: self.name(), seq: self.seq + 1, touched }
    }

    /// The batch was committed.
    pub(super) fn count(&mut self) {
        self.seq += 1;
    }

    /// Whether the last batch was committed is not known: its number is not used again.
    pub(super) fn begin_anew(&mut self) {
        self.life += 1;
        self.seq = 0;
    }

    /// What others committed since [`Journal::taken_in`] was last told; none if nothing.
    pub(super) async fn others(&self, store: &Store) -> Result<Option<Others>, Fault> {
        let server = store.server();
        let heads = store.heads().await?;
        if server != self.server {
            // Another server may lack what the one before it had answered.
            return Ok(Some(Others { unread: Unread::Gap, heads, server }));
        }
        let mut all = Touched::default();
        let mut has_news = false;
        for (till, head) in heads.iter().filter(|(till, _)| !self.is_ours(till)) {
            let known = self.known.get(till).copied().unwrap_or_default();
            if *head <= known {
                continue;
            }
            has_news = true;
            match store.unread(till, known, *head).await? {
                Unread::Touched(touched) => all.add(touched),
                Unread::Gap => return Ok(Some(Others { unread: Unread::Gap, heads, server })),
            }
        }
        Ok(has_news.then_some(Others { unread: Unread::Touched(all), heads, server }))
    }

    /// What others did is in the books.
    pub(super) fn taken_in(&mut self, others: Others) {
        self.known.extend(others.heads);
        self.server = others.server;
    }

    fn name(&self) -> String {
        format!("{}-{}-{}", self.instance, self.at, self.life)
    }

    /// What this till writes now, and what its instance's others do for performances of theirs. A
    /// life that was given up is read like anybody's: its last commit may come late.
    fn is_ours(&self, till: &str) -> bool {
        let mut parts = till.split('-');
        let is_here = parts.next() == Some(self.instance.as_str());
        let is_other = parts.next() != Some(self.at.to_string().as_str());
        is_here && (is_other || till == self.name())
    }
}

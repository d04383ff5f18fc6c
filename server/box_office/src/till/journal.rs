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
        let known = |till| self.known.get(till).copied().unwrap_or_default();
        let heads_of_others = heads.iter().filter(|(till, _)| self.concerns(till));
        let unread: Vec<(&str, i64, i64)> = heads_of_others
            .map(|(till, head)| (till.as_str(), known(till), *head))
            .filter(|(_, known, head)| head > known)
            .collect();
        if unread.is_empty() {
            return Ok(None);
        }
        let unread = store.unread(&unread).await?;
        Ok(Some(Others { unread, heads, server }))
    }

    /// What others did is in the books.
    pub(super) fn taken_in(&mut self, others: Others) {
        self.known.extend(others.heads);
        self.server = others.server;
    }

    fn name(&self) -> String {
        format!("{}-{}-{}", self.instance, self.place(), self.life)
    }

    /// Which of how many: what tills of the same place on other instances have, too.
    fn place(&self) -> String {
        format!("{}of{}", self.at, self.of)
    }

    /// Whether this till may write for performances of this one's, and is not this one. Where there
    /// are as many tills, only those of the same place do; a name that says no place, of the house
    /// or of an older version, may be anybody's. A life that was given up is read like anybody's:
    /// its last commit may come late.
    fn concerns(&self, till: &str) -> bool {
        let place = till.split('-').nth(1).unwrap_or_default();
        let is_elsewhere = place
            .split_once("of")
            .is_some_and(|(at, of)| of == self.of.to_string() && at != self.at.to_string());
        !is_elsewhere && till != self.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_till_follows_those_that_may_write_for_its_performances() {
        let mut journal = Journal::new("here", 1, 3, Heads::new());
        assert!(journal.concerns("there-1of3-0"));
        assert!(!journal.concerns("there-2of3-0"), "it writes for others");
        assert!(!journal.concerns("here-0of3-0"));
        assert!(journal.concerns("there-2of4-0"), "it has performances of another share");
        assert!(!journal.concerns("here-1of3-0"), "that is itself");
        assert!(journal.concerns("there-2-0"), "an older version's may be anybody's");
        assert!(journal.concerns("house-0193d2ae"), "and so may the house's");
        journal.begin_anew();
        assert!(journal.concerns("here-1of3-0"), "what it gave up may still be committed");
    }
}

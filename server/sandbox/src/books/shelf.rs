//! One kind of object: by id, in order of making, and by when it is due.
//!
//! Keeps a journal of what was there before, so that a change can be undone as a whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use crate::model::Stored;

/// One line for the database: a body to keep, or none to forget the object.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    pub(crate) position: i64,
    pub(crate) body: Option<String>,
}

type Slot<T> = (i64, Arc<T>);

/// A shelf of one kind.
#[derive(Debug)]
pub(crate) struct Shelf<T> {
    items: HashMap<String, Slot<T>>,
    order: BTreeMap<i64, String>,
    due: BTreeSet<(i64, i64)>,
    journal: Vec<(String, Option<Slot<T>>)>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            items: HashMap::new(),
            order: BTreeMap::new(),
            due: BTreeSet::new(),
            journal: Vec::new(),
        }
    }
}

impl<T: Stored> Shelf<T> {
    /// One object.
    pub(crate) fn get(&self, id: &str) -> Option<&Arc<T>> {
        self.items.get(id).map(|(_, item)| item)
    }

    /// All, the newest first.
    pub(crate) fn newest(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        self.order.values().rev().filter_map(|id| self.get(id))
    }

    /// Those made before one, the newest first.
    pub(crate) fn older_than(&self, id: &str) -> Option<impl Iterator<Item = &Arc<T>>> {
        let (position, _) = self.items.get(id)?;
        let older = self.order.range(..position).rev();
        Some(older.filter_map(|(_, id)| self.get(id)))
    }

    /// Those made after one, the oldest first.
    pub(crate) fn newer_than(&self, id: &str) -> Option<impl Iterator<Item = &Arc<T>>> {
        let (position, _) = self.items.get(id)?;
        let newer = self.order.range((Bound::Excluded(*position), Bound::Unbounded));
        Some(newer.filter_map(|(_, id)| self.get(id)))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Puts a new object at the end, or an old one back in its place.
    pub(crate) fn put(&mut self, item: T) {
        let id = item.id().to_owned();
        let last = self.order.last_key_value().map_or(0, |(position, _)| *position);
        let position = self.items.get(&id).map_or(last + 1, |(position, _)| *position);
        let before = self.set(&id, Some((position, Arc::new(item))));
        self.journal.push((id, before));
    }

    /// Forgets an object.
    pub(crate) fn remove(&mut self, id: &str) {
        let before = self.set(id, None);
        self.journal.push((id.to_owned(), before));
    }

    /// Puts back what the database kept.
    pub(crate) fn load(&mut self, position: i64, body: &str) -> Result<(), serde_json::Error> {
        let item: T = serde_json::from_str(body)?;
        let id = item.id().to_owned();
        self.set(&id, Some((position, Arc::new(item))));
        Ok(())
    }

    /// When the next one is due.
    pub(crate) fn next_due_ms(&self) -> Option<i64> {
        self.due.first().map(|(due_ms, _)| *due_ms)
    }

    /// The ids of those that are due, the longest due first, equally due ones as they were made.
    pub(crate) fn due_by(&self, now_ms: i64) -> Vec<String> {
        let due = self.due.range(..=(now_ms, i64::MAX));
        due.filter_map(|(_, position)| self.order.get(position).cloned()).collect()
    }

    /// Adds what changed to a list.
    pub(crate) fn changes(&self, all: &mut Vec<Change>) -> Result<(), serde_json::Error> {
        for (id, before) in &self.journal {
            let now = self.items.get(id);
            let position = now.or(before.as_ref()).map_or(0, |(position, _)| *position);
            let body = now.map(|(_, item)| serde_json::to_string(item.as_ref())).transpose()?;
            all.push(Change { kind: T::KIND, id: id.clone(), position, body });
        }
        Ok(())
    }

    /// Whether there is anything to keep or undo.
    pub(crate) fn is_changed(&self) -> bool {
        !self.journal.is_empty()
    }

    /// The changes stand.
    pub(crate) fn keep(&mut self) {
        self.journal.clear();
    }

    /// The changes never were.
    pub(crate) fn undo(&mut self) {
        while let Some((id, before)) = self.journal.pop() {
            self.set(&id, before);
        }
    }

    fn set(&mut self, id: &str, slot: Option<Slot<T>>) -> Option<Slot<T>> {
        let before = self.items.remove(id);
        if let Some((position, item)) = &before {
            self.order.remove(position);
            if let Some(due_ms) = item.due_ms() {
                self.due.remove(&(due_ms, *position));
            }
        }
        if let Some((position, item)) = slot {
            self.order.insert(position, id.to_owned());
            if let Some(due_ms) = item.due_ms() {
                self.due.insert((due_ms, position));
            }
            self.items.insert(id.to_owned(), (position, item));
        }
        before
    }
}

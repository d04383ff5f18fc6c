//! Lists: newest first, one page at a time.
//!
//! Source: Stripe's `limit`, `starting_after`, `ending_before` and `created[…]`.

use serde_json::{Value, json};

use crate::books::Shelf;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::model::Stored;
use crate::wire::seconds;

const LIMIT: i64 = 10;
const LIMIT_MAX: i64 = 100;

enum Cursor {
    Start,
    After(String),
    Before(String),
}

/// Which page is wanted.
pub(crate) struct Paging {
    limit: usize,
    cursor: Cursor,
}

impl Paging {
    /// Reads `limit` and the cursor.
    ///
    /// Refuses: a limit outside 1..=100, both cursors at once.
    pub(crate) fn read(fields: &mut Fields) -> Result<Self, ApiError> {
        let limit = fields.within("limit", 1, LIMIT_MAX)?.unwrap_or(LIMIT);
        let cursor = match (fields.text("starting_after")?, fields.text("ending_before")?) {
            (None, None) => Cursor::Start,
            (Some(id), None) => Cursor::After(id),
            (None, Some(id)) => Cursor::Before(id),
            (Some(_), Some(_)) => {
                return Err(ApiError::only_one(["ending_before", "starting_after"]));
            }
        };
        Ok(Self { limit: usize::try_from(limit).unwrap_or(1), cursor })
    }

    /// One page of a shelf, filtered and shown.
    ///
    /// Refuses: a cursor that names nothing.
    pub(crate) fn list<T: Stored>(
        &self,
        url: &str,
        shelf: &Shelf<T>,
        wanted: impl Fn(&T) -> bool,
        show: impl Fn(&T) -> Value,
    ) -> Result<Value, ApiError> {
        let unknown = |param: &str, id: &str| ApiError::no_such(param, T::KIND, id);
        let one_more = self.limit + 1;
        let mut page: Vec<&T> = match &self.cursor {
            Cursor::Start => {
                let all = shelf.newest().map(AsRef::as_ref);
                all.filter(|item| wanted(item)).take(one_more).collect()
            }
            Cursor::After(id) => {
                let older = shelf.older_than(id).ok_or_else(|| unknown("starting_after", id))?;
                older.map(AsRef::as_ref).filter(|item| wanted(item)).take(one_more).collect()
            }
            Cursor::Before(id) => {
                let newer = shelf.newer_than(id).ok_or_else(|| unknown("ending_before", id))?;
                newer.map(AsRef::as_ref).filter(|item| wanted(item)).take(one_more).collect()
            }
        };
        let has_more = page.len() > self.limit;
        page.truncate(self.limit);
        if matches!(self.cursor, Cursor::Before(_)) {
            page.reverse();
        }
        let data: Vec<Value> = page.into_iter().map(show).collect();
        Ok(json!({ "object": "list", "url": url, "has_more": has_more, "data": data }))
    }

    /// One page of a short list that is kept inside another object, in its own order.
    ///
    /// Refuses: a cursor that names nothing.
    pub(crate) fn slice(&self, url: &str, all: &[Value], kind: &str) -> Result<Value, ApiError> {
        let place = |param: &str, id: &str| {
            let found = all.iter().position(|item| item["id"] == id);
            found.ok_or_else(|| ApiError::no_such(param, kind, id))
        };
        let (from, to) = match &self.cursor {
            Cursor::Start => (0, all.len().min(self.limit)),
            Cursor::After(id) => {
                let from = place("starting_after", id)? + 1;
                (from, all.len().min(from + self.limit))
            }
            Cursor::Before(id) => {
                let to = place("ending_before", id)?;
                (to.saturating_sub(self.limit), to)
            }
        };
        let has_more = match &self.cursor {
            Cursor::Start | Cursor::After(_) => to < all.len(),
            Cursor::Before(_) => from > 0,
        };
        let data = all.get(from..to).unwrap_or_default();
        Ok(json!({ "object": "list", "url": url, "has_more": has_more, "data": data }))
    }
}

/// When the wanted objects were made.
pub(crate) struct Created {
    from_s: i64,
    to_s: i64,
}

impl Created {
    /// Reads `created=…` or `created[gt|gte|lt|lte]=…`.
    pub(crate) fn read(fields: &mut Fields) -> Result<Self, ApiError> {
        let mut created = fields.object("created");
        let (mut from_s, mut to_s) = (i64::MIN, i64::MAX);
        if let Some(at_s) = created.integer("")? {
            (from_s, to_s) = (at_s, at_s);
        }
        if let Some(at_s) = created.integer("gt")? {
            from_s = from_s.max(at_s.saturating_add(1));
        }
        if let Some(at_s) = created.integer("gte")? {
            from_s = from_s.max(at_s);
        }
        if let Some(at_s) = created.integer("lt")? {
            to_s = to_s.min(at_s.saturating_sub(1));
        }
        if let Some(at_s) = created.integer("lte")? {
            to_s = to_s.min(at_s);
        }
        created.finish()?;
        Ok(Self { from_s, to_s })
    }

    /// Whether a time is among them.
    pub(crate) fn holds(&self, at_ms: i64) -> bool {
        (self.from_s..=self.to_s).contains(&seconds(at_ms))
    }
}

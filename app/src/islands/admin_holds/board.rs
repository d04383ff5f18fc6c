//! The rows on the admin's list and how news changes them. Pure: the island asks and draws.

use domain::{HoldId, HoldNews, HoldPhase, HoldRow, UnixMs};

/// How long a hold that is over stays on the list, so that a person sees what became of it.
/// Units: milliseconds.
const LINGER_MS: i64 = 8_000;
/// From so many rows on, the list is read again less often.
const LONG_LIST: usize = 200;

/// A row, and since when it has been over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) row: HoldRow,
    pub(super) over_since: Option<UnixMs>,
}

/// What the list does about news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// The row was brought up to date; the news said all.
    Updated,
    /// There is more to know than the news says: read the list again.
    ReadAgain,
    /// Not about this list.
    Nothing,
}

/// Rows as lines, in the order they came.
pub(super) fn lines(rows: Vec<HoldRow>) -> Vec<Line> {
    rows.into_iter().map(|row| Line { row, over_since: None }).collect()
}

/// Applies news to the list. `performance` is the list's filter.
pub(super) fn hear(lines: &mut [Line], performance: Option<i64>, news: &HoldNews) -> Heard {
    if performance.is_some_and(|only| only != news.performance.0) {
        return Heard::Nothing;
    }
    let listed = news.phase.is_live() || news.phase == HoldPhase::Review;
    let Some(line) = lines.iter_mut().find(|line| line.row.card.id == news.id) else {
        return if listed { Heard::ReadAgain } else { Heard::Nothing };
    };
    let said_all = line.row.card.phase != news.phase
        && matches!(news.phase, HoldPhase::Closing | HoldPhase::Pending);

    line.row.card.phase = news.phase;
    line.row.card.ended = news.ended.clone();
    line.row.card.expires_at = news.expires_at;
    line.over_since = (!listed).then_some(news.server_now);
    if listed && !said_all { Heard::ReadAgain } else { Heard::Updated }
}

/// Puts a fresh reading in place; holds that have just ended stay a moment longer.
///
/// Why a reading may not wake them: over is for good, so a reading that calls such a hold live was
/// made before the news of its end.
pub(super) fn read_again(lines: &mut Vec<Line>, mut rows: Vec<HoldRow>) {
    lines.retain(|line| line.over_since.is_some());
    rows.retain(|row| {
        !row.card.phase.is_live() || lines.iter().all(|line| line.row.card.id != row.card.id)
    });
    lines.retain(|line| rows.iter().all(|row| row.card.id != line.row.card.id));
    lines.extend(rows.into_iter().map(|row| Line { row, over_since: None }));
    lines.sort_by_key(|line| (line.row.card.expires_at, line.row.card.id.clone()));
}

/// Takes off what has been over for long enough. Answers whether anything went.
pub(super) fn tidy(lines: &mut Vec<Line>, now: UnixMs) -> bool {
    let before = lines.len();
    lines.retain(|line| line.over_since.is_none_or(|since| since.until(now) < LINGER_MS));
    lines.len() != before
}

/// Something on the list would go at `now`.
pub(super) fn needs_tidying(lines: &[Line], now: UnixMs) -> bool {
    lines.iter().any(|line| line.over_since.is_some_and(|since| since.until(now) >= LINGER_MS))
}

/// How long news is gathered before the list is read again. Units: milliseconds.
pub(super) fn patience_ms(lines: &[Line]) -> u32 {
    if lines.len() < LONG_LIST { 150 } else { 1_500 }
}

impl Line {
    /// Changes whenever the row must be drawn anew; times tick without it.
    pub(super) fn face(&self) -> (HoldId, HoldPhase, usize, i64, bool, bool) {
        let card = &self.row.card;
        let has_session = card.session.is_some();
        let total = card.total.amount_minor;
        let over = self.over_since.is_some();
        (card.id.clone(), card.phase, card.lines.len(), total, has_session, over)
    }

    /// An admin can end it.
    pub(super) fn can_be_expired(&self) -> bool {
        self.row.card.phase.is_live()
    }

    /// A person has to decide about its money.
    pub(super) fn is_in_review(&self) -> bool {
        self.row.card.phase == HoldPhase::Review
    }
}

#[cfg(test)]
mod tests;

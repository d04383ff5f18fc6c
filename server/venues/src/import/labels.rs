//! Sections, rows and seats as they are printed, kept apart from one another.
//!
//! A ticket says "Balcony, row D, seat 12": no two seats of a plan may share those words.

use super::node::Node;
use crate::PlanFault;
use domain::limits::NAME_CHARS_MAX;
use std::collections::{HashMap, HashSet};

/// Room kept in a name for the number that sets it apart.
const SUFFIX_CHARS: usize = 8;

/// The name of a zone, or words for one without a name.
pub(super) fn zone(zone: &Node, at: usize) -> Result<String, PlanFault> {
    let name = zone.key("name").map(|node| node.name()).transpose()?.unwrap_or_default();
    Ok(if name.is_empty() { format!("Section {}", at + 1) } else { name.into_owned() })
}

/// The label of a row: its number, else its label in words, else its position.
pub(super) fn row(row: &Node, at: usize) -> Result<String, PlanFault> {
    let number = row.need("row_number")?.name()?;
    if !number.is_empty() {
        return Ok(number.into_owned());
    }
    let position = (at + 1).to_string();
    let Some(words) = row.key("row_label") else { return Ok(position) };
    let words = words.name()?;
    let label = without("row", &words);
    Ok(if label.is_empty() || label.contains("%s") { position } else { label.to_owned() })
}

/// How a row wants its seats printed: a pattern with `%s` in it, if it has one.
pub(super) fn seat_pattern(row: &Node) -> Result<Option<String>, PlanFault> {
    let Some(node) = row.key("seat_label") else { return Ok(None) };
    let words = node.name()?;
    let pattern = without("seat", &words);
    Ok((pattern.contains("%s") && pattern != "%s").then(|| pattern.to_owned()))
}

/// The number of a seat as printed, or its position in the row.
pub(super) fn seat(seat: &Node, pattern: Option<&str>, at: usize) -> Result<String, PlanFault> {
    let node = seat.need("seat_number")?;
    let number = node.name()?;
    let number = if number.is_empty() { (at + 1).to_string() } else { number.into_owned() };
    let Some(pattern) = pattern else { return Ok(number) };
    let words = pattern.replace("%s", &number);
    if words.chars().count() > NAME_CHARS_MAX {
        return Err(
            node.fault(format!("with its label it has more than {NAME_CHARS_MAX} characters"))
        );
    }
    Ok(words)
}

/// The words without a leading "Row" or "Seat": the shop says that itself.
fn without<'w>(noun: &str, words: &'w str) -> &'w str {
    let words = words.trim();
    match words.get(..noun.len()) {
        Some(start) if start.eq_ignore_ascii_case(noun) => {
            let rest = &words[noun.len()..];
            if rest.is_empty() || rest.starts_with(char::is_whitespace) {
                rest.trim()
            } else {
                words
            }
        }
        Some(_) | None => words,
    }
}

/// The name itself, or with the first number that nobody has: "Balcony (2)".
pub(super) fn distinct(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&name) {
        return name;
    }
    let short: String = name.chars().take(NAME_CHARS_MAX - SUFFIX_CHARS).collect();
    (2..).map(|nth: u32| format!("{short} ({nth})")).find(|it| !is_taken(it)).unwrap_or(name)
}

/// The rows of one section so far, to keep their addresses apart.
#[derive(Default)]
pub(super) struct Addresses {
    /// Seat numbers by row label.
    taken: HashMap<String, HashSet<String>>,
}

impl Addresses {
    /// Enters a row and answers its label. Two halves of a row may share one label; when they
    /// share a seat number too, the second half is set apart.
    pub(super) fn enter(&mut self, label: String, numbers: &mut [String]) -> String {
        set_apart(numbers);
        let label = distinct(label, |label| {
            let taken = self.taken.get(label);
            taken.is_some_and(|taken| numbers.iter().any(|number| taken.contains(number)))
        });
        self.taken.entry(label.clone()).or_default().extend(numbers.iter().cloned());
        label
    }
}

fn set_apart(numbers: &mut [String]) {
    let all: HashSet<&str> = numbers.iter().map(String::as_str).collect();
    if all.len() == numbers.len() {
        return;
    }
    let mut own = HashSet::new();
    for number in numbers {
        *number = distinct(std::mem::take(number), |it| own.contains(it));
        own.insert(number.clone());
    }
}

//! Reads a seating plan file into a [`Plan`].
//!
//! The format is the public JSON of pretix seating plans. Unknown keys are passed over, what is
//! optional may be absent or null, and everything else is refused with its place in the file.
//! Source: <https://github.com/pretix/pretix>, `seating-plan.schema.json`.

mod categories;
mod fit;
mod labels;
mod node;
mod seats;
mod shapes;

use crate::PlanFault;
use domain::Plan;
use domain::limits::PLAN_BYTES_MAX;
use node::Node;
use serde_json::Value;

/// Values in one file: several times what the largest plan needs, so that a file made only of
/// commas cannot fill the memory.
const VALUES_MAX: usize = 4_000_000;
/// Tenths of a plan pixel in a pixel.
const TENTHS: f64 = 10.0;

/// A plan that was read, and how much was in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Numbered and ready to sell.
    pub plan: Plan,
    /// Zones with seats; each became a section.
    pub zones: u32,
    /// Rows with seats.
    pub rows: u32,
    /// Seats.
    pub seats: u32,
}

/// Reads a seating plan.
///
/// Shape: JSON of up to `PLAN_BYTES_MAX` bytes with 1..=`SEATS_PER_PLAN_MAX` seats.
/// Units: the file counts in pixels, the plan in tenths of them.
/// Refuses: a [`PlanFault`] with the place and the reason of the first fault.
/// Again: the same text gives the same plan.
pub fn import(text: &[u8]) -> Result<Imported, PlanFault> {
    let value = parse(text)?;
    let root = Node::root(&value);
    let mut plan = Plan { name: root.need("name")?.name()?.into_owned(), ..Plan::default() };
    let size = root.need("size")?;
    plan.width = fit::length(&size.need("width")?)?;
    plan.height = fit::length(&size.need("height")?)?;
    plan.categories = categories::read(&root)?;
    let rows = seats::read(&root, &mut plan)?;
    plan.shapes = shapes::read(&root)?;

    fit::draw_inside(&mut plan);
    plan.number();
    let zones = plan.sections.len() as u32;
    Ok(Imported { zones, rows, seats: plan.seat_count(), plan })
}

fn parse(text: &[u8]) -> Result<Value, PlanFault> {
    if text.len() > PLAN_BYTES_MAX {
        let limit = PLAN_BYTES_MAX / (1024 * 1024);
        return Err(PlanFault::of_file(format!(
            "it has {} bytes; a plan has at most {limit} MiB",
            text.len()
        )));
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let values = text.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    if values > VALUES_MAX {
        return Err(PlanFault::of_file("it holds far more values than the largest plan needs"));
    }
    serde_json::from_slice(text).map_err(|error| not_json(&error))
}

fn not_json(error: &serde_json::Error) -> PlanFault {
    let words = error.to_string();
    let reason = words.split(" at line ").next().unwrap_or(&words);
    let place = format!("line {}, column {}", error.line(), error.column());
    if reason.contains("recursion limit") {
        return PlanFault::new(place, "lists and objects are nested too deep for a plan");
    }
    PlanFault::new(place, format!("this is not JSON: {reason}"))
}

#[cfg(test)]
mod fault_tests;
#[cfg(test)]
mod tests;

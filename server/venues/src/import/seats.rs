//! Zones, rows and seats of a file as sections of a plan.

use super::{TENTHS, categories, labels, node::Node};
use crate::PlanFault;
use domain::limits::SEATS_PER_PLAN_MAX;
use domain::{Plan, Row, Section, SectionKind};
use std::collections::{HashMap, HashSet};

/// Zones in one plan; a stadium has a few hundred.
const ZONES_MAX: usize = 2_000;
/// A seat's own name. Units: characters. Source: the column pretix keeps it in.
const GUID_CHARS_MAX: usize = 190;
/// Units: pixels. Source: the format's default.
const RADIUS: f64 = 10.0;
/// The share of the way to its neighbour that a seat may fill.
const RADIUS_OF_GAP: f64 = 0.45;

/// The place of a seat in the file: zone, row, seat.
type At = (usize, usize, usize);

struct Reader<'v, 'p> {
    plan: &'p Plan,
    seen: HashMap<&'v str, At>,
}

/// Reads every zone with seats into a section; answers how many rows there are.
pub(super) fn read(root: &Node, plan: &mut Plan) -> Result<u32, PlanFault> {
    let list = root.need("zones")?;
    let zones = list.items()?;
    if zones.len() > ZONES_MAX {
        return Err(list.fault(format!("a plan has at most {ZONES_MAX} zones")));
    }
    let mut reader = Reader { plan, seen: HashMap::new() };
    let mut names = HashSet::new();
    let mut sections = Vec::new();
    let mut row_count = 0;
    for (at, zone) in zones.enumerate() {
        let name = labels::zone(&zone, at)?;
        let rows = reader.rows(&zone, at)?;
        if rows.is_empty() {
            continue;
        }
        row_count += rows.len() as u32;
        let name = labels::distinct(name, |it| names.contains(it));
        names.insert(name.clone());
        sections.push(Section { name, first: 0, kind: SectionKind::Seated { rows } });
    }
    if sections.is_empty() {
        return Err(list.fault("the plan has no seats"));
    }
    plan.sections = sections;
    Ok(row_count)
}

impl<'v> Reader<'v, '_> {
    fn rows(&mut self, zone: &Node<'_, 'v>, zone_at: usize) -> Result<Vec<Row>, PlanFault> {
        let origin = zone.need("position")?.point()?;
        let list = zone.need("rows")?;
        let mut addresses = labels::Addresses::default();
        let mut rows = Vec::new();
        for (at, node) in list.items()?.enumerate() {
            let mut row = self.row(&node, origin, (zone_at, at))?;
            if row.numbers.is_empty() {
                continue;
            }
            row.label = addresses.enter(labels::row(&node, at)?, &mut row.numbers);
            rows.push(row);
        }
        Ok(rows)
    }

    fn row(
        &mut self,
        node: &Node<'_, 'v>,
        origin: (f64, f64),
        (zone_at, row_at): (usize, usize),
    ) -> Result<Row, PlanFault> {
        let start = node.key("position").map(|it| it.point()).transpose()?.unwrap_or_default();
        let pattern = labels::seat_pattern(node)?;
        let list = node.need("seats")?;
        let mut row = Row::default();
        let mut points = Vec::new();
        let mut radius = RADIUS;
        for (at, seat) in list.items()?.enumerate() {
            let (x, y) = seat.need("position")?.point()?;
            points.push((origin.0 + start.0 + x, origin.1 + start.1 + y));
            if let Some(own) = seat.key("radius") {
                radius = radius.min(own.pixels()?);
            }
            row.guids.push(self.guid(&seat, (zone_at, row_at, at))?);
            row.numbers.push(labels::seat(&seat, pattern.as_deref(), at)?);
            row.categories.push(categories::find(&self.plan.categories, &seat)?);
        }
        row.xs = points.iter().map(|point| tenths(point.0)).collect();
        row.ys = points.iter().map(|point| tenths(point.1)).collect();
        row.radius = tenths(radius_that_fits(radius, &points)).max(1);
        Ok(row)
    }

    fn guid(&mut self, seat: &Node<'_, 'v>, at: At) -> Result<String, PlanFault> {
        let node = seat.need("seat_guid")?;
        let guid = node.text(GUID_CHARS_MAX)?;
        if guid.trim().is_empty() {
            return Err(node.fault("a seat needs a name of its own, and this one is empty"));
        }
        if guid.trim() != guid {
            return Err(node.fault(format!("“{guid}” begins or ends with a space")));
        }
        if self.seen.len() == SEATS_PER_PLAN_MAX {
            return Err(node.fault(format!("a plan has at most {SEATS_PER_PLAN_MAX} seats")));
        }
        if let Some((zone, row, seat)) = self.seen.insert(guid, at) {
            return Err(node.fault(format!(
                "“{guid}” is also the name of zones[{zone}].rows[{row}].seats[{seat}]"
            )));
        }
        Ok(guid.to_owned())
    }
}

/// The radius asked for, or less where neighbours in a row would overlap.
fn radius_that_fits(radius: f64, points: &[(f64, f64)]) -> f64 {
    let gaps = points.windows(2).map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1));
    gaps.fold(radius, |radius, gap| radius.min(gap * RADIUS_OF_GAP))
}

/// Units: tenths of a pixel. In range: a place adds three coordinates of at most `PIXELS_MAX`.
pub(super) fn tenths(pixels: f64) -> i32 {
    (pixels * TENTHS).round() as i32
}

//! Makes the drawing large enough for its seats.
//!
//! Files in the wild hold seats beyond their own size; a seat outside the drawing could not be
//! bought, so the drawing gives way.

use super::{node::Node, seats::tenths};
use crate::PlanFault;
use domain::{Plan, Row, SectionKind};

/// A side of the drawing. Units: tenths of a pixel.
pub(super) fn length(node: &Node) -> Result<i32, PlanFault> {
    let pixels = node.pixels()?;
    if pixels < 1.0 {
        return Err(node.fault("a drawing needs a size of at least one pixel"));
    }
    Ok(tenths(pixels))
}

/// Widens the drawing, and moves all that is in it, until every seat lies inside.
pub(super) fn draw_inside(plan: &mut Plan) {
    let (mut left, mut top, mut right, mut bottom) = (0, 0, plan.width, plan.height);
    for row in rows(plan) {
        for (&x, &y) in row.xs.iter().zip(&row.ys) {
            left = left.min(x - row.radius);
            top = top.min(y - row.radius);
            right = right.max(x + row.radius);
            bottom = bottom.max(y + row.radius);
        }
    }
    plan.width = right - left;
    plan.height = bottom - top;
    if (left, top) == (0, 0) {
        return;
    }
    for row in rows(plan) {
        row.xs.iter_mut().for_each(|x| *x -= left);
        row.ys.iter_mut().for_each(|y| *y -= top);
    }
    for shape in &mut plan.shapes {
        shape.x -= left;
        shape.y -= top;
    }
}

/// A file has no standing sections: every row is in a seated one.
fn rows(plan: &mut Plan) -> impl Iterator<Item = &mut Row> {
    plan.sections.iter_mut().flat_map(|section| match &mut section.kind {
        SectionKind::Seated { rows } => rows.iter_mut(),
        SectionKind::Standing { .. } => [].iter_mut(),
    })
}

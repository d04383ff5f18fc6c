//! A seating plan on its way to the browser. Seats of a row stand on a line or a curve: what is
//! sent of each is how far it is from where the two before it point to, which is next to nothing.
//!
//! Why: of a stadium's plan the places were nine tenths, and are a fifth of that now.

use super::from_bytes;
use domain::{Plan, Row, SectionKind};

/// Which form this is: part of a plan's address, since browsers keep plans for ever.
pub const PLAN_FORM: u32 = 2;

/// A plan as it is sent.
#[cfg(feature = "ssr")]
pub fn plan_to_bytes(plan: &Plan) -> Vec<u8> {
    let mut plan = plan.for_browsers();
    each_row(&mut plan, |row| {
        bend(&mut row.xs);
        bend(&mut row.ys);
    });
    super::to_bytes(&plan)
}

/// The reverse of [`plan_to_bytes`]; none if the bytes make no sense.
pub fn plan_from_bytes(bytes: &[u8]) -> Option<Plan> {
    let mut plan = from_bytes(bytes)?;
    each_row(&mut plan, |row| {
        straighten(&mut row.xs);
        straighten(&mut row.ys);
    });
    Some(plan)
}

fn each_row(plan: &mut Plan, work: impl Fn(&mut Row)) {
    for section in &mut plan.sections {
        if let SectionKind::Seated { rows } = &mut section.kind {
            rows.iter_mut().for_each(&work);
        }
    }
}

/// Where the places before this one point to.
fn next(places: &[i32]) -> i32 {
    match places {
        [] => 0,
        [one] => *one,
        [.., before, last] => last.wrapping_mul(2).wrapping_sub(*before),
    }
}

#[cfg(feature = "ssr")]
fn bend(places: &mut [i32]) {
    for at in (0..places.len()).rev() {
        places[at] = places[at].wrapping_sub(next(&places[..at]));
    }
}

fn straighten(places: &mut [i32]) {
    for at in 0..places.len() {
        places[at] = places[at].wrapping_add(next(&places[..at]));
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::map::sample::theatre;

    #[test]
    fn a_plan_arrives_as_it_was_sent() {
        let plan = theatre();
        assert_eq!(plan_from_bytes(&plan_to_bytes(&plan)), Some(plan.for_browsers()));
        assert_eq!(plan_from_bytes(&[0xff; 9]), None);
    }

    #[test]
    fn even_places_of_no_house_arrive() {
        let far = [i32::MAX, i32::MIN, 0, i32::MAX, -1, i32::MIN];
        let mut places = far;
        bend(&mut places);
        straighten(&mut places);
        assert_eq!(places, far);
    }

    #[test]
    fn seats_on_a_line_cost_nothing_more() {
        let mut places: Vec<i32> = (0..20).map(|at| 700 - at * 27).collect();
        bend(&mut places);
        assert_eq!(places[..3], [700, -27, 0]);
        assert!(places[2..].iter().all(|place| *place == 0));
    }
}

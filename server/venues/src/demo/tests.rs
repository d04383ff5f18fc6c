use super::*;
use domain::limits::{HOLD_MS_MAX, HOLD_MS_MIN, NAME_CHARS_MAX, SEATS_PER_HOLD_CEILING};
use domain::{Row, SectionKind};
use std::collections::{HashMap, HashSet};

fn rows(plan: &Plan) -> impl Iterator<Item = &Row> {
    plan.sections.iter().flat_map(|section| match &section.kind {
        SectionKind::Seated { rows } => rows.iter(),
        SectionKind::Standing { .. } => [].iter(),
    })
}

fn seats(plan: &Plan) -> impl Iterator<Item = (i32, i32)> {
    rows(plan).flat_map(|row| row.xs.iter().copied().zip(row.ys.iter().copied()))
}

#[test]
fn the_houses_have_the_sizes_they_are_drawn_for() {
    let count = |venue: DemoVenue| venue.plan().seat_count();

    assert_eq!(count(DemoVenue::Theatre), 1_069);
    assert_eq!(count(DemoVenue::Arena), 20_720);
    assert_eq!(count(DemoVenue::Club), 460);
}

#[test]
fn no_two_seats_overlap() {
    for venue in DemoVenue::ALL {
        let plan = venue.plan();
        let cell = 2 * draw::SEAT_RADIUS;
        let mut grid: HashMap<(i32, i32), Vec<(i32, i32)>> = HashMap::new();
        for (x, y) in seats(&plan) {
            let near =
                (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x / cell + dx, y / cell + dy)));
            for (ox, oy) in near.filter_map(|key| grid.get(&key)).flatten() {
                let gap = f64::from(x - ox).hypot(f64::from(y - oy));
                assert!(gap >= f64::from(cell), "{}: {x},{y} and {ox},{oy}", plan.name);
            }
            grid.entry((x / cell, y / cell)).or_default().push((x, y));
        }
    }
}

#[test]
fn every_seat_lies_inside_the_drawing() {
    for venue in DemoVenue::ALL {
        let plan = venue.plan();
        let edge = 2 * draw::SEAT_RADIUS;
        for (x, y) in seats(&plan) {
            assert!((edge..=plan.width - edge).contains(&x), "{}: {x}", plan.name);
            assert!((edge..=plan.height - edge).contains(&y), "{}: {y}", plan.name);
        }
    }
}

#[test]
fn neighbours_in_a_row_are_never_far_apart_but_for_an_aisle() {
    for venue in DemoVenue::ALL {
        for row in rows(&venue.plan()) {
            let points: Vec<_> = row.xs.iter().zip(&row.ys).collect();
            let gaps = points
                .windows(2)
                .map(|two| f64::from(two[0].0 - two[1].0).hypot(f64::from(two[0].1 - two[1].1)));
            let wide = gaps.filter(|gap| *gap > 330.0).count();
            assert!(wide <= 2, "row {} of {} has {wide} gaps", row.label, venue.name());
        }
    }
}

#[test]
fn every_seat_and_section_has_a_name_of_its_own() {
    for venue in DemoVenue::ALL {
        let plan = venue.plan();
        let names: HashSet<_> = plan.sections.iter().map(|section| &section.name).collect();
        assert_eq!(names.len(), plan.sections.len());
        let guids: HashSet<_> = rows(&plan).flat_map(|row| &row.guids).collect();
        assert_eq!(guids.len(), seats(&plan).count());
    }
}

#[test]
fn every_seat_of_a_demo_plan_can_be_found_and_is_in_a_listed_category() {
    for venue in DemoVenue::ALL {
        let plan = venue.plan();
        let mut used = HashSet::new();
        for seat in 0..plan.seat_count() {
            let place = plan.place(SeatIndex(seat)).unwrap();
            used.insert(place.category);
        }
        assert!(plan.place(SeatIndex(plan.seat_count())).is_none());
        assert_eq!(used, (0..plan.categories.len() as u16).collect(), "{}", plan.name);
    }
}

#[test]
fn a_demo_plan_survives_the_wire() {
    for venue in DemoVenue::ALL {
        let plan = venue.plan();
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
    }
}

#[test]
fn every_event_has_a_price_for_each_category_and_keeps_the_limits() {
    let mut slugs = HashSet::new();
    for event in programme() {
        assert!(slugs.insert(event.slug));
        assert!(event.title.chars().count() <= NAME_CHARS_MAX);
        assert!((HOLD_MS_MIN..=HOLD_MS_MAX).contains(&event.hold_ms));
        assert!((1..=SEATS_PER_HOLD_CEILING).contains(&event.seats_per_hold_max));
        let categories = event.venue.plan().categories;
        let names: Vec<_> = categories.iter().map(|category| &category.name).collect();
        assert_eq!(event.tiers.iter().map(|tier| &tier.name).collect::<Vec<_>>(), names);
        assert!(event.tiers.iter().all(|tier| tier.amount_minor >= 500));
        assert!(event.performances.is_sorted_by_key(|it| (it.day, it.time)));
        for performance in &event.performances {
            assert!(performance.on_sale_in_days < performance.day);
            assert_eq!(performance.time.len(), 5);
        }
    }
}

#[test]
fn the_share_that_was_sold_is_close_to_what_was_asked_for() {
    for event in programme() {
        let seats = event.venue.plan().seat_count();
        for performance in &event.performances {
            let sold = (0..seats).filter(|&seat| performance.is_sold(SeatIndex(seat))).count();
            let share = sold as f32 / seats as f32;
            assert!(
                (share - performance.sold_share).abs() < 0.06 && sold < seats as usize,
                "{}: {share} of {}",
                event.slug,
                performance.sold_share
            );
        }
    }
}

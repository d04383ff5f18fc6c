use super::*;
use domain::{SeatIndex, SectionKind};
use std::collections::HashSet;
use std::path::Path;

/// A small plan with one of everything.
pub(super) const SMALL: &str = r##"{"name": "Small house", "size": {"width": 200, "height": 100},
"categories": [{"name": "Premium", "color": "#ABC"}, {"name": "Standard", "color": "red;x"}],
"future": [1, 2],
"zones": [
 {"position": {"x": 10, "y": 20}, "rows": [
  {"row_number": "A", "row_label": "Row A", "seat_label": "Seat %s", "uuid": "u",
   "position": {"x": 5, "y": 0.04}, "seats": [
    {"seat_guid": "a1", "seat_number": "1", "position": {"x": 0, "y": 0}, "category": "Premium"},
    {"seat_guid": "a2", "seat_number": "2", "position": {"x": 12.34, "y": 0}, "radius": 7,
     "category": "Standard"}]},
  {"row_number": "", "row_label": "Row back", "seat_label": "%s L", "seats": [
    {"seat_guid": "b1", "seat_number": 7, "position": {"x": 0, "y": 30}, "category": "Standard"}]}],
  "areas": [{"shape": "circle", "circle": {"radius": 4}, "rotation": 370,
    "position": {"x": 1, "y": 1}, "text": {"text": "Stage", "size": 12}},
   {"shape": "polygon", "polygon": {"points": [{"x": 0, "y": 0}, {"x": 9, "y": 0.5}]}}]},
 {"name": "Balcony", "position": {"x": 0, "y": 80}, "rows": [{"row_number": "A", "seats": [
    {"seat_guid": "c1", "seat_number": "1", "position": {"x": 20, "y": 0}, "category": "Premium"}
 ]}], "areas": null},
 {"name": "Balcony", "position": {"x": 0, "y": 80}, "rows": [{"row_number": "A", "seats": [
    {"seat_guid": "d1", "seat_number": "1", "position": {"x": 90, "y": 0}, "category": "Premium"}
 ]}, {"row_number": "B", "seats": []}]},
 {"name": "Foyer", "position": {"x": 0, "y": 0}, "rows": []}]}"##;

fn rows(plan: &Plan, section: usize) -> &[domain::Row] {
    match &plan.sections[section].kind {
        SectionKind::Seated { rows } => rows,
        SectionKind::Standing { .. } => panic!("a file has no standing sections"),
    }
}

#[test]
fn positions_add_up_over_zone_row_and_seat_in_tenths_of_a_pixel() {
    let imported = import(SMALL.as_bytes()).unwrap();

    let row = &rows(&imported.plan, 0)[0];
    assert_eq!((&row.xs[..], &row.ys[..]), (&[150, 273][..], &[200, 200][..]));
    assert_eq!((imported.plan.width, imported.plan.height), (2_000, 1_000));
    assert_eq!((imported.zones, imported.rows, imported.seats), (3, 4, 5));
}

#[test]
fn a_seat_never_overlaps_its_neighbour() {
    let imported = import(SMALL.as_bytes()).unwrap();

    assert_eq!(rows(&imported.plan, 0)[0].radius, 56, "12.34 px apart, though 7 px were asked for");
    assert_eq!(rows(&imported.plan, 1)[0].radius, 100, "alone in its row");
}

#[test]
fn seats_are_named_in_words_and_apart_from_one_another() {
    let plan = import(SMALL.as_bytes()).unwrap().plan;

    let words: Vec<_> =
        (0..5).map(|seat| plan.address(SeatIndex(seat)).unwrap().to_string()).collect();
    assert_eq!(
        words,
        [
            "Section 1, row A, seat 1",
            "Section 1, row A, seat 2",
            "Section 1, row back, seat 7 L",
            "Balcony, row A, seat 1",
            "Balcony (2), row A, seat 1",
        ]
    );
}

#[test]
fn two_halves_of_a_row_share_its_label_only_while_their_numbers_differ() {
    let seat = |guid: &str, number: &str| {
        format!(
            r#"{{"seat_guid": "{guid}", "seat_number": "{number}", "category": "C",
                "position": {{"x": 1, "y": 1}}}}"#
        )
    };
    let row =
        |seats: [String; 2]| format!(r#"{{"row_number": "A", "seats": [{}]}}"#, seats.join(","));
    let text = format!(
        r#"{{"name": "N", "size": {{"width": 9, "height": 9}}, "categories": [{{"name": "C"}}],
            "zones": [{{"name": "Z", "position": {{"x": 0, "y": 0}}, "rows": [{},{},{}]}}]}}"#,
        row([seat("a", "1"), seat("b", "2")]),
        row([seat("c", "3"), seat("d", "3")]),
        row([seat("e", "2"), seat("f", "4")]),
    );

    let plan = import(text.as_bytes()).unwrap().plan;

    let labels: Vec<_> = rows(&plan, 0).iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels, ["A", "A", "A (2)"]);
    assert_eq!(rows(&plan, 0)[1].numbers, ["3", "3 (2)"]);
}

#[test]
fn colours_become_six_digits_or_grey() {
    let plan = import(SMALL.as_bytes()).unwrap().plan;

    let colors: Vec<_> = plan.categories.iter().map(|it| it.color.as_str()).collect();
    assert_eq!(colors, ["#aabbcc", "#808080"]);
}

#[test]
fn areas_become_shapes_that_move_with_their_zone() {
    let plan = import(SMALL.as_bytes()).unwrap().plan;

    assert_eq!(plan.shapes.len(), 2);
    let stage = &plan.shapes[0];
    assert_eq!(stage.kind, domain::ShapeKind::Ellipse(40, 40));
    assert_eq!((stage.x, stage.y, stage.rotation), (110, 210, 10));
    assert_eq!((stage.text.as_str(), stage.text_size), ("Stage", 120));
    assert_eq!(plan.shapes[1].kind, domain::ShapeKind::Polygon(vec![(0, 0), (90, 5)]));
}

#[test]
fn a_drawing_too_small_for_its_seats_grows_and_moves() {
    let text = SMALL.replace(r#""x": 90, "y": 0"#, r#""x": -90, "y": 400"#);

    let plan = import(text.as_bytes()).unwrap().plan;

    assert_eq!((plan.width, plan.height), (3_000, 4_900));
    assert_eq!(rows(&plan, 2)[0].xs, [100]);
    assert_eq!(plan.shapes[0].x, 1_110);
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert!(import(format!("\u{feff}{SMALL}").as_bytes()).is_ok());
}

#[test]
fn every_truncation_and_every_spoilt_byte_is_answered() {
    let text = SMALL.as_bytes();
    for end in 0..text.len() {
        assert!(import(&text[..end]).is_err(), "cut at {end}");
    }
    for at in 0..text.len() {
        for byte in [b'"', b'\\', b'9', b'}', 0xff, text[at] ^ 1] {
            let mut spoilt = text.to_vec();
            spoilt[at] = byte;
            if let Ok(imported) = import(&spoilt) {
                assert!(imported.seats > 0);
            }
        }
    }
}

#[test]
fn venues_of_three_sizes_import_to_the_last_seat() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.ancestors().map(|it| it.join("shared/data/plans")).find(|it| it.is_dir());
    let Some(folder) = folder else {
        #[expect(clippy::disallowed_macros, reason = "a test says what it could not look at")]
        {
            println!("passed over: there is no folder of sample plans beside this checkout");
        }
        return;
    };
    let houses =
        [("alhambra-theatre", 1_074), ("harbour-arena", 20_160), ("national-stadium", 60_192)];
    for (name, seats) in houses {
        let text = std::fs::read(folder.join(name).with_extension("json")).unwrap();
        let imported = import(&text).unwrap();
        assert_eq!(imported.seats, seats, "{name}");
        is_whole(&imported.plan);
    }
}

/// Every seat has a name and an address of its own and lies inside the drawing.
fn is_whole(plan: &Plan) {
    let mut guids = HashSet::new();
    let mut addresses = HashSet::new();
    for seat in 0..plan.seat_count() {
        let (row, at) = plan.place(SeatIndex(seat)).unwrap().seat.unwrap();
        assert!(guids.insert(&row.guids[at]));
        assert!(addresses.insert(plan.address(SeatIndex(seat)).unwrap().to_string()));
        assert!((0..=plan.width).contains(&row.xs[at]));
        assert!((0..=plan.height).contains(&row.ys[at]));
    }
}

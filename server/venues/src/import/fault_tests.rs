//! Every fault of a plan and the words that name its place.

use super::tests::SMALL;
use super::*;
use domain::limits::{NAME_CHARS_MAX, SEATS_PER_PLAN_MAX};

/// The fault of the small plan with its first `from` turned into `to`.
fn fault(from: &str, to: &str) -> PlanFault {
    assert!(SMALL.contains(from), "the small plan has no {from}");
    import(SMALL.replacen(from, to, 1).as_bytes()).expect_err(to)
}

/// Each line: what to look for, what to put there, and the fault in words.
fn check(table: &[(&str, &str, &str)]) {
    for (from, to, words) in table {
        assert_eq!(fault(from, to).to_string(), *words);
    }
}

#[test]
fn every_fault_of_a_seat_names_its_place_and_its_reason() {
    check(&[
        (
            r#""category": "Standard""#,
            r#""category": "Gold""#,
            "zones[0].rows[0].seats[1].category: there is no category “Gold”; \
          the plan lists Premium, Standard",
        ),
        (
            r#""seat_guid": "c1""#,
            r#""seat_guid": "a2""#,
            "zones[1].rows[0].seats[0].seat_guid: “a2” is also the name of \
          zones[0].rows[0].seats[1]",
        ),
        (
            r#""seat_guid": "a2""#,
            r#""seat_guid": "a2 ""#,
            "zones[0].rows[0].seats[1].seat_guid: “a2 ” begins or ends with a space",
        ),
        (
            r#""seat_guid": "a2""#,
            r#""seat_guid": """#,
            "zones[0].rows[0].seats[1].seat_guid: a seat needs a name of its own, \
          and this one is empty",
        ),
        (r#""seat_guid": "a2", "#, "", "zones[0].rows[0].seats[1].seat_guid: this key is missing"),
        (
            r#""x": 12.34"#,
            r#""x": 1e12"#,
            "zones[0].rows[0].seats[1].position.x: 1000000000000 is absurd; \
          a drawing has at most 50000 pixels",
        ),
        (
            r#""x": 12.34"#,
            r#""x": "left""#,
            "zones[0].rows[0].seats[1].position.x: this should be a number, and it is a text",
        ),
        (
            r#""x": 12.34, "y": 0"#,
            r#""x": 12.34"#,
            "zones[0].rows[0].seats[1].position.y: this key is missing",
        ),
        (
            r#""seat_number": "2""#,
            r#""seat_number": "2\u0000""#,
            "zones[0].rows[0].seats[1].seat_number: this text holds the character U+0000",
        ),
    ]);
}

#[test]
fn every_fault_of_a_zone_or_a_row_names_its_place_and_its_reason() {
    check(&[
        (r#""row_number": "A", "#, "", "zones[0].rows[0].row_number: this key is missing"),
        (
            r#"{"name": "Balcony", "position": {"x": 0, "y": 80}, "#,
            r#"{"name": "Balcony", "#,
            "zones[1].position: this key is missing",
        ),
        (
            r#""rows": []"#,
            r#""rows": {}"#,
            "zones[3].rows: this should be a list, and it is an object",
        ),
    ]);
}

#[test]
fn every_fault_of_the_whole_plan_names_its_place_and_its_reason() {
    check(&[
        (
            r#"{"name": "Standard""#,
            r#"{"name": "Premium""#,
            "categories[1].name: “Premium” is also the name of categories[0]",
        ),
        (r#"{"name": "Standard", "#, "{", "categories[1].name: this key is missing"),
        (
            r#"{"name": "Standard""#,
            r#"{"name": " ""#,
            "categories[1].name: a category needs a name",
        ),
        (
            r#""categories": [{"name": "Premium", "color": "#,
            r#""categories": [], "was": [{"x": "#,
            "categories: the plan lists no categories",
        ),
        (r#""zones": ["#, r#""zones": [], "was": ["#, "zones: the plan has no seats"),
        (
            r#""zones": ["#,
            r#""zones": [7], "was": ["#,
            "zones[0]: this should be an object, and it is a number",
        ),
        (r#""zones": ["#, r#""spaces": ["#, "zones: this key is missing"),
        (r#""name": "Small house", "#, "", "name: this key is missing"),
        (
            r#""height": 100"#,
            r#""height": 0"#,
            "size.height: a drawing needs a size of at least one pixel",
        ),
        (
            r#""shape": "circle""#,
            r#""shape": "star""#,
            "zones[0].areas[0].shape: there is no shape “star”; areas are a polygon, rectangle, \
          ellipse, circle or text",
        ),
        (
            r#""circle": {"radius": 4}"#,
            r#""circle": {"radius": -4}"#,
            "zones[0].areas[0].circle.radius: a length cannot be negative",
        ),
    ]);
}

#[test]
fn text_that_is_no_json_is_refused_with_its_line_and_column() {
    assert_eq!(fault("\"future\": [1, 2],", "\"future\": [1, 2,],").place, "line 3, column 17");
    assert_eq!(fault("\"x\": 10", "\"x\": NaN").place, "line 5, column 21");
    assert_eq!(fault("\"x\": 10", "\"x\": 1e999").place, "line 5, column 25");
    assert!(fault("\"x\": 10", "\"x\": NaN").reason.starts_with("this is not JSON: "));
    assert_eq!(import(b"").unwrap_err().place, "line 1, column 0");
    assert_eq!(
        import(b"[]").unwrap_err().to_string(),
        "the file: this should be an object, and it is a list"
    );
}

#[test]
fn names_over_the_limit_are_refused() {
    let long = "x".repeat(NAME_CHARS_MAX + 1);
    let table = [
        ("Small house", "name"),
        ("Premium", "categories[0].name"),
        ("Balcony", "zones[1].name"),
        ("A\", \"row_label", "zones[0].rows[0].row_number"),
        ("Stage", "zones[0].areas[0].text.text"),
    ];
    for (name, place) in table {
        let (first, rest) = name.split_at(1);
        let fault = fault(name, &format!("{first}{long}{rest}"));
        assert_eq!((fault.place.as_str(), fault.reason.contains("more than")), (place, true));
    }
}

#[test]
fn a_plan_with_too_many_seats_is_refused_at_the_first_one_too_many() {
    let seats: Vec<_> = (0..=SEATS_PER_PLAN_MAX)
        .map(|at| {
            format!(
                r#"{{"seat_guid":"{at}","seat_number":"1","position":{{"x":1,"y":1}},
                    "category":"Premium"}}"#
            )
        })
        .collect();
    let text = SMALL.replacen(r#""rows": []"#, r#""rows": [ROW]"#, 1);
    let row = format!(r#"{{"row_number":"A","seats":[{}]}}"#, seats.join(","));

    let fault = import(text.replace("ROW", &row).as_bytes()).unwrap_err();

    assert_eq!(fault.place, "zones[3].rows[0].seats[119995].seat_guid");
    assert_eq!(fault.reason, "a plan has at most 120000 seats");
}

#[test]
fn a_file_too_large_too_full_or_too_deep_is_refused() {
    let large = import(&vec![b' '; PLAN_BYTES_MAX + 1]).unwrap_err();
    assert_eq!(large.place, "the file");
    assert!(large.reason.ends_with("a plan has at most 32 MiB"), "{large}");
    let full = import(&vec![b','; VALUES_MAX + 1]).unwrap_err();
    assert!(full.reason.contains("far more values"), "{full}");
    let deep = import("[".repeat(200_000).as_bytes()).unwrap_err();
    assert_eq!(deep.reason, "lists and objects are nested too deep for a plan");
}

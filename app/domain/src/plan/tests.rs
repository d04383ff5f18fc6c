use super::*;

fn row(label: &str, seats: u32) -> Row {
    Row {
        label: label.into(),
        numbers: (1..=seats).map(|n| n.to_string()).collect(),
        xs: (0..seats as i32).collect(),
        ys: vec![0; seats as usize],
        categories: vec![1; seats as usize],
        ..Row::default()
    }
}

fn house() -> Plan {
    let seated =
        |rows| Section { name: "Stalls".into(), first: 0, kind: SectionKind::Seated { rows } };
    let floor =
        SectionKind::Standing { capacity: 5, category: 0, x: 0, y: 0, width: 10, height: 10 };
    let mut plan = Plan {
        sections: vec![
            seated(vec![row("A", 3), row("B", 2)]),
            Section { name: "Floor".into(), first: 0, kind: floor },
            seated(vec![row("C", 4)]),
        ],
        ..Plan::default()
    };
    plan.number();
    plan
}

#[test]
fn seats_are_counted_over_sections_rows_and_standing_places() {
    let plan = house();

    assert_eq!(plan.seat_count(), 14);
    assert_eq!(plan.sections[1].seats(), 5..10);
    assert_eq!(plan.sections[2].first, 10);
}

#[test]
fn a_seat_is_found_by_its_index_and_nothing_is_found_past_the_end() {
    let plan = house();

    let seat = plan.place(SeatIndex(4)).expect("second seat of row B");
    assert_eq!(seat.section, SectionIndex(0));
    let (row, position) = seat.seat.expect("a numbered seat");
    assert_eq!((row.label.as_str(), row.numbers[position].as_str()), ("B", "2"));
    let standing = plan.place(SeatIndex(9)).expect("last place of the floor");
    assert!(standing.seat.is_none() && standing.section == SectionIndex(1));
    assert_eq!(plan.place(SeatIndex(14)), None);
    assert_eq!(plan.place(SeatIndex(u32::MAX)), None);
}

//! An order as a calendar entry, whole in a link. Source: RFC 5545.

use super::Moment;
use domain::OrderCard;
use std::fmt::Write;

/// How long an entry lasts: nobody knows a performance's end. Units: milliseconds.
const LASTS_MS: i64 = 2 * 3_600_000;

/// A link that saves the performance to a calendar.
pub fn data_uri(order: &OrderCard) -> String {
    let mut uri = String::from("data:text/calendar;charset=utf-8,");
    for byte in entry(order).bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                uri.push(char::from(byte));
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri
}

fn entry(order: &OrderCard) -> String {
    let zone = &order.venue.time_zone;
    [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Holdfast//Box office//EN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@holdfast", order.id),
        format!("DTSTAMP:{}", Moment::new(order.placed_at, zone).calendar()),
        format!("DTSTART:{}", Moment::new(order.starts_at, zone).calendar()),
        format!("DTEND:{}", Moment::new(order.starts_at + LASTS_MS, zone).calendar()),
        format!("SUMMARY:{}", escape(&order.event.title)),
        format!("LOCATION:{}", escape(&format!("{}, {}", order.venue.name, order.venue.city))),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
        String::new(),
    ]
    .join("\r\n")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn commas_and_line_ends_cannot_break_a_calendar_entry() {
        assert_eq!(escape("Salt, and\nIron;\r\\"), "Salt\\, and\\nIron\\;\\\\");
    }
}

//! What a stream is asked for: performances, and where in each the listener left off.

pub(super) use axum::extract::Query;
use box_office::Cursor;
use domain::PerformanceId;
use http::HeaderMap;
use serde::Deserialize;

/// Performances of one stream; a browser listens once for all its tabs.
const PERFORMANCES_MAX: usize = 8;

/// A performance and how far it is known.
pub(super) type Position = (PerformanceId, Option<Cursor>);

/// What stands in the address.
///
/// Shape: `seats=7` or `seats=7.epoch-seq,9`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    seats: Option<String>,
}

/// What is asked for. A browser that comes back by itself says the last id it heard: further along
/// than the address, in one performance.
pub(super) fn positions(asked: &Asked, headers: &HeaderMap) -> Vec<Position> {
    let seats = asked.seats.as_deref().unwrap_or_default();
    let mut positions: Vec<Position> =
        seats.split(',').filter_map(position).take(PERFORMANCES_MAX).collect();
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(position);
    if let Some((performance, last)) = last {
        positions.iter_mut().filter(|at| at.0 == performance).for_each(|at| at.1 = last);
    }
    positions
}

/// A position as the stream's ids spell it; anything that is none is no position.
fn position(text: &str) -> Option<Position> {
    let (performance, cursor) = text.split_once('.').unwrap_or((text, ""));
    Some((PerformanceId(performance.parse().ok()?), cursor.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    const KNOWN: Cursor = Cursor { epoch: 12, seq: 34 };

    fn asked(seats: &str, last: Option<&'static str>) -> Vec<Position> {
        let mut headers = HeaderMap::new();
        if let Some(last) = last {
            headers.insert("last-event-id", HeaderValue::from_static(last));
        }
        positions(&Asked { seats: Some(seats.to_owned()) }, &headers)
    }

    #[test]
    fn a_stream_is_of_some_performances_each_from_where_it_is_known() {
        let (seven, nine) = (PerformanceId(7), PerformanceId(9));
        assert_eq!(asked("7", None), [(seven, None)]);
        assert_eq!(asked("7.12-34,9", None), [(seven, Some(KNOWN)), (nine, None)]);
        assert_eq!(asked("7.1-1,9", Some("7.12-34")), [(seven, Some(KNOWN)), (nine, None)]);
        assert_eq!(asked("9", Some("7.12-34")), [(nine, None)], "only what was asked for");
        assert_eq!(asked("1,2,3,4,5,6,7,8,9,10", None).len(), 8);
    }

    #[test]
    fn nonsense_is_no_position() {
        for forged in ["", ",", "x", ".1-1", "99999999999999999999"] {
            assert_eq!(asked(forged, None), [], "{forged}");
        }
        for forged in ["7.", "7.12", "7.-", "7.a-1", "7.1-1-1", "7.99999999999999999999-1"] {
            assert_eq!(asked(forged, None), [(PerformanceId(7), None)], "{forged}");
        }
    }
}

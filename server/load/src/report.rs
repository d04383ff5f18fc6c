//! What came of a crowd, as a table for people and as JSON for programs.

use crate::tally::{Counted, Times};
use serde_json::{Value, json};
use std::fmt::Write;

/// The table. Units: milliseconds.
pub fn table(counted: &Counted) -> String {
    let mut text = format!(
        "{:<16}{:>10}{:>10}{:>10}{:>10}{:>10}\n",
        "step", "times", "p50 ms", "p90 ms", "p99 ms", "max ms"
    );
    for (name, times) in &counted.steps {
        let [p50, p90, p99] = [0.5, 0.9, 0.99].map(|share| times.at_ms(share));
        let (count, max) = (times.count(), times.max_ms());
        let _ = writeln!(text, "{name:<16}{count:>10}{p50:>10.1}{p90:>10.1}{p99:>10.1}{max:>10.1}");
    }
    let _ = writeln!(text, "\n{:<44}{:>12}", "what came of it", "times");
    for (name, count) in &counted.outcomes {
        let _ = writeln!(text, "{name:<44}{count:>12}");
    }
    text
}

/// The same as one JSON document.
pub fn json(counted: &Counted) -> Value {
    let steps: Vec<Value> = counted.steps.iter().map(|(name, times)| step(name, times)).collect();
    json!({ "steps": steps, "outcomes": counted.outcomes })
}

fn step(name: &str, times: &Times) -> Value {
    json!({
        "step": name,
        "count": times.count(),
        "p50_ms": times.at_ms(0.5),
        "p90_ms": times.at_ms(0.9),
        "p99_ms": times.at_ms(0.99),
        "max_ms": times.max_ms(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Tally;
    use std::time::Duration;

    #[test]
    fn a_report_says_the_same_to_people_and_to_programs() {
        let tally = Tally::default();
        tally.step("hold", Duration::from_millis(8));
        tally.outcomes("bought", 3);
        let counted = tally.counted();
        let text = table(&counted);
        assert!(text.contains("hold") && text.contains("8.0"), "{text}");
        assert!(text.lines().any(|line| line.starts_with("bought") && line.ends_with('3')));
        let json = json(&counted);
        assert_eq!(
            (&json["steps"][0]["count"], &json["outcomes"]["bought"]),
            (&1.into(), &3.into())
        );
    }
}
